-- Deploy trakhuc:wire to pg
-- requires: flow

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema wire;

create type wire.dossier as (
  submitted_at timestamptz,
  received_at timestamptz,
  refused_at timestamptz,
  withdrawn_at timestamptz,
  resolved_at timestamptz,
  returned_at timestamptz,
  paid_at timestamptz,
  rescheduled_at timestamptz,
  digitised_at timestamptz,
  synchronised_at timestamptz,
  rated_at timestamptz,
  fee_vnd bigint,
  paid_vnd bigint,
  reception_due date,
  due date,
  due_before date,
  alias_of integer,
  procedure integer,
  service integer,
  unit integer,
  handling_unit integer,
  outcome integer,
  reason_code integer,
  channel smallint,
  channel_basis smallint,
  due_basis smallint,
  online_level smallint,
  applicant_kind smallint,
  papers smallint,
  digitised smallint,
  reused smallint,
  paid_online boolean,
  electronic_result boolean,
  apology boolean,
  stored boolean,
  population_lookup boolean,
  satisfied boolean,
  voided boolean,
  ended_at timestamptz,
  ended_kind smallint,
  revision integer,
  versions bytea,
  marks bytea,
  retractions bytea,
  positions bytea,
  code text
);

create type wire.document as (
  issued_at timestamptz,
  revoked_at timestamptz,
  replaced_at timestamptz,
  updated_at timestamptz,
  replaced_by integer,
  unit integer,
  kind integer,
  level smallint,
  electronic boolean,
  signed boolean,
  voided boolean,
  revision integer,
  versions bytea,
  positions bytea,
  code text
);

create type wire.recipient as (
  sent_at timestamptz,
  arrived_at timestamptz,
  received_at timestamptz,
  refused_at timestamptz,
  assigned_at timestamptz,
  processing_at timestamptz,
  completed_at timestamptz,
  takeback_requested_at timestamptz,
  takeback_agreed_at timestamptz,
  takeback_refused_at timestamptz,
  revoked_at timestamptz,
  due date,
  recipient integer,
  versions bytea,
  document text
);

create type wire.workfile as (
  opened_at timestamptz,
  closed_at timestamptz,
  unit integer,
  level smallint,
  online boolean,
  revision integer,
  versions bytea,
  positions bytea,
  code text
);

create type wire.indicator as (
  indicator integer,
  unit integer,
  revision integer,
  voided boolean,
  latest_status smallint,
  latest_value bigint,
  latest_numerator bigint,
  latest_denominator bigint,
  approved_status smallint,
  approved_value bigint,
  approved_numerator bigint,
  approved_denominator bigint,
  latest_version bytea,
  approved_version bytea,
  positions bytea,
  period text
);

create type wire.source as (
  heartbeat_at timestamptz,
  heartbeat_time timestamptz,
  event_time timestamptz,
  sent bigint,
  spooled bigint,
  heartbeat_version bytea,
  hash bytea,
  source text
);

create type wire.fine as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.unit_day as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.unit_month as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.procedure_month as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.moved_day as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.province_day as (
  cell bigint,
  paid_online_vnd bigint,
  reception_seconds bigint,
  handling_seconds bigint,
  return_seconds bigint,
  submitted integer,
  received integer,
  received_full integer,
  late_reception integer,
  refused integer,
  synchronised integer,
  paid_online integer,
  fee_zero integer,
  papers integer,
  papers_digitised integer,
  digitised integer,
  reused integer,
  stored integer,
  population_lookup integer,
  online_result integer,
  electronic_result integer,
  rated integer,
  satisfied integer,
  rescheduled integer,
  rescheduled_late integer,
  reopened integer,
  bad_no_due integer,
  bad_order integer,
  bad_overflow integer,
  bad_not_received integer,
  done_early integer,
  done_on_time integer,
  done_overdue integer,
  closed integer,
  in_due_766_done integer,
  reception_steps integer,
  return_steps integer,
  running_days_0 integer,
  running_days_1 integer,
  running_days_2 integer,
  running_days_3 integer,
  running_days_5 integer,
  running_days_7 integer,
  running_days_10 integer,
  running_days_15 integer,
  running_days_20 integer,
  running_days_30 integer,
  running_days_60 integer,
  running_days_more integer,
  pending integer,
  waiting_supplement integer,
  waiting_payment integer,
  stopped integer,
  overdue integer,
  near_due integer,
  awaiting_reception integer,
  reception_overdue integer,
  in_due_766 integer
);

create type wire.service as (
  generation smallint,
  month integer,
  service integer,
  channel smallint,
  received integer
);

create type wire.party as (
  generation smallint,
  day integer,
  unit integer,
  applicant_kind smallint,
  received integer
);

create type wire.document_day as (
  cell bigint,
  issued integer,
  electronic integer,
  electronic_unknown integer,
  signed integer,
  signed_unknown integer,
  revoked integer,
  replaced integer
);

create type wire.recipient_day as (
  cell bigint,
  document_received integer,
  document_on_time integer,
  document_late integer,
  document_no_due integer,
  document_taken_back integer,
  document_pending integer,
  document_overdue integer
);

create type wire.recipient_month as (
  cell bigint,
  document_received integer,
  document_on_time integer,
  document_late integer,
  document_no_due integer,
  document_taken_back integer,
  document_pending integer,
  document_overdue integer
);

create type wire.workfile_day as (
  cell bigint,
  workfile_opened integer,
  workfile_online integer
);

create type wire.count_indicator as (
  generation smallint,
  indicator integer,
  unit integer,
  period text,
  reported integer,
  draft integer,
  sent integer,
  approved integer,
  returned integer,
  approved_count integer,
  value_count integer,
  share_count integer,
  value bigint,
  numerator bigint,
  denominator bigint
);

create type wire.dead as (
  topic smallint,
  partition smallint,
  "offset" bigint,
  recorded_at timestamptz,
  byte integer,
  hash bytea,
  reason text,
  member text,
  source text,
  id text
);

create type wire.reference_unit as (
  unit text,
  valid_from date,
  valid_to date,
  name text,
  kind text,
  level smallint,
  latitude bigint,
  longitude bigint,
  version bytea
);

create type wire.reference_lineage as (
  unit text,
  into_unit text,
  valid_from date,
  share smallint,
  name text,
  kind text,
  version bytea
);

create type wire.reference_procedure as (
  procedure text,
  valid_from date,
  valid_to date,
  name text,
  field text,
  level smallint,
  has_fee boolean,
  online_level smallint,
  limit_value integer,
  limit_unit smallint,
  version bytea
);

create type wire.reference_organisation as (
  organisation text,
  valid_from date,
  valid_to date,
  unit text,
  name text,
  version bytea
);

create type wire.reference_holiday as (
  holiday date,
  working boolean,
  name text,
  version bytea
);

create type wire.reference_indicator as (
  indicator text,
  valid_from date,
  valid_to date,
  name text,
  measure text,
  rollup smallint,
  target bigint,
  version bytea
);

create type wire.position as (
  topic smallint,
  partition smallint,
  since bigint,
  upto bigint,
  read bigint,
  dead bigint,
  recorded_at timestamptz
);

comment on schema wire is 'Composite types in which the writer sends rows, one array a table; columns in the order of the table';

-- A type that carries rows of a table has the words of the table.
do $$
declare
  type_row record;
  member record;
begin
  for type_row in
    select t.typname as name, t.typrelid as id, to_regclass(v.target) as target, v.target as target_name
      from pg_type as t
      join pg_namespace as n
        on n.oid = t.typnamespace and n.nspname = 'wire' and t.typtype = 'c'
      left join (
        select c.relname::text as name, s.nspname || '.' || c.relname as target
          from pg_class as c
          join pg_namespace as s
            on s.oid = c.relnamespace
         where s.nspname in ('fact', 'count') and c.relkind = 'r' and not (s.nspname = 'count' and c.relname = 'indicator')
        union all
        values ('count_indicator', 'count.indicator'), ('dead', 'flow.dead'), ('position', null)
        union all
        select 'reference_' || c.relname, 'ref.' || c.relname
          from pg_class as c
         where c.relnamespace = 'ref'::regnamespace and c.relkind = 'r'
      ) as v
        on v.name = t.typname
  loop
    continue when type_row.target is null;
    execute format('comment on type wire.%I is %L', type_row.name, 'Rows of ' || type_row.target_name || ' on their way');
    for member in
      select a.attname as name, coalesce(col_description(type_row.target, t.attnum), '') as sentence
        from pg_attribute as a
        left join pg_attribute as t
          on t.attrelid = type_row.target and t.attname = a.attname
       where a.attrelid = type_row.id and a.attnum > 0
    loop
      execute format('comment on column wire.%I.%I is %L', type_row.name, member.name, member.sentence);
    end loop;
  end loop;
end
$$;

comment on type wire.position is 'How far a batch moves a partition';
comment on column wire.position.topic is 'Topic as in flow.position';
comment on column wire.position.partition is 'Partition of the topic';
comment on column wire.position.since is 'Offset that the batch began from; must be the stored one';
comment on column wire.position.upto is 'Offset to read next';
comment on column wire.position.read is 'Records read in the batch';
comment on column wire.position.dead is 'Records of these that were refused';
comment on column wire.position.recorded_at is 'Broker time of the last record of the batch';

grant usage on schema wire to trakhuc_writer;

commit;
