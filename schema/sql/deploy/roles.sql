-- Deploy trakhuc:roles to pg

-- Three roles.  The owner owns every object and never logs in.  The writer is the
-- aggregating worker, the reader is everybody else.  Roles belong to the cluster, not to
-- the database, so another database may have made them already.

begin;

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'trakhuc_owner') then
    create role trakhuc_owner nologin;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'trakhuc_reader') then
    create role trakhuc_reader login;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'trakhuc_writer') then
    create role trakhuc_writer login;
  end if;
end
$$;

comment on role trakhuc_owner is 'Owns every object of Trà Khúc; nobody logs in as it';
comment on role trakhuc_reader is 'Reads schema ioc of Trà Khúc and nothing else';
comment on role trakhuc_writer is 'The aggregating worker of Trà Khúc: writes facts, counters and positions, changes no schema, deletes nothing';

-- The writer may see what everybody may see, so one connection is enough for its status.
grant trakhuc_reader to trakhuc_writer;

-- The names of the database and its settings are only known here.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create on database %I to trakhuc_owner', current_database());
  execute format('grant connect on database %I to trakhuc_reader', current_database());
  execute format('grant connect on database %I to trakhuc_writer', current_database());
  execute format('alter role trakhuc_reader in database %I set search_path = pg_catalog', current_database());
  execute format('alter role trakhuc_reader in database %I set jit = off', current_database());
  execute format('alter role trakhuc_writer in database %I set search_path = pg_catalog', current_database());
  execute format('alter role trakhuc_writer in database %I set jit = off', current_database());
end
$$;

revoke all on schema public from public;

-- Nobody but the owner runs a function unless a change says so.
alter default privileges for role trakhuc_owner revoke execute on functions from public;

commit;
