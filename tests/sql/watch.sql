-- How old the numbers are: partitions, sources, and the one instant of ioc.now.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

-- now() stands still in a transaction.
insert into flow.position (topic, partition, next, read, applied, dead, recorded_at)
select 0, p, 100, 100, 99, 1, now() - interval '1 hour' from generate_series(0, 4) as p;
insert into flow.watch (topic, partition, log_end, caught_up_at, worker, seen_at, recover_to, stable_end, server_started_at)
select v.*, 0, 0, pg_postmaster_start_time()
  from (values (0, 0, 100, now() - interval '2 seconds', 'w1', now() - interval '1 second'),
       (0, 1, 150, now() - interval '30 seconds', 'w1', now() - interval '1 second'),
       (0, 2, 150, now() - interval '3 seconds', 'w1', now() - interval '1 second'),
       (0, 3, 100, now() - interval '2 minutes', 'w2', now() - interval '16 seconds')) as v;
select results_eq('select partition, state, lag, age from ioc.partition order by partition',
                  $$values (0::smallint, 'healthy', 0::bigint, interval '2 seconds'), (1::smallint, 'late', 50::bigint, interval '30 seconds'),
                           (2::smallint, 'healthy', 50::bigint, interval '3 seconds'), (3::smallint, 'stopped', 0::bigint, interval '2 minutes'),
                           (4::smallint, 'unknown', null, interval '1 hour')$$,
                  'a partition is healthy, late, stopped, or nobody knows');
select is((select count(*) from ioc.partition where (advice = '') <> (state = 'healthy')), 0::bigint, 'whatever is not healthy has an advice');
update flow.watch set stable_end = 100, stuck_since = now() - interval '11 seconds' where partition = 2;
insert into flow.halt (topic, partition, reason, detail) values (0, 3, 'records_gone', 'offsets 100 to 199 are gone');
select results_eq('select partition, state, halt_reason from ioc.partition where partition in (2, 3) order by partition',
                  $$values (2::smallint, 'stuck', null), (3::smallint, 'halted', 'records_gone')$$, 'a partition is stuck behind an open transaction, or halted for a reason');
select throws_ok($$insert into flow.halt (topic, partition, reason, detail) values (0, 3, 'other_record', '')$$, '23505', null, 'a partition is halted for one reason at a time');
select lives_ok($$update flow.halt set ended_at = now(), ended_by = 'an'$$, 'and for another one when that is ended');
select is((select as_of from ioc.now), now() - interval '1 hour', 'the province is as old as its oldest partition');
select is((select delay from ioc.now), interval '1 hour', 'and says by how much');
update flow.position set recorded_at = null where partition = 4;
select ok((select as_of is null and delay is null from ioc.now), 'nobody knows how old it is while that of one partition is unknown');

insert into fact.source (source, hash, heartbeat_at, event_time, sent, spooled)
values ('/a', '\x0000000a', now() - interval '5 seconds', now(), 1, 0), ('/b', '\x0000000b', now() - interval '5 seconds', now(), 1, 7),
       ('/c', '\x0000000c', now() - interval '61 seconds', now(), 1, 7), ('/d', '\x0000000d', null, now(), null, null);
create temporary view told as select string_agg(s.source || ' ' || s.state || case when s.silent then '!' else '' end, ', ' order by s.source) as states from ioc.source as s;
select is(told.states, '/a unknown, /b unknown, /c unknown, /d without heartbeat', 'of a source nothing is known while nobody has read heartbeats') from told;
insert into flow.position (topic, partition, next, read, applied, dead, recorded_at) select 4, p, 100, 100, 100, 0, now() - interval '1 hour' from generate_series(0, 1) as p;
insert into flow.watch (topic, partition, log_end, caught_up_at, worker, seen_at, recover_to, stable_end, server_started_at)
select 4, p, 100, now() - p * interval '10 minutes', 'w1', now(), 0, 0, pg_postmaster_start_time() from generate_series(0, 1) as p;
select is(told.states, '/a alive, /b spooling, /c spooling, /d without heartbeat', 'no source is silent as far as its heartbeats were read: our own workers stand still') from told;
update flow.watch set caught_up_at = now() where topic = 4;
select is(told.states, '/a alive, /b spooling, /c silent!, /d without heartbeat', 'a source is alive, spooling, silent, or has never sent a heartbeat') from told;
select results_eq('select silence from ioc.source order by source', $$values (interval '5 seconds'), (interval '5 seconds'), (interval '61 seconds'), (null)$$, 'and for how long');
insert into flow.halt (topic, partition, reason, detail) values (4, 1, 'records_gone', '');
select is(told.states, '/a unknown, /b unknown, /c unknown, /d without heartbeat', 'while heartbeats are not read, of none it is known') from told;
select * from finish();
rollback;
