-- dead_count.sql: how many dead letters fit, by reason, source, topic or status.
-- $1 to $7 as in dead_select.sql  $8 what to count by
select case $8::text when 'reason' then d.reason when 'source' then coalesce(d.source, '') when 'topic' then d.topic else d.status end as name,
       count(*) as letters,
       count(*) filter (where d.status = 'waiting') as waiting,
       count(*) filter (where d.status = 'retried') as retried,
       count(*) filter (where d.status = 'dropped') as dropped,
       min(d.recorded_at) as first_at,
       max(d.recorded_at) as last_at
  from ioc.dead_letter as d
 where ($1::text is null or d.status = $1)
   and ($2::text is null or d.reason = $2)
   and ($3::text is null or d.source = $3)
   and ($4::text is null or d.topic = $4)
   and ($5::timestamptz is null or d.recorded_at >= $5)
   and ($6::timestamptz is null or d.recorded_at < $6)
   and ($7::text[] is null or d.place = any ($7))
 group by 1
 order by 2 desc, 1
