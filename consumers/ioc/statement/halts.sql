-- halts.sql: partitions that were left unread until a person decided, open ones first, then the newest.
-- $1 number of rows
select h.topic || '-' || h.partition as key,
       h.topic,
       h.partition,
       h.reason,
       h.detail,
       h.since,
       h.ended_at,
       h.ended_by
  from ioc.halt as h
 order by h.ended_at is not null,
          h.since desc,
          h.topic,
          h.partition
 limit $1::integer
