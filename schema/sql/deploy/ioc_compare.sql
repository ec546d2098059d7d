-- Deploy trakhuc:ioc_compare to pg
-- requires: alert

-- The public face, part six: a number against the same point of the period before, the course
-- of all units, and how far a re-aggregation has come.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create function count.document_sums(since integer, until integer,
  out issued bigint, out electronic bigint, out electronic_unknown bigint, out signed bigint, out signed_unknown bigint)
language sql
stable parallel safe
begin atomic
  select coalesce(sum(d.issued), 0), coalesce(sum(d.electronic), 0), coalesce(sum(d.electronic_unknown), 0), coalesce(sum(d.signed), 0), coalesce(sum(d.signed_unknown), 0)
    from count.document_day as d
   where d.cell >= count.cell_unit(count.generation_current(), since, 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), until + 1, 0, 0);
end;
comment on function count.document_sums(integer, integer) is 'Documents issued from day since to day until';

-- A share in percent; where more than 5 % of its documents do not state it, it is not known (R25).
create function count.share(part numeric, whole numeric, unstated numeric)
returns numeric
language sql
immutable parallel safe
return case when unstated * 20 > whole then 'NaN' else round(100.0 * part / nullif(whole - unstated, 0), 2) end;
comment on function count.share(numeric, numeric, numeric) is 'A share in percent of what is stated, null of nothing, NaN where more than 5 % is not stated: not known (R25)';

-- The counters have days, no hours, and a day that runs is no whole one: a point is the end of
-- a day that is over.  That is the day asked for or, today, yesterday; a month and a year
-- before it, the same day of the month, or the last one of a month that is shorter.
create function ioc.comparison(day date, unit text default null, channel text default null)
returns table (measure text, period text, flow boolean, from_day date, to_day date, before_from_day date, before_to_day date, value numeric, value_before numeric, first_day date)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with asked as materialized (
    select date_trunc('month', $1)::date as month, case when $1 < ioc.today() then $1 else ioc.today() - 1 end as day,
           ref.number_asked(1, $2) as unit, count.channel_asked($3) as channel, count.first_day(ref.number_asked(1, $2)) as first
     where count.day_asked($1) is not null
  ), point as materialized (
    select p.period, (a.month - p.back)::date as since, (a.day - p.back)::date as until, a.unit, a.channel, a.first
      from asked as a
     cross join (values ('now', interval '0'), ('month', interval '1 month'), ('year', interval '1 year')) as p (period, back)
     where ($2 is null or a.unit is not null) and ($3 is null or a.channel is not null)
  ), month as materialized (
    select count.cell_unit_day(m.cell) as month, sum(m.pending) as pending, sum(m.overdue) as overdue, sum(m.near_due) as near_due,
           sum(m.waiting_supplement) as waiting_supplement, sum(m.waiting_payment) as waiting_payment
      from point as p
     cross join lateral count.unit_months(0, count.month_number(p.since) - 1, p.unit) as m
     where p.period = 'now' and ($3 is null or count.cell_unit_channel(m.cell) = p.channel)
     group by 1
  ), before as materialized (
    select p.period, sum(m.pending) as pending, sum(m.overdue) as overdue, sum(m.near_due) as near_due,
           sum(m.waiting_supplement) as waiting_supplement, sum(m.waiting_payment) as waiting_payment
      from point as p
      join month as m on m.month < count.month_number(p.since)
     group by 1
  ), within as materialized (
    select p.period, sum(d.pending) as pending, sum(d.overdue) as overdue, sum(d.near_due) as near_due,
           sum(d.waiting_supplement) as waiting_supplement, sum(d.waiting_payment) as waiting_payment,
           sum(d.received) as received, sum(coalesce(d.done_early, 0) + coalesce(d.done_on_time, 0) + coalesce(d.done_overdue, 0)) as done,
           sum(d.done_overdue) as done_overdue, sum(d.late_reception) as late_reception,
           sum(d.received) filter (where count.cell_unit_channel(d.cell) = 2) as online, sum(d.digitised) as digitised, sum(d.paid_online) as paid_online
      from point as p
     cross join lateral count.unit_days(greatest(count.day_number(p.since), 0), count.day_number(p.until), p.unit) as d
     where $3 is null or count.cell_unit_channel(d.cell) = p.channel
     group by 1
  ), line as (
    select p.period, p.since, p.until, p.first, m.*
      from point as p
      left join before as b on b.period = p.period
      left join within as w on w.period = p.period
     cross join lateral count.document_sums(count.day_number(p.since), count.day_number(p.until)) as d
     cross join lateral (values
       (1, 'received_month', true, coalesce(w.received, 0)::numeric), (2, 'carried_over', true, coalesce(b.pending, 0)), (3, 'done_month', true, coalesce(w.done, 0)),
       (4, 'on_time_percent', true, count.share(w.done - coalesce(w.done_overdue, 0), w.done, 0)),
       (5, 'pending', false, coalesce(b.pending, 0) + coalesce(w.pending, 0)), (6, 'overdue', false, coalesce(b.overdue, 0) + coalesce(w.overdue, 0)),
       (7, 'near_due', false, coalesce(b.near_due, 0) + coalesce(w.near_due, 0)), (8, 'late_reception_month', true, coalesce(w.late_reception, 0)),
       (9, 'waiting_supplement', false, coalesce(b.waiting_supplement, 0) + coalesce(w.waiting_supplement, 0)),
       (10, 'waiting_payment', false, coalesce(b.waiting_payment, 0) + coalesce(w.waiting_payment, 0)),
       (11, 'online_percent', true, count.share(coalesce(w.online, 0), w.received, 0)), (12, 'digitised_percent', true, count.share(coalesce(w.digitised, 0), w.received, 0)),
       (13, 'paid_online_month', true, coalesce(w.paid_online, 0)),
       (14, 'electronic_percent', true, count.share(d.electronic, d.issued, d.electronic_unknown)), (15, 'signed_percent', true, count.share(d.signed, d.issued, d.signed_unknown)))
       as m (turn, measure, flow, value)
     where $2 is null or m.turn < 14 -- documents go by issuing unit
  )
  select n.measure, b.period, n.flow, case when n.flow then n.since end, n.until, case when n.flow then b.since end, b.until,
         case when not n.flow or n.since <= n.until then n.value end,
         case when case when n.flow then n.since <= n.until and count.day_number(b.since) >= n.first else count.day_number(b.until) >= n.first end then b.value end,
         count.day_date(n.first)
    from line as n
    join line as b on b.turn = n.turn
   where n.period = 'now' and b.period <> 'now'
   order by n.turn, b.period
$$;
comment on function ioc.comparison(date, text, text) is
'Each measure at the last whole day up to a day against the same point of the month and of the year before, of one handling unit and one channel, or of all.
A flow goes from the first of the month to that day, a gauge is that of its end; the same point is the same day of the month, the last one of a shorter month.
value is null on the first of a month (no day of it is over); value_before is null where nothing was counted yet; NaN is a share that is not known (R25); first_day is the first day that is counted, null for none.';

-- The course of all units at once: what each had before, and its steps day by day.
create function ioc.unit_course(from_day date, to_day date, channel text default null)
returns table (unit text, from_day date, to_day date, pending bigint[])
language sql
stable security definer
set search_path = pg_catalog
as $$
  with asked as materialized (
    select count.day_asked($1) as first, count.day_asked($2) as last, count.channel_asked($3) as channel
  ), before as materialized (
    select count.cell_unit_unit(r.cell) as number, sum(r.pending) as pending
      from asked as a
     cross join lateral count.unit_gauge(a.first - 1) as r
     where $3 is null or count.cell_unit_channel(r.cell) = a.channel
     group by 1
  ), step as materialized (
    select count.cell_unit_unit(r.cell) as number, count.cell_unit_day(r.cell) as day, sum(r.pending) as pending
      from asked as a
     cross join lateral count.unit_days(a.first, a.last, null) as r
     where $3 is null or count.cell_unit_channel(r.cell) = a.channel
     group by 1, 2
  ), course as (
    select u.number, d.day, coalesce(b.pending, 0) + coalesce(sum(s.pending) over (partition by u.number order by d.day), 0) as pending
      from (select b.number from before as b union select s.number from step as s) as u
     cross join (select generate_series(a.first, a.last) as day from asked as a) as d
      left join before as b on b.number = u.number
      left join step as s on s.number = u.number and s.day = d.day
  )
  select coalesce(c.code, ''), $1, $2, array_agg(o.pending::bigint order by o.day)
    from course as o
    left join ref.code as c on c.kind = 1 and c.number = o.number
   group by o.number, c.code
$$;
comment on function ioc.unit_course(date, date, text) is 'Pending dossiers of each unit at the end of each day of a period, of one channel or of all, in one reading';

create function ioc.reaggregation()
returns table (object text, state text, done bigint, about bigint, started_at timestamptz, seen_at timestamptz, started_by text)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select 'generation ' || g.generation, g.state, sum(b.entities)::bigint, greatest(sum(b.about), sum(b.entities))::bigint, g.created_at, max(b.built_at),
         (select a.actor from flow.action as a
           where a.object = 'generation ' || g.generation and a.outcome = 'registered' order by a.number desc limit 1)
    from count.generation as g
    join count.build as b on b.generation = g.generation
   where g.state = 'building'
   group by g.generation
  union all
  select 'log', r.state, r.records, greatest(r.about, r.records), r.started_at, r.seen_at, r.actor
    from shadow.run as r
$$;
comment on function ioc.reaggregation() is 'What is being counted anew: the generation that is built from the facts, the log that is folded; entities or records done, and about how many there are; started_at and seen_at say since when and when it came on last';

grant execute on function ioc.reaggregation(), ioc.comparison(date, text, text), ioc.unit_course(date, date, text) to trakhuc_reader;

commit;
