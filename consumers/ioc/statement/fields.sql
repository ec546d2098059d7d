-- fields.sql: fields at this moment, worst first.
select f.*
  from ioc.field_now as f
 order by f.overdue desc,
          f.pending desc,
          f.field
