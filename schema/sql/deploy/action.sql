-- Deploy trakhuc:action to pg
-- requires: audit_fingerprint

-- What operators did to numbers and positions beside the workers: one row an act, written in
-- the transaction of the act itself, and only ever added to.  Who the operator is, is what
-- the program was told; the role and the time are the database's own, and nobody who writes
-- a row can choose them.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create table flow.action (
  number bigint not null generated always as identity,
  at timestamptz not null default now(),
  role text not null default session_user,
  actor text not null,
  verb text not null,
  object text not null,
  outcome text not null,
  why text,
  constraint action_number_pk primary key (number)
);

create function flow.action_keep()
returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  raise exception using errcode = 'TK003', message = format('%s is only ever added to', tg_relid::regclass);
end
$$;

create trigger action_keep
before update or delete or truncate on flow.action
for each statement
execute function flow.action_keep();

-- What an audit came to, whoever asked for it.
create table flow.audit_result (
  number bigint not null generated always as identity,
  at timestamptz not null default now(),
  role text not null default session_user,
  actor text not null,
  differences bigint not null,
  seconds numeric not null,
  constraint audit_result_number_pk primary key (number),
  constraint audit_result_differences_ck check (differences >= 0),
  constraint audit_result_seconds_ck check (seconds >= 0)
);

create trigger audit_result_keep
before update or delete or truncate on flow.audit_result
for each statement
execute function flow.action_keep();

comment on table flow.audit_result is 'One row a recount of all counters: when it ended, what it found, how long it took; only ever added to';
comment on column flow.audit_result.number is 'Number of the act';
comment on column flow.audit_result.at is 'When, by the clock of the database';
comment on column flow.audit_result.role is 'Role that was logged in';
comment on column flow.audit_result.actor is 'Who, as the program was told';
comment on column flow.audit_result.differences is 'Counters that differed from their recount';
comment on column flow.audit_result.seconds is 'How long it took';

comment on table flow.action is 'One row an act of an operator: who, when, what, on what, with what outcome, why; only ever added to';
comment on column flow.action.number is 'Number of the act';
comment on column flow.action.at is 'When, by the clock of the database';
comment on column flow.action.role is 'Role that was logged in';
comment on column flow.action.actor is 'Who, as the program was told';
comment on column flow.action.verb is 'What was done: the words of the command, as in "dead retry"';
comment on column flow.action.object is 'On what: the place of a record, a partition, a generation';
comment on column flow.action.outcome is 'What it came to';
comment on column flow.action.why is 'Why, in the words of whoever did it';
comment on function flow.action_keep() is 'Refuses with TK003 to change or remove what was done';

create type wire.action as (
  actor text,
  verb text,
  object text,
  outcome text,
  why text
);

comment on type wire.action is 'Rows of flow.action on their way';
comment on column wire.action.actor is 'Who, as the program was told';
comment on column wire.action.verb is 'What was done: the words of the command';
comment on column wire.action.object is 'On what';
comment on column wire.action.outcome is 'What it came to';
comment on column wire.action.why is 'Why, in the words of whoever did it';

create type wire.dead_settle as (
  topic smallint,
  partition smallint,
  "offset" bigint,
  byte integer,
  hash bytea,
  reason text,
  member text,
  source text,
  id text,
  status text,
  actor text,
  why text,
  log integer
);

comment on type wire.dead_settle is 'What became of a row of flow.dead';
comment on column wire.dead_settle.topic is 'Topic as in flow.dead';
comment on column wire.dead_settle.partition is 'Partition of the topic';
comment on column wire.dead_settle."offset" is 'Offset of the record';
comment on column wire.dead_settle.byte is 'Byte at which reading stopped this time';
comment on column wire.dead_settle.hash is 'Hash of the payload; must be the stored one';
comment on column wire.dead_settle.reason is 'Reason of this time';
comment on column wire.dead_settle.member is 'Member that was wrong this time';
comment on column wire.dead_settle.source is 'Source of the event, where it could be read';
comment on column wire.dead_settle.id is 'Id of the event, where it could be read';
comment on column wire.dead_settle.status is 'Status from now on';
comment on column wire.dead_settle.actor is 'Who did it, null while it waits';
comment on column wire.dead_settle.why is 'Why, null for not stated';
comment on column wire.dead_settle.log is 'The earlier log that the record was in, null for the log of now';

create view ioc.action as
select a.number, a.at, a.role, a.actor, a.verb, a.object, a.outcome, a.why
  from flow.action as a;
comment on view ioc.action is 'One row an act of an operator: who, when, what, on what, with what outcome, why';

create view ioc.audit_result as
select r.number, r.at, r.role, r.actor, case when r.differences = 0 then 'agrees' else 'differs' end as verdict, r.differences, r.seconds
  from flow.audit_result as r;
comment on view ioc.audit_result is 'One row an audit: whether every counter agreed with its recount';

grant select on ioc.action, ioc.audit_result to trakhuc_reader;
grant select, insert (actor, differences, seconds) on flow.audit_result to trakhuc_writer;
grant select, insert (actor, verb, object, outcome, why) on flow.action to trakhuc_writer;

commit;
