-- Generations of counters: how they begin, what keeps them exact, how they end.
begin;
set local search_path = tap, pg_catalog;
select no_plan();
set local trakhuc.actor = 'an';

-- Batches as a worker sends them.
create function pg_temp.batch(generations wire.generation[])
returns void
language sql
as $$ select count.check_generations($1) $$;

insert into fact.dossier (code, revision, versions) values ('A', 1, '\x00'), ('B', 4, '\x00');
insert into fact.document (code, revision, versions) values ('D', 1, '\x00');
insert into fact.recipient (document, recipient, versions) values ('D', 7, '\x00'), ('D', 8, '\x00');

select lives_ok($$select pg_temp.batch(array[(1, false, 0)::wire.generation])$$, 'a batch for the generations of now is taken');
select throws_ok($$select pg_temp.batch(array[(1, false, 0), (2, true, 0)]::wire.generation[])$$, 'TK001', null, 'a batch for a generation that is not there is fenced');
select throws_ok($$select count.generation_register('other rules', 2)$$, 'TK004', null, 'a generation by other rules than the current one is refused');

select is(count.generation_register('trakhuc rules 1', 3), 2::smallint, 'the next generation is 2');
select throws_ok($$select pg_temp.batch(array[(1, false, 0)::wire.generation])$$, 'TK001', null, 'from then on a batch for the old list is fenced');
select lives_ok($$select pg_temp.batch(array[(1, false, 0), (2, true, 0)]::wire.generation[])$$, 'and one for both is taken');
select throws_ok($$select count.generation_register('trakhuc rules 1', 3)$$, '23505', null, 'a second one cannot be built at the same time');
select is(count.generation_current(), 1, 'readers still take the first');
select is((select count(distinct b.kind) from count.build as b where b.generation = 2), 4::bigint, 'every kind of fact has lanes');
select is_empty($$
  select b.kind, b.lane
    from count.build as b
    left join count.build as n on n.kind = b.kind and n.lane = b.lane + 1
   where b.kind < 3 and coalesce(n.done, chr(1114111)) <> b.upto or (b.lane = 1 and b.kind < 3 and b.done <> '')
$$, 'the lanes of a kind cover every key, each once');

-- before_keep.sql and the builder's readers, as files, so that what runs is what is tested.
create temporary table statement (name text, content text);
\copy statement from program 'for f in "$TRAKHUC_TOP"/schema/sql/statement/*.sql; do printf "%s,\"" "$(basename "$f" .sql)"; sed "s/\"/\"\"/g" "$f"; echo "\""; done' with (format csv)
do $$
declare
  s record;
begin
  for s in select * from pg_temp.statement as t where t.name in ('before_keep', 'build_dossier_read', 'build_recipient_read', 'build_advance') loop
    execute format('prepare %I as %s', s.name, s.content);
  end loop;
end
$$;
execute before_keep(array[(0, 'A'), (0, 'N'), (1, 'D')]::wire.before[]);
update fact.dossier set revision = 2 where code = 'A';
insert into fact.dossier (code, revision, versions) values ('N', 1, '\x00');
update fact.recipient set due = '2025-09-08' where document = 'D' and recipient = 7;
insert into fact.recipient (document, recipient, versions) values ('D', 9, '\x00');
execute before_keep(array[(0, 'A'), (0, 'N'), (1, 'D')]::wire.before[]);
select count.before_clear();
select is((select count(*) from count.before), 3::bigint, 'while a generation is built, nothing that was kept is forgotten');

create temporary table was as execute build_dossier_read('', chr(1114111), 10);
select results_eq($$select w.key, w.revision from was as w order by w.key collate "C"$$,
                  $$values ('A' collate "C", 1), ('B', 4), ('N', null)$$,
                  'the builder reads each dossier as it was: changed since, untouched, and not there yet');
create temporary table portion as execute build_dossier_read('A', chr(1114111), 1);
select results_eq($$select s.key from portion as s$$, $$values ('B' collate "C")$$, 'a portion goes on after the key before it');
create temporary table had as execute build_recipient_read(array['D']);
select results_eq($$select h.recipient, h.due from had as h order by h.recipient$$,
                  $$values (7, null::date), (8, null)$$, 'and the recipients of a document as they were');

select lives_ok($$execute build_advance(array[(2, 0, 1, 3, true, '', 'N')::wire.build])$$, 'a lane moves from where it was');
select throws_ok($$execute build_advance(array[(2, 0, 1, 3, true, '', 'N')::wire.build])$$, 'TK001', null, 'the same portion a second time is fenced');
select throws_ok($$select count.generation_flip(2::smallint)$$, 'TK004', null, 'a generation that is not built to its end is not taken');
update count.build set finished = true;
select lives_ok($$select count.generation_flip(2::smallint)$$, 'one that is, is');
select is(count.generation_current(), 2, 'readers take it');
select is((select g.state from count.generation as g where g.generation = 1), 'old', 'the one before is kept up');
select lives_ok('select count.before_clear()', 'what was kept can be forgotten');
select is_empty('select from count.before', 'and is');

select throws_ok($$select count.generation_drop(2::smallint)$$, 'TK004', null, 'the generation that readers take cannot be dropped');
insert into count.fine (cell, received) values (count.cell_fine(1, 9400, 1, 1, 1, 1), 3), (count.cell_fine(2, 9400, 1, 1, 1, 1), 4);
insert into count.party (generation, day, unit, applicant_kind, received) values (1, 9400, 1, 1, 3), (2, 9400, 1, 1, 4);
select throws_ok($$select count.generation_erase(1::smallint, 10)$$, 'TK004', null, 'nothing is erased of a generation that was not dropped');
select lives_ok($$select count.generation_drop(1::smallint)$$, 'an old generation is dropped');
select lives_ok($$select pg_temp.batch(array[(2, false, 0)::wire.generation])$$, 'and takes no more deltas');
select is(count.generation_erase(1::smallint, 1), 1::bigint, 'its counters are erased some at a time');
select is(count.generation_erase(1::smallint, 10), 1::bigint, 'until none is left');
select is(count.generation_erase(1::smallint, 10), 0::bigint, 'and then it is gone');
select results_eq($$select count.cell_fine_generation(f.cell), f.received from count.fine as f$$, $$values (2, 4)$$, 'the counters of the other one are all there');
select is(count.generation_register('trakhuc rules 1', 1), 3::smallint, 'the next one is 3');
select isnt_empty($$select from ioc.audit_generation(2)$$, 'the audit of a generation sees its counters');
select is_empty($$select from ioc.audit_generation(3)$$, 'and not those of another');
select lives_ok($$select count.generation_drop(3::smallint)$$, 'a generation that is being built can be given up');
select is_empty('select from count.build', 'its lanes are gone');

-- A generation of an earlier time
select is(count.generation_keep('trakhuc rules 1', '2026-01-31T17:00:00Z', 'binh'), 4::smallint, 'numbers of an earlier time get a generation too');
insert into count.fine (cell, received) values (count.cell_fine(4, 9400, 1, 1, 1, 1), 7);
select lives_ok($$select pg_temp.batch(array[(2, false, 0)::wire.generation])$$, 'workers need not know of it');
select is(count.generation_current(), 2, 'nobody reads it unasked');
select is(ioc.take_generation(4), 'counters as of 2026-02-01T00:00:00+07:00', 'a session can take it, and is told of when it is');
select is(count.generation_current(), 4, 'and reads it from then on');
select is(ioc.take_generation(null), 'counters of now', 'until it takes the numbers of now again');
select is(count.generation_current(), 2, 'which are those of everybody');
select throws_ok('select ioc.take_generation(3)', 'TK004', 'generation 3 cannot be read', 'one that was given up cannot be read');
select throws_ok('select ioc.take_generation(9)', 'TK004', 'generation 9 cannot be read', 'nor one that does not exist');
select throws_ok($$select count.generation_flip(4::smallint)$$, 'TK004', null, 'one of an earlier time never becomes the current one');
select lives_ok($$select count.generation_drop(4::smallint)$$, 'it can be dropped');
select lives_ok($$select count.generation_register('trakhuc rules 1', 1)$$, 'while one is being built');
select throws_ok($$select count.generation_keep('trakhuc rules 1', now(), 'binh')$$, 'TK004', 'a generation is being built', 'none of an earlier time is made: facts are kept for that one');
select results_eq('select actor, verb, object, outcome from ioc.action order by number',
                  $$values ('an', 'reaggregate facts', 'generation 2', 'registered'), ('an', 'reaggregate facts', 'generation 2', 'readers take it'),
                           ('an', 'reaggregate drop', 'generation 1', 'dropped'), ('an', 'reaggregate facts', 'generation 3', 'registered'),
                           ('an', 'reaggregate abort', 'generation 3', 'given up'),
                           ('binh', 'reaggregate log', 'generation 4', 'kept as of 2026-02-01T00:00:00+07:00'), ('binh', 'reaggregate drop', 'generation 4', 'dropped'),
                           ('binh', 'reaggregate facts', 'generation 5', 'registered')$$, 'every change of the list is an act of somebody');
select * from finish();
rollback;
