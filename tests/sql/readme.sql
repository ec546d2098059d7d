-- Every example of schema/sql/README.md runs, as the reader.
-- TRAKHUC_TOP, the top of the sources, is set by tests/sql/run.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

create temporary table example (content text);
\copy example from program 'awk "/^\`\`\`sql$/ { within = 1; next } /^\`\`\`$/ { within = 0 } within" "$TRAKHUC_TOP"/schema/sql/README.md | tr "\n" " "' with (format csv, delimiter E'\x01', quote E'\x02')

create function pg_temp.asked(command text)
returns text
language plpgsql
set role = trakhuc_reader
as $$
begin
  execute command;
  return 'runs';
exception when others then
  return sqlerrm;
end
$$;

create temporary table command as
select w.n, trim(w.command) as command
  from example as e
 cross join lateral regexp_split_to_table(e.content, ';') with ordinality as w (command, n)
 where trim(w.command) <> '';
select cmp_ok(count(*)::integer, '>=', 10, 'the examples are found') from command;
select is(pg_temp.asked(c.command), 'runs', 'example: ' || left(c.command, 70)) from command as c order by c.n;
select * from finish();
rollback;
