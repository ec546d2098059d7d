-- dead_select.sql: dead letters that fit, newest first.
-- $1 status  $2 reason  $3 source  $4 topic  $5 recorded since  $6 and before  $7 places, each
--    null for any  $8 number of rows
select d.place, d.recorded_at, d.reason, d.member, d.byte, d.source, d.id, d.status, d.since, d.actor, d.why, d.class, d.hash
  from ioc.dead_letter as d
 where ($1::text is null or d.status = $1)
   and ($2::text is null or d.reason = $2)
   and ($3::text is null or d.source = $3)
   and ($4::text is null or d.topic = $4)
   and ($5::timestamptz is null or d.recorded_at >= $5)
   and ($6::timestamptz is null or d.recorded_at < $6)
   and ($7::text[] is null or d.place = any ($7))
 order by d.recorded_at desc nulls last, d.topic, d.partition, d."offset" desc
 limit $8::bigint
