-- Deploy trakhuc:count to pg
-- requires: fact

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema count;

create table count.generation (
  generation smallint not null,
  rules text not null,
  state text not null,
  created_at timestamptz not null default now(),
  corrections integer not null default 0,
  until timestamptz,
  constraint generation_generation_pk primary key (generation),
  constraint generation_generation_ck check (generation between 1 and 31),
  constraint generation_state_ck check (state in ('building', 'current', 'old', 'past', 'dropped')),
  constraint generation_until_ck check (until is not null or state <> 'past')
);
create unique index generation_current_uq on count.generation (state) where state = 'current';

create table count.fine (
  cell bigint not null,
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
  in_due_766 integer,
  constraint fine_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.unit_day (
  cell bigint not null,
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
  in_due_766 integer,
  constraint unit_day_cell_pk primary key (cell)
) with (fillfactor = 90);

-- A batch changes nearly all rows of a page of these three: each finds room for its next version
-- beside it, so no index is touched.
create table count.unit_month (
  cell bigint not null,
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
  in_due_766 integer,
  constraint unit_month_cell_pk primary key (cell)
) with (fillfactor = 50);

create table count.procedure_month (
  cell bigint not null,
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
  in_due_766 integer,
  constraint procedure_month_cell_pk primary key (cell)
) with (fillfactor = 50);

create table count.moved_day (
  cell bigint not null,
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
  in_due_766 integer,
  constraint moved_day_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.province_day (
  cell bigint not null,
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
  in_due_766 integer,
  constraint province_day_cell_pk primary key (cell)
) with (fillfactor = 50);

create table count.service (
  generation smallint not null,
  month integer not null,
  service integer not null,
  channel smallint not null,
  received integer,
  constraint service_key_pk primary key (generation, month, service, channel)
) with (fillfactor = 90);

create table count.party (
  generation smallint not null,
  day integer not null,
  unit integer not null,
  applicant_kind smallint not null,
  received integer,
  constraint party_key_pk primary key (generation, day, unit, applicant_kind)
) with (fillfactor = 90);

create table count.document_day (
  cell bigint not null,
  issued integer,
  electronic integer,
  electronic_unknown integer,
  signed integer,
  signed_unknown integer,
  revoked integer,
  replaced integer,
  constraint document_day_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.recipient_day (
  cell bigint not null,
  document_received integer,
  document_on_time integer,
  document_late integer,
  document_no_due integer,
  document_taken_back integer,
  document_pending integer,
  document_overdue integer,
  constraint recipient_day_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.recipient_month (
  cell bigint not null,
  document_received integer,
  document_on_time integer,
  document_late integer,
  document_no_due integer,
  document_taken_back integer,
  document_pending integer,
  document_overdue integer,
  constraint recipient_month_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.workfile_day (
  cell bigint not null,
  workfile_opened integer,
  workfile_online integer,
  constraint workfile_day_cell_pk primary key (cell)
) with (fillfactor = 90);

create table count.indicator (
  generation smallint not null,
  indicator integer not null,
  unit integer not null,
  period text collate "C" not null,
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
  denominator bigint,
  constraint indicator_key_pk primary key (generation, indicator, unit, period)
) with (fillfactor = 90);

comment on schema count is 'Sums of the contributions of the facts, by cell; proved by ioc.audit()';

comment on table count.generation is 'Generations of counters, and the rules that each was built by (R22)';
comment on column count.generation.generation is 'Number of the generation, in front of every cell';
comment on column count.generation.rules is 'CONTRIBUTION_RULES of the model that counted it; a worker writes only generations whose rules it has';
comment on column count.generation.state is 'building, current, old, past or dropped; readers take the current one, nothing is written to one of the past';
comment on column count.generation.created_at is 'When the generation was registered';
comment on column count.generation.until is 'Of an earlier time: it counts what the brokers had recorded before that; else null';
comment on column count.generation.corrections is 'How often facts were corrected since it was registered; whoever read facts before is fenced';
insert into count.generation (generation, rules, state) values (1, 'trakhuc rules 1', 'current');

comment on table count.fine is 'Dossiers by day, handling unit, receiving unit, procedure and channel (R19); null is zero';
comment on column count.fine.cell is 'Key: generation, day, handling unit, receiving unit, procedure, channel; see count.cell_fine()';
comment on column count.fine.paid_online_vnd is 'Amount paid online so far, in VND, on the reception day (R20)';
comment on column count.fine.reception_seconds is 'Seconds from submission to reception, on the reception day (R20a)';
comment on column count.fine.handling_seconds is 'Seconds of running clock of a resolved or returned dossier, on the end day (R20)';
comment on column count.fine.return_seconds is 'Seconds from the result to its return, on the day of the return (R20a)';
comment on column count.fine.submitted is 'Dossiers filed, on the day of submission (R13)';
comment on column count.fine.received is 'Dossiers received, on the reception day (R13)';
comment on column count.fine.received_full is 'Received online at level 4 (full service), on the reception day (R20)';
comment on column count.fine.late_reception is 'Received after the day by which reception was due (R13)';
comment on column count.fine.refused is 'Refused before a reception, or without one, on the day of the refusal (R13)';
comment on column count.fine.synchronised is 'Synchronised to the national portal, on the reception day (R20)';
comment on column count.fine.paid_online is 'Dossiers paid online, on the reception day (R20)';
comment on column count.fine.fee_zero is 'Dossiers whose stated fee is zero, on the reception day (R20)';
comment on column count.fine.papers is 'Papers handed in, on the reception day (R20)';
comment on column count.fine.papers_digitised is 'Papers of these that were digitised, on the reception day (R20)';
comment on column count.fine.digitised is 'Dossiers with a digitised paper, on the reception day (R20)';
comment on column count.fine.reused is 'Dossiers with a re-used paper, on the reception day (R20)';
comment on column count.fine.stored is 'Dossiers shared to the document store, on the reception day (R20)';
comment on column count.fine.population_lookup is 'Dossiers that used the population database, on the reception day (R20)';
comment on column count.fine.online_result is 'Filed online and given an electronic result, on the end day (R20)';
comment on column count.fine.electronic_result is 'Resolved or returned with an electronic result, on the end day (R20)';
comment on column count.fine.rated is 'Dossiers rated, on the day of the rating (R20)';
comment on column count.fine.satisfied is 'Dossiers rated as satisfied, on the day of the rating (R20)';
comment on column count.fine.rescheduled is 'Dossiers with a re-appointment, on its day (R20)';
comment on column count.fine.rescheduled_late is 'Re-appointed after the due date that it replaces, on its day (R20a)';
comment on column count.fine.reopened is 'Dossiers whose every end was undone by later work, on the reception day (R15)';
comment on column count.fine.bad_no_due is 'Received without a due date, on the reception day (R20)';
comment on column count.fine.bad_order is 'Resolved or returned on a day before the reception day, on the reception day (R14)';
comment on column count.fine.bad_overflow is 'The bound of 128 marks was reached, on the reception day (R9)';
comment on column count.fine.bad_not_received is 'Worked on without a reception, on the first day of work (R13)';
comment on column count.fine.done_early is 'Resolved or returned before the due day (R14)';
comment on column count.fine.done_on_time is 'Resolved or returned on the due day, or without a due date (R14)';
comment on column count.fine.done_overdue is 'Resolved or returned after the due day (R14)';
comment on column count.fine.closed is 'Refused, withdrawn or finally stopped after reception (R14)';
comment on column count.fine.in_due_766_done is 'Ended in due time as index 766 counts it, on the end day (R18)';
comment on column count.fine.reception_steps is 'Dossiers with both submission and reception, on the reception day (R20a)';
comment on column count.fine.return_steps is 'Dossiers with both result and return, on the day of the return (R20a)';
comment on column count.fine.running_days_0 is 'Handled in less than one day of running clock (R20a)';
comment on column count.fine.running_days_1 is 'Handled in 1 whole day of running clock (R20a)';
comment on column count.fine.running_days_2 is 'Handled in 2 whole days of running clock (R20a)';
comment on column count.fine.running_days_3 is 'Handled in 3 whole days of running clock (R20a)';
comment on column count.fine.running_days_5 is 'Handled in 4 to 5 whole days of running clock (R20a)';
comment on column count.fine.running_days_7 is 'Handled in 6 to 7 whole days of running clock (R20a)';
comment on column count.fine.running_days_10 is 'Handled in 8 to 10 whole days of running clock (R20a)';
comment on column count.fine.running_days_15 is 'Handled in 11 to 15 whole days of running clock (R20a)';
comment on column count.fine.running_days_20 is 'Handled in 16 to 20 whole days of running clock (R20a)';
comment on column count.fine.running_days_30 is 'Handled in 21 to 30 whole days of running clock (R20a)';
comment on column count.fine.running_days_60 is 'Handled in 31 to 60 whole days of running clock (R20a)';
comment on column count.fine.running_days_more is 'Handled in more than 60 whole days of running clock (R20a)';
comment on column count.fine.pending is 'Gauge, steps: Received and not ended (R16)';
comment on column count.fine.waiting_supplement is 'Gauge, steps: Pending, waiting for a supplement by the applicant (R16)';
comment on column count.fine.waiting_payment is 'Gauge, steps: Pending, waiting for a payment by the applicant (R16)';
comment on column count.fine.stopped is 'Gauge, steps: Pending, handling stopped (R16)';
comment on column count.fine.overdue is 'Gauge, steps: Running after the due day (R17)';
comment on column count.fine.near_due is 'Gauge, steps: Running and due today or tomorrow (R17)';
comment on column count.fine.awaiting_reception is 'Gauge, steps: Filed and neither received, refused nor withdrawn (R13)';
comment on column count.fine.reception_overdue is 'Gauge, steps: Awaiting reception after the day by which it was due (R13)';
comment on column count.fine.in_due_766 is 'Gauge, steps: Pending in due time as index 766 counts it (R18)';

-- The roll-ups have the same counters, so they have the same sentences.
do $$
declare
  roll_up record;
  counter record;
begin
  for roll_up in
    select *
      from (values
        ('unit_day', 'Dossiers by day, handling unit and channel; null is zero', 'Key: generation, day, handling unit, channel; see count.cell_unit()'),
        ('unit_month', 'Dossiers by month, handling unit and channel, gauges as sums of steps; null is zero', 'Key: generation, month or count.month_ever(), handling unit, channel; see count.cell_unit()'),
        ('procedure_month', 'Dossiers by month, procedure and channel; null is zero', 'Key: generation, month or count.month_ever(), procedure, channel; see count.cell_procedure()'),
        ('moved_day', 'Dossiers that another unit handles than received them: added at the receiving unit, taken away at the handling one; unit_day + moved_day is by receiving unit', 'Key: generation, day, unit, channel; see count.cell_unit()'),
        ('province_day', 'Dossiers by day and channel, those of all units; null is zero', 'Key: generation, day, no unit, channel; see count.cell_unit()')
      ) as v (name, sentence, cell)
  loop
    execute format('comment on table count.%I is %L', roll_up.name, roll_up.sentence);
    execute format('comment on column count.%I.cell is %L', roll_up.name, roll_up.cell);
    for counter in
      select a.attname as name, col_description(a.attrelid, a.attnum) as sentence
        from pg_attribute as a
       where a.attrelid = 'count.fine'::regclass
         and a.attnum > 1
         and not a.attisdropped
    loop
      execute format('comment on column count.%I.%I is %L', roll_up.name, counter.name, counter.sentence);
    end loop;
  end loop;
end
$$;

comment on table count.service is 'Dossiers received by month, service and channel (R20a)';
comment on column count.service.generation is 'Generation';
comment on column count.service.month is 'Month of reception, months since 1999-12';
comment on column count.service.service is 'Number of the service, 0 not stated';
comment on column count.service.channel is '0 unknown, 1 direct, 2 online, 3 postal';
comment on column count.service.received is 'Dossiers received';
comment on table count.party is 'Dossiers received by day, receiving unit and kind of applicant (R20a)';
comment on column count.party.generation is 'Generation';
comment on column count.party.day is 'Day of reception, days since 1999-12-31';
comment on column count.party.unit is 'Number of the receiving unit, 0 not stated';
comment on column count.party.applicant_kind is 'Kind of applicant, -1 not stated';
comment on column count.party.received is 'Dossiers received';
comment on table count.document_day is 'Documents issued by day, issuing unit and level (R25)';
comment on column count.document_day.cell is 'Key: generation, day, unit, level; see count.cell_unit()';
comment on column count.document_day.issued is 'Documents issued';
comment on column count.document_day.electronic is 'Issued and exchanged electronically';
comment on column count.document_day.electronic_unknown is 'Issued, and not stated whether electronically';
comment on column count.document_day.signed is 'Digitally signed, unless stated as paper';
comment on column count.document_day.signed_unknown is 'Issued, and not stated whether signed';
comment on column count.document_day.revoked is 'Revoked, on its day';
comment on column count.document_day.replaced is 'Replaced by another document, on its day';
comment on table count.recipient_day is 'Documents at their recipients by day and recipient (R25)';
comment on column count.recipient_day.cell is 'Key: generation, day, recipient; see count.cell_recipient()';
comment on column count.recipient_day.document_received is 'Received';
comment on column count.recipient_day.document_on_time is 'Completed on or before the due day';
comment on column count.recipient_day.document_late is 'Completed after the due day';
comment on column count.recipient_day.document_no_due is 'Completed without a due day';
comment on column count.recipient_day.document_taken_back is 'Ended without a verdict: revoked, taken back or replaced';
comment on column count.recipient_day.document_pending is 'Gauge, steps: received and not ended';
comment on column count.recipient_day.document_overdue is 'Gauge, steps: pending after the due day';
comment on table count.recipient_month is 'Documents at their recipients by month and recipient, gauges as sums of steps (R25)';
comment on column count.recipient_month.cell is 'Key: generation, month, recipient; see count.cell_recipient()';
comment on column count.recipient_month.document_received is 'Received';
comment on column count.recipient_month.document_on_time is 'Completed on or before the due day';
comment on column count.recipient_month.document_late is 'Completed after the due day';
comment on column count.recipient_month.document_no_due is 'Completed without a due day';
comment on column count.recipient_month.document_taken_back is 'Ended without a verdict: revoked, taken back or replaced';
comment on column count.recipient_month.document_pending is 'Gauge, steps: received and not ended';
comment on column count.recipient_month.document_overdue is 'Gauge, steps: pending after the due day';
comment on table count.workfile_day is 'Work files by day opened, unit and level (R25)';
comment on column count.workfile_day.cell is 'Key: generation, day, unit, level; see count.cell_unit()';
comment on column count.workfile_day.workfile_opened is 'Work files opened';
comment on column count.workfile_day.workfile_online is 'Of these handled online';
comment on table count.indicator is 'Indicators by indicator, unit and period (R12)';
comment on column count.indicator.generation is 'Generation';
comment on column count.indicator.indicator is 'Number of the indicator';
comment on column count.indicator.unit is 'Number of the unit, 0 not stated';
comment on column count.indicator.period is 'YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM';
comment on column count.indicator.reported is 'A report stands';
comment on column count.indicator.draft is 'The latest report is a draft';
comment on column count.indicator.sent is 'The latest report is sent';
comment on column count.indicator.approved is 'The latest report is approved';
comment on column count.indicator.returned is 'The latest report was returned';
comment on column count.indicator.approved_count is 'An approved report stands';
comment on column count.indicator.value_count is 'The approved report has a value';
comment on column count.indicator.share_count is 'The approved report has numerator and denominator';
comment on column count.indicator.value is 'Value of the approved report, millionths';
comment on column count.indicator.numerator is 'Numerator of the approved report, millionths';
comment on column count.indicator.denominator is 'Denominator of the approved report, millionths';

-- Days, months and cells.  The bodies are parsed here once, so no search path can change
-- them, and they are simple enough that the planner writes them into the query.

create function count.day_number(day date)
returns integer
language sql
immutable strict parallel safe
return day - date '1999-12-31';
comment on function count.day_number(date) is 'Number of a day: days since 1999-12-31';

create function count.day_date(number integer)
returns date
language sql
immutable strict parallel safe
return date '1999-12-31' + number;
comment on function count.day_date(integer) is 'Day of a number: the reverse of count.day_number()';

create function count.month_number(day date)
returns integer
language sql
immutable strict parallel safe
return (extract(year from day) * 12 + extract(month from day) - 24000)::integer;
comment on function count.month_number(date) is 'Number of the month of a day: months since 1999-12';

create function count.month_begin(number integer)
returns date
language sql
immutable strict parallel safe
return make_date(1999 + (number + 11) / 12, (number + 11) % 12 + 1, 1);
comment on function count.month_begin(integer) is 'First day of a month';

create function count.month_ever()
returns integer
language sql
immutable parallel safe
return 131071;
comment on function count.month_ever() is 'In count.unit_month and count.procedure_month the month that holds the steps of gauges of all days, gone and to come, and no flows; no day is in it';

create function count.cell_fine(generation integer, day integer, handling_unit integer, unit integer, procedure integer, channel integer)
returns bigint
language sql
immutable strict parallel safe
return (generation::bigint << 58) | (day::bigint << 41) | (handling_unit::bigint << 29) | (unit::bigint << 17) | (procedure::bigint << 3) | channel::bigint;
comment on function count.cell_fine(integer, integer, integer, integer, integer, integer) is 'Key of count.fine: generation 5 bits, day 17, handling unit 12, unit 12, procedure 14, channel 3';

create function count.cell_unit(generation integer, day integer, unit integer, channel integer)
returns bigint
language sql
immutable strict parallel safe
return (generation::bigint << 32) | (day::bigint << 15) | (unit::bigint << 3) | channel::bigint;
comment on function count.cell_unit(integer, integer, integer, integer) is 'Key of the tables by unit: generation 5 bits, day or month 17, unit 12, channel or level 3';

create function count.cell_procedure(generation integer, month integer, procedure integer, channel integer)
returns bigint
language sql
immutable strict parallel safe
return (generation::bigint << 34) | (month::bigint << 17) | (procedure::bigint << 3) | channel::bigint;
comment on function count.cell_procedure(integer, integer, integer, integer) is 'Key of count.procedure_month: generation 5 bits, month 17, procedure 14, channel 3';

create function count.cell_recipient(generation integer, day integer, recipient integer)
returns bigint
language sql
immutable strict parallel safe
return (generation::bigint << 29) | (day::bigint << 12) | recipient::bigint;
comment on function count.cell_recipient(integer, integer, integer) is 'Key of count.recipient_day and, with a month for the day, of count.recipient_month: generation 5 bits, day 17, recipient 12';

create function count.cell_fine_generation(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 58) & 31)::integer;
comment on function count.cell_fine_generation(bigint) is 'Generation in a key of count.fine';

create function count.cell_fine_day(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 41) & 131071)::integer;
comment on function count.cell_fine_day(bigint) is 'Day in a key of count.fine';

create function count.cell_fine_handling_unit(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 29) & 4095)::integer;
comment on function count.cell_fine_handling_unit(bigint) is 'Handling unit in a key of count.fine';

create function count.cell_fine_unit(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 17) & 4095)::integer;
comment on function count.cell_fine_unit(bigint) is 'Unit in a key of count.fine';

create function count.cell_fine_procedure(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 3) & 16383)::integer;
comment on function count.cell_fine_procedure(bigint) is 'Procedure in a key of count.fine';

create function count.cell_fine_channel(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 0) & 7)::integer;
comment on function count.cell_fine_channel(bigint) is 'Channel in a key of count.fine';

create function count.cell_unit_generation(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 32) & 31)::integer;
comment on function count.cell_unit_generation(bigint) is 'Generation in a key by unit';

create function count.cell_unit_day(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 15) & 131071)::integer;
comment on function count.cell_unit_day(bigint) is 'Day or month in a key by unit';

create function count.cell_unit_unit(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 3) & 4095)::integer;
comment on function count.cell_unit_unit(bigint) is 'Unit in a key by unit';

create function count.cell_unit_channel(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 0) & 7)::integer;
comment on function count.cell_unit_channel(bigint) is 'Channel or level in a key by unit';

create function count.cell_procedure_generation(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 34) & 31)::integer;
comment on function count.cell_procedure_generation(bigint) is 'Generation in a key of count.procedure_month';

create function count.cell_procedure_month(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 17) & 131071)::integer;
comment on function count.cell_procedure_month(bigint) is 'Month in a key of count.procedure_month';

create function count.cell_procedure_procedure(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 3) & 16383)::integer;
comment on function count.cell_procedure_procedure(bigint) is 'Procedure in a key of count.procedure_month';

create function count.cell_procedure_channel(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 0) & 7)::integer;
comment on function count.cell_procedure_channel(bigint) is 'Channel in a key of count.procedure_month';

create function count.cell_recipient_generation(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 29) & 31)::integer;
comment on function count.cell_recipient_generation(bigint) is 'Generation in a key of count.recipient_day';

create function count.cell_recipient_day(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 12) & 131071)::integer;
comment on function count.cell_recipient_day(bigint) is 'Day in a key of count.recipient_day';

create function count.cell_recipient_recipient(cell bigint)
returns integer
language sql
immutable strict parallel safe
return ((cell >> 0) & 4095)::integer;
comment on function count.cell_recipient_recipient(bigint) is 'Recipient in a key of count.recipient_day';

create function count.generation_current()
returns integer
language sql
stable parallel safe security definer
set search_path = pg_catalog
return coalesce(nullif(current_setting('trakhuc.generation', true), '')::integer,
                (select g.generation::integer from count.generation as g where g.state = 'current'));
comment on function count.generation_current() is 'The generation that readers take: that of ioc.take_generation() in this session, else the current one';

grant usage on schema count to trakhuc_writer;
grant select on count.generation to trakhuc_writer;
grant select, insert, update on count.fine, count.unit_day, count.unit_month, count.procedure_month, count.moved_day, count.province_day, count.service, count.party, count.document_day, count.recipient_day, count.recipient_month, count.workfile_day, count.indicator to trakhuc_writer;

commit;
