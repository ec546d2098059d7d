-- adds deltas to count.service; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.service as t (generation, month, service, channel, received)
select r.generation, r.month, r.service, r.channel, r.received
  from unnest($1::wire.service[]) as r
    on conflict (generation, month, service, channel) do update
   set received = nullif(coalesce(t.received, 0) + coalesce(excluded.received, 0), 0)
