-- adds deltas to count.party; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.party as t (generation, day, unit, applicant_kind, received)
select r.generation, r.day, r.unit, r.applicant_kind, r.received
  from unnest($1::wire.party[]) as r
    on conflict (generation, day, unit, applicant_kind) do update
   set received = nullif(coalesce(t.received, 0) + coalesce(excluded.received, 0), 0)
