-- partition_list.sql: every partition, what needs a person first.
select p.topic || '-' || p.partition as partition,
       p.state,
       p.next_offset,
       p.log_end,
       p.lag,
       p.read,
       p.applied,
       p.dead,
       p.skipped,
       p.halt_reason,
       p.halt_detail,
       (select h.since from ioc.halt as h where h.topic = p.topic and h.partition = p.partition and h.ended_at is null) as halted_since,
       p.worker,
       p.advice
  from ioc.partition as p
 order by p.state <> 'halted', p.state = 'healthy', p.topic, p.partition
