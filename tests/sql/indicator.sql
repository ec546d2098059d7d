-- Programme indicators: the latest report and the approved one of every unit, and how units
-- of a level add up (R12).
begin;
set local search_path = tap, pg_catalog;
select no_plan();

insert into ref.unit (unit, valid_from, name, level, version)
values ('c1', '2025-07-01', 'Xã 1', 2, '\x00'), ('c2', '2025-07-01', 'Xã 2', 2, '\x00'), ('c3', '2025-07-01', 'Xã 3', 2, '\x00'), ('s1', '2025-07-01', 'Sở 1', 1, '\x00');
insert into ref.code (kind, number, code)
values (1, 1, 'c1'), (1, 2, 'c2'), (1, 3, 'c3'), (1, 4, 's1'), (1, 5, 'elsewhere'), (9, 1, 'sum'), (9, 2, 'mean'), (9, 3, 'share'), (9, 4, 'last');
insert into ref.indicator (indicator, valid_from, name, measure, rollup, target, version)
select i.indicator, '2025-01-01', 'Chỉ tiêu ' || i.indicator, 'thôn', i.rollup, 12500000, '\x00'
  from (values ('sum', 1), ('mean', 2), ('share', 3), ('last', 4)) as i (indicator, rollup);

create temporary table report as
select r.*, row_number() over () as n
  from (values
    -- indicator, unit, latest status, value, numerator, denominator; approved: the same three
    ('sum', 'c1', 3, 1.5, null, null, 1.5, null, null),
    ('sum', 'c2', 1, 9, null, null, 2.25, null, null),
    ('sum', 'c3', 4, 4, null, null, null, null, null),
    ('sum', 's1', 3, 100, null, null, 100, null, null),
    ('sum', 'elsewhere', 3, 7, null, null, 7, null, null),
    ('mean', 'c1', 3, 1, null, null, 1, null, null),
    ('mean', 'c2', 3, 2, null, null, 2, null, null),
    ('mean', 'c3', 2, 50, null, null, null, null, null),
    ('share', 'c1', 3, null, 1, 3, null, 1, 3),
    ('share', 'c2', 3, null, 3, 5, null, 3, 5),
    ('share', 'c3', 3, null, 90, null, null, 90, null),
    ('last', 'c1', 3, 5, null, null, 5, null, null),
    ('last', 'c2', 3, 8, null, null, 8, null, null)
  ) as r (indicator, unit, latest, value, numerator, denominator, approved_value, approved_numerator, approved_denominator);
insert into fact.indicator (indicator, unit, period, revision, voided, latest_status, latest_value, latest_numerator, latest_denominator,
                            approved_status, approved_value, approved_numerator, approved_denominator, latest_version, approved_version)
select i.number, u.number, '2026-Q1', 1, false, r.latest, r.value * 1000000, r.numerator * 1000000, r.denominator * 1000000,
       case when coalesce(r.approved_value, r.approved_numerator) is not null then 3 end, r.approved_value * 1000000, r.approved_numerator * 1000000, r.approved_denominator * 1000000,
       '\x00', int8send(r.n)
  from report as r
  join ref.code as i on i.kind = 9 and i.code = r.indicator
  join ref.code as u on u.kind = 1 and u.code = r.unit;
insert into fact.indicator (indicator, unit, period, revision, voided, latest_status, latest_value, approved_status, approved_value)
values (1, 3, '2026-Q2', 1, true, 3, 1, 3, 1);

-- Read as the reader.
create function pg_temp.reader(query text)
returns setof jsonb
language plpgsql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
begin
  return query execute format('select to_jsonb(q) from (%s) as q', query);
end
$$;
create function pg_temp.rolled(indicator text, level text)
returns jsonb
language sql
as $$
select r - 'indicator' - 'level' - 'period' - 'rollup'
  from pg_temp.reader(format('select * from ioc.indicator_rollup where indicator = %L and level = %L', indicator, level)) as r
$$;

select bag_eq($$select v.* from pg_temp.reader('select * from ioc.indicator_value where period = ''2026-Q1''') as r
                cross join jsonb_to_record(r) as v (indicator text, unit text, latest_status text, latest_value numeric, approved_value numeric, approved_denominator numeric)$$,
              $$select r.indicator, r.unit, (array['draft', 'sent', 'approved', 'returned'])[r.latest], r.value, r.approved_value, r.approved_denominator::numeric from report as r$$,
              'every unit and period has its latest report and its approved one');
select is_empty($$select * from pg_temp.reader('select * from ioc.indicator_value where period = ''2026-Q2''')$$, 'a voided report is not there');
select is(pg_temp.rolled('sum', 'commune'), '{"reported": 3, "approved": 2, "value_sum": 3.75, "value_count": 2, "numerator": null, "denominator": null, "value": 3.75}',
          'a sum adds the approved values, whatever is drafted since');
select is((pg_temp.rolled('sum', 'province') -> 'value')::numeric, 100::numeric, 'a department is not added to the communes');
select is((pg_temp.rolled('sum', '') -> 'value')::numeric, 7::numeric, 'nor is a unit without a level');
select is((pg_temp.rolled('mean', 'commune') -> 'value')::numeric, 1.5, 'a mean is over the units with an approved value');
select is((pg_temp.rolled('share', 'commune') -> 'value')::numeric, 50.0, 'a share is in percent, over units that state both halves');
select is((pg_temp.rolled('last', 'commune') -> 'value')::numeric, 8::numeric, 'last is what was stated last');
select bag_eq($$select v.* from pg_temp.reader('select * from ioc.indicator') as r cross join jsonb_to_record(r) as v (indicator text, rollup text, target numeric)$$,
              $$values ('sum', 'sum', 12.5), ('mean', 'mean', 12.5), ('share', 'share', 12.5), ('last', 'last', 12.5)$$, 'definitions have their target');
select * from finish();
rollback;
