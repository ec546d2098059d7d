-- Deploy trakhuc:shadow to pg
-- requires: reaggregate

-- Facts folded anew from the log, beside the live ones: trakhuc reaggregate log.
--
-- The tables of facts are made by shadow.make() in the shape that the live ones have at
-- that time, and are unlogged: whatever ends a run early, it begins anew.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema shadow;

create table shadow.run (
  one boolean not null default true,
  actor text not null,
  state text not null,
  records bigint not null,
  about bigint not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  constraint run_one_pk primary key (one),
  constraint run_one_ck check (one),
  constraint run_state_ck check (state in ('folding', 'comparing', 'correcting'))
);

create unlogged table shadow.letter (
  topic smallint not null,
  partition smallint not null,
  "offset" bigint not null,
  reason text,
  constraint letter_key_pk primary key (topic, partition, "offset")
);

create unlogged table shadow.difference (
  facts text not null,
  key text collate "C" not null,
  part integer,
  difference text not null,
  registers text,
  constraint difference_key_pk unique nulls not distinct (facts, key, part),
  constraint difference_difference_ck check (difference in ('missing live', 'missing in log', 'differs'))
);

comment on schema shadow is 'Facts folded anew from the log, beside the live ones, and where the two differ';
comment on table shadow.run is 'At most one row: the run of trakhuc reaggregate log that is at work, or that ended before its end';
comment on column shadow.run.one is 'There is one';
comment on column shadow.run.actor is 'Who started it, as the program was told';
comment on column shadow.run.state is 'folding, comparing or correcting';
comment on column shadow.run.records is 'Records of the log folded so far';
comment on column shadow.run.about is 'Records to fold, as known at seen_at';
comment on column shadow.run.started_at is 'When it began';
comment on column shadow.run.seen_at is 'When this was written';
comment on table shadow.letter is 'One row a record that makes no fact: refused by the program of today, or accepted and yet a dead letter of the live numbers';
comment on column shadow.letter.topic is '0 dossier.v1, 1 document.v1, 2 indicator.v1';
comment on column shadow.letter.partition is 'Partition of the topic';
comment on column shadow.letter."offset" is 'Offset of the record';
comment on column shadow.letter.reason is 'Why the program of today refuses it; null: it accepts it, but the letter waits or was dropped';
comment on table shadow.difference is 'One row a row of facts that differs between live and log, or a dead letter that one of them has';
comment on column shadow.difference.facts is 'dossier, document, recipient, workfile, indicator or dead';
comment on column shadow.difference.key is 'Code of the entity, of a recipient that of its document; indicator|unit|period by their numbers; of a dead letter its place';
comment on column shadow.difference.part is 'Number of the recipient, else null';
comment on column shadow.difference.difference is 'missing live, missing in log, or differs';
comment on column shadow.difference.registers is 'Columns that differ, separated by blanks; null where a row is missing';

-- The tables of facts: keys, and the key of the entity, in which %1$s is the row.
create function shadow.kinds()
returns table (facts text, kind smallint, keys text[], key text)
language sql
immutable
set search_path = pg_catalog
as $$
  values ('dossier', 0::smallint, array['code'], '%1$s.code'),
         ('document', 1, array['code'], '%1$s.code'),
         ('recipient', 1, array['document', 'recipient'], '%1$s.document'),
         ('workfile', 2, array['code'], '%1$s.code'),
         ('indicator', 3, array['indicator', 'unit', 'period'], 'concat_ws(''|'', %1$s.indicator, %1$s.unit, %1$s.period)')
$$;
comment on function shadow.kinds() is 'The tables of facts that are folded from the log, the kind of entity, their keys, and how the key of the entity is made from a row';

create function shadow.clear()
returns void
language plpgsql
security definer
set search_path = pg_catalog
set client_min_messages = warning
as $$
declare
  k record;
begin
  for k in select * from shadow.kinds() loop
    execute format('drop table if exists shadow.%I', k.facts);
  end loop;
  truncate shadow.letter, shadow.difference;
  delete from shadow.run;
end
$$;
comment on function shadow.clear() is 'Drops what was folded from the log';

create function shadow.make(actor text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  k record;
  before bigint := (select r.records from shadow.run as r);
begin
  perform shadow.clear();
  for k in select * from shadow.kinds() loop
    execute format('create unlogged table shadow.%1$I (like fact.%1$I including storage including comments)', k.facts);
    execute format('comment on table shadow.%I is %L', k.facts, 'Rows of fact.' || k.facts || ' as folded from the log');
    execute format('alter table shadow.%1$I add constraint %2$I primary key (%3$s)', k.facts, k.facts || '_key_pk',
                   (select string_agg(quote_ident(c), ', ') from unnest(k.keys) as c));
    execute format('grant select, insert, update on shadow.%I to trakhuc_writer', k.facts);
  end loop;
  insert into shadow.run (actor, state, records, about) values (make.actor, 'folding', 0, 0);
  return before;
end
$$;
comment on function shadow.make(text) is 'Makes empty tables of facts in the shape of the live ones; returns how far a run came that did not end, else null';

-- Columns that the promise of equal results does not cover are left out (R21).
create function shadow.compare_sql(facts text, keys text[], key text)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select format(
  'insert into shadow.difference (facts, key, part, difference, registers)'
  ' select %1$L, case when l.%2$I is null then %3$s else %4$s end, %5$s,'
  '        case when s.%2$I is null then ''missing in log'' when l.%2$I is null then ''missing live'' else ''differs'' end,'
  '        case when l.%2$I is not null and s.%2$I is not null then concat_ws('' '', %6$s) end'
  '   from fact.%1$I as l full join shadow.%1$I as s on %7$s'
  '  where l.%2$I is null or s.%2$I is null or %8$s',
  facts, keys[1], format(key, 's'), format(key, 'l'),
  case when facts = 'recipient' then 'coalesce(l.recipient, s.recipient)' else 'null' end,
  string_agg(format('case when l.%1$I is distinct from s.%1$I then %1$L end', a.attname), ', ' order by a.attnum),
  (select string_agg(format('l.%1$I = s.%1$I', c), ' and ') from unnest(keys) as c),
  string_agg(format('l.%1$I is distinct from s.%1$I', a.attname), ' or ' order by a.attnum))
  from pg_attribute as a
 where a.attrelid = ('fact.' || facts)::regclass and a.attnum > 0 and not a.attisdropped
   and a.attname <> all (array['revision', 'positions'] || keys)
$$;
comment on function shadow.compare_sql(text, text[], text) is 'A statement that adds the rows in which one table of facts differs from the log';

create function shadow.compare_letters()
returns void
language sql
set search_path = pg_catalog
as $$
insert into shadow.difference (facts, key, difference, registers)
select 'dead', concat((array['dossier.v1', 'document.v1', 'indicator.v1'])[coalesce(l.topic, d.topic) + 1], '-', coalesce(l.partition, d.partition), '@', coalesce(l."offset", d."offset")),
       case when d.topic is null then 'missing live' when l.topic is null then 'missing in log' else 'differs' end,
       case when d.topic is not null and l.topic is not null then 'reason' end
  from (select * from flow.dead where topic <= 2 and status <> 'retried') as d
  full join shadow.letter as l
    on l.topic = d.topic and l.partition = d.partition and l."offset" = d."offset"
 where d.topic is null or l.topic is null or (d.status = 'waiting' and l.reason <> d.reason)
$$;
comment on function shadow.compare_letters() is 'Adds the dead letters that only one of live and log has, and those that wait for another reason than that of today';

create function shadow.compare()
returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  k record;
begin
  for k in select * from shadow.kinds() loop
    execute shadow.compare_sql(k.facts, k.keys, k.key);
  end loop;
  perform shadow.compare_letters();
  return (select count(*) from shadow.difference);
end
$$;
comment on function shadow.compare() is 'Fills shadow.difference, in the snapshot of the transaction; returns how many there are';

-- The caller has taken count.generation_lock(true) before it folded the log to its end, so no
-- batch is in flight, and what the workers have in memory is fenced by the number of corrections.
create function shadow.correct(counters text, actor text, why text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  k record;
  chosen text;
  n bigint;
begin
  perform count.generation_lock(true);
  for k in select * from shadow.kinds() loop
    chosen := format('select d.key from shadow.difference as d join shadow.kinds() as k on k.facts = d.facts where k.kind = %s', k.kind);
    if k.facts <> 'recipient' then
      execute format('update shadow.%1$I as s set revision = coalesce((select t.revision from fact.%1$I as t where %2$s), 0) + 1 where %3$s in (%4$s)',
                     k.facts, (select string_agg(format('t.%1$I = s.%1$I', c), ' and ') from unnest(k.keys) as c), format(k.key, 's'), chosen);
    end if;
    execute format('delete from fact.%I as t where %s in (%s)', k.facts, format(k.key, 't'), chosen);
    execute format('insert into fact.%1$I select s.* from shadow.%1$I as s where %2$s in (%3$s)', k.facts, format(k.key, 's'), chosen);
  end loop;
  update count.generation as g set corrections = g.corrections + 1 where g.state in ('building', 'current', 'old');
  select count(distinct (j.kind, d.key)) into n from shadow.difference as d join shadow.kinds() as j on j.facts = d.facts;
  insert into flow.action (actor, verb, object, outcome, why)
  values (correct.actor, 'reaggregate log', 'facts', format('%s entities corrected, counters %s', n, correct.counters), correct.why);
  perform pg_notify('trakhuc', 'applied');
  return n;
end
$$;
comment on function shadow.correct(text, text, text) is 'Puts what the log says in place of every live entity that differs; returns how many entities';

grant usage on schema shadow to trakhuc_writer;
grant select, update on shadow.run to trakhuc_writer;
grant select, insert, delete on shadow.letter to trakhuc_writer;
grant select on shadow.difference to trakhuc_writer;
grant execute on all functions in schema shadow to trakhuc_writer;

commit;
