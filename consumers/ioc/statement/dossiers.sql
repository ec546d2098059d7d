-- dossiers.sql: the list behind any number, by due date; codes, dates and statuses, no person.
-- $1 status  $2 handling unit  $3 receiving unit  $4 procedure  $5 field  $6 channel
-- $7, $8 received from, to  $9, $10 ended from, to  $11, $12 due from, to
-- $13 beginning of a code  $14 number of rows  $15 place behind which to go on, "due|dossier"
-- Null does not restrict.
select d.dossier,
       d.unit,
       d.handling_unit,
       d.procedure,
       d.field,
       d.channel,
       d.received_at,
       d.due,
       d.ended_at,
       d.ended_kind,
       d.state,
       d.days_over
  from ioc.dossier as d
 where ($1::text is null
        or case $1::text
             when 'pending' then d.received_at is not null and d.ended_at is null
             when 'running' then d.state = 'running'
             when 'overdue' then d.state = 'running' and d.days_over > 0
             when 'near_due' then d.state = 'running' and d.days_over between -1 and 0
             when 'ended' then d.ended_at is not null
             else d.state = $1::text
           end)
   and ($2::text is null or d.handling_unit = $2)
   and ($3::text is null or d.unit = $3)
   and ($4::text is null or d.procedure = $4)
   and ($5::text is null or d.field = $5)
   and ($6::text is null or d.channel = $6)
   and ($7::date is null or d.received_at >= $7::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
   and ($8::date is null or d.received_at < ($8::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
   and ($9::date is null or d.ended_at >= $9::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
   and ($10::date is null or d.ended_at < ($10::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
   and ($11::date is null or d.due >= $11::date)
   and ($12::date is null or d.due <= $12::date)
   and ($13::text is null or starts_with(d.dossier, $13))
   and ($15::text is null
        or (coalesce(d.due, 'infinity'), d.dossier)
           > (split_part($15, '|', 1)::date, split_part($15, '|', 2) collate "C"))
 order by coalesce(d.due, 'infinity'),
          d.dossier
 limit $14::integer
