-- recounted.sql: what the facts say, once more from the rules (R8 to R25), for tests/e2e/numbers.
-- Nothing of schema count, of ioc or of the functions of fact is used; ended_at and ended_kind
-- are taken as the facts have them, for `trakhuc audit` derives those again.

create schema recounted;

create function recounted.us(t timestamptz) returns bigint language sql immutable
return (extract(epoch from t) * 1000000)::bigint;

create function recounted.day(t timestamptz) returns date language sql immutable
return (t at time zone 'Asia/Ho_Chi_Minh')::date;

create function recounted.day(us bigint) returns date language sql immutable
return date '1970-01-01' + (div(us + 7 * 3600 * 1000000::bigint, 86400000000))::integer;

-- Eight bytes whose sign bit is turned.
create function recounted.number(bytes bytea) returns bigint language sql immutable
return ('x' || encode(set_byte(bytes, 0, get_byte(bytes, 0) # 128), 'hex'))::bit(64)::bigint;

create table recounted.dossier as
select d.code, coalesce(h.code, u.code, '') as unit, coalesce(p.code, '') as procedure, coalesce(n.field, '') as field,
       coalesce((array['direct', 'online', 'postal'])[d.channel], 'unknown') as channel,
       d.submitted_at, d.received_at, d.refused_at, d.withdrawn_at, d.ended_at, d.ended_kind, d.due, d.reception_due, d.online_level,
       coalesce(d.digitised, 0) as digitised, coalesce(d.papers, 0) as papers, coalesce(d.paid_online, false) as paid_online, coalesce(d.paid_vnd, 0) as paid_vnd,
       recounted.day(d.received_at) as received_day, recounted.day(d.ended_at) as ended_day, d.ended_kind <= 2 as done
  from fact.dossier as d
  left join ref.code as u on u.kind = 1 and u.number = d.unit
  left join ref.code as h on h.kind = 1 and h.number = d.handling_unit
  left join ref.code as p on p.kind = 2 and p.number = d.procedure
  left join (select distinct on (r.procedure) r.procedure, r.field from ref.procedure as r
              order by r.procedure, r.valid_from > recounted.day(now()), r.valid_from desc) as n on n.procedure = p.code
 where d.voided is not true and d.alias_of is null;

-- R16: `paid` ends a wait for payment only; the rest is what the last mark says.
create function recounted.after(state text, kind integer) returns text language sql immutable
return case kind
         when 2 then 'waiting_supplement' when 3 then 'waiting_payment' when 5 then 'stopped' when 6 then 'stopped'
         when 4 then case when state = 'waiting_payment' then 'running' else coalesce(state, 'running') end
         else 'running' end;
create aggregate recounted.state(integer) (sfunc = recounted.after, stype = text);

-- Time in each state, from the reception to the end; `until` is null where it has not ended.
create table recounted.phase as
with mark as (
  select d.code, recounted.number(substring(d.marks from 21 * i + 1 for 8)) as at, get_byte(d.marks, 21 * i + 8) as kind,
         recounted.number(substring(d.marks from 21 * i + 10 for 8)) as stated, d.retractions, substring(d.marks from 21 * i + 1 for 9) as key
    from fact.dossier as d
   cross join generate_series(0, length(d.marks) / 21 - 1) as i
), course as (
  select d.code, recounted.us(d.received_at) as at, -9223372036854775807 as stated, 0 as kind
    from recounted.dossier as d
   where d.received_at is not null
  union all
  select m.code, greatest(m.at, recounted.us(d.received_at)), m.stated, m.kind
    from mark as m
    join recounted.dossier as d on d.code = m.code
   where (m.at >= recounted.us(d.received_at) or m.at = recounted.us(d.received_day::timestamp at time zone 'Asia/Ho_Chi_Minh'))
     and not exists (select from generate_series(0, length(m.retractions) / 9 - 1) as j
                      where substring(m.retractions from 9 * j + 1 for 9) = m.key)
), stated as (
  select c.code, c.at as since, recounted.state(c.kind) over w as state, lead(c.at) over w as until, recounted.us(d.ended_at) as ended, d.due
    from course as c
    join recounted.dossier as d on d.code = c.code
   where d.ended_at is null or c.at < recounted.us(d.ended_at)
  window w as (partition by c.code order by c.at, c.stated, c.kind)
)
select s.code, s.state, s.since, coalesce(s.until, s.ended) as until, s.due,
       recounted.day(s.since) as since_day, recounted.day(coalesce(s.until, s.ended)) as until_day
  from stated as s;
create index on recounted.phase (code);

create table recounted.running as
select p.code, div(coalesce(sum(p.until - p.since) filter (where p.state = 'running'), 0), 1000000)::bigint as seconds,
       div(coalesce(sum(p.until - p.since) filter (where p.state = 'running'), 0), 86400000000)::integer as days
  from recounted.phase as p
 group by p.code;
create unique index on recounted.running (code);

-- Every number of a day, dossier by dossier, summed by what it can be asked for by.
create function recounted.cells(asked date)
returns table (unit text, procedure text, field text, channel text, numbers jsonb)
language sql stable
set jit = off
as $$
  with flag as (
    select d.unit, d.procedure, d.field, d.channel,
           d.received_day <= asked and coalesce(d.ended_day > asked, true) as pending,
           d.received_day < m.first and coalesce(d.ended_day >= m.first, true) as carried,
           d.received_day = asked as today, d.received_day between m.first and asked as month,
           d.done and d.ended_day = asked as done_today, d.done and d.ended_day between m.first and asked as done_month,
           not d.done and d.ended_day between m.first and asked as closed_month,
           d.due < d.ended_day as late, d.due > d.ended_day as early, s.state, d.due,
           coalesce(recounted.day(d.submitted_at) <= asked and recounted.day(least(d.received_at, d.refused_at, d.withdrawn_at)) > asked,
                    recounted.day(d.submitted_at) <= asked) as awaiting,
           d.reception_due, d.received_day > d.reception_due as late_reception, d.online_level, d.digitised, d.papers, d.paid_online, d.paid_vnd,
           coalesce(r.seconds, 0) as seconds, coalesce(r.days, 0) as days -- none: ended as it was received
      from recounted.dossier as d
     cross join (select date_trunc('month', asked)::date as first) as m
      left join recounted.running as r on r.code = d.code
      left join recounted.phase as s
        on s.code = d.code and s.since_day <= asked and (s.until_day > asked or s.until_day is null)
  )
  select f.unit, f.procedure, f.field, f.channel, jsonb_build_object(
         'pending', count(*) filter (where f.pending), 'carried_over', count(*) filter (where f.carried),
         'waiting_supplement', count(*) filter (where f.pending and f.state = 'waiting_supplement'),
         'waiting_payment', count(*) filter (where f.pending and f.state = 'waiting_payment'),
         'stopped', count(*) filter (where f.pending and f.state = 'stopped'),
         'overdue', count(*) filter (where f.pending and f.state = 'running' and f.due < asked),
         'near_due', count(*) filter (where f.pending and f.state = 'running' and f.due in (asked, asked + 1)),
         'awaiting_reception', count(*) filter (where f.awaiting), 'reception_overdue', count(*) filter (where f.awaiting and f.reception_due < asked),
         'received_today', count(*) filter (where f.today), 'received_month', count(*) filter (where f.month),
         'late_reception_month', count(*) filter (where f.month and f.late_reception),
         'received_online_month', count(*) filter (where f.month and f.channel = 'online'),
         'received_unknown_month', count(*) filter (where f.month and f.channel = 'unknown'),
         'received_full_month', count(*) filter (where f.month and f.channel = 'online' and f.online_level = 4),
         'digitised_month', count(*) filter (where f.month and f.digitised > 0),
         'papers_month', coalesce(sum(f.papers) filter (where f.month), 0), 'papers_digitised_month', coalesce(sum(f.digitised) filter (where f.month), 0),
         'paid_online_month', count(*) filter (where f.month and f.paid_online), 'paid_online_vnd_month', coalesce(sum(f.paid_vnd) filter (where f.month and f.paid_online), 0),
         'done_today', count(*) filter (where f.done_today), 'done_month', count(*) filter (where f.done_month),
         'done_overdue_month', count(*) filter (where f.done_month and f.late), 'done_early_month', count(*) filter (where f.done_month and f.early),
         'closed_month', count(*) filter (where f.closed_month), 'handling_seconds_month', coalesce(sum(f.seconds) filter (where f.done_month), 0),
         'days', (select jsonb_agg(count) from (select count(*) filter (where b.bound = 61 and x.days > 60 or x.days <= b.bound) as count
                                                  from unnest(array[0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 61]) with ordinality as b (bound, n)
                                                  left join unnest(array_agg(f.days) filter (where f.done_month)) as x (days) on true
                                                 group by b.bound, b.n order by b.n) as upto))
    from flag as f
   group by f.unit, f.procedure, f.field, f.channel
$$;

create table recounted.document as
select coalesce(u.code, '') as unit, (array['province', 'commune'])[d.level] as level, recounted.day(d.issued_at) as issued,
       recounted.day(greatest(d.revoked_at, d.issued_at)) as revoked_day, d.revoked_at is not null as revoked,
       recounted.day(greatest(d.replaced_at, d.issued_at)) as replaced_day, d.replaced_at is not null as replaced, d.electronic, d.signed
  from fact.document as d
  left join ref.code as u on u.kind = 1 and u.number = d.unit
 where d.voided is not true and d.issued_at is not null;

create table recounted.recipient as
select coalesce(c.code, '') as recipient, recounted.day(i.received) as received, recounted.day(greatest(i.ended, i.received)) as ended, i.ended is not null as over,
       r.completed_at is not null and r.completed_at <= coalesce(i.taken, 'infinity') as completed, r.due
  from fact.recipient as r
  join fact.document as d on d.code = r.document and d.voided is not true
  left join ref.code as c on c.kind = 1 and c.number = r.recipient
 cross join lateral (
       select least(r.received_at, r.assigned_at, r.processing_at, r.completed_at) as received,
              least(r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at) as taken,
              least(r.completed_at, r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at) as ended) as i
 where i.received is not null;

create function recounted.documents(asked date)
returns table (unit text, level text, issued_today bigint, issued_month bigint, electronic_month bigint, electronic_unknown_month bigint,
               signed_month bigint, signed_unknown_month bigint, revoked_month bigint, replaced_month bigint)
language sql stable
as $$
  select d.unit, d.level, count(*) filter (where d.issued = asked), count(*) filter (where d.within),
         count(*) filter (where d.within and d.electronic), count(*) filter (where d.within and d.electronic is null),
         count(*) filter (where d.within and d.signed and d.electronic is not false), count(*) filter (where d.within and d.signed is null),
         count(*) filter (where d.revoked and d.revoked_day between date_trunc('month', asked)::date and asked),
         count(*) filter (where d.replaced and d.replaced_day between date_trunc('month', asked)::date and asked)
    from (select d.*, d.issued between date_trunc('month', asked)::date and asked as within from recounted.document as d) as d
   group by d.unit, d.level
$$;

create function recounted.recipients(asked date)
returns table (recipient text, document_pending bigint, document_overdue bigint, received_month bigint, on_time_month bigint, late_month bigint,
               no_due_month bigint, taken_back_month bigint)
language sql stable
as $$
  select r.recipient, count(*) filter (where r.pending), count(*) filter (where r.pending and r.due < asked),
         count(*) filter (where r.received between r.first and asked),
         count(*) filter (where r.within and r.completed and r.ended <= r.due), count(*) filter (where r.within and r.completed and r.ended > r.due),
         count(*) filter (where r.within and r.completed and r.due is null), count(*) filter (where r.within and not r.completed)
    from (select r.*, m.first, r.received <= asked and (not r.over or r.ended > asked) as pending, r.over and r.ended between m.first and asked as within
            from recounted.recipient as r cross join (select date_trunc('month', asked)::date as first) as m) as r
   group by r.recipient
$$;
