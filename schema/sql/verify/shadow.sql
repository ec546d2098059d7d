-- Verify trakhuc:shadow on pg

begin;

select one, actor, state, records, about, started_at, seen_at from shadow.run where false;
select topic, partition, "offset", reason from shadow.letter where false;
select facts, key, part, difference, registers from shadow.difference where false;
select 1 / has_function_privilege('trakhuc_writer', 'shadow.make(text)', 'execute')::integer;
select 1 / (not has_function_privilege('trakhuc_reader', 'shadow.correct(text, text, text)', 'execute'))::integer;

rollback;
