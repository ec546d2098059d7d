-- Deploy trakhuc:ioc_list to pg
-- requires: ioc_course

-- The public face, part five: the list behind any number, of any day, and one dossier's course.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- Marks are sorted by instant, so what had happened before a day began is a beginning of them.
create function fact.marks_before(marks bytea, until timestamptz)
returns bytea
language sql
immutable parallel safe
return substring(marks for 17 * (select count(*)::integer
                                   from generate_series(0, length(marks) / 17 - 1) as i (n)
                                  where substring(marks from 17 * i.n + 1 for 8) < int8send((extract(epoch from until) * 1000000)::bigint # (-9223372036854775808))));
comment on function fact.marks_before(bytea, timestamptz) is 'The marks of a dossier that happened before an instant';

-- The states of ioc.dossier, as they were when a day ended: the counters' gauges (R13, R16).
create function fact.state_before(d fact.dossier, until timestamptz)
returns text
language sql
immutable parallel safe
return case when d.voided then 'void'
            when d.alias_of is not null then 'alias'
            when d.ended_at < until then 'ended'
            when d.received_at < until then fact.dossier_state(d.received_at, fact.marks_before(d.marks, until), d.retractions)
            when d.refused_at < until then 'refused'
            when d.withdrawn_at < until then 'withdrawn'
            when d.submitted_at < until then 'awaiting_reception'
            when least(d.submitted_at, d.received_at) >= until then 'not_yet'
            else 'not_received'
       end;
comment on function fact.state_before(fact.dossier, timestamptz) is 'State of a dossier before an instant, by the words of ioc.dossier.state; not_yet: neither filed nor received by then';

-- What a status asks for.  Conditions that an index serves stand first; the state, which
-- unpacks the marks, is asked only where it decides.  $1 is the end of the day, $2 the day.
create function fact.status_condition(status text)
returns text
language sql
immutable parallel safe
return case status
  when 'pending' then 'd.received_at < $1 and (d.ended_at is null or d.ended_at >= $1)'
  when 'running' then 'd.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''running'''
  when 'overdue' then 'd.due < $2 and d.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''running'''
  when 'near_due' then 'd.due between $2 and $2 + 1 and d.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''running'''
  when 'waiting_supplement' then 'd.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''waiting_supplement'''
  when 'waiting_payment' then 'd.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''waiting_payment'''
  when 'stopped' then 'd.received_at < $1 and (d.ended_at is null or d.ended_at >= $1) and fact.state_before(d, $1) = ''stopped'''
  when 'awaiting_reception' then 'd.submitted_at < $1 and fact.state_before(d, $1) = ''awaiting_reception'''
  when 'reception_overdue' then 'd.reception_due < $2 and d.submitted_at < $1 and fact.state_before(d, $1) = ''awaiting_reception'''
  when 'ended' then 'd.ended_at < $1'
  when 'done' then 'd.ended_at < $1 and d.ended_kind <= 2'
  when 'done_overdue' then 'd.ended_at < $1 and d.ended_kind <= 2 and d.due < (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date'
  when 'done_on_time' then 'd.ended_at < $1 and d.ended_kind <= 2 and coalesce(d.due >= (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date, true)'
  when 'closed' then 'd.ended_at < $1 and d.ended_kind > 2'
  else 'fact.state_before(d, $1) <> ''not_yet'''
end;
comment on function fact.status_condition(text) is 'What a status of ioc.dossier_list() asks of a dossier d before an instant $1, the end of the day $2';

create function fact.part_condition(part text)
returns text
language sql
immutable parallel safe
return case part
  when 'full' then 'd.channel = 2 and d.online_level = 4'
  when 'digitised' then 'd.digitised > 0'
  when 'reused' then 'd.reused > 0'
  when 'paid_online' then 'd.paid_online'
  when 'late_reception' then '(d.received_at at time zone ''Asia/Ho_Chi_Minh'')::date > d.reception_due'
  when 'electronic_result' then 'd.electronic_result'
  when 'no_due' then 'd.due is null'
  else 'true'
end;
comment on function fact.part_condition(text) is 'What stands behind a counter of the reception or of the end (R20), asked of a dossier d';

-- The statement is put together from the fixed texts above and below; what somebody asked
-- with is only ever a parameter.  One that is not asked for is not there, so the plan is the
-- one that the rest deserves.
create function ioc.dossier_list(
  day date, status text, of_unit text, of_receiving_unit text, of_procedure text, of_field text, of_channel text, part text,
  received_from date, received_to date, ended_from date, ended_to date, due_from date, due_to date,
  beginning text, rows integer, after text)
returns table (dossier text, unit text, handling_unit text, procedure text, field text, channel text, submitted_at timestamptz, received_at timestamptz, due date, ended_at timestamptz, ended_kind text, state text, days_over integer)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
declare
  until timestamptz := (coalesce($1, ioc.today()) + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh';
  last_due date := nullif(split_part($17, '|', 1), '')::date;
  last_code text := substring($17 from position('|' in $17) + 1);
  fields integer[] := (select coalesce(array_agg(c.number), '{}') from ioc.procedure as p join ref.code as c on c.kind = 2 and c.code = p.procedure
                        where $6 <> '' and p.field = $6 or $6 = '' and p.field <> '');
  asked text := 'd.voided is not true and d.alias_of is null and ' || fact.status_condition($2) || ' and ' || fact.part_condition($8);
begin
  asked := asked || case when $3 = '' then ' and d.handling_unit is null and d.unit is null'
                         when $3 is not null then ' and (d.handling_unit = $3 or d.handling_unit is null and d.unit = $3)' else '' end
                 || case when $4 = '' then ' and d.unit is null' when $4 is not null then ' and d.unit = $4' else '' end
                 || case when $5 = '' then ' and d.procedure is null' when $5 is not null then ' and d.procedure = $5' else '' end
                 || case when $6 = '' then ' and coalesce(d.procedure <> all ($6), true)' when $6 is not null then ' and d.procedure = any ($6)' else '' end
                 || case when $7 = 'unknown' then ' and d.channel is null' when $7 is not null then ' and d.channel = $7' else '' end
                 || case when $9 is not null then ' and d.received_at >= $8::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $10 is not null then ' and d.received_at < ($9 + 1)::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $11 is not null then ' and d.ended_at >= $10::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $12 is not null then ' and d.ended_at < ($11 + 1)::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $13 is not null then ' and d.due >= $12' else '' end
                 || case when $14 is not null then ' and d.due <= $13' else '' end
                 || case when $15 is not null then ' and starts_with(d.code, $14)' else '' end
                 || case when $17 is null then ''
                         when $15 is not null then ' and d.code > $17'
                         when last_due = 'infinity' then ' and d.due is null and d.code > $17'
                         else ' and (d.due > $16 or d.due = $16 and d.code > $17 or d.due is null)' end;
  return query execute
    'select d.code, u.code, h.code, p.code, n.field, nullif(count.channel_word(d.channel), ''''), d.submitted_at,
            case when d.received_at < $1 then d.received_at end, d.due, case when d.ended_at < $1 then d.ended_at end,
            case when d.ended_at < $1 then (array[''resolved'', ''returned'', ''refused'', ''withdrawn'', ''stopped''])[d.ended_kind] end,
            d.state, case when d.ended_at < $1 then (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date else $2 end - d.due
       from (select d.*, fact.state_before(d, $1) as state from fact.dossier as d where ' || asked ||
    '         order by ' || case when $15 is null then 'd.due, ' else '' end || 'd.code limit $15) as d
       left join ref.code as u on u.kind = 1 and u.number = d.unit
       left join ref.code as h on h.kind = 1 and h.number = coalesce(d.handling_unit, d.unit)
       left join ref.code as p on p.kind = 2 and p.number = d.procedure
       left join ioc.procedure as n on n.procedure = p.code
      order by ' || case when $15 is null then 'd.due, ' else '' end || 'd.code'
    using until, coalesce($1, ioc.today()), ref.number_asked(1, $3), ref.number_asked(1, $4), ref.number_asked(2, $5), fields, count.channel_asked($7),
          $9, $10, $11, $12, $13, $14, $15, $16, last_due, last_code;
end
$$;
comment on function ioc.dossier_list(date, text, text, text, text, text, text, text, date, date, date, date, date, date, text, integer, text) is
'The list behind any number, as it was at the end of any day (null: today), by due day and code, or by code where the beginning of one is asked for; null does not restrict.
of_unit and handling_unit are the handling one, the receiving one where none was stated (R19).  after: "due|dossier" of the last row seen, "infinity" for no due day.';

-- What the facts know of one dossier, in its order.  A stated null has no instant and no line.
create function ioc.dossier_course(dossier text)
returns table (at timestamptz, event text, stated_at timestamptz, counts boolean, due date)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with d as (
    select f.* from fact.dossier as f where f.code = $1
  ), line as (
    select r.at, r.event, audit.stated_time(d.versions, r.register) as stated, true as counts, r.due, r.register as turn
      from d
     cross join lateral (values
       (0, 'submitted', d.submitted_at, d.reception_due), (1, 'received', d.received_at, d.due), (2, 'refused', d.refused_at, null), (3, 'withdrawn', d.withdrawn_at, null),
       (4, 'resolved', d.resolved_at, null), (5, 'returned', d.returned_at, null), (6, 'paid', d.paid_at, null), (7, 'rescheduled', d.rescheduled_at, d.due),
       (8, 'digitised', d.digitised_at, null), (9, 'synchronised', d.synchronised_at, null), (10, 'rated', d.rated_at, null)) as r (register, event, at, due)
     where r.at is not null
    union all
    select to_timestamp(audit.signed(d.marks, 17 * i.n + 1) / 1000000.0),
           (array['processing', 'resumed', 'supplement_requested', 'payment_requested', 'paid', 'stopped', 'stopped_for_good'])[get_byte(d.marks, 17 * i.n + 8) + 1],
           audit.signed(d.marks, 17 * i.n + 10),
           not exists (select from generate_series(0, length(d.retractions) / 9 - 1) as j (n)
                        where substring(d.retractions from 9 * j.n + 1 for 9) = substring(d.marks from 17 * i.n + 1 for 9)),
           null, 20
      from d
     cross join lateral generate_series(0, length(d.marks) / 17 - 1) as i (n)
  )
  select l.at, l.event, to_timestamp(l.stated / 1000000.0), l.counts, l.due
    from line as l
   where not (l.event = 'paid' and l.turn = 6 and exists (select from line as m where m.event = 'paid' and m.turn = 20 and m.at = l.at))
   order by l.at, l.turn, l.stated
$$;
comment on function ioc.dossier_course(text) is 'The course of one dossier: when, what, when its source stated it, whether it counts (false: retracted, R9), and the due day that it carries; registers and the marks that are kept';

-- Documents at their recipients, to be handled at the end of a day (R25).
create function ioc.document_list(day date, recipient text, overdue boolean, rows integer, after text)
returns table (document text, unit text, recipient text, received_at timestamptz, due date, days_over integer)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with asked as (
    select coalesce($1, ioc.today()) as day, (coalesce($1, ioc.today()) + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as until
  )
  select r.document, u.code, c.code, least(r.received_at, r.assigned_at, r.processing_at, r.completed_at), r.due, a.day - r.due
    from asked as a
    join fact.recipient as r
      on least(r.received_at, r.assigned_at, r.processing_at, r.completed_at) < a.until
    join fact.document as d on d.code = r.document and d.voided is not true
    left join ref.code as c on c.kind = 1 and c.number = r.recipient
    left join ref.code as u on u.kind = 1 and u.number = d.unit
   where coalesce(greatest(least(r.completed_at, r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at),
                           least(r.received_at, r.assigned_at, r.processing_at, r.completed_at)) >= a.until
                  or least(r.completed_at, r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at) is null, true)
     and ($2 is null or r.recipient = ref.number_asked(1, $2))
     and ($3 is not true or r.due < a.day)
     and ($5 is null or (coalesce(r.due, 'infinity'), r.document || '|' || coalesce(c.code, ''))
                        > (split_part($5, '|', 1)::date, substring($5 from position('|' in $5) + 1) collate "C"))
   order by coalesce(r.due, 'infinity'), r.document || '|' || coalesce(c.code, '')
   limit $4
$$;
comment on function ioc.document_list(date, text, boolean, integer, text) is 'Documents that were to be handled at the end of a day (null: today), of one recipient or of all, all or only the overdue ones, oldest due day first; after: "due|document|recipient" of the last row seen';

grant execute on all functions in schema ioc to trakhuc_reader;

commit;
