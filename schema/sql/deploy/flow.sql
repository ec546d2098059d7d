-- Deploy trakhuc:flow to pg
-- requires: count

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema flow;

create table flow.position (
  topic smallint not null,
  partition smallint not null,
  next bigint not null,
  read bigint not null,
  applied bigint not null,
  dead bigint not null,
  recorded_at timestamptz,
  last_at timestamptz,
  log integer not null default 1,
  skipped bigint not null default 0,
  constraint position_key_pk primary key (topic, partition),
  constraint position_conservation_ck check (read = applied + dead)
) with (fillfactor = 50);

create table flow.dead (
  topic smallint not null,
  partition smallint not null,
  log integer not null default 1,
  "offset" bigint not null,
  recorded_at timestamptz,
  byte integer not null,
  hash bytea not null,
  reason text not null,
  member text not null,
  source text,
  id text,
  status text not null default 'waiting',
  since timestamptz not null default now(),
  actor text,
  why text,
  constraint dead_key_pk primary key (topic, partition, log, "offset"),
  constraint dead_status_ck check (status in ('waiting', 'retried', 'dropped')),
  constraint dead_actor_ck check ((status = 'waiting') = (actor is null)),
  constraint dead_why_ck check (status <> 'dropped' or why is not null)
);

-- What became of a dead letter stays: an event that was applied is never applied again, and
-- who dropped one can be asked why.
create function flow.dead_keep()
returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  if old.status <> 'waiting' then
    raise exception using
      errcode = 'TK003',
      message = format('the dead letter at topic %s partition %s offset %s is %s since %s and stays so', old.topic, old.partition, old."offset", old.status, old.since);
  end if;
  return new;
end
$$;

create trigger dead_keep
before update on flow.dead
for each row
execute function flow.dead_keep();

-- A partition that no worker reads until a person has looked: its log and our position do not
-- fit each other, and going on could lose records or count them by another log.
create table flow.halt (
  number bigint not null generated always as identity,
  topic smallint not null,
  partition smallint not null,
  reason text not null,
  detail text not null,
  since timestamptz not null default now(),
  ended_at timestamptz,
  ended_by text,
  constraint halt_number_pk primary key (number),
  constraint halt_reason_ck check (reason in ('records_gone', 'log_shorter', 'other_record', 'other_cluster', 'other_rules')),
  constraint halt_end_ck check ((ended_at is null) = (ended_by is null))
);
create unique index halt_open_uq on flow.halt (topic, partition) where ended_at is null;

create table flow.cluster (
  one boolean not null default true,
  id text not null,
  since timestamptz not null default now(),
  constraint cluster_one_pk primary key (one),
  constraint cluster_one_ck check (one)
);

create table flow.watch (
  topic smallint not null,
  partition smallint not null,
  log_end bigint not null,
  caught_up_at timestamptz,
  recover_to bigint not null,
  stable_end bigint not null,
  stuck_since timestamptz,
  worker text not null,
  seen_at timestamptz not null,
  server_started_at timestamptz not null,
  constraint watch_key_pk primary key (topic, partition)
) with (fillfactor = 50);

-- Ends a transaction that wrote fewer rows than it was sent: another worker, or another
-- life of this one, has been here.  The writer reads its positions again.
create function flow.fence(what text, written bigint, sent bigint)
returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  if written <> sent then
    raise exception using
      errcode = 'TK001',
      message = format('fenced: %s of %s rows of %s written, somebody else has moved on', written, sent, what);
  end if;
end
$$;

comment on schema flow is 'Where the workers are in the log, what they refused, and how old the numbers are';

comment on table flow.position is 'One row a partition: the only truth about how far it was read (conservation: read = applied + dead)';
comment on column flow.position.topic is '0 dossier.v1, 1 document.v1, 2 indicator.v1, 3 reference.v1, 4 source.v1';
comment on column flow.position.partition is 'Partition of the topic';
comment on column flow.position.next is 'Offset to read next; moved only by compare-and-set';
comment on column flow.position.read is 'Records read since the first';
comment on column flow.position.applied is 'Records whose effect is committed, changed something or not';
comment on column flow.position.dead is 'Records refused and not applied since, each a row of flow.dead that is not retried';
comment on column flow.position.recorded_at is 'Broker time of the last record read';
comment on column flow.position.last_at is 'Broker time of the record before next, by which a worker knows the log again; null when none was read of this log';
comment on column flow.position.log is 'Number of the log: raised when a person resets the partition';
comment on column flow.position.skipped is 'Offsets that resets passed over unread';
comment on table flow.dead is 'One row a refused record: why, and where it lies in the log; never its payload';
comment on column flow.dead.topic is '0 dossier.v1, 1 document.v1, 2 indicator.v1, 3 reference.v1, 4 source.v1';
comment on column flow.dead.partition is 'Partition of the topic';
comment on column flow.dead.log is 'Number of the log in which the record lies, see flow.position; of an earlier one it cannot be read any more';
comment on column flow.dead."offset" is 'Offset of the record';
comment on column flow.dead.recorded_at is 'Broker time of the record';
comment on column flow.dead.byte is 'Byte at which reading stopped';
comment on column flow.dead.hash is 'Hash of the payload';
comment on column flow.dead.reason is 'Reason, a word of schema/contract/reason.def';
comment on column flow.dead.member is 'Member of the event that was wrong, empty for none';
comment on column flow.dead.source is 'Source of the event, where it could be read';
comment on column flow.dead.id is 'Id of the event, where it could be read';
comment on column flow.dead.status is 'waiting: may be tried again; retried: its event was applied after all; dropped: a person decided that it never will be';
comment on column flow.dead.since is 'Since when it has its status';
comment on column flow.dead.actor is 'Who, as the program was told';
comment on column flow.dead.why is 'Why, in the words of whoever did it';
comment on table flow.halt is 'One row each time that a partition was left unread because its log and our position do not fit; open while ended_at is null';
comment on index flow.halt_open_uq is 'A partition is halted for one reason at a time';
comment on column flow.halt.number is 'Number of the halt';
comment on column flow.halt.topic is '0 dossier.v1, 1 document.v1, 2 indicator.v1, 3 reference.v1, 4 source.v1';
comment on column flow.halt.partition is 'Partition of the topic';
comment on column flow.halt.reason is 'records_gone (retention passed our offset), log_shorter (it ends before our offset), other_record (the record before our offset is not the one that was read), other_cluster, other_rules (this program counts by other rules than the current generation)';
comment on column flow.halt.detail is 'What was found, with offsets';
comment on column flow.halt.since is 'When a worker found it';
comment on column flow.halt.ended_at is 'When a person resumed or reset the partition, or the cause was gone by itself; null while it is halted';
comment on column flow.halt.ended_by is 'Who ended it; worker where the cause was gone by itself';
comment on table flow.cluster is 'The Kafka cluster that the positions belong to';
comment on column flow.cluster.one is 'True: there is one row';
comment on column flow.cluster.id is 'Its id, as the brokers say it';
comment on column flow.cluster.since is 'Since when';
comment on table flow.watch is 'One row a partition: what its worker saw last; no truth about positions, only the age of the numbers';
comment on column flow.watch.topic is '0 dossier.v1, 1 document.v1, 2 indicator.v1, 3 reference.v1, 4 source.v1';
comment on column flow.watch.partition is 'Partition of the topic';
comment on column flow.watch.log_end is 'End of the log, without the marks of transactions behind the last record, once the worker is there';
comment on column flow.watch.caught_up_at is 'Last time at which nothing was left to read';
comment on column flow.watch.recover_to is 'Offset to which it had been read when the database lost commits, 0 for none: until there the numbers are being recovered';
comment on column flow.watch.stable_end is 'Last stable offset: the end of what a reader of committed records gets';
comment on column flow.watch.stuck_since is 'Since when all that is readable was read and the log goes on behind an open transaction; null while that is not so';
comment on column flow.watch.worker is 'The worker that reads it';
comment on column flow.watch.seen_at is 'When the worker wrote this';
comment on column flow.watch.server_started_at is 'Start of the server that the worker wrote this to: after another start nobody has compared yet what was lost';
comment on function flow.dead_keep() is 'Refuses with TK003 to change a dead letter that was retried or dropped';
comment on function flow.fence(text, bigint, bigint) is 'Ends the transaction with TK001 when fewer rows were written than sent: somebody else has moved on';

grant usage on schema flow to trakhuc_writer;
grant select, insert, update on flow.position, flow.watch to trakhuc_writer;
grant select, insert, update (byte, reason, member, source, id, status, since, actor, why) on flow.dead to trakhuc_writer;
grant select, insert (topic, partition, reason, detail), update (ended_at, ended_by) on flow.halt to trakhuc_writer;
grant select, insert, update on flow.cluster to trakhuc_writer;
grant execute on function flow.fence(text, bigint, bigint) to trakhuc_writer;

commit;
