-- Which server counts, and whether its numbers are being recovered after a failover.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create function pg_temp.held(timeline integer, branch uuid)
returns text
language plpgsql
as $$
begin
  perform flow.server_hold(timeline, branch);
  return 'held';
exception when sqlstate 'TK002' then
  return 'refused';
end
$$;
select is((select o.timeline from flow.server_open() as o), 1, 'a server that was never promoted is on timeline 1');
select is((select o.branch from flow.server_open() as o), (select t.branch from flow.timeline as t), 'a timeline keeps its branch');
select is(pg_temp.held(o.timeline, o.branch), 'held', 'a batch for this server is written') from flow.server_open() as o;
select is(pg_temp.held(o.timeline + 1, o.branch), 'refused', 'a batch for the server of a later timeline is refused') from flow.server_open() as o;
select is(pg_temp.held(o.timeline, gen_random_uuid()), 'refused', 'and so is one for another server of the same timeline') from flow.server_open() as o;
update flow.timeline set superseded_by = 2, superseded_at = now();
select is(pg_temp.held(o.timeline, o.branch), 'refused', 'a server that was superseded refuses its own batches') from flow.server_open() as o;
select results_eq('select timeline, superseded_by from ioc.server', 'values (1, 2)', 'and ioc.server says so');
insert into flow.position (topic, partition, next, read, applied, dead) values (0, 97, 5, 5, 5, 0), (0, 98, 5, 5, 5, 0), (1, 97, 5, 5, 5, 0), (1, 98, 5, 5, 5, 0);
insert into flow.watch (topic, partition, log_end, recover_to, stable_end, worker, seen_at, server_started_at)
values (0, 97, 9, 7, 9, 'w', now(), pg_postmaster_start_time()), (0, 98, 9, 5, 9, 'w', now(), pg_postmaster_start_time()),
       (1, 97, 9, 0, 9, 'w', now(), pg_postmaster_start_time() - interval '1 second'), (1, 98, 5, 7, 5, 'w', now(), pg_postmaster_start_time());
select results_eq($$select recovering from ioc.partition where partition in (97, 98) order by topic, partition$$, 'values (true), (false), (true), (false)',
                  'a partition recovers until it is where it was, if its log still is, and until a worker has looked after a start');
select results_eq($$select recovering from ioc.partition where partition in (97, 98) and state = 'recovering'$$, $$values (true), (true)$$, 'and says so as its state');
select is((select recovering from ioc.now), true, 'and as long as one does, all of the numbers do');
select * from finish();
rollback;
