-- A halted partition that a person reads again: from where it stands, or from elsewhere.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

\set reset `cat "$TRAKHUC_TOP/consumers/partition/statement/partition_reset.sql"`
prepare reset as :reset;
\set resume `cat "$TRAKHUC_TOP/consumers/partition/statement/partition_resume.sql"`
prepare resume as :resume;
create temporary view stands as
select p.next, p.last_at, p.log, p.skipped, h.ended_by, h.ended_at is null as halted
  from flow.position as p
  left join lateral (select * from flow.halt as h where h.topic = p.topic and h.partition = p.partition order by h.number desc limit 1) as h on true
 where p.topic = 0 and p.partition = 8;
create function pg_temp.halt(reason text)
returns void
language sql
as $$
  insert into flow.halt (topic, partition, reason, detail) values (0, 8, reason, 'a test');
  update flow.position set last_at = '2025-09-01' where topic = 0 and partition = 8;
$$;

insert into flow.position (topic, partition, next, read, applied, dead, last_at) values (0, 8, 10, 10, 10, 0, '2025-09-01');
insert into flow.cluster (id) values ('one') on conflict (one) do update set id = 'one';

set local role trakhuc_writer;
execute reset('0', '8', 'an', 'dossier.v1-8', 'no halt', '10', '20', '10');
execute resume('0', '8', 'an', 'dossier.v1-8', 'no halt');
set local role none;
select results_eq('select next, last_at, log, skipped from stands', $$values (10::bigint, '2025-09-01'::timestamptz, 1, 0::bigint)$$,
                  'a partition that is not halted is neither reset nor resumed');
select is((select count(*) from flow.action where object = 'dossier.v1-8'), 0::bigint, 'and no act is written down');

select pg_temp.halt('records_gone');
set local role trakhuc_writer;
execute reset('0', '8', 'an', 'dossier.v1-8', 'looked at before', '9', '20', '10');
set local role none;
select results_eq('select next, halted, skipped from stands', 'values (10::bigint, true, 0::bigint)',
                  'a partition that moved on since it was looked at stays as it is');

set local role trakhuc_writer;
execute reset('0', '8', 'an', 'dossier.v1-8', 'retention', '10', '20', '10');
set local role none;
select results_eq('select next, last_at, log, skipped, halted, ended_by from stands', $$values (20::bigint, null::timestamptz, 1, 10::bigint, false, 'an')$$,
                  'forwards: it goes on there, nothing is to be proved, what is passed over is counted, and the halt is ended by name');
select results_eq($$select verb, outcome, why from flow.action where object = 'dossier.v1-8'$$,
                  $$values ('partition reset', 'from offset 10 to 20, 10 passed over unread, was halted for records_gone', 'retention')$$,
                  'the act tells from where to where, and why');
select is((select id from flow.cluster), 'one', 'the cluster stays the one that is known');

select pg_temp.halt('log_shorter');
set local role trakhuc_writer;
execute reset('0', '8', 'an', 'dossier.v1-8', 'made anew', '20', '0', '0');
set local role none;
select results_eq('select next, log, skipped, halted from stands', 'values (0::bigint, 2, 10::bigint, false)',
                  'backwards: it is another log, whose dead letters are others');

select pg_temp.halt('other_cluster');
set local role trakhuc_writer;
execute resume('0', '8', 'binh', 'dossier.v1-8', 'moved');
set local role none;
select results_eq('select next, last_at, log, halted, ended_by from stands', $$values (0::bigint, null::timestamptz, 2, false, 'binh')$$,
                  'resumed: it goes on where it stands, and the record before is not asked for');
select is((select id from flow.cluster), '', 'after another cluster, the next one is believed');

select * from finish();
rollback;
