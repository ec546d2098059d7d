-- A number against the same point of the period before: which days are compared, from counters
-- of known days.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select ref.code_number(array[1, 1]::smallint[], array['U1', 'U2']);
create temporary table step (day date, unit text, channel integer, received integer, done_on_time integer, done_overdue integer, pending integer);
-- U1: one a day from the 1st of January to the 30th of April 2026, all but the last of each month done the next day
insert into step select d.day::date, 'U1', 2, 1, null, null, 1 from generate_series(date '2026-01-01', date '2026-04-30', interval '1 day') as d (day);
insert into step select d.day::date + 1, 'U1', 2, null, 1, null, -1 from generate_series(date '2026-01-01', date '2026-04-29', interval '1 day') as d (day);
insert into step values ('2026-03-15', 'U2', 1, 1, null, null, 1), ('2026-04-10', 'U2', 1, null, null, 1, -1);
create temporary view numbered as
select s.*, c.number from step as s join ref.code as c on c.kind = 1 and c.code = s.unit;
insert into count.unit_day (cell, received, done_on_time, done_overdue, pending)
select count.cell_unit(count.generation_current(), count.day_number(n.day), n.number, n.channel), sum(n.received), sum(n.done_on_time), sum(n.done_overdue), sum(n.pending) from numbered as n group by 1;
insert into count.unit_month (cell, received, done_on_time, done_overdue, pending)
select count.cell_unit(count.generation_current(), count.month_number(n.day), n.number, n.channel), sum(n.received), sum(n.done_on_time), sum(n.done_overdue), sum(n.pending) from numbered as n group by 1;
insert into count.unit_month (cell, pending)
select count.cell_unit(count.generation_current(), count.month_ever(), n.number, n.channel), sum(n.pending) from numbered as n group by 1;

create function pg_temp.told(day date, measure text, period text, unit text default null, channel text default null)
returns text
language sql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
select format('%s..%s %s..%s: %s, %s', c.from_day, c.to_day, c.before_from_day, c.before_to_day, coalesce(c.value::text, '-'), coalesce(c.value_before::text, '-'))
  from ioc.comparison(day, unit, channel) as c where c.measure = told.measure and c.period = told.period
$$;

select is(pg_temp.told('2026-04-10', 'received_month', 'month'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: 10, 10', 'a flow is that of as many days of the month before');
select is(pg_temp.told('2026-03-31', 'received_month', 'month', 'U1'), '2026-03-01..2026-03-31 2026-02-01..2026-02-28: 31, 28', 'a shorter month is taken to its last day');
select is(pg_temp.told('2026-04-10', 'pending', 'month'), '..2026-04-10 ..2026-03-10: 1, 1', 'a gauge is that of the end of the same day of the month');
select is(pg_temp.told('2026-04-09', 'pending', 'month'), '..2026-04-09 ..2026-03-09: 2, 1', 'and holds what was carried over');
select is(pg_temp.told('2026-04-10', 'carried_over', 'month'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: 2, 1', 'what was carried over into each of the months');
select is(pg_temp.told('2026-04-30', 'on_time_percent', 'month'), '2026-04-01..2026-04-30 2026-03-01..2026-03-30: 96.77, 100.00', 'a share is computed last, of each point');
select is(pg_temp.told('2026-01-20', 'received_month', 'month'), '2026-01-01..2026-01-20 2025-12-01..2025-12-20: 20, -', 'before the first day that is counted there is nothing, which is not zero');
select is(pg_temp.told('2026-01-20', 'pending', 'year'), '..2026-01-20 ..2025-01-20: 1, -', 'of a gauge too');
select is(pg_temp.told('2026-04-10', 'received_month', 'month', 'U2'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: 0, -', 'a unit that began later has nothing before, though the province has');
select is(pg_temp.told('2026-04-20', 'received_month', 'month', 'U2'), '2026-04-01..2026-04-20 2026-03-01..2026-03-20: 0, -', 'nor for a month of which only a part was counted');
select is(pg_temp.told('2026-04-10', 'received_month', 'month', null, 'direct'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: 0, 0', 'one channel');
select is(pg_temp.told('2026-04-20', 'pending', 'month', null, 'direct'), '..2026-04-20 ..2026-03-20: 0, 1', 'and its gauge');
select is(pg_temp.told('2026-04-10', 'received_month', 'month', 'U9'), null, 'a unit that never occurred has no row');
select is(pg_temp.told('2000-02-29', 'pending', 'year'), '..2000-02-29 ..1999-02-28: 0, -', 'the first days that there are can be asked for, leap days too');
select is((select array_agg(distinct c.first_day) from ioc.comparison('2026-04-10') as c), array[date '2026-01-01'], 'since when there are numbers is told');
select is((select array_agg(distinct c.first_day) from ioc.comparison('2026-04-10', 'U2') as c), array[date '2026-03-15'], 'of a unit, since when it has any');
select is((select count(*) from ioc.comparison('2026-04-10')), 30::bigint, 'the province has its documents');
select is((select count(*) from ioc.comparison('2026-04-10', 'U1')), 26::bigint, 'a unit has not');

-- today is not over: yesterday is the point, unless the month has only begun
select is((select array_agg(distinct c.to_day) from ioc.comparison(ioc.today()) as c), array[ioc.today() - 1], 'today is compared by yesterday');
select is((select array_agg(distinct c.to_day) from ioc.comparison(ioc.today() - 1) as c), array[ioc.today() - 1], 'as yesterday is');
select ok((select bool_and(case when extract(day from ioc.today()) = 1 then c.value is null else c.value is not null end)
             from ioc.comparison(ioc.today()) as c where c.flow and c.measure not like '%percent'), 'on the first of a month there is no flow to compare');

-- documents: a share of which too much is not stated is not known
insert into count.document_day (cell, issued, electronic, electronic_unknown, signed, signed_unknown)
select count.cell_unit(count.generation_current(), count.day_number(d.day), c.number, 1), 100, 80, d.unknown, 90, 0
  from ref.code as c cross join (values (date '2026-04-02', 6), ('2026-03-02', 5)) as d (day, unknown) where c.kind = 1 and c.code = 'U1';
select is(pg_temp.told('2026-04-10', 'electronic_percent', 'month'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: NaN, 84.21', 'not known is not a number');
select is(pg_temp.told('2026-04-10', 'signed_percent', 'month'), '2026-04-01..2026-04-10 2026-03-01..2026-03-10: 90.00, 90.00', 'what is stated is a share');

-- all units at once, day by day
create function pg_temp.course(from_day date, to_day date, channel text default null)
returns text
language sql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
select string_agg(c.unit || ' ' || array_to_string(c.pending, ','), '; ' order by c.unit) from ioc.unit_course(from_day, to_day, channel) as c
$$;
select is(pg_temp.course('2026-03-13', '2026-03-16'), 'U1 1,1,1,1; U2 0,0,1,1', 'each unit has its pending dossiers at the end of each day');
select is(pg_temp.course('2026-04-08', '2026-04-11'), 'U1 1,1,1,1; U2 1,1,0,0', 'with what it had before');
select is(pg_temp.course('2026-04-08', '2026-04-11', 'direct'), 'U2 1,1,0,0', 'of one channel');
select is((select array_agg(c.pending[1] order by c.unit) from ioc.unit_course('2026-04-09', '2026-04-09') as c where c.unit <> ''),
          (select array_agg(u.pending order by u.unit) from ioc.unit_at('2026-04-09') as u where u.unit in ('U1', 'U2')), 'the same as on each day alone');

select * from finish();
rollback;
