-- Deploy trakhuc:fact to pg
-- requires: ref

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema fact;

create table fact.dossier (
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
  revision integer not null,
  versions bytea not null,
  marks bytea,
  retractions bytea,
  positions bytea,
  code text collate "C" not null,
  constraint dossier_code_pk primary key (code)
) with (fillfactor = 85);

create table fact.document (
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
  revision integer not null,
  versions bytea not null,
  positions bytea,
  code text collate "C" not null,
  constraint document_code_pk primary key (code)
) with (fillfactor = 85);

create table fact.recipient (
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
  recipient integer not null,
  versions bytea not null,
  document text collate "C" not null,
  constraint recipient_key_pk primary key (document, recipient)
) with (fillfactor = 85);

create table fact.workfile (
  opened_at timestamptz,
  closed_at timestamptz,
  unit integer,
  level smallint,
  online boolean,
  revision integer not null,
  versions bytea not null,
  positions bytea,
  code text collate "C" not null,
  constraint workfile_code_pk primary key (code)
) with (fillfactor = 85);

create table fact.indicator (
  indicator integer not null,
  unit integer not null,
  revision integer not null,
  voided boolean not null,
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
  period text collate "C" not null,
  constraint indicator_key_pk primary key (indicator, unit, period)
) with (fillfactor = 85);

create table fact.source (
  heartbeat_at timestamptz,
  heartbeat_time timestamptz,
  event_time timestamptz,
  sent bigint,
  spooled bigint,
  heartbeat_version bytea,
  hash bytea not null,
  source text collate "C" not null,
  constraint source_source_pk primary key (source),
  constraint source_hash_ck check (length(hash) = 4)
) with (fillfactor = 85);

alter table fact.dossier alter versions set storage main;
alter table fact.dossier alter marks set storage main;
create index dossier_listed_ix on fact.dossier (due, code);
create index dossier_due_ix on fact.dossier (due, code) where ended_at is null and received_at is not null;
create index dossier_awaiting_ix on fact.dossier (due, code) where received_at is null;
create index dossier_open_ix on fact.dossier ((coalesce(handling_unit, unit, 0)), due, code) where ended_at is null and received_at is not null;
create index dossier_received_at_ix on fact.dossier (received_at) include (handling_unit, unit) where received_at is not null and voided is not true and alias_of is null;
create index dossier_ended_at_ix on fact.dossier (ended_at) include (ended_kind, handling_unit, unit) where ended_at is not null and voided is not true and alias_of is null;
create index dossier_unit_received_ix on fact.dossier ((coalesce(handling_unit, unit, 0)), received_at) where received_at is not null and voided is not true and alias_of is null;
create index dossier_unit_ended_ix on fact.dossier ((coalesce(handling_unit, unit, 0)), ended_at) where ended_at is not null and voided is not true and alias_of is null;
create index dossier_alias_of_ix on fact.dossier (alias_of) where alias_of is not null;
create index recipient_open_ix on fact.recipient (due, document, recipient) where completed_at is null and revoked_at is null and takeback_agreed_at is null;
create index document_unit_ix on fact.document (unit, issued_at);
create index document_issued_at_ix on fact.document (issued_at) where issued_at is not null;
create index document_revoked_at_ix on fact.document (greatest(revoked_at, issued_at)) where revoked_at is not null;

comment on schema fact is 'What is known: one row an entity, a typed column a register, versions and marks packed beside them';

comment on table fact.dossier is 'One row a dossier: registers, marks, and what follows from them (R8 to R20b); no person';
comment on column fact.dossier.submitted_at is 'Filed';
comment on column fact.dossier.received_at is 'Received; counted in flows, gauges and form only when stated (R13)';
comment on column fact.dossier.refused_at is 'Reception refused';
comment on column fact.dossier.withdrawn_at is 'Withdrawn by the applicant';
comment on column fact.dossier.resolved_at is 'Resolved';
comment on column fact.dossier.returned_at is 'Result returned';
comment on column fact.dossier.paid_at is 'Paid';
comment on column fact.dossier.rescheduled_at is 'Re-appointed';
comment on column fact.dossier.digitised_at is 'Papers digitised';
comment on column fact.dossier.synchronised_at is 'Synchronised to the national portal';
comment on column fact.dossier.rated_at is 'Rated by the applicant';
comment on column fact.dossier.fee_vnd is 'Fee in VND';
comment on column fact.dossier.paid_vnd is 'Paid so far in VND';
comment on column fact.dossier.reception_due is 'Local day by which reception is due';
comment on column fact.dossier.due is 'Local day by which the result is due';
comment on column fact.dossier.due_before is 'Due day that the re-appointment replaces';
comment on column fact.dossier.alias_of is 'Number of the dossier code that this one is another name of; such a row contributes nothing (R10)';
comment on column fact.dossier.procedure is 'Number of the procedure in ref.code';
comment on column fact.dossier.service is 'Number of the service in ref.code';
comment on column fact.dossier.unit is 'Number of the receiving unit in ref.code';
comment on column fact.dossier.handling_unit is 'Number of the handling unit in ref.code; null: the receiving unit handles';
comment on column fact.dossier.outcome is 'Number of the outcome in ref.code';
comment on column fact.dossier.reason_code is 'Number of the reason of a refusal in ref.code';
comment on column fact.dossier.channel is '1 direct, 2 online, 3 postal';
comment on column fact.dossier.channel_basis is '1 stated, 2 assumed';
comment on column fact.dossier.due_basis is '1 stated by the department, 2 from the catalogue';
comment on column fact.dossier.online_level is '4 full, 3 partial, 2 information only';
comment on column fact.dossier.applicant_kind is 'Kind of applicant as the source codes it';
comment on column fact.dossier.papers is 'Papers handed in';
comment on column fact.dossier.digitised is 'Papers of these that were digitised';
comment on column fact.dossier.reused is 'Papers re-used';
comment on column fact.dossier.paid_online is 'Paid online';
comment on column fact.dossier.electronic_result is 'The result is electronic';
comment on column fact.dossier.apology is 'The re-appointment came with an apology';
comment on column fact.dossier.stored is 'Shared to the document store';
comment on column fact.dossier.population_lookup is 'Used the population database';
comment on column fact.dossier.satisfied is 'Rated as satisfied';
comment on column fact.dossier.voided is 'Void: contributes nothing (R10)';
comment on column fact.dossier.ended_at is 'Derived: the end that holds, never before the reception (R14, R15)';
comment on column fact.dossier.ended_kind is 'Derived: 1 resolved, 2 returned, 3 refused, 4 withdrawn, 5 stopped';
comment on column fact.dossier.revision is 'Goes up by one at every write; fences a writer that is behind; no part of the promise of equal results';
comment on column fact.dossier.versions is 'Packed versions: n, n distinct stamps of 32 bytes and 4 of the hash of the source, then for each known register one byte register and one byte stage * 64 + stamp (R8)';
comment on column fact.dossier.marks is '21 bytes a mark, sorted: at (8, sign bit turned), kind (1), earliest time stated (8), hash of the source that stated it then (4); the latest 128 (R9)';
comment on column fact.dossier.retractions is '9 bytes each: at (8, sign bit turned) and kind (1) of marks that must not count; the latest 128 (R9)';
comment on column fact.dossier.positions is 'Latest 128 events that changed the row: 8 bytes each, partition << 48 | offset (R20b)';
comment on column fact.dossier.code is 'Code of the dossier';
comment on table fact.document is 'One row an e-document; its recipients are rows of fact.recipient under the same revision (R11)';
comment on column fact.document.issued_at is 'Issued';
comment on column fact.document.revoked_at is 'Revoked as a whole';
comment on column fact.document.replaced_at is 'Replaced by another document';
comment on column fact.document.updated_at is 'Updated';
comment on column fact.document.replaced_by is 'Number of the document that replaces it in ref.code';
comment on column fact.document.unit is 'Number of the issuing unit in ref.code';
comment on column fact.document.kind is 'Number of the kind of document in ref.code';
comment on column fact.document.level is '1 province, 2 commune';
comment on column fact.document.electronic is 'Exchanged electronically; false: paper';
comment on column fact.document.signed is 'Digitally signed';
comment on column fact.document.voided is 'Void: contributes nothing';
comment on column fact.document.revision is 'Goes up by one at every write; fences a writer that is behind; no part of the promise of equal results';
comment on column fact.document.versions is 'Packed versions: n, n distinct stamps of 32 bytes, then for each known register one byte register and one byte stage * 64 + stamp (R8)';
comment on column fact.document.positions is 'Latest 128 events that changed the row: 8 bytes each, partition << 48 | offset (R20b)';
comment on column fact.document.code is 'Code of the document';
comment on table fact.recipient is 'One row a recipient of an e-document; written only together with its document (R11)';
comment on column fact.recipient.sent_at is 'Sent to the recipient';
comment on column fact.recipient.arrived_at is 'Arrived at the recipient; alone it is not received (R25)';
comment on column fact.recipient.received_at is 'Received';
comment on column fact.recipient.refused_at is 'Reception refused';
comment on column fact.recipient.assigned_at is 'Assigned to somebody';
comment on column fact.recipient.processing_at is 'Processing';
comment on column fact.recipient.completed_at is 'Completed';
comment on column fact.recipient.takeback_requested_at is 'Take-back requested';
comment on column fact.recipient.takeback_agreed_at is 'Take-back agreed; ends without a verdict';
comment on column fact.recipient.takeback_refused_at is 'Take-back refused';
comment on column fact.recipient.revoked_at is 'Revoked for this recipient; ends without a verdict';
comment on column fact.recipient.due is 'Local day by which it is due';
comment on column fact.recipient.recipient is 'Number of the recipient in ref.code';
comment on column fact.recipient.versions is 'Packed versions: n, n distinct stamps of 32 bytes, then for each known register one byte register and one byte stage * 64 + stamp (R8)';
comment on column fact.recipient.document is 'Code of the document';
comment on table fact.workfile is 'One row a work file (hồ sơ công việc)';
comment on column fact.workfile.opened_at is 'Opened';
comment on column fact.workfile.closed_at is 'Closed';
comment on column fact.workfile.unit is 'Number of the unit in ref.code';
comment on column fact.workfile.level is '1 province, 2 commune';
comment on column fact.workfile.online is 'Handled online';
comment on column fact.workfile.revision is 'Goes up by one at every write; fences a writer that is behind; no part of the promise of equal results';
comment on column fact.workfile.versions is 'Packed versions: n, n distinct stamps of 32 bytes, then for each known register one byte register and one byte stage * 64 + stamp (R8)';
comment on column fact.workfile.positions is 'Latest 128 events that changed the row: 8 bytes each, partition << 48 | offset (R20b)';
comment on column fact.workfile.code is 'Code of the work file';
comment on table fact.indicator is 'One row an indicator of a unit in a period: the latest report, and the approved one (R12)';
comment on column fact.indicator.indicator is 'Number of the indicator in ref.code';
comment on column fact.indicator.unit is 'Number of the reporting unit in ref.code';
comment on column fact.indicator.revision is 'Goes up by one at every write; fences a writer that is behind; no part of the promise of equal results';
comment on column fact.indicator.voided is 'A voided report stays void';
comment on column fact.indicator.latest_status is '1 draft, 2 sent, 3 approved, 4 returned';
comment on column fact.indicator.latest_value is 'Value of the latest report, in millionths';
comment on column fact.indicator.latest_numerator is 'Numerator of the latest report, in millionths';
comment on column fact.indicator.latest_denominator is 'Denominator of the latest report, in millionths';
comment on column fact.indicator.approved_status is '3 while an approved value stands, null after it was returned';
comment on column fact.indicator.approved_value is 'Value of the approved report, in millionths';
comment on column fact.indicator.approved_numerator is 'Numerator of the approved report, in millionths';
comment on column fact.indicator.approved_denominator is 'Denominator of the approved report, in millionths';
comment on column fact.indicator.latest_version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on column fact.indicator.approved_version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on column fact.indicator.positions is 'Latest 128 events that changed the row: 8 bytes each, partition << 48 | offset (R20b)';
comment on column fact.indicator.period is 'YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM';
comment on table fact.source is 'One row a source: what was heard of it last; contributes to no number (R29)';
comment on column fact.source.heartbeat_at is 'Time of the last heartbeat';
comment on column fact.source.heartbeat_time is 'Statement time of the last heartbeat';
comment on column fact.source.event_time is 'Latest statement time of any event of the source';
comment on column fact.source.sent is 'Events sent so far, as the source says';
comment on column fact.source.spooled is 'Events waiting at the source, as it says';
comment on column fact.source.heartbeat_version is 'Version of the last heartbeat, 32 bytes (R8)';
comment on column fact.source.hash is 'XXH32 of its name, as facts name it; two sources with one hash are not told apart there';
comment on column fact.source.source is 'Name of the source (CloudEvents source)';

comment on index fact.dossier_listed_ix is 'Lists of what nothing else narrows, as they are sorted';
comment on index fact.dossier_due_ix is 'Overdue and near due: open dossiers by due day, as their lists are sorted';
comment on index fact.dossier_awaiting_ix is 'What awaits its reception, as its list is sorted';
comment on index fact.dossier_open_ix is 'Lists of what is open in a unit, as they are sorted';
comment on index fact.dossier_received_at_ix is 'Hours of a day: receptions by time, without a look at the table; the list of what was received, as it is sorted';
comment on index fact.dossier_ended_at_ix is 'Hours of a day: ends by time, without a look at the table; the list of what ended, as it is sorted';
comment on index fact.dossier_unit_received_ix is 'What a unit received in a period, and its hours';
comment on index fact.dossier_unit_ended_ix is 'What ended in a unit in a period or since a day, and its hours';
comment on index fact.dossier_alias_of_ix is 'The audit of aliases';
comment on index fact.recipient_open_ix is 'What a recipient has not handled, as its list is sorted';
comment on index fact.document_unit_ix is 'Documents of an issuer by day';
comment on index fact.document_issued_at_ix is 'Documents by when they were issued, for what was issued in a month';
comment on index fact.document_revoked_at_ix is 'Revoked documents by when that counts, never before the issue (R25)';

grant usage on schema fact to trakhuc_writer;
grant select, insert, update on fact.dossier, fact.document, fact.recipient, fact.workfile, fact.indicator, fact.source to trakhuc_writer;

commit;
