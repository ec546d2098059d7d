-- Verify trakhuc:roles on pg

begin;

do $$
begin
  assert (select not rolcanlogin and not rolsuper from pg_catalog.pg_roles where rolname = 'trakhuc_owner');
  assert (select rolcanlogin and not rolsuper from pg_catalog.pg_roles where rolname = 'trakhuc_reader');
  assert (select rolcanlogin and not rolsuper from pg_catalog.pg_roles where rolname = 'trakhuc_writer');
  assert has_database_privilege('trakhuc_reader', current_database(), 'connect');
  assert has_database_privilege('trakhuc_writer', current_database(), 'connect');
  assert not has_database_privilege('trakhuc_reader', current_database(), 'temporary');
  assert not has_schema_privilege('trakhuc_reader', 'public', 'usage');
end
$$;

rollback;
