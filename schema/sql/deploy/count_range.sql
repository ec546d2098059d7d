-- Deploy trakhuc:count_range to pg
-- requires: wire

-- Counters of a range of days, for whoever reads them: whole months from the months, the
-- days at both ends from the days, so that ten years cost 120 months and at most 60 days
-- (R23).  Of the last month it may be nearer to take all and to take away the days that follow.
-- A gauge at the end of a day is the sum of all its steps so far.  From the other side it is the
-- sum of all steps ever, a month of its own, less those that follow: for today that is next to
-- nothing, however long the history.
-- Nothing is summed here.  The bodies are parsed once and the planner writes them into the
-- query that calls, so a counter that nobody asks for costs nothing.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- A day beyond the bits of a cell would reach into the cells of another generation.
create function count.day_asked(day date)
returns integer
language plpgsql
immutable strict parallel safe
set search_path = pg_catalog
as $$
begin
  if day not between date '1999-12-31' and count.day_date(131070) then
    raise exception 'day % cannot be asked for', day
      using errcode = 'datetime_field_overflow',
            hint = format('Days are counted from 1999-12-31 to %s.', count.day_date(131070));
  end if;
  return count.day_number(day);
end
$$;
comment on function count.day_asked(date) is 'Number of a day that somebody asks for; refuses one that no cell can hold, with SQLSTATE 22008';

create function count.month_from(day integer)
returns integer
language sql
immutable strict parallel safe
return count.month_number(count.day_date(day - 1)) + 1;
comment on function count.month_from(integer) is 'The first month that begins on or after a day';

create function count.month_upto(day integer)
returns integer
language sql
immutable strict parallel safe
return count.month_number(count.day_date(day + 1));
comment on function count.month_upto(integer) is 'The first month that has not ended with a day';

create function count.month_day(month integer)
returns integer
language sql
immutable strict parallel safe
return count.day_number(count.month_begin(month));
comment on function count.month_day(integer) is 'Number of the first day of a month';

-- A day to come holds as many steps as one that is over.  In the last month that a cell can name
-- nothing is taken whole.
create function count.end_is_nearer(day integer)
returns boolean
language sql
immutable strict parallel safe
return count.month_day(count.month_number(count.day_date(day)) + 1) <= 131071
   and count.month_day(count.month_number(count.day_date(day))) + count.month_day(count.month_number(count.day_date(day)) + 1) < 2 * (day + 1);
comment on function count.end_is_nearer(integer) is 'The end of a day is reached by fewer days from the end of its month than from its beginning';

create function count.month_whole(since integer, until integer)
returns integer
language sql
immutable strict parallel safe
return case when count.month_day(count.month_upto(until)) >= since and count.end_is_nearer(until) then count.month_number(count.day_date(until)) + 1
            else count.month_upto(until) end;
comment on function count.month_whole(integer, integer) is 'The first month that counters from day since to day until do not take whole; of the one before, the days behind until are taken away';

create function count.unit_range(since integer, until integer)
returns setof count.unit_day
language sql
stable parallel safe
begin atomic
  select m.*
    from count.unit_month as m
   where m.cell >= count.cell_unit(count.generation_current(), count.month_from(since), 0, 0)
     and m.cell < count.cell_unit(count.generation_current(), count.month_whole(since, until), 0, 0)
  union all
  select d.*
    from count.unit_day as d
   where d.cell >= count.cell_unit(count.generation_current(), since, 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), least(count.month_day(count.month_from(since)), until + 1), 0, 0)
  union all
  select d.*
    from count.unit_day as d
   where d.cell >= count.cell_unit(count.generation_current(), count.month_day(greatest(count.month_from(since), count.month_whole(since, until))), 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), until + 1, 0, 0)
  union all
  select d.cell, -d.paid_online_vnd, -d.reception_seconds, -d.handling_seconds, -d.return_seconds, -d.submitted, -d.received, -d.received_full, -d.late_reception, -d.refused, -d.synchronised, -d.paid_online, -d.fee_zero, -d.papers, -d.papers_digitised, -d.digitised, -d.reused, -d.stored, -d.population_lookup, -d.online_result, -d.electronic_result, -d.rated, -d.satisfied, -d.rescheduled, -d.rescheduled_late, -d.reopened, -d.bad_no_due, -d.bad_order, -d.bad_overflow, -d.bad_not_received, -d.done_early, -d.done_on_time, -d.done_overdue, -d.closed, -d.in_due_766_done, -d.reception_steps, -d.return_steps, -d.running_days_0, -d.running_days_1, -d.running_days_2, -d.running_days_3, -d.running_days_5, -d.running_days_7, -d.running_days_10, -d.running_days_15, -d.running_days_20, -d.running_days_30, -d.running_days_60, -d.running_days_more, -d.pending, -d.waiting_supplement, -d.waiting_payment, -d.stopped, -d.overdue, -d.near_due, -d.awaiting_reception, -d.reception_overdue, -d.in_due_766
    from count.unit_day as d
   where d.cell >= count.cell_unit(count.generation_current(), until + 1, 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), count.month_day(count.month_whole(since, until)), 0, 0);
end;
comment on function count.unit_range(integer, integer) is 'Counters from day since to day until, rows of days and of months to be summed; of a cell only unit and channel mean something';

-- Procedures have no table of days: their days are those of the fine cells.  The last 17
-- bits, procedure and channel, are the same in both cells, see count.cell_procedure().
create function count.procedure_range(since integer, until integer)
returns setof count.procedure_month
language sql
stable parallel safe
begin atomic
  select m.*
    from count.procedure_month as m
   where m.cell >= count.cell_procedure(count.generation_current(), count.month_from(since), 0, 0)
     and m.cell < count.cell_procedure(count.generation_current(), count.month_whole(since, until), 0, 0)
  union all
  select f.*
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), since, 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), least(count.month_day(count.month_from(since)), until + 1), 0, 0, 0, 0)
  union all
  select f.*
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), count.month_day(greatest(count.month_from(since), count.month_whole(since, until))), 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), until + 1, 0, 0, 0, 0)
  union all
  select f.cell, -f.paid_online_vnd, -f.reception_seconds, -f.handling_seconds, -f.return_seconds, -f.submitted, -f.received, -f.received_full, -f.late_reception, -f.refused, -f.synchronised, -f.paid_online, -f.fee_zero, -f.papers, -f.papers_digitised, -f.digitised, -f.reused, -f.stored, -f.population_lookup, -f.online_result, -f.electronic_result, -f.rated, -f.satisfied, -f.rescheduled, -f.rescheduled_late, -f.reopened, -f.bad_no_due, -f.bad_order, -f.bad_overflow, -f.bad_not_received, -f.done_early, -f.done_on_time, -f.done_overdue, -f.closed, -f.in_due_766_done, -f.reception_steps, -f.return_steps, -f.running_days_0, -f.running_days_1, -f.running_days_2, -f.running_days_3, -f.running_days_5, -f.running_days_7, -f.running_days_10, -f.running_days_15, -f.running_days_20, -f.running_days_30, -f.running_days_60, -f.running_days_more, -f.pending, -f.waiting_supplement, -f.waiting_payment, -f.stopped, -f.overdue, -f.near_due, -f.awaiting_reception, -f.reception_overdue, -f.in_due_766
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), until + 1, 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), count.month_day(count.month_whole(since, until)), 0, 0, 0, 0);
end;
comment on function count.procedure_range(integer, integer) is 'Counters from day since to day until, rows of days and of months to be summed; of a cell only procedure and channel mean something';

create function count.fine_range(since integer, until integer)
returns setof count.fine
language sql
stable parallel safe
begin atomic
  select f.*
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), since, 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), until + 1, 0, 0, 0, 0);
end;
comment on function count.fine_range(integer, integer) is 'Fine counters from day since to day until';

-- Two sides lead to the end of a day, and both are exact: forward from the first month, or
-- backward from all there ever was; within its month forward from the first, or backward from
-- the whole month.  The calendar tells which is nearer.
create function count.side(day integer, out generation integer, out month integer,
  out month_since integer, out month_until integer, out month_sign integer, out own_sign integer, out own_flow integer,
  out day_since integer, out day_until integer, out day_sign integer)
language plpgsql
stable
set search_path = pg_catalog
as $$
declare
  today date := (now() at time zone 'Asia/Ho_Chi_Minh')::date;
  first integer; -- month that has counters
  last integer;  -- day of the month
  back boolean;
begin
  generation := count.generation_current();
  month := count.month_number(count.day_date(day));
  select count.cell_unit_day(min(m.cell)) into first from count.unit_month as m where m.cell >= count.cell_unit(generation, 0, 0, 0);

  last := least(count.month_day(month + 1) - 1, 131071);
  back := count.end_is_nearer(day);
  day_since := case when back then day + 1 else greatest(count.month_day(month), 0) end;
  day_until := case when back then last else day end;
  day_sign := case when back then -1 else 1 end;
  own_flow := back::integer;

  back := coalesce(count.month_number(today) - month < month - first, false);
  month_since := case when back then month else 0 end;
  month_until := case when back then count.month_ever() else month - 1 + own_flow end;
  month_sign := case when back then -1 else 1 end;
  own_sign := case when back then own_flow - 1 else own_flow end;
end
$$;
comment on function count.side(integer) is
'How the end of a day is reached: months since to until with the sign of their gauges, but for all there ever was and the month itself (own_sign, and own_flow of its flows); days since to until with the sign of all they have';

create function count.unit_gauge(until integer)
returns table (cell bigint, pending integer, waiting_supplement integer, waiting_payment integer, stopped integer,
  overdue integer, near_due integer, awaiting_reception integer, reception_overdue integer, in_due_766 integer)
language sql
stable
begin atomic
  with a as materialized (select s.* from count.side(until) as s)
  select r.cell, r.gauge * r.pending, r.gauge * r.waiting_supplement, r.gauge * r.waiting_payment, r.gauge * r.stopped,
         r.gauge * r.overdue, r.gauge * r.near_due, r.gauge * r.awaiting_reception, r.gauge * r.reception_overdue,
         r.gauge * r.in_due_766
    from a
   cross join lateral (
         select case count.cell_unit_day(m.cell) when count.month_ever() then 1 when a.month then a.own_sign else a.month_sign end as gauge, m.*
           from count.unit_month as m
          where m.cell between count.cell_unit(a.generation, a.month_since, 0, 0) and count.cell_unit(a.generation, a.month_until, 4095, 7)
         union all
         select a.day_sign, d.*
           from count.unit_day as d
          where d.cell between count.cell_unit(a.generation, a.day_since, 0, 0) and count.cell_unit(a.generation, a.day_until, 4095, 7)) as r;
end;
comment on function count.unit_gauge(integer) is 'Gauges at the end of a day, rows to be summed; of a cell only unit and channel mean something';

-- The flows are those that are told of procedures.
create function count.procedure_at(until integer)
returns table (cell bigint, pending integer, waiting_supplement integer, waiting_payment integer, stopped integer, overdue integer, near_due integer,
  handling_seconds bigint, received integer, done_early integer, done_on_time integer, done_overdue integer, closed integer,
  running_days_0 integer, running_days_1 integer, running_days_2 integer, running_days_3 integer, running_days_5 integer, running_days_7 integer,
  running_days_10 integer, running_days_15 integer, running_days_20 integer, running_days_30 integer, running_days_60 integer, running_days_more integer)
language sql
stable
begin atomic
  with a as materialized (select s.* from count.side(until) as s)
  select r.cell, r.gauge * r.pending, r.gauge * r.waiting_supplement, r.gauge * r.waiting_payment, r.gauge * r.stopped, r.gauge * r.overdue, r.gauge * r.near_due,
         r.flow * r.handling_seconds, r.flow * r.received, r.flow * r.done_early, r.flow * r.done_on_time, r.flow * r.done_overdue, r.flow * r.closed,
         r.flow * r.running_days_0, r.flow * r.running_days_1, r.flow * r.running_days_2, r.flow * r.running_days_3, r.flow * r.running_days_5, r.flow * r.running_days_7,
         r.flow * r.running_days_10, r.flow * r.running_days_15, r.flow * r.running_days_20, r.flow * r.running_days_30, r.flow * r.running_days_60, r.flow * r.running_days_more
    from a
   cross join lateral (
         select case count.cell_procedure_month(m.cell) when count.month_ever() then 1 when a.month then a.own_sign else a.month_sign end as gauge,
                case count.cell_procedure_month(m.cell) when a.month then a.own_flow else 0 end as flow, m.*
           from count.procedure_month as m
          where m.cell between count.cell_procedure(a.generation, a.month_since, 0, 0) and count.cell_procedure(a.generation, a.month_until, 16383, 7)
         union all
         select a.day_sign, a.day_sign, f.*
           from count.fine as f
          where f.cell between count.cell_fine(a.generation, a.day_since, 0, 0, 0, 0) and count.cell_fine(a.generation, a.day_until, 4095, 4095, 16383, 7)) as r;
end;
comment on function count.procedure_at(integer) is 'Gauges of procedures at the end of a day and flows of its month up to it, rows to be summed; of a cell only procedure and channel mean something';

create function count.recipient_range(since integer, until integer)
returns setof count.recipient_day
language sql
stable parallel safe
begin atomic
  select m.*
    from count.recipient_month as m
   where m.cell >= count.cell_recipient(count.generation_current(), count.month_from(since), 0)
     and m.cell < count.cell_recipient(count.generation_current(), count.month_upto(until), 0)
  union all
  select d.*
    from count.recipient_day as d
   where d.cell >= count.cell_recipient(count.generation_current(), since, 0)
     and d.cell < count.cell_recipient(count.generation_current(), least(count.month_day(count.month_from(since)), until + 1), 0)
  union all
  select d.*
    from count.recipient_day as d
   where d.cell >= count.cell_recipient(count.generation_current(), count.month_day(greatest(count.month_from(since), count.month_upto(until))), 0)
     and d.cell < count.cell_recipient(count.generation_current(), until + 1, 0);
end;
comment on function count.recipient_range(integer, integer) is 'Counters from day since to day until, rows of days and of months to be summed; of a cell only the recipient means something';

commit;
