-- halt_add.sql: leaves a partition unread, unless it is so already or the position has moved
-- since it was judged.
-- $1 topic  $2 partition  $3 offset to read next  $4 reason  $5 what was found
insert into flow.halt (topic, partition, reason, detail)
select p.topic, p.partition, $4::text, $5::text
  from flow.position as p
 where p.topic = $1::smallint
   and p.partition = $2::smallint
   and p.next = $3::bigint
    on conflict do nothing
returning number
