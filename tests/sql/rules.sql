-- Rules that the database itself keeps.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select throws_ok($$insert into flow.position (topic, partition, next, read, applied, dead) values (0, 99, 2, 2, 1, 0)$$,
                 '23514', null, 'conservation: read = applied + dead, or nothing is written');
select throws_ok($$select flow.fence('a table', 1, 2)$$, 'TK001', null, 'fewer rows than sent are fenced');
select lives_ok($$select flow.fence('a table', 2, 2)$$, 'as many rows as sent are not');
select results_eq($$select number from ref.code_number(array[2, 2]::smallint[], array['x.1', 'x.2']) order by code$$,
                  $$values (1), (2)$$, 'codes get dense numbers in their order');
select results_eq($$select number from ref.code_number(array[2]::smallint[], array['x.2'])$$,
                  $$values (2)$$, 'a code keeps its number');
select throws_ok($$insert into ref.code (kind, number, code) values (1, 4096, 'too-many')$$,
                 '23514', null, 'a unit beyond the bits of a cell is refused');
select is(count.cell_fine_unit(count.cell_fine(3, 9400, 7, 4095, 16383, 2)), 4095, 'a cell gives back its unit');
select is(count.cell_fine_day(count.cell_fine(31, 131071, 4095, 4095, 16383, 7)), 131071, 'the last day fits a cell');
select is(count.day_number('1999-12-31'), 0, 'day 0 is 1999-12-31');
select is(ioc.today(), (now() at time zone 'Asia/Ho_Chi_Minh')::date, 'today is the day of Asia/Ho_Chi_Minh');
select throws_ok($$select * from ioc.form_06a('2025-01-01', '2025-01-31', 'moon')$$,
                 '22023', 'form II.06a goes by unit, unit_today or field, not by "moon"', 'form II.06a goes by unit or field');
select throws_ok($$select * from ioc.form_06a('2025-02-01', '2025-01-31')$$,
                 '22023', 'form II.06a needs a period, not one from 2025-02-01 to 2025-01-31', 'a period does not end before it begins');
select throws_ok($$select * from ioc.form_06a('2025-02-01', null)$$,
                 '22023', 'form II.06a needs a period, not one from 2025-02-01 to null', 'and it ends');
insert into ref.unit (unit, valid_from, name, version) values ('99999', '2025-07-01', 'Xã Thử', '\x00');
select results_eq($$select pending, received_today from ioc.unit_now where unit = '99999'$$,
                  $$values (0::bigint, 0::bigint)$$, 'a silent unit gives a row of zeros');
select results_eq($$select column_3, column_13 from ioc.form_06a('2025-08-01', '2025-08-31') where unit = '99999'$$,
                  $$values (0::bigint, 0::bigint)$$, 'and a row of zeros on the form');
select is_empty($$select * from ioc.form_06a('2025-01-01', '2025-06-30') where unit = '99999'$$, 'but not on that of a period in which it was not yet');
insert into ref.lineage (unit, into_unit, valid_from, share, version) values ('99998', '99999', '2025-07-01', 1, '\x00');
insert into ref.unit (unit, valid_from, valid_to, name, version) values ('99998', '2000-01-01', '2025-06-30', 'Xã Cũ', '\x00');
select results_eq($$select unit_today from ioc.form_06a('2025-01-01', '2025-12-31', 'unit_today')$$,
                  $$values ('99999')$$, 'by units of today a former unit has no row of its own');
select is_empty('select * from ioc.audit()', 'an empty database has no difference');
select is((select count(*) from ioc.audit_summary()), 20::bigint, 'the audit names every table of facts and counters, and the positions');
select is_empty('select * from ioc.audit_summary() where row_count <> 0 or differences <> 0', 'all are empty and exact');
select * from finish();
rollback;
