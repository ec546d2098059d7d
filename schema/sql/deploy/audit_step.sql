-- Deploy trakhuc:audit_step to pg
-- requires: ioc_document

-- The recount: what every fact adds to the counters, once more, from the rules (R8 to
-- R25) and in SQL only.  Nothing is shared with the C code that counts, so each proves
-- the other.  Everything is set-based: one pass over the facts, windows over the marks.
-- Instants are microseconds since 1970; local time has been UTC+7 for all of [2000, 2100).

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema audit;
comment on schema audit is 'The recount of all counters from the facts, behind ioc.audit() and ioc.fingerprint()';

create function audit.instant(t timestamptz)
returns bigint
language sql
stable parallel safe
return (extract(epoch from t) * 1000000)::bigint;
comment on function audit.instant(timestamptz) is 'Microseconds since 1970';

create function audit.day(us bigint)
returns integer
language sql
immutable parallel safe
return ((us + 25200000000) / 86400000000 - 10956)::integer;
comment on function audit.day(bigint) is 'Local day of an instant, days since 1999-12-31';

create function audit.signed(bytes bytea, since integer)
returns bigint
language sql
immutable parallel safe
return ('x' || encode(substring(bytes from since for 8), 'hex'))::bit(64)::bigint # (-9223372036854775808)::bigint;
comment on function audit.signed(bytea, integer) is 'Eight bytes, big-endian, sign bit turned, as a number; bytes are counted from 1';

-- The pairs (register, stage * 64 + stamp) follow the stamps; a stamp begins with its
-- time * 2 + corrected and ends with the hash of its source.
create function audit.stamp_of(versions bytea, register integer)
returns bytea
language sql
immutable parallel safe
return (
  select substring(versions from 2 + 36 * (get_byte(versions, at + 1) & 63) for 36)
    from generate_series(1 + 36 * get_byte(versions, 0), length(versions) - 2, 2) as at
   where get_byte(versions, at) = register
);
comment on function audit.stamp_of(bytea, integer) is 'The stamp of a register, by the order of the registers from 0: 32 bytes of version (R8), 4 of the hash of its source';

create function audit.stated_time(versions bytea, register integer)
returns bigint
language sql
immutable parallel safe
return audit.signed(audit.stamp_of(versions, register), 1) >> 1;
comment on function audit.stated_time(bytea, integer) is 'Statement time of the version of a register, by the order of the registers from 0';

create view audit.dossier as
select d.code, d.marks, d.retractions, d.versions,
       count.cell_fine(0, 0, coalesce(d.handling_unit, d.unit, 0), coalesce(d.unit, 0), coalesce(d.procedure, 0), coalesce(d.channel, 0)) as place,
       coalesce(d.unit, 0) as unit,
       coalesce(d.channel, 0)::integer as channel,
       audit.instant(d.submitted_at) as submitted,
       audit.instant(d.received_at) as received,
       audit.day(audit.instant(d.received_at)) as received_day,
       -- local midnight of the reception day: a bare date of that day
       (audit.day(audit.instant(d.received_at)) + 10956) * 86400000000 - 25200000000 as midnight,
       audit.instant(d.refused_at) as refused,
       audit.instant(d.withdrawn_at) as withdrawn,
       audit.instant(d.resolved_at) as resolved,
       audit.instant(d.returned_at) as returned,
       audit.day(audit.instant(d.rescheduled_at)) as rescheduled_day,
       audit.day(audit.instant(d.rated_at)) as rated_day,
       d.synchronised_at is not null as synchronised,
       count.day_number(d.reception_due) as reception_due,
       count.day_number(d.due) as due,
       count.day_number(d.due_before) as due_before,
       d.fee_vnd, d.paid_vnd, d.online_level, d.papers, d.digitised, d.reused,
       d.paid_online, d.electronic_result, d.stored, d.population_lookup, d.satisfied,
       coalesce(d.service, 0) as service,
       coalesce(d.applicant_kind, -1)::integer as applicant_kind
  from fact.dossier as d
 where d.voided is not true and d.alias_of is null;
comment on view audit.dossier is 'Dossiers that contribute: neither void nor an alias (R10); instants in microseconds, days as numbers, place is the fine cell without its day';

create view audit.mark as
select m.code, m.at, m.kind, m.stated
  from (
    select d.code, d.retractions,
           audit.signed(d.marks, 21 * i + 1) as at,
           get_byte(d.marks, 21 * i + 8) as kind,
           audit.signed(d.marks, 21 * i + 10) as stated,
           substring(d.marks from 21 * i + 1 for 9) as key
      from audit.dossier as d
     cross join lateral generate_series(0, length(d.marks) / 21 - 1) as i
    offset 0 -- unpacked once, whatever is asked of it
  ) as m
 where m.retractions is null
    or not exists (
      select
        from generate_series(0, length(m.retractions) / 9 - 1) as i
       where substring(m.retractions from 9 * i + 1 for 9) = m.key
    );
comment on view audit.mark is 'Marks in force: marks minus retractions (R9); kinds 0 processing, 1 resumed, 2 supplement, 3 payment, 4 paid, 5 stopped, 6 final';

create view audit.course as
select d.code, greatest(m.at, d.received) as at, m.kind, m.stated
  from audit.dossier as d
  join audit.mark as m
    on m.code = d.code
 where m.at >= d.received or m.at = d.midnight;
comment on view audit.course is 'Marks in force of received dossiers, at their effective instants: none before the reception, a bare date of its day is the reception';

-- Ends that may hold, in the order (turn, at, kind): resolved, returned, then what closes
-- without a result (R14).  Work that happened later and was stated later undoes one (R15);
-- when an end was stated is unpacked only where there is such work, for that is rare.
create view audit.dossier_end as
with course as materialized (
  select * from audit.course
), candidate as materialized (
  select d.code, 1 as turn, 1 as kind, greatest(d.resolved, d.received) as at, d.versions, 4 as register, null::bigint as stated
    from audit.dossier as d
   where d.received is not null and d.resolved is not null
  union all
  select d.code, 2, 2, greatest(d.returned, d.received), d.versions, 5, null
    from audit.dossier as d
   where d.received is not null and d.returned is not null
  union all
  select d.code, 3, 3, greatest(d.refused, d.received), d.versions, 2, null
    from audit.dossier as d
   where d.refused >= d.received or d.refused = d.midnight
  union all
  select d.code, 3, 4, greatest(d.withdrawn, d.received), d.versions, 3, null
    from audit.dossier as d
   where d.withdrawn >= d.received or d.withdrawn = d.midnight
  union all
  select c.code, 3, 5, c.at, null, null, c.stated
    from course as c
   where c.kind = 6
), undone as (
  select distinct e.code, e.turn, e.kind, e.at, e.stated
    from candidate as e
    join course as m
      on m.code = e.code and m.kind in (0, 1, 2, 5) and m.at > e.at
   where m.stated > coalesce(e.stated, audit.stated_time(e.versions, e.register))
), tried as (
  select e.code, e.turn, e.kind, e.at, u.code is not null as undone
    from candidate as e
    left join undone as u
      on u.code = e.code and u.turn = e.turn and u.kind = e.kind and u.at = e.at and u.stated is not distinct from e.stated
)
select distinct on (t.code)
       t.code,
       case when not t.undone then t.at end as at,
       case when not t.undone then t.kind end as kind
  from tried as t
 order by t.code, t.undone, t.turn, t.at, t.kind;
comment on view audit.dossier_end is 'Dossiers with a candidate for an end: the first that holds, null where all were undone; kinds 1 resolved, 2 returned, 3 refused, 4 withdrawn, 5 stopped';

-- A `paid` closes a payment only, so it matters which other mark stood last.
create view audit.phase as
with ended as materialized (
  select * from audit.dossier_end
), mark as (
  select d.code, d.received as at, -1 as kind, (-9223372036854775808)::bigint as stated,
         e.at as ended, e.kind as ended_kind, e.code is not null and e.at is null as reopened
    from audit.dossier as d
    left join ended as e
      on e.code = d.code
   where d.received is not null
  union all
  select m.code, m.at, m.kind, m.stated, e.at, e.kind, e.code is not null and e.at is null
    from audit.course as m
    left join ended as e
      on e.code = m.code
   where e.at is null or m.at < e.at
), numbered as (
  select m.*,
         row_number() over w as n,
         count(*) filter (where m.kind <> 4) over w as stretch
    from mark as m
  window w as (partition by m.code order by m.at, m.stated, m.kind rows unbounded preceding)
), state as (
  select n.code, n.at, n.ended, n.ended_kind, n.reopened, n.n,
         case first_value(n.kind) over (partition by n.code, n.stretch order by n.n)
           when 2 then 1
           when 3 then case when n.kind = 4 then 0 else 2 end
           when 5 then 3
           when 6 then 3
           else 0
         end as state
    from numbered as n
), changed as (
  select s.*, lag(s.state) over (partition by s.code order by s.n) as before
    from state as s
), phase as (
  select c.code, c.n, c.state, c.at as since, c.ended, c.ended_kind, c.reopened,
         coalesce(lead(c.at) over (partition by c.code order by c.n), c.ended) as until,
         count(*) filter (where c.state = 0) over (partition by c.code order by c.n) as pause
    from changed as c
   where c.before is distinct from c.state
), asked as (
  select p.*,
         p.state = 1 and count(*) filter (where p.state = 1) over (partition by p.code, p.pause order by p.n) = 1 as asks
    from phase as p
)
select a.code, a.n, a.state, a.since, a.until, a.ended, a.ended_kind, a.reopened,
       audit.day(a.since) as since_day,
       audit.day(a.until) as until_day,
       count(*) filter (where a.asks) over (partition by a.code order by a.n) as requests,
       coalesce(sum(a.until - a.since) filter (where a.state = 1) over (partition by a.code order by a.n rows between unbounded preceding and 1 preceding), 0)::bigint as supplement_before
  from asked as a;
comment on view audit.phase is 'Time from the reception to the end, cut where the state changes (R16): 0 running, 1 supplement, 2 payment, 3 stopped';

create function audit.dossier_step()
returns table (cell bigint, counter text, n bigint)
language sql
stable
set search_path = pg_catalog
set work_mem = '64MB'
set enable_nestloop = off
set jit = off
as $$
with dossier as materialized (
  select * from audit.dossier
), phase as materialized (
  select * from audit.phase
), total as materialized (
  select p.code,
         max(p.ended) as ended,
         max(p.ended_kind) as kind,
         bool_or(p.reopened) as reopened,
         max(p.requests) as requests,
         coalesce(sum(p.until - p.since) filter (where p.state = 0), 0)::bigint as running,
         coalesce(sum(p.until - p.since) filter (where p.state = 1), 0)::bigint as supplement
    from phase as p
   group by p.code
), worked as materialized (
  select m.code, min(m.at) as at
    from audit.mark as m
    join dossier as d
      on d.code = m.code and d.received is null
   where m.kind in (0, 5, 6)
   group by m.code
), known as materialized (
  select d.*, t.reopened, t.ended, t.kind, audit.day(t.ended) as ended_day,
         t.requests, t.running, t.supplement, w.at as worked
    from dossier as d
    left join total as t
      on t.code = d.code
    left join worked as w
      on w.code = d.code
), flow as (
  select k.place, v.day, v.counter, v.n::bigint as n
    from known as k
   cross join lateral (values
     ('submitted', audit.day(k.submitted), 1),
     ('refused', audit.day(k.refused), case when k.received is null or (k.refused < k.received and k.refused <> k.midnight) then 1 end),
     ('bad_not_received', case when k.received is null then audit.day(least(k.worked, k.resolved, k.returned)) end, 1),
     ('received', k.received_day, 1),
     ('received_full', k.received_day, (k.channel = 2 and k.online_level = 4)::integer),
     ('late_reception', k.received_day, (k.received_day > k.reception_due)::integer),
     ('synchronised', k.received_day, k.synchronised::integer),
     ('bad_no_due', k.received_day, (k.due is null)::integer),
     ('bad_overflow', k.received_day, (length(k.marks) = 128 * 21)::integer),
     ('bad_order', k.received_day, (audit.day(k.resolved) < k.received_day or audit.day(k.returned) < k.received_day)::integer),
     ('reopened', k.received_day, k.reopened::integer),
     ('paid_online', k.received_day, k.paid_online::integer),
     ('paid_online_vnd', k.received_day, case when k.paid_online then k.paid_vnd end),
     ('fee_zero', k.received_day, (k.fee_vnd = 0)::integer),
     ('papers', k.received_day, k.papers),
     ('papers_digitised', k.received_day, k.digitised),
     ('digitised', k.received_day, (k.digitised > 0)::integer),
     ('reused', k.received_day, (k.reused > 0)::integer),
     ('stored', k.received_day, k.stored::integer),
     ('population_lookup', k.received_day, k.population_lookup::integer),
     ('reception_steps', k.received_day, (k.submitted <= k.received)::integer),
     ('reception_seconds', k.received_day, case when k.submitted <= k.received then (k.received - k.submitted) / 1000000 end)
   ) as v (counter, day, n)
   where v.n <> 0 and v.day is not null
  union all
  select k.place, v.day, v.counter, v.n
    from known as k
   cross join lateral (values
     ('rated', k.rated_day, 1),
     ('satisfied', k.rated_day, k.satisfied::integer),
     ('rescheduled', k.rescheduled_day, 1),
     ('rescheduled_late', k.rescheduled_day, (k.rescheduled_day > k.due_before)::integer)
   ) as v (counter, day, n)
   where k.received is not null and v.n <> 0 and v.day is not null
  union all
  select k.place, k.ended_day, v.counter, v.n
    from known as k
   cross join lateral (values
     ('in_due_766_done', (k.requests <= 1 and coalesce(audit.day(k.ended - k.supplement) <= k.due, true))::integer),
     ('closed', (k.kind > 2)::integer),
     ('done_early', (k.kind <= 2 and k.ended_day < k.due)::integer),
     ('done_on_time', (k.kind <= 2 and coalesce(k.ended_day = k.due, true))::integer),
     ('done_overdue', (k.kind <= 2 and k.ended_day > k.due)::integer),
     ('electronic_result', (k.kind <= 2 and k.electronic_result)::integer),
     ('online_result', (k.kind <= 2 and k.electronic_result and k.channel = 2)::integer),
     ('handling_seconds', case when k.kind <= 2 then k.running / 1000000 end)
   ) as v (counter, n)
   where k.ended is not null and v.n <> 0
  union all
  select k.place, k.ended_day,
         'running_days_' || coalesce((select min(c.bound)::text from unnest(array[0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60]) as c (bound) where c.bound >= k.running / 86400000000), 'more'),
         1
    from known as k
   where k.kind <= 2
  union all
  select k.place, audit.day(k.returned), v.counter, v.n
    from known as k
   cross join lateral (values
     ('return_steps', 1),
     ('return_seconds', (k.returned - k.ended) / 1000000)
   ) as v (counter, n)
   where k.kind = 1 and k.returned >= k.ended and v.n <> 0
), gauge as (
  -- From a day up to, not with, another; null for no end.
  select k.place, 'awaiting_reception' as counter, audit.day(k.submitted) as since, audit.day(least(k.received, k.refused, k.withdrawn)) as until
    from known as k
   where k.submitted is not null
  union all
  select k.place, 'reception_overdue', greatest(audit.day(k.submitted), k.reception_due + 1), audit.day(least(k.received, k.refused, k.withdrawn))
    from known as k
   where k.submitted is not null and k.reception_due is not null
  union all
  select k.place, 'pending', k.received_day, k.ended_day
    from known as k
   where k.received is not null
  union all
  select d.place, v.counter, v.since, v.until
    from phase as p
    join dossier as d
      on d.code = p.code
   cross join lateral (values
     ('waiting_supplement', case when p.state = 1 then p.since_day end, p.until_day),
     ('waiting_payment', case when p.state = 2 then p.since_day end, p.until_day),
     ('stopped', case when p.state = 3 then p.since_day end, p.until_day),
     ('near_due', case when p.state = 0 and d.due is not null then greatest(p.since_day, d.due - 1) end, least(p.until_day, d.due + 1)),
     ('overdue', case when p.state = 0 and d.due is not null then greatest(p.since_day, d.due + 1) end, p.until_day),
     ('in_due_766',
      case when p.requests < 2
            and (d.due is null or p.state in (0, 2) or audit.day(p.since - p.supplement_before) <= d.due)
           then p.since_day end,
      case when d.due is not null and p.state in (0, 2)
           then least(p.until_day, d.due + (p.supplement_before / 86400000000)::integer + 1)
           else p.until_day end)
   ) as v (counter, since, until)
   where v.since is not null
), step as (
  select f.place, f.day, f.counter, f.n
    from flow as f
  union all
  select g.place, g.since, g.counter, 1
    from gauge as g
   where g.until is null or g.since < g.until
  union all
  select g.place, g.until, g.counter, -1
    from gauge as g
   where g.since < g.until
)
select count.cell_fine(0, s.day, 0, 0, 0, 0) | s.place, s.counter, s.n
  from step as s
$$;
comment on function audit.dossier_step() is 'What every dossier adds to the counters (R13 to R20a), by fine cell of generation 0; steps of one cell may stand several times';

create function audit.service_row()
returns table (month integer, service integer, channel integer, received bigint)
language sql
stable
set search_path = pg_catalog
as $$
select count.month_number(count.day_date(d.received_day)), d.service, d.channel, count(*)
  from audit.dossier as d
 where d.received is not null
 group by 1, 2, 3
$$;
comment on function audit.service_row() is 'Dossiers received by month, service and channel (R20a)';

create function audit.party_row()
returns table (day integer, unit integer, applicant_kind integer, received bigint)
language sql
stable
set search_path = pg_catalog
as $$
select d.received_day, d.unit, d.applicant_kind, count(*)
  from audit.dossier as d
 where d.received is not null
 group by 1, 2, 3
$$;
comment on function audit.party_row() is 'Dossiers received by day, receiving unit and kind of applicant (R20a)';

commit;
