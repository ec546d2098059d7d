-- Deploy trakhuc:reaggregate to pg
-- requires: server

-- A generation of counters is built from the facts while workers write.
--
--   A  From the instant R at which a generation is registered, every batch that commits
--      has added its deltas to that generation too (count.check_generations()), and has
--      kept the row of every entity that it changed first (count.before).
--   B  So what an entity said at R is known for ever: the row kept, or else the row of
--      today.  It is a constant, whoever reads it, when, and how often.
--   C  The builder adds the contribution of each entity as it was at R, exactly once: it
--      walks the keys in lanes, and moves a lane by compare-and-set in the transaction
--      that adds (count.build).
--
-- Hence generation = sum at R + all deltas since R = sum now, at any instant after the
-- last lane has ended: in whatever order, on however many sessions, killed however often.
-- No lock is held but for the instant of registering, no snapshot is kept open.
--
-- Rejected: one exported snapshot at R (dies with the session that exported it, holds
-- back vacuum meanwhile); deltas only for slices that are built (needs a lock or a fence
-- for each slice); a mark on each fact row (writes every row, fences every cached one).

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create unique index generation_building_uq on count.generation (state) where state = 'building';
comment on index count.generation_building_uq is 'One generation is built at a time';

create table count.build (
  generation smallint not null,
  kind smallint not null,
  lane smallint not null,
  done text collate "C" not null,
  upto text collate "C" not null,
  entities bigint not null,
  about bigint not null,
  finished boolean not null,
  built_at timestamptz,
  constraint build_key_pk primary key (generation, kind, lane)
) with (fillfactor = 50);
comment on table count.build is 'One row a lane of keys: how far the generation that is being built has counted the facts';
comment on column count.build.generation is 'Generation that is being built';
comment on column count.build.kind is '0 dossiers, 1 documents, 2 work files, 3 indicators';
comment on column count.build.lane is 'Number of the lane within the kind';
comment on column count.build.done is 'Greatest key counted so far; at first the key that the lane begins after; moved only by compare-and-set';
comment on column count.build.upto is 'Last key of the lane; of indicators there is one lane and no such key';
comment on column count.build.entities is 'Entities counted so far';
comment on column count.build.about is 'About how many entities the lane holds, for the forecast only';
comment on column count.build.finished is 'Every entity of the lane is counted';
comment on column count.build.built_at is 'When entities were counted last';

create table count.before (
  kind smallint not null,
  key text collate "C" not null,
  dossier fact.dossier,
  document fact.document,
  recipients fact.recipient[],
  workfile fact.workfile,
  indicator fact.indicator,
  constraint before_key_pk primary key (kind, key)
);
comment on table count.before is 'While a generation is built: the facts of every entity changed since it was registered, as they were then';
comment on column count.before.kind is '0 dossiers, 1 documents, 2 work files, 3 indicators';
comment on column count.before.key is 'Code of the entity; indicator|unit|period by their numbers';
comment on column count.before.dossier is 'The row of the dossier, null where there was none';
comment on column count.before.document is 'The row of the document, null where there was none';
comment on column count.before.recipients is 'The rows of its recipients, null where there was none';
comment on column count.before.workfile is 'The row of the work file, null where there was none';
comment on column count.before.indicator is 'The row of the indicator, null where there was none';

create type wire.generation as (generation smallint, building boolean, corrections integer);
comment on type wire.generation is 'A generation that takes deltas, as a batch was folded for it';
comment on column wire.generation.generation is 'Number of the generation';
comment on column wire.generation.building is 'It is being built, so facts are kept in count.before';
comment on column wire.generation.corrections is 'Corrections of facts, as known to whoever read the facts';

create type wire.before as (kind smallint, key text);
comment on type wire.before is 'An entity that a batch changes while a generation is built';
comment on column wire.before.kind is '0 dossiers, 1 documents, 2 work files, 3 indicators';
comment on column wire.before.key is 'Its key as in count.before';

create type wire.build as (generation smallint, kind smallint, lane smallint, entities bigint, finished boolean, since text, upto text);
comment on type wire.build is 'How far a slice moves a lane';
comment on column wire.build.generation is 'Generation that is being built';
comment on column wire.build.kind is '0 dossiers, 1 documents, 2 work files, 3 indicators';
comment on column wire.build.lane is 'Number of the lane within the kind';
comment on column wire.build.entities is 'Entities counted in the slice';
comment on column wire.build.finished is 'The lane ends with this slice';
comment on column wire.build.since is 'Greatest key counted before; must be the stored one';
comment on column wire.build.upto is 'Greatest key counted with the slice';

-- Whoever writes counters holds the lock shared, from the first statement of its
-- transaction; whoever changes the list of generations holds it alone.  In memory only.
create function count.generation_lock(alone boolean)
returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  if alone then
    -- A writer that hangs must not make the others wait behind us.
    perform set_config('lock_timeout', '2s', true);
    perform pg_advisory_xact_lock(1953653611, 1);
  else
    perform pg_advisory_xact_lock_shared(1953653611, 1);
  end if;
end
$$;
comment on function count.generation_lock(boolean) is 'Until the end of the transaction the list of generations stays as it is, or is ours to change';

-- The list is read by a statement of its own: its snapshot is younger than the lock.
create function count.check_generations(folded wire.generation[])
returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  perform count.generation_lock(false);
  if (select array_agg(row(g.generation, g.state = 'building', g.corrections)::wire.generation order by g.generation)
        from count.generation as g
       where g.state in ('building', 'current', 'old')) is distinct from folded then
    raise exception using
      errcode = 'TK001',
      message = 'fenced: the list of generations of counters has changed, or facts were corrected';
  end if;
end
$$;
comment on function count.check_generations(wire.generation[]) is 'Ends the transaction with TK001 when its deltas are not for exactly the generations of now, or its facts were read before a correction';

-- Shared, so that no generation is registered meanwhile, and no worker waits.
create function count.before_clear()
returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
  perform count.generation_lock(false);
  if not exists (select from count.generation as g where g.state = 'building')
     and exists (select from count.before) then
    truncate count.before;
  end if;
end
$$;
comment on function count.before_clear() is 'Forgets the facts that were kept, unless a generation is being built';

create function count.generation_free()
returns smallint
language sql
stable
set search_path = pg_catalog
as $$
  select n::smallint
    from generate_series(1, 31) as n
   where not exists (select from count.generation as g where g.generation = n)
   order by n < (select max(g.generation) from count.generation as g), n
   limit 1
$$;
comment on function count.generation_free() is 'The next free number of a generation, null for none';

-- Lanes need only be about even: their bounds come from a sample of about 10,000 rows.
create function count.build_plan(generation smallint, kind smallint, facts regclass, lanes integer)
returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  n bigint := greatest((select c.reltuples::bigint from pg_class as c where c.oid = facts), pg_stat_get_live_tuples(facts));
  bounds text[];
begin
  execute format('select percentile_disc($1) within group (order by t.code) from %s as t tablesample system (%s)',
                 facts, least(100.0, 1000000.0 / greatest(n, 1)))
     into bounds
    using array(select i / lanes::double precision from generate_series(1, lanes - 1) as i);
  insert into count.build (generation, kind, lane, done, upto, entities, about, finished)
  select generation, kind, row_number() over (order by b.upto),
         coalesce(lag(b.upto) over (order by b.upto), ''), b.upto, 0, n / count(*) over (), false
    from (select u.upto collate "C" as upto from unnest(bounds) as u (upto) where u.upto is not null
          union
          select chr(1114111)) as b; -- beyond any code
end
$$;
comment on function count.build_plan(smallint, smallint, regclass, integer) is 'Makes the lanes in which the facts of a kind are counted';

-- Whoever changes the list is written down, however it was changed.  The program says who
-- its user is; the role and the time are the database's own.
create function count.generation_note()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  actor text := coalesce(nullif(current_setting('trakhuc.actor', true), ''), session_user);
begin
  insert into flow.action (actor, verb, object, outcome)
  select actor, v.verb, 'generation ' || new.generation, v.outcome
    from (values
      ('reaggregate facts', 'registered', tg_op = 'INSERT' and new.state = 'building'),
      ('reaggregate facts', 'readers take it', tg_op = 'UPDATE' and new.state = 'current'),
      ('reaggregate log', 'kept as of ' || to_char(new.until at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'), tg_op = 'INSERT' and new.state = 'past'),
      ('reaggregate abort', 'given up', tg_op = 'UPDATE' and new.state = 'dropped' and old.state = 'building'),
      ('reaggregate drop', 'dropped', tg_op = 'UPDATE' and new.state = 'dropped' and old.state in ('old', 'past'))
    ) as v (verb, outcome, holds)
   where v.holds;
  return null;
end
$$;
comment on function count.generation_note() is 'Writes into flow.action what became of a generation, and who did it';
create trigger generation_note
after insert or update of state on count.generation
for each row
execute function count.generation_note();

create function count.generation_register(rules text, lanes integer)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  n smallint := count.generation_free();
begin
  perform count.before_clear();
  if n is null or (select count(*) from count.generation as g where g.state in ('building', 'current', 'old')) >= 4 then
    raise exception using errcode = 'TK004', message = 'four generations take deltas already',
      hint = 'Drop an old one: trakhuc reaggregate drop GENERATION.';
  end if;
  if rules is distinct from (select g.rules from count.generation as g where g.state = 'current') then
    raise exception using errcode = 'TK004',
      message = format('the current generation counts by "%s", this program by "%s"', (select g.rules from count.generation as g where g.state = 'current'), rules),
      hint = 'Workers write all generations by one set of rules; use the program that the workers run.';
  end if;
  insert into count.generation (generation, rules, state) values (n, rules, 'building');
  perform count.build_plan(n, 0::smallint, 'fact.dossier', lanes);
  perform count.build_plan(n, 1::smallint, 'fact.document', lanes);
  perform count.build_plan(n, 2::smallint, 'fact.workfile', lanes);
  insert into count.build (generation, kind, lane, done, upto, entities, about, finished)
  values (n, 3, 1, '0|0|', '', 0, pg_stat_get_live_tuples('fact.indicator'::regclass), false);
  -- Last of all, so that it is held for an instant: what is in flight ends before, what
  -- begins after sees the new list.
  perform count.generation_lock(true);
  return n;
end
$$;
comment on function count.generation_register(text, integer) is 'From its commit on every batch is counted in the new generation too; returns its number';

-- A generation that gets no deltas, so workers need not know of it: whoever made it counts into it
-- in the transaction that calls this.
create function count.generation_keep(rules text, until timestamptz, actor text)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  n smallint := count.generation_free();
begin
  perform set_config('trakhuc.actor', actor, true);
  if exists (select from count.generation as g where g.state = 'building') then
    raise exception using errcode = 'TK004', message = 'a generation is being built',
      hint = 'End it by "trakhuc reaggregate facts", or give it up by "trakhuc reaggregate abort".';
  end if;
  if n is null then
    raise exception using errcode = 'TK004', message = 'there are 31 generations',
      hint = 'Drop one: trakhuc reaggregate drop GENERATION.';
  end if;
  insert into count.generation (generation, rules, state, until) values (n, rules, 'past', until);
  return n;
end
$$;
comment on function count.generation_keep(text, timestamptz, text) is 'Adds a generation of an earlier time, which is for the caller to fill; returns its number';

create function count.generation_flip(generation smallint)
returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
begin
  perform count.generation_lock(true);
  if not exists (select from count.generation as g where g.generation = $1 and g.state = 'building')
     or exists (select from count.build as b where b.generation = $1 and not b.finished) then
    raise exception using errcode = 'TK004', message = format('generation %s is not built to its end', $1);
  end if;
  update count.generation as g set state = 'old' where g.state = 'current';
  update count.generation as g set state = 'current' where g.generation = $1;
  delete from count.build as b where b.generation = $1;
  perform pg_notify('trakhuc', 'applied');
end
$$;
comment on function count.generation_flip(smallint) is 'Readers take this generation from now on; the one before is kept up as an old one';

create function count.generation_drop(generation smallint)
returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  was text;
begin
  perform count.generation_lock(true);
  select g.state into was from count.generation as g where g.generation = $1;
  if was = 'current' or was is null then
    raise exception using errcode = 'TK004',
      message = format('generation %s %s', $1, case when was is null then 'does not exist' else 'is the one that readers take' end),
      hint = 'See trakhuc reaggregate status.';
  end if;
  update count.generation as g set state = 'dropped' where g.generation = $1;
  delete from count.build as b where b.generation = $1;
end
$$;
comment on function count.generation_drop(smallint) is 'Nothing is written to the generation any more; its counters wait for count.generation_erase()';

create function count.generation_erase(generation smallint, at_most bigint)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  part record;
  erased bigint := 0;
  n bigint;
begin
  if not exists (select from count.generation as g where g.generation = $1 and g.state = 'dropped') then
    raise exception using errcode = 'TK004', message = format('generation %s was not dropped', $1);
  end if;
  perform count.before_clear();
  for part in
    select t.name, format('t.cell between %s and %s', $1::bigint << t.bits, ($1::bigint << t.bits) + ((1::bigint << t.bits) - 1)) as rows
      from (values ('fine', 58), ('unit_day', 32), ('unit_month', 32), ('procedure_month', 34), ('moved_day', 32), ('province_day', 32),
                   ('document_day', 32), ('recipient_day', 29), ('recipient_month', 29), ('workfile_day', 32)) as t (name, bits)
    union all
    select t.name, format('t.generation = %s', $1)
      from unnest(array['service', 'party', 'indicator']) as t (name)
  loop
    execute format('delete from count.%I as t where t.ctid = any (array(select t.ctid from count.%1$I as t where %s limit $1))', part.name, part.rows)
      using at_most - erased;
    get diagnostics n = row_count;
    erased := erased + n;
    exit when erased >= at_most;
  end loop;
  if erased = 0 then
    delete from count.generation as g where g.generation = $1;
  end if;
  return erased;
end
$$;
comment on function count.generation_erase(smallint, bigint) is 'Erases some of the counters of a dropped generation; 0: there were none, and its number is free again';

-- Lists of dossiers come from the facts, which are those of now.
create function ioc.take_generation(generation integer)
returns text
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  taken record;
begin
  select g.state, g.until into taken from count.generation as g where g.generation = $1 and g.state in ('current', 'old', 'past');
  if $1 is not null and taken.state is null then
    raise exception using errcode = 'TK004', message = format('generation %s cannot be read', $1),
      hint = 'See trakhuc reaggregate status.';
  end if;
  perform set_config('trakhuc.generation', coalesce($1::text, ''), false);
  return case when taken.until is null then 'counters of now'
              else 'counters as of ' || to_char(taken.until at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"') end;
end
$$;
comment on function ioc.take_generation(integer) is
'Whatever this session asks of schema ioc from now on is answered from the counters of that generation: of an earlier time (trakhuc reaggregate log --until), or an old one; null: of the current one again.
Counters only: lists and single dossiers are those of now.';
grant execute on function ioc.take_generation(integer) to trakhuc_reader;

grant select, insert, update on count.build to trakhuc_writer;
grant select, insert on count.before to trakhuc_writer;
grant execute on function count.generation_lock(boolean), count.before_clear(), count.check_generations(wire.generation[]),
  count.generation_register(text, integer), count.generation_keep(text, timestamptz, text), count.generation_flip(smallint), count.generation_drop(smallint),
  count.generation_erase(smallint, bigint) to trakhuc_writer;

commit;
