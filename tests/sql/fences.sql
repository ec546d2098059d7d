-- The statements of the writer, as the writer: each is done once, and fences the second time.
-- TRAKHUC_TOP, the top of the sources, is set by tests/sql/run.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create temporary table statement (name text, content text);
\copy statement from program 'for f in "$TRAKHUC_TOP"/schema/sql/statement/*.sql; do printf "%s,\"" "$(basename "$f" .sql)"; sed "s/\"/\"\"/g" "$f"; echo "\""; done' with (format csv)
grant select on statement to trakhuc_writer;

-- What comes of a statement with one row, given as JSON: "done", or the state that it ends with.
create function pg_temp.ran(name text, type regtype, content json)
returns text
language plpgsql
set role = trakhuc_writer
set search_path = pg_catalog, pg_temp
as $$
declare sql text := (select s.content from pg_temp.statement as s where s.name = ran.name);
begin
  execute 'prepare once as ' || sql;
  execute format('execute once(array[json_populate_record(null::%s, %L)])', type, content);
  deallocate once;
  return 'done';
exception when others then
  if exists (select from pg_prepared_statements as p where p.name = 'once') then
    deallocate once;
  end if;
  return sqlstate || case sqlstate when 'TK001' then '' else ' ' || sqlerrm end;
end
$$;

-- positions
insert into flow.position (topic, partition, next, read, applied, dead) values (0, 98, 10, 10, 10, 0);
select is(pg_temp.ran('position_advance', 'wire.position', '{"topic":0,"partition":98,"since":10,"upto":12,"read":2,"dead":1}'),
          'done', 'a position moves on from where it stands');
select is(pg_temp.ran('position_advance', 'wire.position', '{"topic":0,"partition":98,"since":10,"upto":12,"read":2,"dead":1}'),
          'TK001', 'the same records a second time are fenced');
select is(pg_temp.ran('position_advance', 'wire.position', '{"topic":0,"partition":98,"since":14,"upto":15,"read":1,"dead":0}'),
          'TK001', 'records behind a gap are fenced');
select is(pg_temp.ran('position_advance', 'wire.position', '{"topic":0,"partition":97,"since":0,"upto":1,"read":1,"dead":0}'),
          'TK001', 'a partition that nobody opened is fenced');
select results_eq('select next, read, applied, dead from flow.position where partition = 98',
                  'values (12::bigint, 12::bigint, 11::bigint, 1::bigint)', 'and the books show one move only');

-- revisions
create temporary table stored (statement text, type regtype, key text);
insert into stored values
  ('dossier_store', 'wire.dossier', '"code":"H48.99-1","voided":false'),
  ('document_store', 'wire.document', '"code":"H48.99/1"'),
  ('workfile_store', 'wire.workfile', '"code":"H48.99/2"');
create function pg_temp.stores(statement text, type regtype, key text, revision integer)
returns text
language sql
as $$
select pg_temp.ran(statement, type, format('{%s,"versions":"\\x00","marks":"\\x","retractions":"\\x","positions":"\\x","revision":%s}',
                                           key, revision)::json)
$$;
select is(pg_temp.stores(s.statement, s.type, s.key, 1), 'done', s.statement || ': revision 1 is new') from stored as s;
select is(pg_temp.stores(s.statement, s.type, s.key, 1), 'TK001', s.statement || ': revision 1 is fenced when the row is there') from stored as s;
select is(pg_temp.stores(s.statement, s.type, s.key, 2), 'done', s.statement || ': revision 2 follows 1') from stored as s;
select is(pg_temp.stores(s.statement, s.type, s.key, 2), 'TK001', s.statement || ': revision 2 is fenced the second time') from stored as s;
select is(pg_temp.stores(s.statement, s.type, s.key, 4), 'TK001', s.statement || ': revision 4 does not follow 2') from stored as s;

-- the zone of today: the test of its value alone passes for 17 hours of the day in any zone near
select matches(pg_get_functiondef('ioc.today()'::regprocedure), '''Asia/Ho_Chi_Minh''', 'today asks for the day of Asia/Ho_Chi_Minh by name');
select * from finish();
rollback;
