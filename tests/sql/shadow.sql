-- Facts of the log beside the live ones: what the comparison finds, and what a correction does.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

insert into ref.code (kind, number, code) values (1, 7, 'U7'), (1, 8, 'U8'), (9, 3, 'I3');
insert into fact.dossier (code, revision, versions, due) values
  ('EQUAL', 4, '\x00', '2025-09-01'), ('DUE', 9, '\x00', '2025-09-01'), ('LIVE', 2, '\x00', null);
insert into fact.document (code, revision, versions) values ('D', 5, '\x00'), ('E', 5, '\x00');
insert into fact.recipient (document, recipient, versions) values ('D', 7, '\x00'), ('D', 8, '\x00'), ('E', 7, '\x00');
insert into fact.indicator (indicator, unit, period, revision, voided, latest_value) values (3, 7, '2025', 1, false, 10);

select is(shadow.make('an'), null, 'the first run finds nothing of one before');
update shadow.run set records = 5;
select is(shadow.make('an'), 5::bigint, 'the next one is told how far one came that did not end');
select is((select c.relpersistence from pg_class as c where c.oid = 'shadow.dossier'::regclass), 'u', 'its tables are unlogged');
select ok(has_table_privilege('trakhuc_writer', 'shadow.recipient', 'insert') and not has_table_privilege('trakhuc_reader', 'shadow.recipient', 'select'),
          'the writer fills them, the reader does not see them');

-- Revisions and positions are no facts: those of the log are others.
insert into shadow.dossier (code, revision, versions, due, positions) values
  ('EQUAL', 1, '\x00', '2025-09-01', '\x01'), ('DUE', 1, '\x00', '2025-09-05', null), ('LOG', 1, '\x00', null, null);
insert into shadow.document (code, revision, versions) values ('D', 1, '\x00'), ('E', 1, '\x00');
insert into shadow.recipient (document, recipient, versions) values ('D', 7, '\x00'), ('E', 7, '\x00');
insert into shadow.indicator (indicator, unit, period, revision, voided, latest_value) values (3, 7, '2025', 1, false, 12);

insert into flow.dead (topic, partition, "offset", byte, hash, reason, member, status, actor, why)
values (0, 0, 1, 0, '\x01', 'not_json', '', 'waiting', null, null), (0, 0, 2, 0, '\x02', 'not_json', '', 'waiting', null, null),
       (0, 0, 3, 0, '\x03', 'not_json', '', 'dropped', 'an', 'no'), (0, 0, 4, 0, '\x04', 'not_json', '', 'retried', 'an', null),
       (0, 0, 6, 0, '\x06', 'unknown_type', '', 'waiting', null, null), (3, 0, 9, 0, '\x09', 'not_json', '', 'waiting', null, null);
insert into shadow.letter (topic, partition, "offset", reason) values (0, 0, 1, 'not_json'), (0, 0, 3, null), (0, 0, 5, 'key_differs'), (0, 0, 6, 'code_shape');

select is(shadow.compare(), 8::bigint, 'the comparison counts what differs');
select results_eq('select facts, key, part, difference, registers from shadow.difference order by facts, key, part',
                  $$values ('dead', 'dossier.v1-0@2' collate "C", null::integer, 'missing in log', null),
                           ('dead', 'dossier.v1-0@5', null, 'missing live', null),
                           ('dead', 'dossier.v1-0@6', null, 'differs', 'reason'),
                           ('dossier', 'DUE', null, 'differs', 'due'),
                           ('dossier', 'LIVE', null, 'missing in log', null),
                           ('dossier', 'LOG', null, 'missing live', null),
                           ('indicator', '3|7|2025', null, 'differs', 'latest_value'),
                           ('recipient', 'D', 8, 'missing in log', null)$$,
                  'and names each by its kind; a letter that was retried is none, nor is one of the catalogue');

create temporary table untouched as select d.* from fact.dossier as d where d.code = 'EQUAL';
select throws_ok($$set local role trakhuc_writer; delete from fact.dossier$$, '42501', null, 'the writer itself deletes no fact');
select is(shadow.correct('left', 'an', 'a test'), 5::bigint, 'five entities are corrected');
select results_eq('select code, revision, due from fact.dossier order by code',
                  $$values ('DUE' collate "C", 10, '2025-09-05'::date), ('EQUAL', 4, '2025-09-01'), ('LOG', 1, null)$$,
                  'they are what the log says, their revisions go on, and the others stay');
select is_empty('select d.* from fact.dossier as d where d.code = ''EQUAL'' except select u.* from untouched as u', 'in every column');
select results_eq('select document, recipient from fact.recipient order by document', $$values ('D' collate "C", 7), ('E', 7)$$,
                  'a document has the recipients of the log');
select is((select latest_value from fact.indicator), 12::bigint, 'an indicator its value');
select is((select corrections from count.generation), 1, 'whoever read facts before is fenced');
select throws_ok($$select count.check_generations(array[(1, false, 0)::wire.generation])$$, 'TK001', null, 'that is, its batch');
select lives_ok($$select count.check_generations(array[(1, false, 1)::wire.generation])$$, 'and who reads them now is not');
select results_eq('select actor, verb, outcome, why from ioc.action',
                  $$values ('an', 'reaggregate log', '5 entities corrected, counters left', 'a test')$$, 'it is an act of somebody');
truncate shadow.difference;
select shadow.compare();
select is_empty($$select from shadow.difference as d where d.facts <> 'dead'$$, 'afterwards no fact differs');

select shadow.clear();
select is_empty('select from shadow.run union all select from shadow.letter', 'nothing is left of a run');
select hasnt_table('shadow', 'dossier', 'nor its tables');
select * from finish();
rollback;
