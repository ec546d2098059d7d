-- Every statement of the writer parses and finds its tables, columns and types, as the
-- writer; and primary keys are named after their tables.
-- TRAKHUC_TOP, the top of the sources, is set by tests/sql/run.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create temporary table statement (name text, content text);
\copy statement from program 'for f in "$TRAKHUC_TOP"/schema/sql/statement/*.sql; do printf "%s,\"" "$(basename "$f" .sql)"; sed "s/\"/\"\"/g" "$f"; echo "\""; done' with (format csv)

create function pg_temp.prepared(name text, content text)
returns text
language plpgsql
set role = trakhuc_writer
set search_path = pg_catalog
as $$
begin
  execute format('prepare %I as %s', name, content);
  return 'parses';
exception when others then
  return sqlerrm;
end
$$;

select cmp_ok(count(*)::integer, '>=', 30, 'the statements of the writer are found') from statement;
select is(pg_temp.prepared(s.name, s.content), 'parses', 'statement ' || s.name || ' parses') from statement as s order by s.name;

select is_empty($$
  select c.oid::regclass
    from pg_class as c
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow')) and c.relkind = 'r'
     and not exists (select from pg_constraint as k
                      where k.conrelid = c.oid and k.contype = 'p' and starts_with(k.conname, c.relname || '_') and k.conname ~ '_pk$')
$$, 'every table has a primary key, named after it and its columns');
select * from finish();
rollback;
