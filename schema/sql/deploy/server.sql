-- Deploy trakhuc:server to pg
-- requires: action

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- Which server's numbers count, when a failover has left two that take writes.
--
-- PostgreSQL begins a new timeline at every promotion, in the same instant in which the
-- server starts to take writes: so the timeline is the epoch, whoever promotes.  Two servers
-- that were promoted from the same one can give theirs the same number; the branch, drawn
-- once when a timeline is first seen, tells them apart.  Of two (timeline, branch) of one
-- database system the greater counts.
create table flow.timeline (
  timeline integer not null,
  branch uuid not null default gen_random_uuid(),
  since timestamptz not null default now(),
  superseded_by integer,
  superseded_at timestamptz,
  constraint timeline_timeline_pk primary key (timeline)
);

create function flow.server_timeline()
returns integer
language sql
volatile
set search_path = pg_catalog
as $$
  select case when not pg_is_in_recovery() then ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer end
$$;

-- A branch must not change after somebody has heard of it: this one commit is waited for.
create function flow.server_open()
returns table (system text, timeline integer, branch uuid, superseded_by integer)
language plpgsql
set search_path = pg_catalog
as $$
begin
  insert into flow.timeline (timeline) values (flow.server_timeline()) on conflict do nothing;
  if found then
    perform set_config('synchronous_commit', 'local', true);
  end if;
  return query
    select (select c.system_identifier::text from pg_control_system() as c), t.timeline, t.branch, t.superseded_by
      from flow.timeline as t
     where t.timeline = flow.server_timeline();
end
$$;

create function flow.server_hold(timeline integer, branch uuid)
returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  here integer := flow.server_timeline();
begin
  if here <> server_hold.timeline
     or not exists (select from flow.timeline as t
                     where t.timeline = here and t.branch = server_hold.branch and t.superseded_by is null) then
    raise exception using
      errcode = 'TK002',
      message = format('refused: this server is on timeline %s, the numbers are on timeline %s', here, server_hold.timeline);
  end if;
end
$$;

create view ioc.server as
select pg_is_in_recovery() as standby, t.timeline, t.since, t.superseded_by, t.superseded_at
  from (select 1) as one
  left join flow.timeline as t on t.timeline = flow.server_timeline();

comment on table flow.timeline is 'One row for each timeline of PostgreSQL on which workers wrote: every failover begins one';
comment on column flow.timeline.timeline is 'Number of the timeline';
comment on column flow.timeline.branch is 'Drawn when it was first seen; tells it from another server''s timeline of the same number';
comment on column flow.timeline.since is 'When a worker first wrote on it';
comment on column flow.timeline.superseded_by is 'Timeline of the server that counts instead of this one, as a worker told; null while this one counts';
comment on column flow.timeline.superseded_at is 'When the worker told it';
comment on function flow.server_timeline() is 'Timeline that this server writes on, null on a standby';
comment on function flow.server_open() is 'What this server is, for a session that begins: database system, timeline, branch; makes the row of a new timeline';
comment on function flow.server_hold(integer, uuid) is 'Ends the transaction with TK002 when this server is not the one given, or was superseded';
comment on view ioc.server is 'One row: this server, since when it is the primary, and whether another one has taken its place';

grant select, insert, update on flow.timeline to trakhuc_writer;
grant execute on function flow.server_timeline() to trakhuc_writer, trakhuc_reader;
grant execute on function flow.server_open(), flow.server_hold(integer, uuid) to trakhuc_writer;
grant select on ioc.server to trakhuc_reader;

commit;
