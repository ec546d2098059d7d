-- Revert trakhuc:roles from pg

-- A role that another database of the cluster still needs stays.

begin;

alter default privileges for role trakhuc_owner grant execute on functions to public;
grant usage on schema public to public;

do $$
declare
  role_name text;
begin
  execute format('grant connect, temporary on database %I to public', current_database());
  foreach role_name in array array['trakhuc_reader', 'trakhuc_writer', 'trakhuc_owner']
  loop
    execute format('revoke all on database %I from %I', current_database(), role_name);
    execute format('alter role %I in database %I reset all', role_name, current_database());
    begin
      execute format('drop role %I', role_name);
    exception when dependent_objects_still_exist then
      raise notice 'role % stays: another database needs it', role_name;
    end;
  end loop;
end
$$;

commit;
