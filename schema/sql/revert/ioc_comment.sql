-- Revert trakhuc:ioc_comment from pg

begin;

set local client_min_messages = warning;
do $$
declare
  member record;
begin
  for member in
    select c.oid::regclass as relation, a.attname as name
      from pg_catalog.pg_class as c
      join pg_catalog.pg_attribute as a
        on a.attrelid = c.oid and a.attnum > 0
     where c.relkind = 'v' and c.relnamespace in ('ioc'::regnamespace, 'audit'::regnamespace)
       and c.oid <> 'ioc.alias_fault'::regclass
  loop
    execute format('comment on column %s.%I is null', member.relation, member.name);
  end loop;
end
$$;

commit;
