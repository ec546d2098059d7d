-- partitions.sql: where the workers are in the log, what needs a look first.
select p.topic || '-' || p.partition as key,
       p.topic,
       p.partition,
       p.next_offset as next,
       p.log_end,
       p.lag,
       p.read,
       p.applied,
       p.dead,
       p.as_of,
       p.recovering,
       p.state,
       p.worker,
       p.seen_at
  from ioc.partition as p
 order by p.state = 'healthy',
          p.topic,
          p.partition
