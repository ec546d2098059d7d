-- Deploy trakhuc:ioc_comment to pg
-- requires: shadow

-- What the columns of the views in ioc and audit mean.  A name means the same wherever it
-- stands, so each is said once; a view's own words go before, columns of facts and counters
-- keep the words of their tables, and NAME_month, NAME_today are the counter NAME.  What has a
-- comment already keeps it.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

do $do$
declare
  member record;
begin
  for member in
    with said (schema_name, view_name, name, meaning) as (values
      -- schema, view (null: any), column, meaning
      ('ioc', null, 'unit', 'Code of the unit, empty where it was not stated ("chưa nêu")'),
      ('ioc', 'dossier_day', 'unit', 'Code of the receiving unit, empty where it was not stated'),
      ('ioc', 'receiving_day', 'unit', 'Code of the receiving unit, empty where it was not stated'),
      ('ioc', 'party_day', 'unit', 'Code of the receiving unit, empty where it was not stated'),
      ('ioc', 'dossier', 'unit', 'Code of the receiving unit, null where it was not stated'),
      ('ioc', 'document_day', 'unit', 'Code of the issuing unit, empty where it was not stated'),
      ('ioc', 'unit_now', 'unit', 'Code of the handling unit, empty where it was not stated'),
      ('ioc', 'unit_today', 'unit', 'Code of the former unit'),
      ('ioc', 'unit_today', 'unit_today', 'Code of the unit of today into which it went whole (R26)'),
      ('ioc', null, 'handling_unit', 'Code of the handling unit; the receiving one where none was stated (R19)'),
      ('ioc', 'dossier', 'handling_unit', 'Code of the handling unit as stated, null where it was not; handled_by has the receiving one then'),
      ('ioc', 'dossier', 'handled_by', 'Code of the unit by which the form counts it: the handling one, else the receiving one (R19)'),
      ('ioc', null, 'recipient', 'Code of the recipient, empty where it was not stated'),
      ('ioc', null, 'procedure', 'Code of the procedure, local suffix cut (R1); empty or null where it was not stated'),
      ('ioc', null, 'service', 'Code of the service (dịch vụ công), empty or null where it was not stated'),
      ('ioc', null, 'field', 'Field (lĩnh vực) of the procedure, empty or null where the catalogue does not have it'),
      ('ioc', null, 'channel', 'direct, online or postal; empty or null where it was not stated'),
      ('ioc', 'dossier', 'channel_stated', 'The channel with the empty text for not stated, to compare with ioc.dossier_day'),
      ('ioc', 'dossier', 'channel_basis', 'stated by the source, or assumed'),
      ('ioc', 'dossier', 'due_basis', 'stated by the department, or from the catalogue'),
      ('ioc', 'dossier', 'dossier', 'Code of the dossier'),
      ('ioc', 'dossier', 'outcome', 'Code of the outcome'),
      ('ioc', 'dossier', 'reason_code', 'Code of the reason of a refusal'),
      ('ioc', 'dossier', 'alias_of', 'Code of the dossier that this one is another name of; such a row counts nowhere (R10)'),
      ('ioc', 'dossier', 'ended_kind', 'resolved, returned, refused, withdrawn or stopped (R14)'),
      ('ioc', 'dossier', 'state', 'void, alias, ended, running, waiting_supplement, waiting_payment, stopped; without a reception refused, withdrawn, awaiting_reception, not_received (R13, R16)'),
      ('ioc', 'dossier', 'days_over', 'Days from the due day to the end, or to today; above 0 is late, null without a due day (R17)'),
      ('ioc', 'dossier', 'counts', 'False for a void dossier and an alias, which add to no counter (R10)'),
      ('ioc', null, 'day', 'Local day in Asia/Ho_Chi_Minh; days to come hold steps that are known already (R24)'),
      ('ioc', 'now', 'day', 'Today in Asia/Ho_Chi_Minh (R24)'),
      ('ioc', null, 'month', 'Month of reception, YYYY-MM'),
      ('ioc', null, 'applicant_kind', 'Kind of applicant as the source codes it, null where it was not stated'),
      ('ioc', null, 'name', 'Name in Vietnamese'),
      ('ioc', null, 'kind', 'Kind of unit as stated: xã, phường, đặc khu, sở and so on'),
      ('ioc', null, 'level', 'province or commune, empty where it is not known'),
      ('ioc', 'target', 'measure', 'electronic or signed: share of issued documents (R25)'),
      ('ioc', 'target', 'percent', 'To be reached, in percent'),
      ('ioc', null, 'latitude', 'Latitude in degrees'),
      ('ioc', null, 'longitude', 'Longitude in degrees'),
      ('ioc', null, 'valid_from', 'First day on which the row of the catalogue holds'),
      ('ioc', null, 'valid_to', 'Last day on which it holds, null for no end'),
      ('ioc', null, 'has_fee', 'Whether the procedure has a fee, null unknown'),
      ('ioc', null, 'online_level', '4 full, 3 partial, 2 information only, null unknown'),
      ('ioc', null, 'limit_value', 'Limit of handling, in limit_unit'),
      ('ioc', null, 'limit_unit', 'working_day, calendar_day, hour, month or unit_not_given'),
      -- now
      ('ioc', null, 'carried_over', 'Pending at the end of the month before (kỳ trước chuyển sang)'),
      ('ioc', null, 'done_month', 'Resolved or returned this month up to today: early, on time and overdue (R14)'),
      ('ioc', null, 'done_today', 'Resolved or returned today: early, on time and overdue (R14)'),
      ('ioc', null, 'received_online_month', 'Dossiers received online this month up to today (R20)'),
      ('ioc', 'now', 'as_of', 'Instant up to which all numbers are complete: that of the oldest partition; null when it is not known of one'),
      ('ioc', 'now', 'delay', 'Time since as_of'),
      ('ioc', null, 'document_pending', 'Documents received and not ended at their recipients, now (R25)'),
      ('ioc', null, 'document_overdue', 'Of these the ones after their due day (R25)'),
      -- indicators
      ('ioc', null, 'indicator', 'Code of the indicator'),
      ('ioc', null, 'period', 'YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM; its calendar belongs to the indicator (R12)'),
      ('ioc', 'indicator_value', 'unit', 'Code of the reporting unit'),
      ('ioc', null, 'latest_status', 'Status of the latest report: draft, sent, approved or returned'),
      ('ioc', null, 'latest_value', 'Value of the latest report, in the measure of the indicator'),
      ('ioc', null, 'latest_numerator', 'Numerator of the latest report, where it is a share'),
      ('ioc', null, 'latest_denominator', 'Denominator of the latest report, where it is a share'),
      ('ioc', null, 'approved_value', 'Value of the approved report; stays while a newer draft waits, gone after it was returned (R12)'),
      ('ioc', null, 'approved_numerator', 'Numerator of the approved report'),
      ('ioc', null, 'approved_denominator', 'Denominator of the approved report'),
      ('ioc', null, 'measure', 'Unit of measure'),
      ('ioc', null, 'rollup', 'How units add up: sum, mean, share or last'),
      ('ioc', null, 'target', 'Target, in the measure of the indicator'),
      ('ioc', 'indicator_rollup', 'level', 'Level of the units: province or commune, empty for units without one in the catalogue; levels are never added to each other'),
      ('ioc', 'indicator_rollup', 'reported', 'Units of the level with a report, whatever its status'),
      ('ioc', 'indicator_rollup', 'approved', 'Units of the level with an approved report'),
      ('ioc', 'indicator_rollup', 'value_sum', 'Sum of the approved values'),
      ('ioc', 'indicator_rollup', 'value_count', 'Number of the approved values'),
      ('ioc', 'indicator_rollup', 'numerator', 'Sum of the approved numerators, of units that state both halves'),
      ('ioc', 'indicator_rollup', 'denominator', 'Sum of the approved denominators, of units that state both halves'),
      ('ioc', 'indicator_rollup', 'value', 'The approved values as the definition rolls them up: sum; mean = value_sum / value_count; share = numerator / denominator in percent; the value stated last'),
      -- sources, partitions, dead letters
      ('ioc', null, 'source', 'Name of the source (CloudEvents source)'),
      ('ioc', 'source', 'heartbeat_at', 'Time of its last heartbeat'),
      ('ioc', 'source', 'event_at', 'Latest statement time of any event of the source'),
      ('ioc', 'source', 'sent', 'Events sent so far, as the source says'),
      ('ioc', 'source', 'spooled', 'Events waiting at the source, as it says'),
      ('ioc', 'source', 'silent', 'It sends heartbeats, and its silence is longer than 60 seconds'),
      ('ioc', 'source', 'delay', 'Time since it was last heard of'),
      ('ioc', 'source', 'state', 'alive, spooling (events wait at the source), silent, without heartbeat (it has never sent one), or unknown (heartbeats are not read: a partition of theirs is halted, or its age is not known)'),
      ('ioc', 'source', 'silence', 'Time from its last heartbeat to the instant up to which heartbeats are read; null without a heartbeat, and while they are not read'),
      ('ioc', null, 'topic', 'Name of the topic'),
      ('ioc', null, 'partition', 'Partition of the topic'),
      ('ioc', null, 'recorded_at', 'Time at which the broker recorded it'),
      ('ioc', 'partition', 'recorded_at', 'Broker time of the last record read'),
      ('ioc', 'partition', 'next_offset', 'Offset to read next'),
      ('ioc', 'audit_result', 'verdict', 'agrees, or differs where a counter did'),
      ('ioc', 'partition', 'log_end', 'End of the log as its worker saw it last, without marks of transactions behind the last record; null when none has'),
      ('ioc', 'partition', 'lag', 'Records not yet applied: log_end - next_offset'),
      ('ioc', 'partition', 'as_of', 'Instant up to which everything in the partition is applied'),
      ('ioc', 'partition', 'age', 'Time since as_of'),
      ('ioc', 'partition', 'state', 'halted (left unread until a person decides, see halt_reason), stuck (an open transaction), healthy, late (as_of over 10 seconds ago and records left), stopped (worker unseen for 15 seconds), recovering (see there), unknown (never read)'),
      ('ioc', 'partition', 'advice', 'What to do, empty when healthy'),
      ('ioc', 'dead_letter', 'class', 'Class of the reason: malformed, type, missing, value, time, future, key, or the reason itself'),
      ('ioc', null, 'recovering', 'The database has lost commits that are read again, or nobody has looked yet whether it has: counters can be lower than they were'),
      ('ioc', 'partition', 'halt_reason', 'Why nothing is read of it: a reason of ioc.halt, null while it is read'),
      ('ioc', 'partition', 'halt_detail', 'What was found then, with offsets'),
      ('ioc', 'server', 'standby', 'True on a standby, which only repeats what the primary wrote'),
      ('ioc', 'dead_letter', 'place', 'TOPIC-PARTITION@OFFSET, by which trakhuc dead finds it'),
      ('ioc', 'dead_letter', 'hash', 'Hash of the payload, hexadecimal'),
      -- the recount
      ('audit', null, 'code', 'Code of the dossier'),
      ('audit', null, 'marks', '21 bytes a mark: at, kind, earliest time stated, by whom; see fact.dossier'),
      ('audit', null, 'retractions', '9 bytes each: at and kind of marks that must not count; see fact.dossier'),
      ('audit', null, 'versions', 'Packed versions of the registers; see audit.stated_time()'),
      ('audit', null, 'place', 'Fine cell of generation 0 and day 0: handling unit, receiving unit, procedure, channel'),
      ('audit', null, 'unit', 'Number of the receiving unit, 0 not stated'),
      ('audit', null, 'channel', '0 not stated, 1 direct, 2 online, 3 postal'),
      ('audit', null, 'service', 'Number of the service, 0 not stated'),
      ('audit', null, 'applicant_kind', 'Kind of applicant, -1 not stated'),
      ('audit', null, 'submitted', 'Filed, microseconds since 1970'),
      ('audit', null, 'received', 'Received, microseconds since 1970'),
      ('audit', null, 'received_day', 'Reception day, days since 1999-12-31'),
      ('audit', null, 'midnight', 'Local midnight of the reception day, microseconds since 1970: a bare date of that day'),
      ('audit', null, 'refused', 'Reception refused, microseconds since 1970'),
      ('audit', null, 'withdrawn', 'Withdrawn, microseconds since 1970'),
      ('audit', null, 'resolved', 'Resolved, microseconds since 1970'),
      ('audit', null, 'returned', 'Result returned, microseconds since 1970'),
      ('audit', null, 'rescheduled_day', 'Day of the re-appointment, days since 1999-12-31'),
      ('audit', null, 'rated_day', 'Day of the rating, days since 1999-12-31'),
      ('audit', null, 'fee_vnd', 'Fee in VND'),
      ('audit', null, 'paid_vnd', 'Paid so far in VND'),
      ('audit', null, 'online_level', '4 full, 3 partial, 2 information only'),
      ('audit', null, 'papers', 'Papers handed in'),
      ('audit', null, 'digitised', 'Papers of these that were digitised'),
      ('audit', null, 'reused', 'Papers re-used'),
      ('audit', null, 'paid_online', 'Paid online'),
      ('audit', null, 'electronic_result', 'The result is electronic'),
      ('audit', null, 'stored', 'Shared to the document store'),
      ('audit', null, 'population_lookup', 'Used the population database'),
      ('audit', null, 'satisfied', 'Rated as satisfied'),
      ('audit', null, 'synchronised', 'Synchronised to the national portal'),
      ('audit', null, 'reception_due', 'Day by which reception is due, days since 1999-12-31'),
      ('audit', null, 'due', 'Day by which the result is due, days since 1999-12-31'),
      ('audit', null, 'due_before', 'Due day that the re-appointment replaces, days since 1999-12-31'),
      ('audit', 'mark', 'at', 'When it happened, microseconds since 1970'),
      ('audit', 'course', 'at', 'When it takes effect, never before the reception, microseconds since 1970'),
      ('audit', 'dossier_end', 'at', 'The end that holds, microseconds since 1970; null where every end was undone'),
      ('audit', null, 'kind', 'Kind of mark: 0 processing, 1 resumed, 2 supplement, 3 payment, 4 paid, 5 stopped, 6 final'),
      ('audit', 'dossier_end', 'kind', '1 resolved, 2 returned, 3 refused, 4 withdrawn, 5 stopped'),
      ('audit', 'code_column', 'kind', 'Kind of code in ref.code'),
      ('audit', 'code_column', 'name', 'Name of the column'),
      ('audit', null, 'stated', 'Earliest statement time of the mark, microseconds since 1970'),
      ('audit', 'phase', 'n', 'Number of the mark with which the phase begins, 1 is the reception'),
      ('audit', 'phase', 'state', '0 running, 1 waiting for a supplement, 2 for a payment, 3 stopped (R16)'),
      ('audit', 'phase', 'since', 'Beginning of the phase, microseconds since 1970'),
      ('audit', 'phase', 'until', 'Its end, microseconds since 1970; null for none'),
      ('audit', 'phase', 'since_day', 'Day on which it begins, days since 1999-12-31'),
      ('audit', 'phase', 'until_day', 'Day on which it ends, days since 1999-12-31; null for none'),
      ('audit', 'phase', 'ended', 'End of the dossier, microseconds since 1970; null for none'),
      ('audit', 'phase', 'ended_kind', 'Kind of that end: 1 resolved, 2 returned, 3 refused, 4 withdrawn, 5 stopped'),
      ('audit', 'phase', 'reopened', 'Every end was undone by later work (R15)'),
      ('audit', 'phase', 'requests', 'Supplement requests up to here: pauses with at least one (R18)'),
      ('audit', 'phase', 'supplement_before', 'Microseconds of supplement before this phase (R18)')
    ), kept (view_name, name, type, meaning) as (
      select v.view_name, a.attname, a.atttypid, col_description(a.attrelid, a.attnum)
        from (values ('dossier', 'fact.dossier'), ('partition', 'flow.position'), ('partition', 'flow.watch'), ('dead_letter', 'flow.dead'), ('action', 'flow.action'), ('audit_result', 'flow.audit_result'), ('server', 'flow.timeline'), ('halt', 'flow.halt')) as v (view_name, source)
        join pg_attribute as a
          on a.attrelid = v.source::regclass and a.attnum > 0
    ), counter (name, meaning) as (
      -- a gauge is not a step but the sum of them
      select distinct on (a.attname) a.attname,
             case when d.sentence like 'Gauge, steps: %' then replace(d.sentence, 'Gauge, steps: ', '') || ', now' else d.sentence end
        from unnest(array['fine', 'document_day', 'recipient_day', 'workfile_day']) with ordinality as t (name, n)
        join pg_attribute as a
          on a.attrelid = ('count.' || t.name)::regclass and a.attnum > 1
       cross join lateral (select col_description(a.attrelid, a.attnum) as sentence) as d
       order by a.attname, t.n
    )
    select n.nspname as schema_name, c.relname as view_name, a.attname as name,
           coalesce(own.meaning, everywhere.meaning,
                    (select k.meaning from kept as k where n.nspname = 'ioc' and k.view_name = c.relname and k.name = a.attname and k.type = a.atttypid limit 1),
                    (select k.meaning from counter as k where k.name = a.attname),
                    (select k.meaning || '; this month up to today' from counter as k where k.name || '_month' = a.attname),
                    (select k.meaning || '; today' from counter as k where k.name || '_today' = a.attname)) as meaning
      from pg_class as c
      join pg_namespace as n
        on n.oid = c.relnamespace and n.nspname in ('ioc', 'audit')
      join pg_attribute as a
        on a.attrelid = c.oid and a.attnum > 0
      left join said as own
        on own.schema_name = n.nspname and own.view_name = c.relname and own.name = a.attname
      left join said as everywhere
        on everywhere.schema_name = n.nspname and everywhere.view_name is null and everywhere.name = a.attname
     where c.relkind = 'v' and col_description(c.oid, a.attnum) is null
  loop
    execute format('comment on column %I.%I.%I is %L', member.schema_name, member.view_name, member.name, member.meaning);
  end loop;
end
$do$;

commit;
