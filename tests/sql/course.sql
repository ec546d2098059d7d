-- Any day as easily as now: what counters and facts say of the end of a day (R13 to R19, R24),
-- and the list behind it.  Two units, three procedures, cells and facts of the same dossiers.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select ref.code_number(array[1, 1, 2]::smallint[], array['U1', 'U2', 'P1']);
create temporary table place as
select (select number from ref.code where kind = 1 and code = 'U1') as u1, (select number from ref.code where kind = 1 and code = 'U2') as u2,
       (select number from ref.code where kind = 2 and code = 'P1') as p1;

-- A: received online on the 30th of January at U1, due the 5th of February, resolved on the 10th.
-- B: received directly on the 2nd of February at U1 for U2, without a due day.
create temporary table step (day date, handling text, unit text, channel integer, received integer, pending integer, overdue integer, done_overdue integer);
insert into step values
  ('2026-01-30', 'U1', 'U1', 2, 1, 1, null, null), ('2026-02-06', 'U1', 'U1', 2, null, null, 1, null),
  ('2026-02-10', 'U1', 'U1', 2, null, -1, -1, 1), ('2026-02-02', 'U2', 'U1', 1, 1, 1, null, null);
create temporary view numbered as
select s.*, h.number as h, u.number as u, p.p1 as p from step as s
  join ref.code as h on h.kind = 1 and h.code = s.handling join ref.code as u on u.kind = 1 and u.code = s.unit cross join place as p;
insert into count.fine (cell, received, pending, overdue, done_overdue)
select count.cell_fine(count.generation_current(), count.day_number(n.day), n.h, n.u, n.p, n.channel), n.received, n.pending, n.overdue, n.done_overdue from numbered as n;
insert into count.unit_day (cell, received, pending, overdue, done_overdue)
select count.cell_unit(count.generation_current(), count.day_number(n.day), n.h, n.channel), n.received, n.pending, n.overdue, n.done_overdue from numbered as n;
insert into count.province_day (cell, received, pending, overdue, done_overdue)
select count.cell_unit(count.generation_current(), count.day_number(n.day), 0, n.channel), sum(n.received), sum(n.pending), sum(n.overdue), sum(n.done_overdue) from numbered as n group by 1;
insert into count.unit_month (cell, received, pending, overdue, done_overdue)
select count.cell_unit(count.generation_current(), count.month_number(n.day), n.h, n.channel), sum(n.received), sum(n.pending), sum(n.overdue), sum(n.done_overdue) from numbered as n group by 1;
insert into count.unit_month (cell, pending, overdue)
select count.cell_unit(count.generation_current(), count.month_ever(), n.h, n.channel), sum(n.pending), sum(n.overdue) from numbered as n group by 1;
insert into count.procedure_month (cell, pending, overdue)
select count.cell_procedure(count.generation_current(), count.month_ever(), n.p, n.channel), sum(n.pending), sum(n.overdue) from numbered as n group by 1;
insert into count.procedure_month (cell, received, pending, overdue, done_overdue)
select count.cell_procedure(count.generation_current(), count.month_number(n.day), n.p, n.channel), sum(n.received), sum(n.pending), sum(n.overdue), sum(n.done_overdue) from numbered as n group by 1;

insert into fact.dossier (code, received_at, due, resolved_at, ended_at, ended_kind, unit, handling_unit, procedure, channel, revision, versions)
select 'A', timestamptz '2026-01-30 09:00+07', date '2026-02-05', timestamptz '2026-02-10 10:00+07', timestamptz '2026-02-10 10:00+07', 1, p.u1, null, p.p1, 2, 1, bytea '\x00' from place as p
union all
select 'B', '2026-02-02 23:30+07', null, null, null, null, p.u1, p.u2, p.p1, 1, 1, bytea '\x00' from place as p;

create function pg_temp.listed(day date, status text, unit text default null, channel text default null, after text default null)
returns text
language sql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
select (select coalesce(string_agg(l.dossier, ' '), '') from ioc.dossier_list(day, status, unit, null, null, null, channel, null, null, null, null, null, null, null, null, 10, after) as l)
$$;

select is(u.pending || ' ' || u.overdue || ' ' || u.carried_over || ' ' || u.received_today || ' ' || u.received_month || ' ' || u.done_overdue_month, t.told,
          'U1 at the end of ' || t.day)
  from (values ('2026-01-29'::date, '0 0 0 0 0 0'), ('2026-01-30', '1 0 0 1 1 0'), ('2026-01-31', '1 0 0 0 1 0'), ('2026-02-05', '1 0 1 0 0 0'),
               ('2026-02-06', '1 1 1 0 0 0'), ('2026-02-10', '0 0 1 0 0 1'), ('2026-12-31', '0 0 0 0 0 0')) as t (day, told)
 cross join lateral ioc.unit_at(t.day) as u
 where u.unit = 'U1' or t.day = '2026-01-29' and u.unit = 'U1'
 order by t.day;
select is((select pending from ioc.now_at('2026-02-06')), 2::bigint, 'the province is the sum of its units');
select is((select pending from ioc.now_at('2026-02-06', 'online')), 1::bigint, 'and one channel a part of it');
select is((select sum(received_month)::bigint from ioc.procedure_at('2026-02-28')), 1::bigint, 'a procedure has the receptions of the month of the day');
select is((select sum(pending)::bigint from ioc.procedure_at('2026-02-06', 'U2')), 1::bigint, 'of one unit only what that unit handles');
select is((select sum(pending)::bigint from ioc.procedure_at('2026-02-06', 'U3')), null, 'a unit that never occurred has none');
select results_eq($$select day, received, pending, overdue from ioc.day_course('2026-02-05', '2026-02-07')$$,
                  $$values ('2026-02-05'::date, 0::bigint, 2::bigint, 0::bigint), ('2026-02-06', 0, 2, 1), ('2026-02-07', 0, 2, 1)$$,
                  'each day of a course has the gauges at its end, also one without an event');
select is((select sum(received)::bigint from ioc.day_course('2026-01-01', '2026-02-28', 'U2')), 1::bigint, 'the course of one unit');
select results_eq($$select hour, received from ioc.hour_course('2026-02-02') where received > 0$$, $$values (23, 1::bigint)$$,
                  'a reception half an hour before midnight is in the last hour of its local day');
select is((select received_typical from ioc.hour_course('2026-03-20') where hour = 9), 0.0, 'one reception in the seven weeks that were counted is not typical');
select is((select received_typical from ioc.hour_course('2026-02-06') where hour = 9), 1.0, 'weeks before the first counted day are no weeks without receptions');
select is((select count(received_typical) + count(done_typical) from ioc.hour_course('2026-02-05')), 0::bigint, 'where no such weekday was counted nothing is typical');
select is((select received_typical from ioc.hour_course('2026-02-09', 'U2') where hour = 23), 1.0, 'of a unit, since anything of it was counted');
select is((select count(received_typical) from ioc.hour_course('2026-02-08', 'U2')), 0::bigint, 'and not since others were');
select is((select count(received_typical) from ioc.hour_course('2026-03-20', 'U3')), 0::bigint, 'of a unit that never occurred nothing is typical');

select is(ioc.first_day(), '2026-01-30'::date, 'the first day that was counted, by what happened');

select is(pg_temp.listed('2026-01-29', 'pending'), '', 'before its reception no list has it');
select is(pg_temp.listed('2026-02-06', 'pending'), 'A B', 'pending then, though it has ended since; without a due day last');
select is(pg_temp.listed('2026-02-06', 'pending', null, null, '2026-02-05|A'), 'B', 'the rows behind a place');
select is(pg_temp.listed('2026-02-06', 'pending', null, null, 'infinity|B'), '', 'and none behind the last');
select is(pg_temp.listed('2026-02-05', 'overdue'), '', 'on its due day it is not overdue');
select is(pg_temp.listed('2026-02-05', 'near_due'), 'A', 'but near due (R17)');
select is(pg_temp.listed('2026-02-06', 'overdue'), 'A', 'overdue begins the day after');
select is(pg_temp.listed('2026-02-10', 'overdue'), '', 'on the day of its end no more');
select is(pg_temp.listed('2026-02-10', 'done_overdue'), 'A', 'then it is among those that ended late');
select is(pg_temp.listed(null, 'pending', 'U2'), 'B', 'what was received for another unit is listed by the one that handles');
select is(pg_temp.listed(null, 'pending', 'U1'), '', 'and not by the one that received');
select is(pg_temp.listed('2026-02-06', 'pending', null, 'unknown'), '', 'a channel that nobody stated');

-- Lists of a period: the newest first, page by page.  Two receptions at one instant go by their codes.
insert into fact.dossier (code, received_at, resolved_at, ended_at, ended_kind, unit, channel, revision, versions)
select v.code, v.received_at, v.ended_at, v.ended_at, 1, p.u1, 1, 1, bytea '\x00'
  from place as p
 cross join (values ('P', timestamptz '2026-03-01 08:00:00.5+07', timestamptz '2026-03-04 09:00+07'), ('Q', '2026-03-02 08:00+07', '2026-03-02 09:00+07'),
                    ('R', '2026-03-02 08:00+07', '2026-03-05 09:00:00.25+07')) as v (code, received_at, ended_at);
create function pg_temp.of_period(received date, ended date, day date default '2026-03-31', unit text default null, rows integer default 10, after text default null)
returns text
language sql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
select (select coalesce(string_agg(l.dossier, ' '), '') from ioc.dossier_list(day, null, unit, null, null, null, null, null, received, null, ended, null, null, null, null, rows, after) as l)
$$;
select is(pg_temp.of_period('2026-03-01', null), 'R Q P', 'what was received in a period: the newest first');
select is(pg_temp.of_period(null, '2026-03-01'), 'R P Q', 'what ended in it, by its end');
select is(pg_temp.of_period(null, '2026-03-01', '2026-03-31', 'U1'), 'R P Q', 'in one unit too');
select is(pg_temp.of_period('2026-03-01', null, '2026-03-31', null, 1), 'R', 'a page of it');
select is(pg_temp.of_period('2026-03-01', null, '2026-03-31', null, 1, '2026-03-02T08:00:00+07:00|R'), 'Q', 'and the next one, though both came at one instant');
select is(pg_temp.of_period('2026-03-01', null, '2026-03-31', null, 10, '2026-03-02T08:00:00+07:00|Q'), 'P', 'then the rest');
select is(pg_temp.of_period('2026-03-01', null, '2026-03-31', null, 10, '2026-03-01T08:00:00.5+07:00|P'), '', 'and nothing behind the last');
select is(pg_temp.of_period(null, '2026-03-01', '2026-03-31', null, 10, '2026-03-05T09:00:00.25+07:00|R'), 'P Q', 'an end is a place to the microsecond');
select is(pg_temp.of_period('2026-03-01', null, '2026-03-01'), 'P', 'as it was at the end of a day: only what had come by then');
select is(pg_temp.of_period(null, '2026-03-01', '2026-03-02'), 'Q', 'and only what had ended');
delete from fact.dossier where code in ('P', 'Q', 'R');
select results_eq($$select event, counts from ioc.dossier_course('A')$$, $$values ('received', true), ('resolved', true)$$, 'one dossier in the order of its events');

-- Who stated what: the register of the reception by /a, a mark by /b, another by a source that nobody knows
-- (any more), one by either of two sources that share a hash.
create function pg_temp.stated(at timestamptz)
returns bytea
language sql
as $$ select int8send((extract(epoch from at) * 1000000)::bigint # (-9223372036854775808)) $$;
create function pg_temp.mark(at timestamptz, kind integer, source bytea)
returns bytea
language sql
as $$ select pg_temp.stated(at) || set_byte('\x00', 0, kind) || pg_temp.stated(at + interval '1 hour') || source $$;
insert into fact.source (source, hash) values ('/a', '\x0000000a'), ('/b', '\x0000000b'), ('/c', '\x0000000c'), ('/d', '\x0000000c');
insert into fact.dossier (code, received_at, revision, versions, marks)
values ('C', '2026-02-01 09:00+07', 1,
        '\x01'::bytea || int8send(((extract(epoch from timestamptz '2026-02-01 09:05+07') * 1000000)::bigint * 2) # (-9223372036854775808))
        || decode(repeat('00', 24), 'hex') || '\x0000000a' || '\x0100',
        pg_temp.mark('2026-02-02 09:00+07', 2, '\x0000000b') || pg_temp.mark('2026-02-03 09:00+07', 0, '\x0000000e') || pg_temp.mark('2026-02-04 09:00+07', 5, '\x0000000c'));
select results_eq($$select event, source collate "default", stated_at from ioc.dossier_course('C')$$,
                  $$values ('received', '/a', timestamptz '2026-02-01 09:05+07'), ('supplement_requested', '/b', '2026-02-02 10:00+07'),
                           ('processing', null, '2026-02-03 10:00+07'), ('stopped', null, '2026-02-04 10:00+07')$$,
                  'each line names its source; where the hash has no name, or two, none is guessed');

-- Documents that were issued: what stands behind each counter (R25).
insert into fact.document (code, issued_at, revoked_at, unit, level, electronic, signed, voided, revision, versions)
select v.code, v.issued_at, v.revoked_at, case when v.of_unit then p.u1 end, v.level, v.electronic, v.signed, v.voided, 1, bytea '\x00'
  from place as p
 cross join (values
   ('E1', timestamptz '2026-04-01 00:00+07', null::timestamptz, true, 2::smallint, true, true, null::boolean),
   ('E2', '2026-04-30 23:59:59.999999+07', null, true, 2, false, true, null),
   ('E3', '2026-04-02 08:00+07', timestamptz '2026-05-03 08:00+07', true, 2, true, null, null),
   ('E4', '2026-04-02 08:00+07', '2026-04-01 08:00+07', true, 1, null, true, null),
   ('E5', '2026-04-05 08:00+07', null, false, null, null, null, null),
   ('E6', '2026-04-05 09:00+07', null, true, 2, true, true, true),
   ('E7', '2026-05-01 00:00+07', null, true, 2, true, true, null)) as v (code, issued_at, revoked_at, of_unit, level, electronic, signed, voided);
create function pg_temp.issued(kind text default null, of_unit text default null, of_level text default null, day date default '2026-05-31',
                               since date default '2026-04-01', until date default '2026-04-30', rows integer default 10, after text default null)
returns text
language sql
set role = trakhuc_reader
set search_path = pg_catalog
as $$
select (select coalesce(string_agg(l.document, ' '), '') from ioc.issued_list(day, of_unit, of_level, kind, since, until, rows, after) as l)
$$;
select is(pg_temp.issued(), 'E2 E5 E4 E3 E1', 'documents of a month, to its first and last instant here, the newest first; what is void is none');
select is(pg_temp.issued('electronic'), 'E3 E1', 'those that are electronic');
select is(pg_temp.issued('electronic_unknown'), 'E5 E4', 'those of which nobody stated it');
select is(pg_temp.issued('signed'), 'E4 E1', 'a signature on what is stated as paper is no digital one');
select is(pg_temp.issued('signed_unknown'), 'E5 E3', 'those of which nobody stated a signature');
select is(pg_temp.issued('revoked'), 'E4', 'what was revoked counts on the day of that, never before the issue');
select is(pg_temp.issued('revoked', null, null, '2026-05-31', '2026-05-01', '2026-05-31'), 'E3', 'also in a later month than that of the issue');
select is(pg_temp.issued('revoked', null, null, '2026-05-02', '2026-05-01', '2026-05-31'), '', 'and not at the end of a day before it');
select is((select at from ioc.issued_list('2026-05-31', null, null, 'revoked', null, null, 10, null) where document = 'E4'), '2026-04-02 08:00+07', 'its place in the list is that day');
select results_eq($$select revoked_at from ioc.issued_list('2026-05-02', null, null, null, null, null, 10, null) where document = 'E3'$$, 'values (null::timestamptz)',
                  'what was revoked later was not at the end of that day');
select is(pg_temp.issued(null, ''), 'E5', 'without an issuer');
select is(pg_temp.issued(null, 'U3'), '', 'a unit that never occurred has issued nothing');
select is(pg_temp.issued(null, 'U1', 'province'), 'E4', 'of one issuer and one level');
select is(pg_temp.issued(null, null, 'unknown'), 'E5', 'of a level that nobody stated');
select is(pg_temp.issued(null, null, null, '2026-04-02'), 'E4 E3 E1', 'as it was at the end of a day');
select is(pg_temp.issued(null, null, null, '2026-05-31', '2026-04-01', '2026-04-30', 1, '2026-04-02T08:00:00+07:00|E4'), 'E3', 'a page of them, though two were issued at one instant');

select * from finish();
rollback;
