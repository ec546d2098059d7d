-- The reader reads schema ioc and nothing else; the writer changes no schema and deletes nothing.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select ok(has_table_privilege('trakhuc_reader', c.oid, 'select'), 'the reader reads ' || c.oid::regclass)
  from pg_class as c
 where c.relnamespace = 'ioc'::regnamespace and c.relkind = 'v';
select is_empty($$
  select c.oid::regclass, p
    from pg_class as c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow', 'audit', 'shadow', 'alert'))
     and c.relkind in ('r', 'v')
     and has_table_privilege('trakhuc_reader', c.oid, p)
$$, 'the reader has no right on any table');
select is_empty($$
  select c.oid::regclass, p
    from pg_class as c, unnest(array['delete', 'truncate', 'trigger', 'references']) as p
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow', 'alert'))
     and c.relkind = 'r'
     and has_table_privilege('trakhuc_writer', c.oid, p)
$$, 'the writer deletes nothing');
select is_empty($$
  select n.nspname, r
    from pg_namespace as n, unnest(array['trakhuc_reader', 'trakhuc_writer']) as r
   where n.nspname !~ '^pg_' and has_schema_privilege(r, n.oid, 'create')
$$, 'neither may create anything in any schema');
select ok(not pg_has_role('trakhuc_reader', 'trakhuc_writer', 'member'), 'the reader cannot become the writer');
select ok(not pg_has_role('trakhuc_writer', 'trakhuc_owner', 'member'), 'the writer cannot become the owner');
select * from finish();
rollback;
