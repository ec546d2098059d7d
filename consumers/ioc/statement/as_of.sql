-- as_of.sql: the age of an answer and its place in the log, read in its own snapshot.
select case when count(*) = count(p.as_of) then (extract(epoch from min(p.as_of)) * 1000000)::bigint end as as_of_us,
       coalesce(bool_or(p.recovering), false) as recovering,
       '{' || coalesce(string_agg(format('"%s-%s":%s', p.topic, p.partition, p.next_offset), ',' order by p.topic, p.partition), '') || '}' as position
  from ioc.partition as p
