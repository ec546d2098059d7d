-- Dead letters and acts are kept for ever: what may become of them, and by whose hand.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create function pg_temp.as_writer(command text)
returns text
language plpgsql
as $$
begin
  perform set_config('role', 'trakhuc_writer', true);
  execute command;
  perform set_config('role', 'none', true);
  return 'done';
exception when others then
  return sqlstate;
end
$$;

-- The statement of the program, with rows of partition 9 in place of its parameter.
\set settle `sed 's/\$1/(select array_agg(row(s.*)::wire.dead_settle order by s."offset") from pg_temp.sent as s)/g' "$TRAKHUC_TOP/schema/sql/statement/dead_settle.sql"`
create function pg_temp.row(place bigint, reason text, status text, actor text, why text, hash bytea default '\x0a', byte integer default 7, member text default 'type')
returns wire.dead_settle
language sql
return row(0, 9, place, byte, hash, reason, member, '/a', 'e-' || place, status, actor, why, null);
create temporary table sent of wire.dead_settle;
grant select on pg_temp.sent to trakhuc_writer;
create function pg_temp.settle(variadic sent_rows wire.dead_settle[])
returns text
language plpgsql
as $$
begin
  truncate pg_temp.sent;
  insert into pg_temp.sent select * from unnest(sent_rows);
  return pg_temp.as_writer(current_setting('dead.settle'));
end
$$;
select set_config('dead.settle', :'settle', true);

insert into flow.position (topic, partition, next, read, applied, dead) values (0, 9, 10, 10, 6, 4);
insert into flow.dead (topic, partition, "offset", recorded_at, byte, hash, reason, member, source, id)
select 0, 9, n, now() - interval '1 hour', 7, '\x0a', 'unknown_type', 'type', '/a', 'e-' || n from generate_series(1, 4) as n;

select results_eq('select status, since, actor, why, place from ioc.dead_letter where "offset" = 1',
                  $$values ('waiting', now(), null::text, null::text, 'dossier.v1-9@1')$$, 'a new dead letter waits, and nobody has touched it');
select is_empty('select * from audit.flow_difference()', 'waiting letters are the dead of their partition');
select set_config('dead.hash_of_waiting', (select hash from ioc.fingerprint() where part = 'dead_letters'), true);

select is(pg_temp.settle(pg_temp.row(1, 'unknown_type', 'retried', 'an', null)), 'done', 'the writer settles a letter as retried');
select results_eq('select applied, dead, read from flow.position where topic = 0 and partition = 9',
                  'values (7::bigint, 3::bigint, 10::bigint)', 'a retried letter moves from dead to applied');
select is_empty('select * from audit.flow_difference()', 'and the audit agrees');
select is(pg_temp.settle(pg_temp.row(1, 'unknown_type', 'retried', 'an', null)), 'TK001', 'settled once more it is fenced');
select is(pg_temp.settle(pg_temp.row(2, 'unknown_type', 'retried', 'an', null),
                         pg_temp.row(1, 'unknown_type', 'retried', 'an', null)), 'TK001', 'one settled letter fences all that come with it');
select is((select status from flow.dead where topic = 0 and partition = 9 and "offset" = 2), 'waiting', 'and they go on waiting');
select is(pg_temp.settle(pg_temp.row(2, 'unknown_type', 'retried', 'an', null, '\x0b')), 'TK001', 'another payload than the one refused is fenced');
select is(pg_temp.settle(pg_temp.row(2, 'member_missing', 'waiting', null, null, '\x0a', 31, 'unit')), 'done', 'a letter refused again for another reason goes on waiting');
select results_eq('select reason, member, byte, status, since from ioc.dead_letter where "offset" = 2',
                  $$values ('member_missing', 'unit', 31, 'waiting', now())$$, 'with the reason of today');
select is(pg_temp.settle(pg_temp.row(2, 'member_missing', 'waiting', null, null, '\x0a', 31, 'unit')), 'TK001', 'who finds the same a moment later is fenced');
select is(pg_temp.settle(pg_temp.row(3, 'unknown_type', 'dropped', 'an', 'sent again as e-5')), 'done', 'the writer drops a letter');
select results_eq('select applied, dead from flow.position where topic = 0 and partition = 9',
                  'values (7::bigint, 3::bigint)', 'a dropped letter stays among the dead');
select is_empty('select * from audit.flow_difference()', 'and the audit agrees again');
select is(pg_temp.settle(pg_temp.row(4, 'unknown_type', 'dropped', 'an', null)), '23514', 'nothing is dropped without a reason');
select is(pg_temp.settle(pg_temp.row(4, 'unknown_type', 'retried', null, null)), '23514', 'nothing is settled by nobody');
select results_eq($$select rows from ioc.fingerprint() where part = 'dead_letters'$$, 'values (2::bigint)', 'the fingerprint has the refused, not the retried');

select throws_ok(format('update flow.dead set status = %L, actor = null, why = null where topic = 0 and partition = 9 and "offset" = %s', w.status, w."offset"),
                 'TK003', null, 'not even the owner makes ' || w.was || ' ' || w.status)
  from (values (1, 'retried', 'waiting'), (3, 'dropped', 'waiting'), (3, 'dropped', 'retried')) as w ("offset", was, status);
select is(pg_temp.as_writer(format('update flow.dead set %I = null where false', c.name)), '42501', 'the writer cannot change the ' || c.name || ' of a dead letter')
  from unnest(array['topic', 'partition', 'offset', 'recorded_at', 'hash']) as c (name);
select is(pg_temp.as_writer('delete from flow.dead where false'), '42501', 'the writer removes no dead letter');

select is(pg_temp.as_writer($$insert into flow.action (actor, verb, object, outcome, why) values ('an', 'dead drop', 'dossier.v1-9@3', 'dropped', 'sent again')$$), 'done', 'the writer adds an act');
select results_eq('select actor, verb, object, outcome, why, at from ioc.action',
                  $$values ('an', 'dead drop', 'dossier.v1-9@3', 'dropped', 'sent again', now())$$, 'and everybody can read it');
select is(pg_temp.as_writer(format($$insert into flow.action (actor, verb, object, outcome, %I) values ('an', 'v', 'o', 'x', null)$$, c.name)), '42501', 'the writer chooses no ' || c.name || ' of an act')
  from unnest(array['at', 'role']) as c (name);
select is(pg_temp.as_writer(c.command), '42501', 'the writer is refused: ' || c.command)
  from (values ('update flow.action set why = null'), ('delete from flow.action'), ('truncate flow.action')) as c (command);
select throws_ok(c.command, 'TK003', null, 'not even the owner does: ' || c.command)
  from (values ('update flow.action set why = null'), ('delete from flow.action'), ('truncate flow.action')) as c (command);

select is(pg_temp.as_writer($$insert into flow.audit_result (actor, differences, seconds) values ('an', 0, 1.5)$$), 'done', 'the writer keeps what an audit came to');
select results_eq('select actor, verdict, differences, seconds, at from ioc.audit_result', $$values ('an', 'agrees', 0::bigint, 1.5, now())$$, 'and everybody can read it');
select is(pg_temp.as_writer(format($$insert into flow.audit_result (actor, differences, seconds, %I) values ('an', 0, 1, null)$$, c.name)), '42501', 'the writer chooses no ' || c.name || ' of an audit')
  from unnest(array['at', 'role']) as c (name);
select throws_ok('update flow.audit_result set differences = 0', 'TK003', null, 'not even the owner changes what an audit came to');
select * from finish();
rollback;
