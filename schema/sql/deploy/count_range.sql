-- Deploy trakhuc:count_range to pg
-- requires: wire

-- Counters of a range of days, for whoever reads them: whole months from the months, the
-- days at both ends from the days, so that ten years cost 120 months and at most 60 days
-- (R23).  A gauge at the end of a day is the sum of all its steps: the range from day 0.
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

create function count.unit_range(since integer, until integer)
returns setof count.unit_day
language sql
stable parallel safe
begin atomic
  select m.*
    from count.unit_month as m
   where m.cell >= count.cell_unit(count.generation_current(), count.month_from(since), 0, 0)
     and m.cell < count.cell_unit(count.generation_current(), count.month_upto(until), 0, 0)
  union all
  select d.*
    from count.unit_day as d
   where d.cell >= count.cell_unit(count.generation_current(), since, 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), least(count.month_day(count.month_from(since)), until + 1), 0, 0)
  union all
  select d.*
    from count.unit_day as d
   where d.cell >= count.cell_unit(count.generation_current(), count.month_day(greatest(count.month_from(since), count.month_upto(until))), 0, 0)
     and d.cell < count.cell_unit(count.generation_current(), until + 1, 0, 0);
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
     and m.cell < count.cell_procedure(count.generation_current(), count.month_upto(until), 0, 0)
  union all
  select f.*
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), since, 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), least(count.month_day(count.month_from(since)), until + 1), 0, 0, 0, 0)
  union all
  select f.*
    from count.fine as f
   where f.cell >= count.cell_fine(count.generation_current(), count.month_day(greatest(count.month_from(since), count.month_upto(until))), 0, 0, 0, 0)
     and f.cell < count.cell_fine(count.generation_current(), until + 1, 0, 0, 0, 0);
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
