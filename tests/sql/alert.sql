-- Alerts: what opens them, what keeps them, what closes them; hold times and hysteresis; what is told.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select ref.code_number(array[1, 1, 1]::smallint[], array['20305', '21025', '00700']);
create function pg_temp.unit(code text) returns integer language sql as $$ select c.number from ref.code as c where c.kind = 1 and c.code = $1 $$;

-- How many dossiers of a unit stand how, from today on.
create function pg_temp.stand(unit text, pending integer, overdue integer, near_due integer default 0, reception_overdue integer default 0)
returns void language sql as $$
  insert into count.unit_day as u (cell, pending, overdue, near_due, reception_overdue)
  values (count.cell_unit(count.generation_current(), count.day_number(ioc.today()), pg_temp.unit($1), 1), $2, $3, $4, $5)
  on conflict (cell) do update set pending = excluded.pending, overdue = excluded.overdue, near_due = excluded.near_due, reception_overdue = excluded.reception_overdue;
  insert into count.unit_month as u (cell, pending, overdue, near_due, reception_overdue)
  select count.cell_unit(count.generation_current(), m.month, pg_temp.unit($1), 1), $2, $3, $4, $5 from (values (count.month_number(ioc.today())), (count.month_ever())) as m (month)
  on conflict (cell) do update set pending = excluded.pending, overdue = excluded.overdue, near_due = excluded.near_due, reception_overdue = excluded.reception_overdue;
$$;

-- Seconds after the beginning of the test, what an evaluation opened and closed.
create function pg_temp.look(seconds integer)
returns text language sql as $$ select format('%s opened, %s closed, %s open', e.opened, e.closed, e.open) from alert.evaluate(now() + make_interval(secs => $1)) as e $$;

create function pg_temp.only(rule text, open_at numeric, close_at numeric, open_after interval default '0', close_after interval default '0', minimum bigint default 0, span interval default '0')
returns void language sql as $$
  update alert.rule as r
     set enabled = r.rule = $1, open_at = case when r.rule = $1 then $2 else r.open_at end, close_at = case when r.rule = $1 then $3 else r.close_at end,
         open_after = case when r.rule = $1 then $4 else r.open_after end, close_after = case when r.rule = $1 then $5 else r.close_after end,
         minimum = case when r.rule = $1 then $6 else r.minimum end, span = case when r.rule = $1 then $7 else r.span end
$$;

create function pg_temp.states()
returns text language sql as $$ select string_agg(concat_ws(' ', a.rule, a.subject, a.state, trim_scale(a.value), trim_scale(a.peak)), '; ' order by a.alert) from ioc.alert as a $$;

select is((select count(*) from alert.measure as m where not exists (select from alert.rule as r where r.measure = m.measure and r.enabled)), 0::bigint, 'every measure has a rule from the start');
select is(pg_temp.look(0), '0 opened, 0 closed, 0 open', 'where nothing is counted nothing is wrong');

-- One threshold to open, a lower one to close.
select pg_temp.only('overdue', 50, 40);
select pg_temp.stand('20305', 60, 49);
select is(pg_temp.look(1), '0 opened, 0 closed, 0 open', 'one below the threshold opens nothing');
select pg_temp.stand('20305', 60, 50);
select is(pg_temp.look(2), '1 opened, 0 closed, 1 open', 'the threshold itself opens an alert');
select is(pg_temp.look(2), '0 opened, 0 closed, 1 open', 'the same look once more changes nothing');
select is(count(*), 1::bigint, 'and tells nothing more') from alert.notice;
select pg_temp.stand('20305', 60, 55); select pg_temp.look(3);
select pg_temp.stand('20305', 60, 41);
select is(pg_temp.look(4), '0 opened, 0 closed, 1 open', 'between the thresholds it stays open');
select is(pg_temp.states(), 'overdue 20305 open 41 55', 'with its value and the worst one');
select is((select format('%s %s %s', sum(e.opened), sum(e.closed), max(e.open))
             from generate_series(5, 60) as s (second)
            cross join lateral pg_temp.stand('20305', 60, case when s.second % 2 = 0 then 50 else 49 end)
            cross join lateral alert.evaluate(now() + make_interval(secs => s.second)) as e), '0 0 1', 'a value that swings around the threshold does not flap');
select pg_temp.stand('20305', 60, 40);
select is(pg_temp.look(61), '0 opened, 1 closed, 0 open', 'at the lower threshold it closes by itself');
select is(pg_temp.states(), 'overdue 20305 closed 40 55', 'and stays in the history');
select pg_temp.stand('20305', 60, 49);
select is(pg_temp.look(62), '0 opened, 0 closed, 0 open', 'between the thresholds it stays closed');
select pg_temp.stand('20305', 60, 51);
select is(pg_temp.look(63), '1 opened, 0 closed, 1 open', 'when it is broken again');
select is(count(distinct a.alert), 2::bigint, 'that is another alert') from ioc.alert as a;
select results_eq($$select n.transition from ioc.alert_notice as n order by n.notice$$, $$values ('opened'), ('closed'), ('opened')$$, 'each transition is to be told once');
select is(count(distinct n.key), 3::bigint, 'with a key of its own') from ioc.alert_notice as n;
select is(n.body - 'opened_at' - 'alert', '{"rule": "overdue", "title": "Nhiều hồ sơ quá hạn", "value": 50.00, "peak": 50.00, "measure": "overdue", "subject": "20305", "threshold": 50.00, "transition": "opened", "value_unit": "dossiers", "subject_kind": "unit"}'::jsonb,
          'and what is told is what was so then') from alert.notice as n order by n.number limit 1;
select throws_ok($$update alert.alert set note = 'x' where closed_at is not null$$, 'TK003', null, 'nobody rewrites a closed alert');
select throws_ok($$delete from alert.alert$$, 'TK003', null, 'nobody removes one');

-- It must hold.
update alert.rule set enabled = false;
select is(pg_temp.look(70), '0 opened, 1 closed, 0 open', 'an alert whose rule is disabled closes');
select is((select string_agg(a.closed_why, ' ' order by a.alert) from ioc.alert as a), 'calm rule', 'and says why');
select pg_temp.only('overdue', 50, 40, '1 minute', '2 minutes');
select is(pg_temp.look(100), '0 opened, 0 closed, 0 open', 'a rule that must hold opens nothing at first sight');
select is(pg_temp.look(159), '0 opened, 0 closed, 0 open', 'nor a second before its time');
select pg_temp.stand('20305', 60, 49); select pg_temp.look(160); select pg_temp.stand('20305', 60, 51);
select is(pg_temp.look(161), '0 opened, 0 closed, 0 open', 'whatever falls below meanwhile begins anew');
select is(pg_temp.look(221), '1 opened, 0 closed, 1 open', 'when it has held its alert opens');
select pg_temp.stand('20305', 60, 10);
select is(pg_temp.look(230), '0 opened, 0 closed, 1 open', 'nor does it close at first sight');
select pg_temp.stand('20305', 60, 45); select pg_temp.look(240); select pg_temp.stand('20305', 60, 10); select pg_temp.look(250);
select is(pg_temp.look(351), '0 opened, 0 closed, 1 open', 'calm that was interrupted begins anew');
select is(pg_temp.look(370), '0 opened, 1 closed, 0 open', 'calm that held closes it');

-- Taken on.
select pg_temp.only('overdue', 50, 40);
select pg_temp.stand('20305', 60, 51); select pg_temp.look(400);
create temporary view newest as select max(a.alert) as alert from ioc.alert as a;
select is(alert.acknowledge((select n.alert from newest as n), 'an', 'called the chairman'), 'overdue of "20305"', 'somebody takes it on');
select is(pg_temp.look(401), '0 opened, 0 closed, 1 open', 'it is open all the same');
select results_eq($$select a.state, a.acknowledged_by, a.note from ioc.alert as a join newest as n on n.alert = a.alert$$, $$values ('acknowledged', 'an', 'called the chairman')$$, 'who and why are shown');
select throws_ok($$select alert.acknowledge((select n.alert from newest as n), 'binh', 'me too')$$, 'TK004', null, 'once');
select results_eq($$select c.actor, c.verb, c.object, c.why from ioc.action as c where c.verb = 'alert acknowledge'$$,
                  $$select 'an', 'alert acknowledge', n.alert::text, 'called the chairman' from newest as n$$, 'which is an act of an operator');
select pg_temp.stand('20305', 60, 0);
select is(pg_temp.look(402), '0 opened, 1 closed, 0 open', 'it closes by itself as any other');
select is((select string_agg(n.transition, ' ' order by n.notice) from ioc.alert_notice as n join newest as w on w.alert = n.alert), 'opened acknowledged closed', 'the receiver is told all three');
select throws_ok($$select alert.acknowledge((select n.alert from newest as n), 'an', 'late')$$, 'TK004', null, 'a closed one is not taken on');
select throws_ok($$select alert.acknowledge(0, 'an', 'late')$$, 'TK004', 'alert 0 is not there', 'nor one that never was');

-- Each measure.
select pg_temp.only('overdue_share', 20, 15, minimum => 20);
select pg_temp.stand('20305', 3, 3); select pg_temp.stand('21025', 20, 4);
select is(pg_temp.look(500), '1 opened, 0 closed, 1 open', 'a share of three dossiers is no alert, a fifth of twenty is');
select pg_temp.stand('21025', 12, 4);
select is(pg_temp.look(501), '0 opened, 0 closed, 1 open', 'fewer than the minimum keep it open');
select pg_temp.stand('21025', 9, 4);
select is(pg_temp.look(502), '0 opened, 1 closed, 0 open', 'fewer than half of it do not');
select pg_temp.only('near_due', 7, 5); select pg_temp.stand('20305', 9, 0, 7);
select is(pg_temp.look(510), '1 opened, 0 closed, 1 open', 'near due opens an alert');
select pg_temp.only('reception_overdue', 7, 5); select pg_temp.stand('20305', 9, 0, 0, 7);
select is(pg_temp.look(520), '1 opened, 1 closed, 1 open', 'so does a reception that is overdue');

-- The day of the evaluations that follow, which may be tomorrow.
create function pg_temp.today()
returns date language sql as $$ select ((now() + interval '530 seconds') at time zone 'Asia/Ho_Chi_Minh')::date $$;
create function pg_temp.step(unit text, day date, waiting integer, received integer, late integer)
returns void language plpgsql as $$
begin
  insert into count.unit_day as u (cell, waiting_supplement, received, late_reception)
  values (count.cell_unit(count.generation_current(), count.day_number(day), pg_temp.unit(unit), 2), waiting, received, late)
  on conflict (cell) do update set waiting_supplement = u.waiting_supplement + excluded.waiting_supplement, received = u.received + excluded.received, late_reception = u.late_reception + excluded.late_reception;
  insert into count.unit_month as u (cell, waiting_supplement, received, late_reception)
  values (count.cell_unit(count.generation_current(), count.month_number(day), pg_temp.unit(unit), 2), waiting, received, late)
  on conflict (cell) do update set waiting_supplement = u.waiting_supplement + excluded.waiting_supplement, received = u.received + excluded.received, late_reception = u.late_reception + excluded.late_reception;
  insert into count.unit_month as u (cell, waiting_supplement)
  values (count.cell_unit(count.generation_current(), count.month_ever(), pg_temp.unit(unit), 2), waiting)
  on conflict (cell) do update set waiting_supplement = u.waiting_supplement + excluded.waiting_supplement;
end
$$;
select pg_temp.step('20305', pg_temp.today() - 7, 0, 100, 100), pg_temp.step('20305', pg_temp.today() - 6, 0, 10, 1), pg_temp.step('20305', pg_temp.today(), 0, 10, 2);
select pg_temp.only('late_reception', 15, 10, minimum => 20, span => '7 days');
select is(pg_temp.look(530), '1 opened, 1 closed, 1 open', 'late receptions are a share of the last seven days');
select is((select trim_scale(a.value) from ioc.alert as a join newest as n on n.alert = a.alert), 15::numeric, 'today included, the eighth not');
select results_eq('select a.from_day, a.to_day from ioc.alert as a join newest as n on n.alert = a.alert', 'select ioc.today() - 6, ioc.today()', 'and the days of the list behind it are told');
select is((select count(a.from_day) + count(a.to_day) from ioc.alert as a where a.rule <> 'late_reception'), 0::bigint, 'the others count no receptions of days');

-- 12 wait for 31 days; 5 of them end, and as many begin: 7 have waited through, the measure is 7.
select pg_temp.step('21025', pg_temp.today() - 31, 12, 0, 0), pg_temp.step('21025', pg_temp.today() - 20, -5, 0, 0), pg_temp.step('21025', pg_temp.today() - 10, 5, 0, 0);
select pg_temp.only('waiting_supplement', 8, 5, span => '30 days');
select is(pg_temp.look(540), '0 opened, 1 closed, 0 open', 'who waits for a supplement since yesterday has not waited for a month');
select pg_temp.only('waiting_supplement', 7, 5, span => '30 days');
select is(pg_temp.look(541), '1 opened, 0 closed, 1 open', 'who waited all the time has');
select pg_temp.step('21025', pg_temp.today(), -12, 0, 0);
select is(pg_temp.look(542), '0 opened, 1 closed, 0 open', 'until none waits');

insert into count.recipient_day (cell, document_pending, document_overdue) values (count.cell_recipient(count.generation_current(), count.day_number(pg_temp.today()), pg_temp.unit('00700')), 9, 3);
select pg_temp.only('document_pending', 9, 5); select pg_temp.look(550);
select is(pg_temp.states() ~ 'document_pending 00700 open 9 9$', true, 'documents that nobody handles open an alert of their recipient');
select pg_temp.only('document_overdue', 3, 2); select pg_temp.look(551);
select is(pg_temp.states() ~ 'document_overdue 00700 open 3 3$', true, 'and so do overdue ones');

insert into flow.position (topic, partition, next, read, applied, dead, recorded_at) select 4, 0, 100, 100, 100, 0, now();
insert into flow.watch (topic, partition, log_end, caught_up_at, worker, seen_at, recover_to, stable_end, server_started_at)
select 4, 0, 100, now() + interval '600 seconds', 'w1', now() + interval '600 seconds', 0, 0, pg_postmaster_start_time();
insert into fact.source (source, hash, heartbeat_at, sent, spooled) values ('/a', '\x0000000a', now() + interval '590 seconds', 1, 0), ('/b', '\x0000000b', now() + interval '480 seconds', 1, 0), ('/c', '\x0000000c', null, null, null);
select pg_temp.only('source_silent', 120, 60);
select is(pg_temp.look(600), '1 opened, 1 closed, 1 open', 'a source opens an alert when its heartbeat is missing');
select pg_temp.look(900);
select is(pg_temp.states() ~ 'source_silent /b open 120 120$', true, 'that heartbeats are not read silences no source');
insert into flow.halt (topic, partition, reason, detail) values (4, 0, 'records_gone', '');
select is(pg_temp.look(900), '0 opened, 0 closed, 1 open', 'nor does it end the silence of one when nothing is known any more');
update flow.halt set ended_at = now(), ended_by = 'an';
update fact.source set heartbeat_at = now() + interval '599 seconds' where source = '/b';
select is(pg_temp.look(901), '0 opened, 1 closed, 0 open', 'it closes when the source speaks again');
update flow.watch set log_end = 200, recover_to = 200;
update fact.source set heartbeat_at = now() where source = '/b';
select pg_temp.only('overdue', 50, 40); select pg_temp.stand('20305', 60, 55);
select is(pg_temp.look(910), '0 opened, 0 closed, 0 open', 'while counters are being recovered they open nothing');
update flow.watch set recover_to = 0; select pg_temp.look(911);
update flow.watch set recover_to = 200; select pg_temp.stand('20305', 60, 0);
select is(pg_temp.look(912), '0 opened, 0 closed, 1 open', 'and close nothing');
update flow.watch set recover_to = 0;

select pg_temp.only('partition_stopped', 60, 0);
select is(pg_temp.look(659), '0 opened, 1 closed, 0 open', 'a partition without a worker for less than a minute is no alert');
select is(pg_temp.look(660), '1 opened, 0 closed, 1 open', 'for a minute it is');
update flow.watch set seen_at = now() + interval '670 seconds';
select is(pg_temp.look(670), '0 opened, 1 closed, 0 open', 'it closes when it is read again');
insert into flow.halt (topic, partition, reason, detail, since) values (4, 0, 'records_gone', '', now() + interval '600 seconds');
select is(pg_temp.look(671), '1 opened, 0 closed, 1 open', 'a halted one opens it though its worker reports');
update flow.halt set ended_at = now(), ended_by = 'an';
update flow.watch set seen_at = now() + interval '800 seconds', stuck_since = now() + interval '700 seconds';
select is(pg_temp.look(750), '0 opened, 0 closed, 1 open', 'an open transaction keeps it');

select pg_temp.only('dead_letters', 3, 1, span => '1 hour');
insert into flow.dead (topic, partition, "offset", recorded_at, byte, hash, reason, member)
select 0, 0, o, now() - make_interval(mins => o), 0, '', 'code_shape', '' from unnest(array[10, 20, 59, 61]) as o;
select is(pg_temp.look(0), '1 opened, 1 closed, 1 open', 'refused records of an hour open an alert of their reason');
select is(pg_temp.states() ~ 'dead_letters code_shape open 3 3$', true, 'older ones do not count');
update flow.dead set status = 'dropped', actor = 'an', why = 'x' where "offset" in (10, 20);
select is(pg_temp.look(1), '0 opened, 1 closed, 0 open', 'nor those about which a person decided');

-- A rule for one subject, and changes of rules.
select pg_temp.only('overdue', 50, 40); select pg_temp.stand('20305', 60, 55); select pg_temp.stand('21025', 60, 55); select pg_temp.look(2000);
select is((select string_agg(s.rule || ' ' || s.subject, ' ') from alert.rule_set('overdue-20305', 'overdue', null, '20305', 100, 90, null, null, null, null, null, 'an', 'a large unit') as s),
          'overdue-20305 20305', 'a unit gets a rule of its own in the likeness of another');
select is(pg_temp.look(2001), '0 opened, 1 closed, 1 open', 'it takes the place of the rule for all');
select alert.rule_set('overdue-20305', null, null, null, 55, 50, null, null, null, null, null, 'an', null);
select is(pg_temp.look(2002), '1 opened, 0 closed, 2 open', 'and opens alerts by itself');
select alert.rule_set('overdue-20305', null, null, null, null, null, null, null, null, null, false, 'an', 'is being merged');
select is(pg_temp.look(2003), '0 opened, 1 closed, 1 open', 'disabled, it silences its unit');
select results_eq($$select c.actor, c.outcome, c.why from ioc.action as c where c.object = 'overdue-20305' and c.outcome like 'changed%' order by c.number$$,
                  $$values ('an', 'changed: close_at from 90.00 to 50.00, open_at from 100.00 to 55.00', null), ('an', 'changed: enabled from true to false', 'is being merged')$$,
                  'every change of a rule is an act');
select throws_ok($$select alert.rule_set('none', null, null, null, 1, 0, null, null, null, null, null, 'an', null)$$, 'TK004', 'rule "none" is not there', 'a rule that is not there is not changed');
select throws_ok($$select alert.rule_set('overdue', null, null, null, 1, 2, null, null, null, null, null, 'an', null)$$, 'TK004', 'rule "overdue" cannot be so: it must close below the value at which it opens, and not below 0', 'nor one to what cannot be');
select throws_ok($$select alert.rule_set('x', 'overdue', null, '20305', null, null, null, null, null, null, null, 'an', null)$$, 'TK004', null, 'a subject has one rule of its own');
select throws_ok($$update alert.rule set close_at = open_at where rule = 'overdue'$$, '23514', null, 'the closing threshold lies on the calm side');

-- What is to be told.
update alert.notice set delivered_at = now() where delivered_at is null;
update alert.notice as o set delivered_at = null, next_at = now() from newest as n where o.alert = n.alert;
create function pg_temp.take() returns text language sql as $$ select n.transition from alert.notice_take('1 minute') as t join alert.notice as n on n.number = t.number $$;
select is(pg_temp.take(), 'opened', 'the earlier notice of an alert is taken first');
select is(pg_temp.take(), null, 'it is lent to one, and the later one waits for it');
select alert.notice_settle((select min(n.number) from alert.notice as n where n.delivered_at is null), 'connection refused');
select results_eq($$select n.attempts, n.last_error, n.next_at between clock_timestamp() and clock_timestamp() + interval '2 seconds' from alert.notice as n where n.delivered_at is null order by n.number limit 1$$,
                  $$values (1, 'connection refused', true)$$, 'what failed is tried again soon');
update alert.notice set next_at = now() where delivered_at is null;
select alert.notice_settle((select t.number from alert.notice_take('1 minute') as t), null);
select is(pg_temp.take(), 'closed', 'when it is delivered the later one follows');
select pg_temp.look(2003 + 86401);
select is(count(*), 1::bigint, 'what nobody took for a day is given up') from alert.notice as n join newest as w on w.alert = n.alert where n.given_up_at is not null;

-- Who may.
select pg_temp.stand('20305', 0, 0);
create function pg_temp.tried(command text) returns text language plpgsql as $$ begin execute command; return 'done'; exception when others then return sqlstate; end $$;
create function pg_temp.as_writer(command text) returns text language sql set role = trakhuc_writer as $$ select pg_temp.tried($1) $$;
create function pg_temp.as_reader(command text) returns text language sql set role = trakhuc_reader as $$ select pg_temp.tried($1) $$;
select is(pg_temp.as_writer('select * from alert.evaluate()'), 'done', 'the writer evaluates');
select is(pg_temp.as_writer('update alert.rule set enabled = false'), '42501', 'but changes no table of its own accord');
select is(pg_temp.as_reader('select * from alert.evaluate()'), '42501', 'the reader does not evaluate');
select is(pg_temp.as_reader($$select alert.acknowledge(1, 'x', 'y')$$), '42501', 'nor acknowledge');
select is(pg_temp.as_reader('select count(*) from ioc.alert, ioc.alert_rule, ioc.alert_notice'), 'done', 'it reads');

-- Without scanning facts: nothing of it reads a table of facts but the sources'.
create function pg_temp.plan() returns setof text language plpgsql as $$
begin
  perform set_config('trakhuc.body', (select replace(p.prosrc, 'measured.at', 'now()') from pg_proc as p where p.oid = 'alert.measured'::regproc), true);
  return query execute 'explain (verbose) ' || current_setting('trakhuc.body');
end
$$;
select is((select count(*) from pg_temp.plan() as p (line) where p.line ~ 'fact\.' and p.line !~ 'fact\.source'), 0::bigint, 'no fact is read but the sources''');
select ok((select count(*) > 0 from pg_temp.plan() as p (line) where p.line ~ 'fact\.source') , 'which the plan shows');
select ok((select count(*) > 0 from pg_temp.plan() as p (line) where p.line ~ 'unit_month'), 'and counters');
select * from finish();
rollback;
