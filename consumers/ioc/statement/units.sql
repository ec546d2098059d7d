select u.* from ioc.unit_now u order by overdue desc, near_due desc, pending desc, unit
