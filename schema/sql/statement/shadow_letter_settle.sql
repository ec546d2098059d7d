-- shadow_letter_settle.sql: dead letters that were left out and have been applied since; they
-- are letters no longer, and the caller applies them too.
with settled as (
  delete from shadow.letter as l
   using flow.dead as d
   where d.topic = l.topic
     and d.partition = l.partition
     and d."offset" = l."offset"
     and d.status = 'retried'
     and l.reason is null
  returning l.topic, l.partition, l."offset"
)
select s.topic, s.partition, s."offset"
  from settled as s
 order by s.topic, s.partition, s."offset"
