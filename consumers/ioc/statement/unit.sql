select * from ioc.unit_now where unit = $1
