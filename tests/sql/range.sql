-- Counters by ranges of days say what a plain filter says, and the reports that read them
-- say what the facts say.  Synthetic dossiers of 15 months, their counters made from them.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

-- The facts: no person, codes made up.  Some units receive for others, some codes are not
-- stated, and the third procedure is not in the catalogue.
insert into ref.code (kind, number, code)
values (1, 1, 'u1'), (1, 2, 'u2'), (1, 3, 'u3'), (1, 4, 'u4'), (2, 1, 'p1'), (2, 2, 'p2'), (2, 3, 'p3');
insert into ref.procedure (procedure, valid_from, name, field, has_fee, version)
values ('p1', '2024-01-01', 'Thủ tục một', 'Đất đai', true, '\x00'), ('p2', '2024-01-01', 'Thủ tục hai', 'Hộ tịch', false, '\x00');
insert into ref.unit (unit, valid_from, name, version)
select 'u' || i, '2024-01-01', 'Xã ' || i, '\x00' from generate_series(1, 4) as i;

insert into fact.dossier (code, received_at, submitted_at, due, resolved_at, withdrawn_at, unit, handling_unit, procedure, channel,
                          paid_online, paid_vnd, papers, digitised, fee_vnd, revision, versions)
select 'd' || i, r.at, r.at - interval '7 hours', r.day + 5,
       case when i % 4 <> 0 and i % 11 <> 0 then r.at + i % 9 * interval '1 day' end,
       case when i % 11 = 0 then r.at + interval '30 days' end,
       i % 5, i % 4, i % 4, i % 4,
       i % 3 = 0, 1000 * i, i % 7, i % 4, i % 2, 1, '\x00'
  from generate_series(1, 400) as i
 cross join lateral (select timestamptz '2024-11-20 09:00+07' + i * interval '27 hours' as at) as t
 cross join lateral (select t.at, (t.at at time zone 'Asia/Ho_Chi_Minh')::date as day) as r;
update fact.dossier set unit = nullif(unit, 0), handling_unit = nullif(handling_unit, 0), procedure = nullif(procedure, 0), channel = nullif(channel, 0);
update fact.dossier as d
   set ended_at = to_timestamp(e.at / 1000000.0), ended_kind = e.kind
  from audit.dossier_end as e
 where e.code = d.code;

-- Documents at their recipients: some completed in time, some late, some taken back, some open.
insert into fact.document (code, revision, versions) select 'v' || i, 1, '\x00' from generate_series(1, 400) as i;
insert into fact.recipient (document, recipient, received_at, completed_at, revoked_at, due, versions)
select 'v' || i, 1 + i % 4, r.at, case when i % 3 <> 0 then r.at + i % 60 * interval '1 day' end, case when i % 13 = 0 then r.at + interval '40 days' end,
       case when i % 5 <> 0 then (r.at at time zone 'Asia/Ho_Chi_Minh')::date + 20 end, '\x00'
  from generate_series(1, 400) as i
 cross join lateral (select timestamptz '2024-11-20 09:00+07' + i * interval '27 hours' as at) as r;

-- The counters, from the steps of the recount; generation 2 is being built and twice as high.
create temporary table step as
select count.cell_fine_day(s.cell) as day, count.cell_fine_handling_unit(s.cell) as handling_unit, count.cell_fine_unit(s.cell) as unit,
       count.cell_fine_procedure(s.cell) as procedure, count.cell_fine_channel(s.cell) as channel, s.counter, s.n
  from audit.dossier_step() as s;
create function pg_temp.fill(target regclass, factor integer, cells text)
returns void
language plpgsql
as $$
declare
  names text;
  sums text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum),
         string_agg(format('nullif(%s * sum(s.n) filter (where s.counter = %L), 0)', factor, a.attname), ', ' order by a.attnum)
    into names, sums
    from pg_attribute as a
   where a.attrelid = target and a.attnum > 1;
  execute format('insert into %s (cell, %s) select s.cell, %s from (%s) as s group by s.cell', target, names, sums, cells);
end
$$;
create temporary table gauge as
select unnest(array['pending', 'waiting_supplement', 'waiting_payment', 'stopped', 'overdue', 'near_due', 'awaiting_reception', 'reception_overdue', 'in_due_766']) as name;
insert into count.generation (generation, rules, state) values (2, 'other rules', 'building');
select g.generation * 0
  from (values (1), (2)) as g (generation)
 cross join lateral (values
   ('count.fine', 'select count.cell_fine(%s, day, handling_unit, unit, procedure, channel) as cell, counter, n from step'),
   ('count.unit_day', 'select count.cell_unit(%s, day, handling_unit, channel) as cell, counter, n from step'),
   ('count.unit_month', 'select count.cell_unit(%1$s, count.month_number(count.day_date(day)), handling_unit, channel) as cell, counter, n from step union all
                           select count.cell_unit(%1$s, count.month_ever(), handling_unit, channel), counter, n from step where counter in (select name from gauge)'),
   ('count.procedure_month', 'select count.cell_procedure(%1$s, count.month_number(count.day_date(day)), procedure, channel) as cell, counter, n from step union all
                           select count.cell_procedure(%1$s, count.month_ever(), procedure, channel), counter, n from step where counter in (select name from gauge)'),
   ('count.province_day', 'select count.cell_unit(%s, day, 0, channel) as cell, counter, n from step'),
   ('count.moved_day', 'select count.cell_unit(%s, day, v.unit, channel) as cell, counter, n * v.sign as n
                          from step as s cross join lateral (values (s.unit, 1), (s.handling_unit, -1)) as v (unit, sign) where s.unit <> s.handling_unit')
 ) as t (target, cells)
 cross join lateral pg_temp.fill(t.target::regclass, g.generation, format(t.cells, g.generation)) as f;
select g.generation * 0
  from (values (1), (2)) as g (generation)
 cross join lateral (values
   ('count.recipient_day', 'select count.cell_recipient(%s, day, recipient) as cell, counter, n from audit.recipient_step()'),
   ('count.recipient_month', 'select count.cell_recipient(%s, count.month_number(count.day_date(day)), recipient) as cell, counter, n from audit.recipient_step()')
 ) as t (target, cells)
 cross join lateral pg_temp.fill(t.target::regclass, g.generation, format(t.cells, g.generation)) as f;
insert into count.service (generation, month, service, channel, received) select g, r.month, r.service, r.channel, r.received * g from audit.service_row() as r, generate_series(1, 2) as g;
insert into count.party (generation, day, unit, applicant_kind, received) select g, r.day, r.unit, r.applicant_kind, r.received * g from audit.party_row() as r, generate_series(1, 2) as g;
select is_empty('select * from ioc.audit()', 'the counters of the test are those of its facts');


-- What the audit says after a command, which is taken back again.
create function pg_temp.audited(command text)
returns text[]
language plpgsql
as $$
declare
  found text[];
begin
  execute command;
  select array_agg(concat_ws(' ', a.table_name, a.counter, a.counted - a.recounted) order by a.table_name, a.counter) into found from ioc.audit() as a;
  raise exception using errcode = 'TK999';
exception when sqlstate 'TK999' then
  return found;
end
$$;
select is(pg_temp.audited(format('update count.%1$s set received = coalesce(received, 0) + 1 where cell = (select min(c.cell) from count.%1$s as c where count.%2$s(c.cell) = 1)', t.name, t.generation)),
          array[format('count.%s received 1', t.name)], 'the audit finds one too many in count.' || t.name)
  from (values ('fine', 'cell_fine_generation'), ('unit_day', 'cell_unit_generation'), ('unit_month', 'cell_unit_generation'),
               ('procedure_month', 'cell_procedure_generation'), ('moved_day', 'cell_unit_generation'), ('province_day', 'cell_unit_generation')) as t (name, generation);
select is(pg_temp.audited(format('update count.%1$s set %2$s = coalesce(%2$s, 0) + 1 where cell = (select max(c.cell) from count.%1$s as c where c.cell < count.%3$s(2, 0, 0, 0))', t.name, g.name, t.cell)),
          array[format('count.%s %s 1', t.name, g.name)], format('the audit finds one too many %s ever in count.%s', g.name, t.name))
  from (values ('unit_month', 'cell_unit'), ('procedure_month', 'cell_procedure')) as t (name, cell)
 cross join (select name from gauge union all select 'received') as g;
select is((select array_agg(a.key) from ioc.audit() as a), null, 'and all of that was taken back');
select is(pg_temp.audited(c.command), c.found, 'the audit: ' || c.sentence)
  from (values
    ('all that a procedure ever had is missing', 'delete from count.procedure_month where cell = count.cell_procedure(1, count.month_ever(), 1, 1)',
     (select array_agg(format('count.procedure_month %s %s', s.counter, -s.n) order by s.counter)
        from (select s.counter, sum(s.n) as n from step as s where s.procedure = 1 and s.channel = 1 and s.counter in (select name from gauge) group by 1) as s where s.n <> 0)),
    ('a row without facts is found', 'insert into count.fine (cell, papers) values (count.cell_fine(1, 9000, 1, 1, 1, 1), 5)', array['count.fine papers 5']),
    ('a row of zeros is nothing', 'insert into count.fine (cell, papers) values (count.cell_fine(1, 9000, 1, 1, 1, 1), 0)', null),
    ('another generation is not looked at', 'insert into count.fine (cell, papers) values (count.cell_fine(2, 9000, 1, 1, 1, 1), 5)', null),
    ('a row too many of documents', 'insert into count.document_day (cell, issued) values (count.cell_unit(1, 9000, 1, 1), 5)', array['count.document_day issued 5']),
    ('a row too many of recipients', 'insert into count.recipient_day (cell, document_late) values (count.cell_recipient(1, 9000, 1), 5)', array['count.recipient_day document_late 5']),
    ('a row too many of recipients by month', 'insert into count.recipient_month (cell, document_late) values (count.cell_recipient(1, 900, 1), 5)', array['count.recipient_month document_late 5']),
    ('a row too many of work files', 'insert into count.workfile_day (cell, workfile_online) values (count.cell_unit(1, 9000, 1, 1), 5)', array['count.workfile_day workfile_online 5']),
    ('one too many in count.service', 'update count.service set received = received + 1 where (generation, month, channel) = (select min(s.generation), min(s.month), 0 from count.service as s)', array['count.service received 1']),
    ('one too many in count.party', 'update count.party set received = received + 1 where (generation, day) = (select min(s.generation), min(s.day) from count.party as s)', array['count.party received 1']),
    ('an indicator without a report', $$insert into count.indicator (generation, indicator, unit, period, sent) values (1, 1, 1, '2025', 1)$$, array['count.indicator sent 1']),
    ('a dossier that did not end so', $$update fact.dossier set ended_kind = 2 where code = 'd1'$$, array['fact.dossier ended_kind 1']),
    ('a record that is neither applied nor dead', 'alter table flow.position drop constraint position_conservation_ck; insert into flow.position (topic, partition, next, read, applied, dead) values (0, 0, 3, 3, 2, 0)', array['flow.position read 1'])
  ) as c (sentence, command, found);
select is(pg_temp.audited('delete from count.unit_month where count.cell_unit_generation(cell) = 1')::text ~ '^{("count.unit_month [a-z0-9_]+ -?[0-9]+",?)+}$', true,
          'the audit finds what is missing, and blames nothing else');

-- Sums of every counter by key, as an array; keys whose counters are all zero are nothing (R21).
create function pg_temp.summed(source text, keys text)
returns table (key integer[], counters numeric[])
language plpgsql
as $$
declare
  sums text := (select string_agg(format('coalesce(sum(r.%I), 0)', a.attname), ', ' order by a.attnum)
                  from pg_attribute as a where a.attrelid = 'count.fine'::regclass and a.attnum > 1);
begin
  return query execute format('select * from (select %s, array[%s]::numeric[] as counters from %s as r group by 1) as s where 0 <> any (s.counters)', keys, sums, source);
end
$$;
create function pg_temp.differ(range text, range_keys text, plain text, plain_keys text)
returns bigint
language sql
as $$
select count(*)
  from (select * from pg_temp.summed(range, range_keys)) as r
  full join (select * from pg_temp.summed(plain, plain_keys)) as p on p.key = r.key
 where p.counters is distinct from r.counters
$$;

-- Days at the edges of months, of the year, of the leap year and of the facts, and beyond.
create temporary table edge as
select count.day_number(v.day) as day
  from (values (date '1999-12-31'), ('2024-02-29'), ('2024-11-20'), ('2024-11-30'), ('2024-12-01'), ('2024-12-31'), ('2025-01-01'), ('2025-01-15'),
               ('2025-01-31'), ('2025-02-14'), ('2025-02-28'), ('2025-03-01'), ('2025-03-20'), ('2025-07-31'), ('2026-02-28'), ('2031-01-01')) as v (day);
create temporary table period as
select s.day as since, u.day as until from edge as s cross join edge as u where s.day <= u.day + 31;

select is((select sum(pg_temp.differ(format('count.unit_range(%s, %s)', p.since, p.until), 'array[count.cell_unit_unit(r.cell), count.cell_unit_channel(r.cell)]',
                                     format('(select c.* from count.unit_day as c where count.cell_unit_generation(c.cell) = 1 and count.cell_unit_day(c.cell) between %s and %s)', p.since, p.until), 'array[count.cell_unit_unit(r.cell), count.cell_unit_channel(r.cell)]'))
             from period as p), 0::numeric, 'every counter of units in a range is that of the days in it');
select is((select sum(pg_temp.differ(format('count.procedure_range(%s, %s)', p.since, p.until), 'array[count.cell_procedure_procedure(r.cell), count.cell_procedure_channel(r.cell)]',
                                     format('(select c.* from count.fine as c where count.cell_fine_generation(c.cell) = 1 and count.cell_fine_day(c.cell) between %s and %s)', p.since, p.until), 'array[count.cell_fine_procedure(r.cell), count.cell_fine_channel(r.cell)]'))
             from period as p), 0::numeric, 'every counter of procedures in a range is that of the days in it');
select bag_eq('select count.month_whole(p.since, p.until) > count.month_upto(p.until) from period as p group by 1', 'values (false), (true)', 'some by taking away days from a whole month, some not');
select is((select sum(pg_temp.differ(format('count.fine_range(%s, %s)', p.since, p.until), 'array[count.cell_fine_handling_unit(r.cell), count.cell_fine_unit(r.cell), count.cell_fine_procedure(r.cell), count.cell_fine_channel(r.cell)]',
                                     format('(select c.* from count.fine as c where count.cell_fine_generation(c.cell) = 1 and count.cell_fine_day(c.cell) between %s and %s)', p.since, p.until), 'array[count.cell_fine_handling_unit(r.cell), count.cell_fine_unit(r.cell), count.cell_fine_procedure(r.cell), count.cell_fine_channel(r.cell)]'))
             from period as p), 0::numeric, 'every fine counter in a range is that of the days in it');

-- From whichever side: the same as all steps so far, and as the flows of the month so far.
create temporary table told as
select d.day from edge as d
union
select count.day_number(ioc.today() + v.back) from unnest(array[0, -1, -40, 2]) as v (back)
union
select s.day + v.back from (select max(s.day) as day from step as s) as s cross join unnest(array[-1, 0, 1]) as v (back)
union
select count.day_number(date '2025-03-01' + v.n) from generate_series(0, 31) as v (n)
union
values (131070);
create temporary table reached as
select t.day, 'unit' as what, count.cell_unit_unit(r.cell) as number, count.cell_unit_channel(r.cell) as channel, v.counter, sum(v.n::bigint) as n
  from told as t cross join lateral count.unit_gauge(t.day) as r cross join lateral jsonb_each_text(to_jsonb(r) - 'cell') as v (counter, n)
 group by 1, 2, 3, 4, 5 having sum(v.n::bigint) <> 0
union all
select t.day, 'procedure', count.cell_procedure_procedure(r.cell), count.cell_procedure_channel(r.cell), v.counter, sum(v.n::bigint)
  from told as t cross join lateral count.procedure_at(t.day) as r cross join lateral jsonb_each_text(to_jsonb(r) - 'cell') as v (counter, n)
 group by 1, 2, 3, 4, 5 having sum(v.n::bigint) <> 0;
create temporary table summed as
select t.day, w.what, w.number, s.channel, s.counter, sum(s.n) as n
  from told as t
  join step as s on s.day <= t.day
 cross join lateral (values ('unit', s.handling_unit), ('procedure', s.procedure)) as w (what, number)
 where s.counter in (select g.name from gauge as g)
    or w.what = 'procedure' and s.day >= count.day_number(date_trunc('month', count.day_date(t.day))::date)
 group by 1, 2, 3, 4, 5 having sum(s.n) <> 0;
delete from summed as s where s.counter not in (select r.counter from reached as r where r.what = s.what);
select is((select string_agg(distinct concat_ws(' ', what, count.day_date(day), counter), ', ')
             from reached as r full join summed as s using (day, what, number, channel, counter) where r.n is distinct from s.n), null, 'gauges, and flows of procedures, are those of all steps so far, from whichever side');
select ok((select array_agg(distinct r.counter) from reached as r where r.what = 'procedure') @> array['pending', 'overdue', 'near_due', 'received', 'done_early', 'done_overdue', 'closed', 'handling_seconds', 'running_days_5'],
          'of counters that the facts have');
select bag_eq('select (count.side(t.day)).month_sign, (count.side(t.day)).day_sign from told as t group by 1, 2', 'values (1, 1), (1, -1), (-1, 1), (-1, -1)', 'each side was taken, of months and of days');
select is((select string_agg(distinct count.day_date(t.day)::text, ', ')
             from told as t
            cross join lateral (select coalesce(jsonb_object_agg(p.procedure, array[p.pending, p.overdue, p.received_month, p.done_overdue_month]), '{}') as told
                                  from ioc.procedure_at(count.day_date(t.day)) as p where (p.pending, p.overdue, p.received_month, p.done_overdue_month) <> (0, 0, 0, 0)) as p
            cross join lateral (select coalesce(jsonb_object_agg(q.procedure, q.n), '{}') as summed
                                  from (select coalesce(c.code, '') as procedure, array_agg(coalesce(s.n, 0) order by o.turn) as n
                                          from (select distinct procedure from step) as k
                                         cross join (values (1, 'pending'), (2, 'overdue'), (3, 'received'), (4, 'done_overdue')) as o (turn, counter)
                                          left join lateral (select sum(m.n) as n from summed as m where m.day = t.day and m.what = 'procedure' and m.number = k.procedure and m.counter = o.counter) as s on true
                                          left join ref.code as c on c.kind = 2 and c.number = k.procedure
                                         group by 1) as q where 0 <> any (q.n)) as f
            where p.told <> f.summed), null, 'the same as ioc.procedure_at() tells');

-- The days of the province, one after the other, by channel and of all.
select is((select string_agg(distinct concat_ws(' ', coalesce(c.channel, 'all'), d.day, 'from', v.first), ', ')
             from (values ('2024-02-01'), ('2024-11-30'), ('2025-02-28'), ('2025-12-31'), (ioc.today()::text)) as v (first)
            cross join (values (null, null), ('unknown', 0), ('online', 2)) as c (channel, number)
            cross join lateral ioc.day_course(v.first::date, v.first::date + 60, null, c.channel) as d
            cross join lateral (select coalesce(sum(s.n) filter (where s.counter = 'pending'), 0) as pending, coalesce(sum(s.n) filter (where s.counter = 'overdue'), 0) as overdue,
                                       coalesce(sum(s.n) filter (where s.counter = 'received' and s.day = count.day_number(d.day)), 0) as received,
                                       coalesce(sum(s.n) filter (where s.counter like 'done\_%' and s.day = count.day_number(d.day)), 0) as done
                                  from step as s where s.day <= count.day_number(d.day) and (c.channel is null or s.channel = c.number)) as f
            where (d.pending, d.overdue, d.received, d.done) is distinct from (f.pending::bigint, f.overdue::bigint, f.received::bigint, f.done::bigint)),
          null, 'the course of days is that of all steps so far');

create function pg_temp.recipients(source text)
returns table (recipient integer, received numeric, on_time numeric, late numeric, no_due numeric, taken_back numeric, pending numeric, overdue numeric)
language plpgsql
as $$
begin
  return query execute format(
    'select * from (select count.cell_recipient_recipient(r.cell) as recipient, coalesce(sum(r.document_received), 0)::numeric as received, coalesce(sum(r.document_on_time), 0)::numeric as on_time, coalesce(sum(r.document_late), 0)::numeric as late,
                           coalesce(sum(r.document_no_due), 0)::numeric as no_due, coalesce(sum(r.document_taken_back), 0)::numeric as taken_back, coalesce(sum(r.document_pending), 0)::numeric as pending, coalesce(sum(r.document_overdue), 0)::numeric as overdue
                      from %s as r group by 1) as s where (s.received, s.on_time, s.late, s.no_due, s.taken_back, s.pending, s.overdue) <> (0, 0, 0, 0, 0, 0, 0)', source);
end
$$;
select is((select count(*)
             from period as p
            cross join lateral (select array_agg(r order by r.recipient) as rows from pg_temp.recipients(format('count.recipient_range(%s, %s)', p.since, p.until)) as r) as ranged
            cross join lateral (select array_agg(r order by r.recipient) as rows
                                  from pg_temp.recipients(format('(select c.* from count.recipient_day as c where count.cell_recipient_generation(c.cell) = 1 and count.cell_recipient_day(c.cell) between %s and %s)', p.since, p.until)) as r) as plain
            where ranged.rows is distinct from plain.rows), 0::bigint, 'every counter of recipients in a range is that of the days in it');

-- What follows is read as the reader, rows as JSON.
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

-- The form straight from the facts: no mark pauses anything here.
create function pg_temp.form(first date, last date, by text)
returns table (key text, column_3 bigint, column_4 bigint, column_5 bigint, column_6 bigint, column_7 bigint, column_8 bigint, column_9 bigint, column_10 bigint, column_11 bigint, column_12 bigint, column_13 bigint, channel_unknown bigint)
language sql
as $$
with d as (
  select case when by = 'field' then coalesce(p.field, '') else coalesce(h.code, u.code, '') end as key,
         (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date as received, (d.ended_at at time zone 'Asia/Ho_Chi_Minh')::date as ended, d.ended_kind, d.due, d.channel
    from fact.dossier as d
    left join ref.code as h on h.kind = 1 and h.number = d.handling_unit
    left join ref.code as u on u.kind = 1 and u.number = d.unit
    left join ref.code as c on c.kind = 2 and c.number = d.procedure
    left join ref.procedure as p on p.procedure = c.code
), n as (
  select d.key,
         count(*) filter (where received between first and last) as received,
         count(*) filter (where received between first and last and channel = 2) as online,
         count(*) filter (where received between first and last and channel is null) as unknown,
         count(*) filter (where received < first and coalesce(ended >= first, true)) as before,
         count(*) filter (where ended between first and last and ended_kind <= 2 and ended < due) as early,
         count(*) filter (where ended between first and last and (ended_kind > 2 or ended = due)) as on_time,
         count(*) filter (where ended between first and last and ended_kind <= 2 and ended > due) as late,
         count(*) filter (where received <= last and coalesce(ended > last, true)) as pending,
         count(*) filter (where received <= last and coalesce(ended > last, true) and due < last) as overdue
    from d
   group by d.key
)
select key, received + before, online, received - online, before, early + on_time + late, early, on_time, late, pending, pending - overdue, overdue, unknown
  from n
$$;

create function pg_temp.form_06a(first date, last date, by text)
returns table (key text, column_3 bigint, column_4 bigint, column_5 bigint, column_6 bigint, column_7 bigint, column_8 bigint, column_9 bigint, column_10 bigint, column_11 bigint, column_12 bigint, column_13 bigint, channel_unknown bigint)
language plpgsql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
begin
  return query select coalesce(f.unit, f.field), f.column_3, f.column_4, f.column_5, f.column_6, f.column_7, f.column_8, f.column_9, f.column_10, f.column_11, f.column_12, f.column_13, f.channel_unknown
                 from ioc.form_06a(first, last, by) as f
                where f.column_3 + f.column_7 + f.column_11 > 0;
end
$$;

create temporary table reported as
select v.first::date, v.last::date
  from (values ('2025-01-01', '2025-01-31'), ('2025-01-15', '2025-02-14'), ('2025-03-05', '2025-03-20'), ('2024-12-01', '2025-12-31'),
               ('2025-05-31', '2025-05-31'), ('2025-02-28', '2025-03-01'), ('2024-11-30', '2026-02-01')) as v (first, last);
select bag_eq(format('select * from pg_temp.form_06a(%L, %L, %L)', p.first, p.last, b.by),
              format('select * from pg_temp.form(%L, %L, %L) as f where f.column_3 + f.column_7 + f.column_11 > 0', p.first, p.last, b.by),
              format('form II.06a by %s from %s to %s is what the facts say', b.by, p.first, p.last))
  from reported as p cross join (values ('unit'), ('field')) as b (by);
select is((select count(*) from pg_temp.reader($$select * from ioc.form_06a('2025-01-01', '2025-01-31', 'field')$$)), 3::bigint, 'a field each, and one for procedures without');

-- Numerators and denominators of index 766 that need the fine cells: payment, over procedures with a fee.
select is((select (r ->> 'numerator')::bigint = x.numerator and (r ->> 'denominator')::bigint = x.denominator and x.denominator > 0
             from pg_temp.reader(format('select sum(numerator) as numerator, sum(denominator) as denominator from ioc.index_766(%L, %L) where input = ''paid_online''', p.first, p.last)) as r),
          true, format('index 766: paid online from %s to %s is what the facts say', p.first, p.last))
  from reported as p
 cross join lateral (
   select count(*) filter (where d.paid_online) as numerator, count(*) filter (where d.fee_vnd <> 0) as denominator
     from fact.dossier as d
    where d.procedure = 1 and (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date between p.first and p.last) as x
 where p.last - p.first > 10;
select is((select sum((r ->> 'denominator')::bigint) from pg_temp.reader($$select * from ioc.index_766('2025-01-15', '2025-02-14')$$) as r where r ->> 'input' = 'progress'),
          (select sum(f.column_3) from pg_temp.form('2025-01-15', '2025-02-14', 'unit') as f), 'index 766: progress is over what the form has in column 3');

-- Gauges, by handling and by receiving unit, at the edges.
select is((select coalesce(sum((r ->> 'pending')::bigint), 0) from pg_temp.reader(format('select * from ioc.dossier_gauge(%L)', count.day_date(e.day))) as r),
          (select coalesce(sum(f.column_11), 0) from pg_temp.form(count.day_date(e.day), count.day_date(e.day), 'unit') as f),
          format('pending at the end of %s is what the facts say', count.day_date(e.day)))
  from edge as e;
select is((select jsonb_object_agg(r ->> 'unit', r -> 'pending') from pg_temp.reader(format('select unit, sum(pending) as pending from ioc.dossier_gauge(%L) group by 1', count.day_date(e.day))) as r),
          (select jsonb_object_agg(r ->> 'unit', r -> 'pending') from pg_temp.reader(format('select unit, sum(pending) as pending from ioc.receiving_gauge(%L) group by 1 having sum(pending) <> 0', count.day_date(e.day))) as r),
          format('by receiving unit the same stands at the end of %s', count.day_date(e.day)))
  from edge as e;

select is((select coalesce(sum((r ->> 'document_pending')::bigint), 0)::bigint from pg_temp.reader(format('select * from ioc.document_gauge(%L)', count.day_date(e.day))) as r),
          (select count(*)
             from fact.recipient as f
            where (f.received_at at time zone 'Asia/Ho_Chi_Minh')::date <= count.day_date(e.day)
              and coalesce((least(f.completed_at, f.revoked_at) at time zone 'Asia/Ho_Chi_Minh')::date > count.day_date(e.day), true)),
          format('documents to be handled at the end of %s are what the facts say', count.day_date(e.day)))
  from edge as e;

-- The list behind the numbers.
select is((select count(*) from pg_temp.reader('select * from ioc.dossier') as r where r ->> 'state' = 'running'),
          (select count(*) from fact.dossier where ended_at is null), 'dossiers without marks that have not ended are running');
select is((select count(*) from pg_temp.reader('select * from ioc.dossier') as r where r ->> 'state' = 'ended' and r ->> 'ended_kind' = 'withdrawn'),
          (select count(*) from fact.dossier where withdrawn_at is not null), 'withdrawn ones have ended so');

-- Days that no cell holds.
select throws_ok($$select * from ioc.dossier_gauge('1999-12-30')$$, '22008', 'day 1999-12-30 cannot be asked for', 'a day before all days is refused');
select throws_ok($$select * from ioc.unit_gauge('infinity')$$, '22008', 'day infinity cannot be asked for', 'so is the end of time');
select * from finish();
rollback;
