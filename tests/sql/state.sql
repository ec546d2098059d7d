-- The state of a dossier in the list is the state that the counters see (R9, R10, R13, R16).
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create function pg_temp.packed(t timestamptz)
returns bytea
language sql
as $$ select int8send((extract(epoch from t) * 1000000)::bigint # (-9223372036854775808)) $$;

-- Marks as "DAYS after the reception at 09:00, KIND, HOURS until it was stated; ...".
create function pg_temp.marks(course text, kept boolean)
returns bytea
language sql
as $$
select string_agg(pg_temp.packed(timestamptz '2025-03-03 09:00+07' + (w[1] || ' days')::interval) || set_byte('\x00', 0, w[2]::integer)
                  || case when kept then pg_temp.packed(timestamptz '2025-03-03 09:00+07' + (w[1] || ' days')::interval + (w[3] || ' hours')::interval) || '\x00000000' else '' end, '')
  from regexp_split_to_table(course, '; ') as m (mark)
 cross join lateral string_to_array(m.mark, ' ') as w
$$;

-- Kinds: 0 processing, 1 resumed, 2 supplement, 3 payment, 4 paid, 5 stopped.  Nine hours are 0.375 days.
create temporary table course as
select * from (values
  ('nothing happened since the reception', null, null, 'running'),
  ('a supplement was asked for', '1 2 1', null, 'waiting_supplement'),
  ('the supplement came', '1 2 1; 2 1 1', null, 'running'),
  ('a payment was asked for', '1 3 1', null, 'waiting_payment'),
  ('the payment came', '1 3 1; 2 4 1', null, 'running'),
  ('a payment closes no supplement', '1 3 1; 2 2 1; 3 4 1', null, 'waiting_supplement'),
  ('a payment closes no stop', '1 5 1; 2 4 1', null, 'stopped'),
  ('a payment without a request changes nothing', '1 4 1', null, 'running'),
  ('a pause inside a pause changes its kind', '1 2 1; 2 3 1', null, 'waiting_payment'),
  ('what happened before the reception is ignored', '-1 2 1', null, 'running'),
  ('a bare date of the reception day counts as the reception', '-0.375 2 10', null, 'waiting_supplement'),
  ('a bare date of the day before does not', '-1.375 2 10', null, 'running'),
  ('of one instant what was stated later rules', '1 0 1; 1 2 2', null, 'waiting_supplement'),
  ('also when it is of a lower kind', '1 0 2; 1 2 1', null, 'running'),
  ('of one instant and one statement closing comes before pausing', '1 1 1; 1 2 1', null, 'waiting_supplement'),
  ('a retracted mark never was', '1 2 1', '1 2', 'running'),
  ('only the mark of that instant and kind is retracted', '1 2 1; 2 5 1', '2 2', 'stopped')
) as c (dossier, marks, retractions, state);
insert into fact.dossier (code, submitted_at, received_at, marks, retractions, revision, versions)
select c.dossier, '2025-03-01 09:00+07', '2025-03-03 09:00+07', pg_temp.marks(c.marks, true), pg_temp.marks(c.retractions, false), 1, '\x00'
  from course as c;
insert into ref.code (kind, number, code) values (6, 1, 'main');
insert into fact.dossier (code, submitted_at, received_at, refused_at, withdrawn_at, ended_at, ended_kind, voided, alias_of, revision, versions)
select v.code, v.submitted::timestamptz, v.received::timestamptz, v.refused::timestamptz, v.withdrawn::timestamptz, v.ended::timestamptz, v.kind, v.voided, v.alias, 1, '\x00'
  from (values
    ('void', '2025-03-01', '2025-03-03', null, null, '2025-03-04', 1::smallint, true, null),
    ('alias', '2025-03-01', '2025-03-03', null, null, null, null, null, 1),
    ('ended', '2025-03-01', '2025-03-03', null, null, '2025-03-04', 1, null, null),
    ('refused', '2025-03-01', null, '2025-03-02', null, null, null, null, null),
    ('withdrawn', '2025-03-01', null, null, '2025-03-02', null, null, null, null),
    ('awaiting_reception', '2025-03-01', null, null, null, null, null, null, null),
    ('not_received', null, null, null, null, null, null, null, null)
  ) as v (code, submitted, received, refused, withdrawn, ended, kind, voided, alias);

create function pg_temp.listed()
returns table (dossier text, state text, counts boolean)
language plpgsql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
begin
  return query select d.dossier, d.state, d.counts from ioc.dossier as d;
end
$$;
select is(l.state, c.state, c.dossier) from course as c left join pg_temp.listed() as l on l.dossier = c.dossier;
select is(l.state, l.dossier, 'without a state of its own: ' || l.dossier) from pg_temp.listed() as l where l.dossier not in (select dossier from course);
select is((array['running', 'waiting_supplement', 'waiting_payment', 'stopped'])[p.state + 1], c.state, 'the recount agrees: ' || c.dossier)
  from course as c
  left join lateral (select state from audit.phase where code = c.dossier order by n desc limit 1) as p on true;
select set_eq('select dossier from pg_temp.listed() where not counts', array['void', 'alias'], 'a void dossier and an alias count nowhere');
select * from finish();
rollback;
