-- A gauge at the end of a day is the sum of all steps up to and with that day (R23): of whole
-- months before, and of the days of its own month.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

-- Received on the 31st of January, ended on the 1st of February: pending on one day only.
create temporary table step (day date, pending integer);
insert into step values ('2026-01-31', 1), ('2026-02-01', -1);
insert into count.unit_day (cell, pending)
select count.cell_unit(count.generation_current(), count.day_number(s.day), 7, 1), s.pending from step as s;
insert into count.unit_month (cell, pending)
select count.cell_unit(count.generation_current(), count.month_number(s.day), 7, 1), s.pending from step as s
union all
select count.cell_unit(count.generation_current(), count.month_ever(), 7, 1), sum(s.pending) from step as s;
insert into count.fine (cell, pending)
select count.cell_fine(count.generation_current(), count.day_number(s.day), 7, 7, 3, 1), s.pending from step as s;

create temporary table told (day date, pending bigint, sentence text);
insert into told values
  ('2026-01-30', 0, 'the day before a dossier comes it is not pending'),
  ('2026-01-31', 1, 'the day on which it comes it is, though that is the last of a month'),
  ('2026-02-01', 0, 'the day on which it ends it is not, though that is the first of a month'),
  ('2026-03-31', 0, 'nor is it months later');
select is((select coalesce(sum(g.pending), 0)::bigint from ioc.unit_gauge(t.day) as g), t.pending, 'unit_gauge: ' || t.sentence)
  from told as t order by t.day;
select is((select coalesce(sum(g.pending), 0)::bigint from ioc.dossier_gauge(t.day) as g), t.pending, 'dossier_gauge: ' || t.sentence)
  from told as t order by t.day;
select results_eq($$select sum(column_6)::bigint, sum(column_11)::bigint from ioc.form_06a('2026-02-01', '2026-02-28')$$,
                  $$values (1::bigint, 0::bigint)$$, 'form II.06a of February carries it over and ends without it');
select * from finish();
rollback;
