-- Verify trakhuc:reaggregate on pg

begin;

select generation, kind, lane, done, upto, entities, about, finished, built_at from count.build where false;
select kind, key, dossier, document, recipients, workfile, indicator from count.before where false;
select 1 / has_function_privilege('trakhuc_writer', 'count.check_generations(wire.generation[])', 'execute')::integer;
select 1 / has_function_privilege('trakhuc_writer', 'count.generation_register(text, integer)', 'execute')::integer;
select 1 / (not has_function_privilege('trakhuc_reader', 'count.generation_flip(smallint)', 'execute'))::integer;
select 1 / has_function_privilege('trakhuc_writer', 'count.generation_keep(text, timestamptz, text)', 'execute')::integer;
select 1 / has_function_privilege('trakhuc_reader', 'ioc.take_generation(integer)', 'execute')::integer;

rollback;
