-- as_of.sql: the age of an answer, read in its own snapshot.
select (extract(epoch from min(p.as_of)) * 1000000)::bigint as as_of_us
  from ioc.partition as p
having count(*) = count(p.as_of)
