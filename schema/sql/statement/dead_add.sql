-- dead_add.sql: keeps why a record was refused, and where it lies in the log; never its payload.
-- $1 rows, sorted by key
insert into flow.dead (topic, partition, log, "offset", recorded_at, byte, hash, reason, member, source, id)
select r.topic, r.partition, coalesce(p.log, 1), r."offset", r.recorded_at, r.byte, r.hash, r.reason, r.member, r.source, r.id
  from unnest($1::wire.dead[]) as r
  left join flow.position as p
    on p.topic = r.topic and p.partition = r.partition
