select * from ioc.dead_letter where reason=$1 or $2::int>0 limit $3::int
