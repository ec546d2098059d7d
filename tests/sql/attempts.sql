-- What the roles can do when they try it, beside what the catalogue says that they may.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

-- The outcome of a command as a role: its SQLSTATE, or 'done'.  The exception takes the
-- command back, and the role with it.
create function pg_temp.attempt(name text, command text)
returns text
language plpgsql
as $$
begin
  perform set_config('role', name, true);
  execute command;
  raise exception using errcode = 'TK999';
exception when others then
  return case sqlstate when 'TK999' then 'done' else sqlstate end;
end
$$;

create temporary view relation as
select n.nspname as schema, c.relkind as kind, format('%I.%I', n.nspname, c.relname) as name,
       (select quote_ident(a.attname) from pg_attribute as a where a.attrelid = c.oid and a.attnum = 1) as first
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
 where n.nspname in ('ref', 'fact', 'count', 'flow', 'ioc') and c.relkind in ('r', 'v');

select is(pg_temp.attempt('trakhuc_reader', 'select count(*) from ' || r.name), 'done', 'the reader selects from ' || r.name)
  from relation as r where r.schema = 'ioc' and r.kind = 'v' order by r.name;
select is(pg_temp.attempt('trakhuc_reader', 'select count(*) from ' || r.name), '42501', 'the reader is refused ' || r.name)
  from relation as r where r.schema <> 'ioc' and r.kind = 'r' order by r.name;
select is(pg_temp.attempt('trakhuc_writer', format('select count(*) from %s', r.name)), 'done', 'the writer selects from ' || r.name)
  from relation as r where r.schema <> 'ioc' and r.kind = 'r' order by r.name;
select is(pg_temp.attempt('trakhuc_writer', format('insert into %s select (null::%1$s).* where false', r.name)), 'done', 'the writer inserts into ' || r.name)
  from relation as r where r.schema <> 'ioc' and r.kind = 'r' and r.name not in ('count.generation', 'flow.action', 'flow.audit_result', 'flow.halt', 'ref.target') order by r.name;
-- A code keeps its number, a dead letter its place, a kept fact what it was, an act everything:
-- see dead.sql.
select is(pg_temp.attempt('trakhuc_writer', format('update %s set %s = %2$s where false', r.name, r.first)),
          case when r.name in ('ref.code', 'ref.target', 'flow.dead', 'count.generation', 'count.before') then '42501' else 'done' end,
          'the writer updates ' || r.name || ' only where it must')
  from relation as r where r.schema <> 'ioc' and r.kind = 'r' and r.name not in ('flow.action', 'flow.audit_result', 'flow.halt') order by r.name;
select is(pg_temp.attempt('trakhuc_writer', format(c.command, r.name)), '42501', 'the writer is refused: ' || format(c.command, r.name))
  from relation as r
 cross join (values ('delete from %s where false'), ('truncate %s'), ('drop table %s'), ('alter table %s add column z integer')) as c (command)
 where r.schema <> 'ioc' and r.kind = 'r' order by r.name, c.command;
select is(pg_temp.attempt(w.role, c.command), '42501', w.role || ' is refused: ' || c.command)
  from (values ('trakhuc_reader'), ('trakhuc_writer')) as w (role)
 cross join (select 'create schema z'
             union all select 'create temporary table z ()'
             union all select format('create table %I.z ()', n.nspname) from pg_namespace as n
                        where n.nspname in ('ref', 'fact', 'count', 'flow', 'wire', 'audit', 'ioc', 'public')) as c (command)
 order by w.role, c.command;
select * from finish();
rollback;
