-- build_age.sql: how old the live numbers are, in milliseconds, over the partitions whose worker
-- still reports and which are not halted; 0 when there is none, for then waiting would not help it.
select coalesce(max(extract(epoch from now() - p.as_of) * 1000), 0)::bigint
  from ioc.partition as p
 where p.seen_at > now() - interval '5 seconds'
   and p.state <> 'halted'
