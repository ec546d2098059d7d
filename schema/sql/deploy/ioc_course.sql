-- Deploy trakhuc:ioc_course to pg
-- requires: ioc_comment

-- The public face, part four: any day, as easily as now.  Counters are read by ranges of
-- cells; facts only where no counter can answer: hours, the list behind a number, one dossier.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- Codes that a question names, as the numbers that stand for them.

create function ref.number_asked(kind integer, code text)
returns integer
language sql
stable parallel safe security definer
set search_path = pg_catalog
return case when $2 = '' then 0 else (select c.number from ref.code as c where c.kind = $1 and c.code = $2) end;
comment on function ref.number_asked(integer, text) is 'Number of a code that somebody asks for: 0 for the empty one ("chưa nêu"), null for one that never occurred';

create function count.channel_asked(channel text)
returns integer
language sql
immutable parallel safe
return case when channel = 'unknown' then 0 else array_position(array['direct', 'online', 'postal'], channel) end;
comment on function count.channel_asked(text) is 'Number of a channel that somebody asks for, null for none';

-- A cell begins with generation, day and handling unit, so one unit costs one look a day.
create function count.fine_range_unit(handling_unit integer, since integer, until integer)
returns setof count.fine
language sql
stable parallel safe
begin atomic
  select f.*
    from generate_series(greatest(since, (select count.cell_fine_day(min(m.cell)) from count.fine as m
                                           where m.cell >= count.cell_fine(count.generation_current(), 0, 0, 0, 0, 0))), until) as d (day)
   cross join lateral (
         select c.*
           from count.fine as c
          where c.cell between count.cell_fine(count.generation_current(), d.day, handling_unit, 0, 0, 0)
                           and count.cell_fine(count.generation_current(), d.day, handling_unit, 4095, 16383, 7)
         offset 0) as f; -- day by day, never the whole table for a day
end;
comment on function count.fine_range_unit(integer, integer, integer) is 'Fine counters of one handling unit from day since to day until';

-- Months and days one by one: each costs one look, of one unit as of all of them.
create function count.unit_months(since integer, until integer, unit integer)
returns setof count.unit_month
language sql
stable parallel safe
begin atomic
  select f.*
    from generate_series(greatest(since, (select count.cell_unit_day(min(m.cell)) from count.unit_month as m
                                     where m.cell >= count.cell_unit(count.generation_current(), 0, 0, 0))), until) as g (month)
   cross join lateral (
         select c.*
           from count.unit_month as c
          where c.cell between count.cell_unit(count.generation_current(), g.month, coalesce(unit_months.unit, 0), 0)
                           and count.cell_unit(count.generation_current(), g.month, coalesce(unit_months.unit, 4095), 7)
         offset 0) as f;
end;
comment on function count.unit_months(integer, integer, integer) is 'Counters of a handling unit or, null, of all from month since to month until, by month';

create function count.unit_days(since integer, until integer, unit integer)
returns setof count.unit_day
language sql
stable parallel safe
begin atomic
  select f.*
    from generate_series(since, until) as g (day)
   cross join lateral (
         select c.*
           from count.unit_day as c
          where c.cell between count.cell_unit(count.generation_current(), g.day, coalesce(unit_days.unit, 0), 0)
                           and count.cell_unit(count.generation_current(), g.day, coalesce(unit_days.unit, 4095), 7)
         offset 0) as f;
end;
comment on function count.unit_days(integer, integer, integer) is 'Counters of a handling unit or, null, of all from day since to day until, by day';

-- The first day that any counter tells of; before it nothing can be compared.
create function count.first_day(unit integer default null)
returns integer
language sql
stable parallel safe
begin atomic
  select case when unit is null
              then (select count.cell_unit_day(min(d.cell)) from count.unit_day as d
                     where d.cell >= count.cell_unit(count.generation_current(), 1, 0, 0) and d.cell < count.cell_unit(count.generation_current() + 1, 0, 0, 0))
              else (select min(count.cell_unit_day(d.cell))
                      from (select min(count.cell_unit_day(m.cell)) as month from count.unit_months(0, count.month_number(ioc.today()), first_day.unit) as m) as f
                     cross join lateral count.unit_days(count.month_day(f.month), count.month_day(f.month + 1) - 1, first_day.unit) as d)
         end;
end;
comment on function count.first_day(integer) is 'The first day that a counter of a handling unit or, null, of any tells of';

-- Documents may have been counted before dossiers.  A cell stays where all that it counted was taken
-- back, and so does its day.
create function ioc.first_day()
returns date
language sql
stable security definer
set search_path = pg_catalog
as $$
  select least(ioc.today(), count.day_date(least(
           count.first_day(),
           (select count.cell_unit_day(min(c.cell)) from count.document_day as c
             where c.cell >= count.cell_unit(count.generation_current(), 1, 0, 0) and c.cell < count.cell_unit(count.generation_current() + 1, 0, 0, 0)),
           (select count.cell_recipient_day(min(c.cell)) from count.recipient_day as c
             where c.cell >= count.cell_recipient(count.generation_current(), 1, 0) and c.cell < count.cell_recipient(count.generation_current() + 1, 0, 0)))))
$$;
comment on function ioc.first_day() is 'The first day that any counter tells of, today where none does; what a day before it had nobody has counted';

-- Where planning is a good part of the time, the function is one of plpgsql, which keeps its
-- plan for the session: the same for every day, since bounds are found while it runs.

-- A gauge of the day is the sum of all steps up to it; without its month's it is what was
-- carried over.
create function ioc.unit_at(day date, channel text default null)
returns table (unit text, name text, kind text, level text,
  pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, carried_over bigint,
  received_today bigint, done_today bigint, received_month bigint, done_month bigint, done_overdue_month bigint, closed_month bigint, late_reception_month bigint,
  received_online_month bigint, received_full_month bigint, digitised_month bigint, papers_month bigint, papers_digitised_month bigint, paid_online_month bigint, paid_online_vnd_month bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with asked as materialized (
    select count.day_asked($1) as day, count.day_number(date_trunc('month', $1)::date) as month, count.channel_asked($2) as channel
  ), gauge as materialized (
    select count.cell_unit_unit(r.cell) as number,
           sum(r.pending) as pending, sum(r.waiting_supplement) as waiting_supplement, sum(r.waiting_payment) as waiting_payment, sum(r.stopped) as stopped,
           sum(r.overdue) as overdue, sum(r.near_due) as near_due, sum(r.awaiting_reception) as awaiting_reception, sum(r.reception_overdue) as reception_overdue
      from asked as a
     cross join lateral count.unit_gauge(a.day) as r
     where $2 is null or count.cell_unit_channel(r.cell) = a.channel
     group by 1
  ), flow as materialized (
    select count.cell_unit_unit(r.cell) as number, sum(r.pending) as pending_change, sum(r.received) as received,
           sum(coalesce(r.done_early, 0) + coalesce(r.done_on_time, 0) + coalesce(r.done_overdue, 0)) as done,
           sum(r.done_overdue) as done_overdue, sum(r.closed) as closed, sum(r.late_reception) as late_reception,
           sum(r.received) filter (where count.cell_unit_channel(r.cell) = 2) as online,
           sum(r.received_full) as received_full, sum(r.digitised) as digitised, sum(r.papers) as papers, sum(r.papers_digitised) as papers_digitised,
           sum(r.paid_online) as paid_online, sum(r.paid_online_vnd) as paid_online_vnd
      from asked as a
     cross join lateral count.unit_range(a.month, a.day) as r
     where $2 is null or count.cell_unit_channel(r.cell) = a.channel
     group by 1
  ), today as materialized (
    select count.cell_unit_unit(r.cell) as number, sum(r.received) as received,
           sum(coalesce(r.done_early, 0) + coalesce(r.done_on_time, 0) + coalesce(r.done_overdue, 0)) as done
      from asked as a
     cross join lateral count.unit_range(a.day, a.day) as r
     where $2 is null or count.cell_unit_channel(r.cell) = a.channel
     group by 1
  ), counted as (
    select coalesce(c.code, '') as unit, g.*, g.pending - coalesce(f.pending_change, 0) as carried_over,
           f.received, f.done, f.done_overdue, f.closed, f.late_reception, f.online, f.received_full, f.digitised, f.papers, f.papers_digitised,
           f.paid_online, f.paid_online_vnd, t.received as received_today, t.done as done_today
      from gauge as g
      left join flow as f on f.number = g.number
      left join today as t on t.number = g.number
      left join ref.code as c on c.kind = 1 and c.number = g.number
  ), known as (
    select u.unit from ref.unit as u where u.valid_from <= $1 and coalesce(u.valid_to, 'infinity') >= $1
    union
    select c.unit from counted as c
  )
  select k.unit, u.name, u.kind, coalesce(u.level, ''),
         coalesce(c.pending, 0)::bigint, coalesce(c.waiting_supplement, 0)::bigint, coalesce(c.waiting_payment, 0)::bigint, coalesce(c.stopped, 0)::bigint,
         coalesce(c.overdue, 0)::bigint, coalesce(c.near_due, 0)::bigint, coalesce(c.awaiting_reception, 0)::bigint, coalesce(c.reception_overdue, 0)::bigint,
         coalesce(c.carried_over, 0)::bigint, coalesce(c.received_today, 0)::bigint, coalesce(c.done_today, 0)::bigint,
         coalesce(c.received, 0)::bigint, coalesce(c.done, 0)::bigint, coalesce(c.done_overdue, 0)::bigint, coalesce(c.closed, 0)::bigint,
         coalesce(c.late_reception, 0)::bigint, coalesce(c.online, 0)::bigint, coalesce(c.received_full, 0)::bigint, coalesce(c.digitised, 0)::bigint,
         coalesce(c.papers, 0)::bigint, coalesce(c.papers_digitised, 0)::bigint, coalesce(c.paid_online, 0)::bigint, coalesce(c.paid_online_vnd, 0)::bigint
    from known as k
    left join counted as c on c.unit = k.unit
    left join ioc.unit as u on u.unit = k.unit
$$;
comment on function ioc.unit_at(date, text) is 'The numbers of ioc.unit_now at the end of any day, of one channel or of all: gauges of that day, flows of it and of its month up to it; silent units are there with zeros (R13 to R19, R24)';

create function ioc.document_at(day date)
returns table (unit text, name text, level text, issued_today bigint, issued_month bigint, electronic_month bigint, electronic_unknown_month bigint, signed_month bigint, signed_unknown_month bigint, revoked_month bigint, replaced_month bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select d.unit, u.name, d.level, d.issued_today, d.issued, d.electronic, d.electronic_unknown, d.signed, d.signed_unknown, d.revoked, d.replaced
    from (select coalesce(c.code, '') as unit, count.level_word(count.cell_unit_channel(r.cell)) as level,
                 coalesce(sum(r.issued) filter (where count.cell_unit_day(r.cell) = count.day_asked($1)), 0)::bigint as issued_today,
                 coalesce(sum(r.issued), 0)::bigint as issued, coalesce(sum(r.electronic), 0)::bigint as electronic,
                 coalesce(sum(r.electronic_unknown), 0)::bigint as electronic_unknown, coalesce(sum(r.signed), 0)::bigint as signed,
                 coalesce(sum(r.signed_unknown), 0)::bigint as signed_unknown, coalesce(sum(r.revoked), 0)::bigint as revoked, coalesce(sum(r.replaced), 0)::bigint as replaced
            from count.document_day as r
            left join ref.code as c on c.kind = 1 and c.number = count.cell_unit_unit(r.cell)
           where r.cell >= count.cell_unit(count.generation_current(), count.day_number(date_trunc('month', $1)::date), 0, 0)
             and r.cell < count.cell_unit(count.generation_current(), count.day_asked($1) + 1, 0, 0)
           group by 1, 2) as d
    left join ioc.unit as u on u.unit = d.unit
$$;
comment on function ioc.document_at(date) is 'Documents issued in the month of a day up to it, by issuing unit and level (R25)';

create function ioc.recipient_at(day date)
returns table (recipient text, name text, document_pending bigint, document_overdue bigint, received_month bigint, on_time_month bigint, late_month bigint, no_due_month bigint, taken_back_month bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select d.recipient, u.name, d.pending, d.overdue, d.received, d.on_time, d.late, d.no_due, d.taken_back
    from (select coalesce(c.code, '') as recipient,
                 coalesce(sum(r.document_pending), 0)::bigint as pending, coalesce(sum(r.document_overdue), 0)::bigint as overdue,
                 coalesce(sum(r.document_received) filter (where r.within), 0)::bigint as received,
                 coalesce(sum(r.document_on_time) filter (where r.within), 0)::bigint as on_time, coalesce(sum(r.document_late) filter (where r.within), 0)::bigint as late,
                 coalesce(sum(r.document_no_due) filter (where r.within), 0)::bigint as no_due, coalesce(sum(r.document_taken_back) filter (where r.within), 0)::bigint as taken_back
            from (select false as within, b.* from count.recipient_range(0, count.day_number(date_trunc('month', $1)::date) - 1) as b
                  union all
                  select true, m.* from count.recipient_range(count.day_number(date_trunc('month', $1)::date), count.day_asked($1)) as m) as r
            left join ref.code as c on c.kind = 1 and c.number = count.cell_recipient_recipient(r.cell)
           group by 1) as d
    left join ioc.unit as u on u.unit = d.recipient
$$;
comment on function ioc.recipient_at(date) is 'Documents at their recipients: pending and overdue at the end of a day, received and completed in its month up to it (R25)';

-- The columns of ioc.now, so that one answer serves both.
create function ioc.now_at(day date, channel text default null)
returns table (day date,
  pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, carried_over bigint,
  received_today bigint, done_today bigint, received_month bigint, done_month bigint, done_overdue_month bigint, closed_month bigint, late_reception_month bigint,
  received_online_month bigint, received_full_month bigint, digitised_month bigint, papers_month bigint, papers_digitised_month bigint, paid_online_month bigint, paid_online_vnd_month bigint,
  document_pending bigint, document_overdue bigint, issued_month bigint, electronic_month bigint, electronic_unknown_month bigint, signed_month bigint, signed_unknown_month bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select $1, u.*, r.*, d.*
    from (select coalesce(sum(a.pending), 0)::bigint, coalesce(sum(a.waiting_supplement), 0)::bigint, coalesce(sum(a.waiting_payment), 0)::bigint, coalesce(sum(a.stopped), 0)::bigint,
                 coalesce(sum(a.overdue), 0)::bigint, coalesce(sum(a.near_due), 0)::bigint, coalesce(sum(a.awaiting_reception), 0)::bigint, coalesce(sum(a.reception_overdue), 0)::bigint, coalesce(sum(a.carried_over), 0)::bigint,
                 coalesce(sum(a.received_today), 0)::bigint, coalesce(sum(a.done_today), 0)::bigint, coalesce(sum(a.received_month), 0)::bigint, coalesce(sum(a.done_month), 0)::bigint,
                 coalesce(sum(a.done_overdue_month), 0)::bigint, coalesce(sum(a.closed_month), 0)::bigint, coalesce(sum(a.late_reception_month), 0)::bigint,
                 coalesce(sum(a.received_online_month), 0)::bigint, coalesce(sum(a.received_full_month), 0)::bigint, coalesce(sum(a.digitised_month), 0)::bigint,
                 coalesce(sum(a.papers_month), 0)::bigint, coalesce(sum(a.papers_digitised_month), 0)::bigint, coalesce(sum(a.paid_online_month), 0)::bigint, coalesce(sum(a.paid_online_vnd_month), 0)::bigint
            from ioc.unit_at($1, $2) as a) as u
   cross join (select coalesce(sum(a.document_pending), 0)::bigint, coalesce(sum(a.document_overdue), 0)::bigint from ioc.document_gauge($1) as a) as r
   cross join (select coalesce(sum(a.issued_month), 0)::bigint, coalesce(sum(a.electronic_month), 0)::bigint, coalesce(sum(a.electronic_unknown_month), 0)::bigint,
                      coalesce(sum(a.signed_month), 0)::bigint, coalesce(sum(a.signed_unknown_month), 0)::bigint
                 from ioc.document_at($1) as a) as d
$$;
comment on function ioc.now_at(date, text) is 'The numbers of ioc.now at the end of any day; of one channel, or of all; documents have no channel';

-- A p90 is a class, named by its upper bound (R20a).  Asked for each procedure: no query.
create function count.days_p90(done bigint, classes bigint[])
returns integer
language plpgsql
immutable parallel safe
set search_path = pg_catalog
as $$
declare
  bounds constant integer[] := array[0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 61];
  upto bigint := 0;
begin
  if done > 0 then
    for i in 1..12 loop
      upto := upto + coalesce(classes[i], 0);
      if upto * 10 >= done * 9 then
        return bounds[i];
      end if;
    end loop;
  end if;
  return null;
end
$$;
comment on function count.days_p90(bigint, bigint[]) is 'Upper bound of the class of running days that holds the 90th of 100; 61 is more than 60; null without a dossier';

create function ioc.procedure_at(day date, unit text default null, channel text default null)
returns table (procedure text, name text, field text, level text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint,
  received_month bigint, done_month bigint, done_overdue_month bigint, closed_month bigint, handling_seconds_month bigint, days_p90 integer)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  until integer := count.day_asked($1);
  month integer := count.day_number(date_trunc('month', $1)::date);
  of_unit integer := ref.number_asked(1, $2);
  of_channel integer := count.channel_asked($3);
begin
  return query
  with step as (
    select r.* from count.procedure_at(until) as r where $2 is null
    union all
    -- procedure and channel are the last 17 bits of a fine cell too
    select f.cell, f.pending, f.waiting_supplement, f.waiting_payment, f.stopped, f.overdue, f.near_due, w.handling_seconds, w.received, w.done_early, w.done_on_time, w.done_overdue, w.closed,
           w.running_days_0, w.running_days_1, w.running_days_2, w.running_days_3, w.running_days_5, w.running_days_7, w.running_days_10, w.running_days_15, w.running_days_20, w.running_days_30, w.running_days_60, w.running_days_more
      from count.fine_range_unit(of_unit, 0, until) as f
      left join lateral (select f.*) as w on count.cell_fine_day(f.cell) >= month
     where $2 is not null
  ), counted as materialized (
    select count.cell_procedure_procedure(s.cell) as number,
           sum(s.pending) as pending, sum(s.waiting_supplement) as waiting_supplement, sum(s.waiting_payment) as waiting_payment, sum(s.stopped) as stopped,
           sum(s.overdue) as overdue, sum(s.near_due) as near_due, sum(s.received) as received,
           coalesce(sum(s.done_early), 0) + coalesce(sum(s.done_on_time), 0) + coalesce(sum(s.done_overdue), 0) as done,
           sum(s.done_overdue) as done_overdue, sum(s.closed) as closed, sum(s.handling_seconds) as handling_seconds,
           array[sum(s.running_days_0), sum(s.running_days_1), sum(s.running_days_2), sum(s.running_days_3), sum(s.running_days_5), sum(s.running_days_7), sum(s.running_days_10), sum(s.running_days_15), sum(s.running_days_20), sum(s.running_days_30), sum(s.running_days_60), sum(s.running_days_more)] as classes
      from step as s
     where $3 is null or count.cell_procedure_channel(s.cell) = of_channel
     group by 1
  )
  select coalesce(c.code, ''), p.name, coalesce(p.field, ''), coalesce(p.level, ''),
         coalesce(k.pending, 0)::bigint, coalesce(k.waiting_supplement, 0)::bigint, coalesce(k.waiting_payment, 0)::bigint, coalesce(k.stopped, 0)::bigint,
         coalesce(k.overdue, 0)::bigint, coalesce(k.near_due, 0)::bigint, coalesce(k.received, 0)::bigint, coalesce(k.done, 0)::bigint,
         coalesce(k.done_overdue, 0)::bigint, coalesce(k.closed, 0)::bigint, coalesce(k.handling_seconds, 0)::bigint, count.days_p90(k.done::bigint, k.classes)
    from counted as k
    full join (select o.number, o.code from ref.code as o where o.kind = 2) as c on c.number = k.number
    left join ioc.procedure as p on p.procedure = c.code
   where k.number is not null or $2 is null;
end
$$;
comment on function ioc.procedure_at(date, text, text) is 'Procedures at the end of any day, of one handling unit (those it has met) and of one channel, or of all (every one that an event has named): gauges of that day, flows of its month up to it, running time of what was resolved or returned';

-- One row a day, also where nothing happened: a gauge is what was before and all steps since.
create function ioc.day_course(from_day date, to_day date, unit text default null, channel text default null)
returns table (day date, received bigint, done bigint, done_overdue bigint, pending bigint, overdue bigint, waiting_supplement bigint)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with asked as materialized (
    select count.day_asked($1) as first, count.day_asked($2) as last, count.channel_asked($4) as channel, ref.number_asked(1, $3) as unit
  ), step as (
    select a.first - 1 as day, r.cell, null::integer as received, null::integer as done_early, null::integer as done_on_time, null::integer as done_overdue,
           r.pending, r.overdue, r.waiting_supplement
      from asked as a cross join lateral count.unit_gauge(a.first - 1) as r
     where $3 is null or count.cell_unit_unit(r.cell) = a.unit
    union all
    select count.cell_unit_day(d.cell), d.cell, d.received, d.done_early, d.done_on_time, d.done_overdue, d.pending, d.overdue, d.waiting_supplement
      from asked as a
      join count.province_day as d
        on d.cell between count.cell_unit(count.generation_current(), a.first, 0, 0) and count.cell_unit(count.generation_current(), a.last, 0, 7)
     where $3 is null
    union all
    select count.cell_unit_day(r.cell), r.cell, r.received, r.done_early, r.done_on_time, r.done_overdue, r.pending, r.overdue, r.waiting_supplement
      from asked as a cross join lateral count.unit_days(a.first, a.last, a.unit) as r where $3 is not null and a.unit is not null
  ), sum_up as materialized (
    select s.day, sum(s.received) as received, sum(coalesce(s.done_early, 0) + coalesce(s.done_on_time, 0) + coalesce(s.done_overdue, 0)) as done,
           sum(s.done_overdue) as done_overdue, sum(s.pending) as pending, sum(s.overdue) as overdue, sum(s.waiting_supplement) as waiting_supplement
      from step as s
     cross join asked as a
     where $4 is null or count.cell_unit_channel(s.cell) = a.channel
     group by 1
  ), course as (
    select d.day, s.received, s.done, s.done_overdue, sum(s.pending) over w as pending, sum(s.overdue) over w as overdue, sum(s.waiting_supplement) over w as waiting_supplement
      from (select generate_series(a.first - 1, a.last) as day from asked as a) as d
      left join sum_up as s on s.day = d.day
    window w as (order by d.day)
  )
  select count.day_date(c.day), coalesce(c.received, 0)::bigint, coalesce(c.done, 0)::bigint, coalesce(c.done_overdue, 0)::bigint,
         coalesce(c.pending, 0)::bigint, coalesce(c.overdue, 0)::bigint, coalesce(c.waiting_supplement, 0)::bigint
    from course as c
   cross join asked as a
   where c.day >= a.first
   order by c.day;
end
$$;
comment on function ioc.day_course(date, date, text, text) is 'One row a day: received, resolved or returned, and the gauges at its end; of one handling unit and of one channel, or of all';

-- Hours have no counter (R20b).  Two indexes hold all that is asked here of the province: the
-- table itself is not read where vacuum has passed.  Two others find what happened in one unit.
-- A day costs what happened on it.
create function fact.happened_on(day date, unit integer)
returns table (hour integer, received integer, done integer)
language plpgsql
stable
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with span as (
    select $1::timestamp at time zone 'Asia/Ho_Chi_Minh' as since, ($1 + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as until
  ), event as (
    select d.received_at as at, 1 as received, 0 as done
      from span as s
      join fact.dossier as d on d.received_at >= s.since and d.received_at < s.until
     where $2 is null and d.voided is not true and d.alias_of is null
    union all
    select d.ended_at, 0, 1
      from span as s
      join fact.dossier as d on d.ended_at >= s.since and d.ended_at < s.until
     where $2 is null and d.voided is not true and d.alias_of is null and d.ended_kind <= 2
    union all
    select d.received_at, 1, 0
      from span as s
      join fact.dossier as d on coalesce(d.handling_unit, d.unit, 0) = $2 and d.received_at >= s.since and d.received_at < s.until
     where d.voided is not true and d.alias_of is null
    union all
    select d.ended_at, 0, 1
      from span as s
      join fact.dossier as d on coalesce(d.handling_unit, d.unit, 0) = $2 and d.ended_at >= s.since and d.ended_at < s.until
     where d.voided is not true and d.alias_of is null and d.ended_kind <= 2
  )
  select extract(hour from e.at at time zone 'Asia/Ho_Chi_Minh')::integer, sum(e.received)::integer, sum(e.done)::integer
    from event as e
   group by 1;
end
$$;
comment on function fact.happened_on(date, integer) is 'Receptions and results of a local day by hour, of one handling unit or, null, of all';

-- Weeks before anything was counted are no weeks without receptions: they are left out.
create function ioc.hour_course(day date, unit text default null)
returns table (hour integer, received bigint, done bigint, received_typical numeric, done_typical numeric)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with asked as materialized (
    select u.number, count.first_day(u.number) as first
      from (select ref.number_asked(1, $2) as number) as u
     where $2 is null or u.number is not null
  ), week as materialized (
    select b.back, $1 - 7 * b.back as day
      from generate_series(0, 8) as b (back)
      left join asked as a on true
     where b.back = 0 or count.day_number($1 - 7 * b.back) >= a.first
  ), told as materialized (
    select w.back, h.hour, h.received, h.done
      from week as w
      join asked as a on true
     cross join lateral fact.happened_on(w.day, a.number) as h
  )
  select h.hour,
         coalesce(max(t.received) filter (where w.back = 0), 0)::bigint,
         coalesce(max(t.done) filter (where w.back = 0), 0)::bigint,
         round(percentile_cont(0.5) within group (order by coalesce(t.received, 0)) filter (where w.back > 0)::numeric, 1),
         round(percentile_cont(0.5) within group (order by coalesce(t.done, 0)) filter (where w.back > 0)::numeric, 1)
    from generate_series(0, 23) as h (hour)
   cross join week as w
    left join told as t on t.hour = h.hour and t.back = w.back
   group by h.hour
   order by h.hour;
end
$$;
comment on function ioc.hour_course(date, text) is 'Received, and resolved or returned, by hour of a day, beside the median of the same weekday of the eight weeks before, of those since the first day that is counted; null where there is none; of one handling unit, or of all';

grant execute on all functions in schema ioc to trakhuc_reader;

commit;
