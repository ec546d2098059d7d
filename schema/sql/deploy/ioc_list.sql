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
return substring(marks for 21 * (select count(*)::integer
                                   from generate_series(0, length(marks) / 21 - 1) as i (n)
                                  where substring(marks from 21 * i.n + 1 for 8) < int8send((extract(epoch from until) * 1000000)::bigint # (-9223372036854775808))));
comment on function fact.marks_before(bytea, timestamptz) is 'The marks of a dossier that happened before an instant';

-- Nearly always the last mark alone decides: it is later than any other and than the reception,
-- and nothing was taken back.  That is seen without unpacking the others, in an expression that
-- PostgreSQL writes into the statement that asks (so nothing in it may depend on a zone).
create function fact.dossier_state_before(received_at timestamptz, marks bytea, retractions bytea, until timestamptz)
returns text
language sql
immutable parallel safe
return case when marks is null then 'running'
            when retractions is null
             and get_byte(marks, length(marks) - 13) <> 4
             and substring(marks from length(marks) - 20 for 8) < int8send((extract(epoch from until - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint # (-9223372036854775808))
             and substring(marks from length(marks) - 20 for 8) > int8send((extract(epoch from received_at - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint # (-9223372036854775808))
             and (length(marks) = 21 or substring(marks from length(marks) - 20 for 8) > substring(marks from length(marks) - 41 for 8))
            then (array['running', 'running', 'waiting_supplement', 'waiting_payment', null, 'stopped', 'stopped'])[get_byte(marks, length(marks) - 13) + 1]
            else fact.dossier_state(received_at, fact.marks_before(marks, until), retractions)
       end;
comment on function fact.dossier_state_before(timestamptz, bytea, bytea, timestamptz) is 'State before an instant of a dossier that was received by then and had not ended, as fact.dossier_state()';

-- The states of ioc.dossier, as they were when a day ended: the counters' gauges (R13, R16).
create function fact.state_before(d fact.dossier, until timestamptz)
returns text
language sql
immutable parallel safe
return case when d.voided then 'void'
            when d.alias_of is not null then 'alias'
            when d.ended_at < until then 'ended'
            when d.received_at < until then fact.dossier_state_before(d.received_at, d.marks, d.retractions, until)
            when d.refused_at < until then 'refused'
            when d.withdrawn_at < until then 'withdrawn'
            when d.submitted_at < until then 'awaiting_reception'
            when least(d.submitted_at, d.received_at) >= until then 'not_yet'
            else 'not_received'
       end;
comment on function fact.state_before(fact.dossier, timestamptz) is 'State of a dossier before an instant, by the words of ioc.dossier.state; not_yet: neither filed nor received by then';

-- What a status asks for, in one or two disjoint parts, each of which an index serves: what is
-- still so, and what was so then.  Nothing happens later than an hour from now (R2), so of a day
-- that runs the second part is known to be empty and is not looked for.  $1 is the end of the day,
-- $2 the day.
create function fact.status_conditions(status text)
returns text[]
language sql
immutable parallel safe
return case
  when status in ('pending', 'running', 'overdue', 'near_due', 'waiting_supplement', 'waiting_payment', 'stopped')
  then (select array_agg(format('%s and d.received_at < $1 %s', since.condition,
                                case status when 'pending' then ''
                                            when 'overdue' then 'and d.due < $2 and fact.dossier_state_before(d.received_at, d.marks, d.retractions, $1) = ''running'''
                                            when 'near_due' then 'and d.due between $2 and $2 + 1 and fact.dossier_state_before(d.received_at, d.marks, d.retractions, $1) = ''running'''
                                            else format('and fact.dossier_state_before(d.received_at, d.marks, d.retractions, $1) = %L', status)
                                end))
          from (values ('d.ended_at is null'), ('$1 < now() + interval ''1 hour'' and d.ended_at >= $1')) as since (condition))
  when status in ('awaiting_reception', 'reception_overdue')
  then (select array_agg(format('%s and d.submitted_at < $1 and coalesce(least(d.refused_at, d.withdrawn_at) >= $1, true) %s', since.condition,
                                case status when 'reception_overdue' then 'and d.reception_due < $2' else '' end))
          from (values ('d.received_at is null'),
                       ('$1 < now() + interval ''1 hour'' and d.received_at >= $1')) as since (condition))
  else array[case status
    when 'ended' then 'd.ended_at < $1'
    when 'done' then 'd.ended_at < $1 and d.ended_kind <= 2'
    when 'done_overdue' then 'd.ended_at < $1 and d.ended_kind <= 2 and d.due < (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date'
    when 'done_on_time' then 'd.ended_at < $1 and d.ended_kind <= 2 and coalesce(d.due >= (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date, true)'
    when 'closed' then 'd.ended_at < $1 and d.ended_kind > 2'
    else '(coalesce(least(d.submitted_at, d.received_at) < $1, true) or d.refused_at < $1 or d.withdrawn_at < $1)'
  end]
end;
comment on function fact.status_conditions(text) is 'What a status of ioc.dossier_list() asks of a dossier d before an instant $1, the end of the day $2; what one part finds the other does not';

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
  last_at text := nullif(split_part($17, '|', 1), '');
  last_code text := substring($17 from position('|' in $17) + 1);
  fields integer[] := (select coalesce(array_agg(c.number), '{}') from ioc.procedure as p join ref.code as c on c.kind = 2 and c.code = p.procedure
                        where $6 <> '' and p.field = $6 or $6 = '' and p.field <> '');
  -- What a list of a period goes by.
  instant text := case when $15 is not null then null when coalesce($9, $10) is not null then 'received_at' when coalesce($11, $12) is not null then 'ended_at' end;
  sorted text := case when $15 is not null then '%1$s.code'
                      when instant is not null then format('%%1$s.%s desc, %%1$s.code desc', instant)
                      else '%1$s.due, %1$s.code' end;
  -- Few were so only then: they are found by that, never by walking all in their order, which no index
  -- has for a sum.
  gathered text := replace(sorted, '%1$s.due', '%1$s.due + 0');
  asked text := 'd.voided is not true and d.alias_of is null and ' || fact.part_condition($8);
begin
  asked := asked || case when $3 is not null then ' and coalesce(d.handling_unit, d.unit, 0) = $3' else '' end
                 || case when $4 = '' then ' and d.unit is null' when $4 is not null then ' and d.unit = $4' else '' end
                 || case when $5 = '' then ' and d.procedure is null' when $5 is not null then ' and d.procedure = $5' else '' end
                 || case when $6 = '' then ' and coalesce(d.procedure <> all ($6), true)' when $6 is not null then ' and d.procedure = any ($6)' else '' end
                 || case when $7 = 'unknown' then ' and d.channel is null' when $7 is not null then ' and d.channel = $7' else '' end
                 || case when coalesce($9, $10) is not null then ' and d.received_at < $1' else '' end
                 || case when coalesce($11, $12) is not null then ' and d.ended_at < $1' else '' end
                 || case when $9 is not null then ' and d.received_at >= $8::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $10 is not null then ' and d.received_at < ($9 + 1)::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $11 is not null then ' and d.ended_at >= $10::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $12 is not null then ' and d.ended_at < ($11 + 1)::timestamp at time zone ''Asia/Ho_Chi_Minh''' else '' end
                 || case when $13 is not null then ' and d.due >= $12' else '' end
                 || case when $14 is not null then ' and d.due <= $13' else '' end
                 || case when $15 is not null then ' and starts_with(d.code, $14)' else '' end
                 || case when $17 is null then ''
                         when $15 is not null then ' and d.code > $17'
                         when instant is not null then format(' and (d.%s, d.code) < ($16::timestamptz, $17)', instant)
                         when last_at = 'infinity' then ' and d.due is null and d.code > $17'
                         else ' and (d.due > $16::date or d.due = $16::date and d.code > $17 or d.due is null)' end;
  return query execute
    'select d.code, u.code, h.code, p.code, n.field, nullif(count.channel_word(d.channel), ''''), d.submitted_at,
            case when d.received_at < $1 then d.received_at end, d.due, case when d.ended_at < $1 then d.ended_at end,
            case when d.ended_at < $1 then (array[''resolved'', ''returned'', ''refused'', ''withdrawn'', ''stopped''])[d.ended_kind] end,
            fact.state_before(d, $1), case when d.ended_at < $1 then (d.ended_at at time zone ''Asia/Ho_Chi_Minh'')::date else $2 end - d.due
       from (select b.code from (' || (select string_agg(format('(select d.code, d.due, d.received_at, d.ended_at from fact.dossier as d where %s and %s order by %s limit $15)', asked, c.condition, format(case c.part when 1 then sorted else gathered end, 'd')), ' union all ')
                                         from unnest(fact.status_conditions($2)) with ordinality as c (condition, part)) || ') as b order by ' || format(sorted, 'b') || ' limit $15) as chosen
       join fact.dossier as d on d.code = chosen.code
       left join ref.code as u on u.kind = 1 and u.number = d.unit
       left join ref.code as h on h.kind = 1 and h.number = coalesce(d.handling_unit, d.unit)
       left join ref.code as p on p.kind = 2 and p.number = d.procedure
       left join ioc.procedure as n on n.procedure = p.code
      order by ' || format(sorted, 'd')
    using until, coalesce($1, ioc.today()), ref.number_asked(1, $3), ref.number_asked(1, $4), ref.number_asked(2, $5), fields, count.channel_asked($7),
          $9, $10, $11, $12, $13, $14, $15, $16, last_at, last_code;
end
$$;
comment on function ioc.dossier_list(date, text, text, text, text, text, text, text, date, date, date, date, date, date, text, integer, text) is
'The list behind any number, as it was at the end of any day (null: today); null does not restrict.  By due day and code; what was received or ended in a period the newest first; by code where the beginning of one is asked for.
of_unit and handling_unit are the handling one, the receiving one where none was stated (R19).  after: "due|dossier" of the last row seen, "infinity" for no due day; of a period "received_at|dossier" or "ended_at|dossier".';

-- What the facts know of one dossier, in its order.  A stated null has no instant and no line.
-- Facts name a source by a hash of four bytes: its name would stand in each of its statements.
-- Whoever stated a fact is in fact.source since the same transaction, so the hash has its name
-- there; it has none where the row is of before, or two (one chance in 86,000 for 316 sources).
create function ioc.dossier_course(dossier text)
returns table (at timestamptz, event text, stated_at timestamptz, counts boolean, due date, source text)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with d as (
    select f.* from fact.dossier as f where f.code = $1
  ), line as (
    select r.at, r.event, audit.signed(v.stamp, 1) >> 1 as stated, true as counts, r.due, r.register as turn, substring(v.stamp from 33) as source
      from d
     cross join lateral (values
       (0, 'submitted', d.submitted_at, d.reception_due), (1, 'received', d.received_at, d.due), (2, 'refused', d.refused_at, null), (3, 'withdrawn', d.withdrawn_at, null),
       (4, 'resolved', d.resolved_at, null), (5, 'returned', d.returned_at, null), (6, 'paid', d.paid_at, null), (7, 'rescheduled', d.rescheduled_at, d.due),
       (8, 'digitised', d.digitised_at, null), (9, 'synchronised', d.synchronised_at, null), (10, 'rated', d.rated_at, null)) as r (register, event, at, due)
     cross join lateral audit.stamp_of(d.versions, r.register) as v (stamp)
     where r.at is not null
    union all
    select to_timestamp(audit.signed(d.marks, 21 * i.n + 1) / 1000000.0),
           (array['processing', 'resumed', 'supplement_requested', 'payment_requested', 'paid', 'stopped', 'stopped_for_good'])[get_byte(d.marks, 21 * i.n + 8) + 1],
           audit.signed(d.marks, 21 * i.n + 10),
           not exists (select from generate_series(0, length(d.retractions) / 9 - 1) as j (n)
                        where substring(d.retractions from 9 * j.n + 1 for 9) = substring(d.marks from 21 * i.n + 1 for 9)),
           null, 20, substring(d.marks from 21 * i.n + 18 for 4)
      from d
     cross join lateral generate_series(0, length(d.marks) / 21 - 1) as i (n)
  )
  select l.at, l.event, to_timestamp(l.stated / 1000000.0), l.counts, l.due,
         (select min(s.source) from fact.source as s where s.hash = l.source having count(*) = 1)
    from line as l
   where not (l.event = 'paid' and l.turn = 6 and exists (select from line as m where m.event = 'paid' and m.turn = 20 and m.at = l.at))
   order by l.at, l.turn, l.stated
$$;
comment on function ioc.dossier_course(text) is 'The course of one dossier: when, what, when its source stated it, whether it counts (false: retracted, R9), the due day that it carries, and who stated it (null: not known); registers and the marks that are kept';

-- Documents at their recipients, to be handled at the end of a day (R25): those that nothing has
-- ended yet at the recipient, from their index, and those that something ended later.  Of a day that
-- runs there are none of the latter, see fact.status_conditions().
create function ioc.document_list(day date, of_recipient text, overdue boolean, rows integer, after text)
returns table (document text, unit text, recipient text, received_at timestamptz, due date, days_over integer)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
declare
  last_place text := substring($5 from position('|' in $5) + 1);
  asked text := 'least(r.received_at, r.assigned_at, r.processing_at, r.completed_at) < $1 and d.voided is not true'
             || ' and coalesce(least(r.completed_at, r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at) >= $1, true)'
             || case when $2 is not null then ' and r.recipient = $3' else '' end
             || case when $3 then ' and r.due < $2' else '' end
             || case when $5 is null then ''
                     when split_part($5, '|', 1) = 'infinity' then ' and r.due is null and (r.document, r.recipient) > ($6, $7)'
                     else ' and (r.due > $5 or r.due = $5 and (r.document, r.recipient) > ($6, $7) or r.due is null)' end;
begin
  return query execute
    'select o.document, u.code, c.code, o.received_at, o.due, $2 - o.due
       from (select l.* from ('
         || (select string_agg(format('(select r.document, r.recipient, r.due, least(r.received_at, r.assigned_at, r.processing_at, r.completed_at) as received_at, d.unit
               from fact.recipient as r join fact.document as d on d.code = r.document
              where %s and %s order by r.due, r.document, r.recipient limit $4)', o.condition, asked), ' union all ')
               from (values ('r.completed_at is null and r.revoked_at is null and r.takeback_agreed_at is null'),
                            ('$1 < now() + interval ''1 hour'' and least(r.completed_at, r.revoked_at, r.takeback_agreed_at) >= $1')) as o (condition)) ||
           ') as l order by l.due, l.document, l.recipient limit $4) as o
       left join ref.code as c on c.kind = 1 and c.number = o.recipient
       left join ref.code as u on u.kind = 1 and u.number = o.unit
      order by o.due, o.document, o.recipient'
    using (coalesce($1, ioc.today()) + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh', coalesce($1, ioc.today()), ref.number_asked(1, $2), $4,
          nullif(split_part($5, '|', 1), '')::date, split_part(last_place, '|', 1), ref.number_asked(1, substring(last_place from position('|' in last_place) + 1));
end
$$;
comment on function ioc.document_list(date, text, boolean, integer, text) is 'Documents that were to be handled at the end of a day (null: today), of one recipient or of all, all or only the overdue ones, oldest due day first; after: "due|document|recipient" of the last row seen';

-- What stands behind the counters of documents (R25).
create function fact.issued_condition(kind text)
returns text
language sql
immutable parallel safe
return case kind
  when 'electronic' then 'd.electronic'
  when 'electronic_unknown' then 'd.electronic is null'
  when 'signed' then 'd.signed and d.electronic is not false'
  when 'signed_unknown' then 'd.signed is null'
  when 'revoked' then 'd.revoked_at is not null'
  else 'true'
end;
comment on function fact.issued_condition(text) is 'What a kind of ioc.issued_list() asks of a document d that was issued';

create function ioc.issued_list(day date, of_unit text, of_level text, kind text, from_day date, to_day date, rows integer, after text)
returns table (document text, unit text, level text, issued_at timestamptz, electronic boolean, signed boolean, revoked_at timestamptz, at timestamptz)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
declare
  instant constant text := case $4 when 'revoked' then 'greatest(d.revoked_at, d.issued_at)' else 'd.issued_at' end;
  asked constant text := 'd.voided is not true and d.issued_at is not null and ' || fact.issued_condition($4) || format(' and %s < $1', instant)
             || case when $2 = '' then ' and d.unit is null' when $2 is not null then ' and d.unit = $2' else '' end
             || case when $3 = 'unknown' then ' and d.level is null' when $3 is not null then ' and d.level = $3' else '' end
             || case when $5 is not null then format(' and %s >= $4::timestamp at time zone ''Asia/Ho_Chi_Minh''', instant) else '' end
             || case when $6 is not null then format(' and %s < ($5 + 1)::timestamp at time zone ''Asia/Ho_Chi_Minh''', instant) else '' end
             || case when $8 is not null then format(' and (%s, d.code) < ($7::timestamptz, $8)', instant) else '' end;
begin
  return query execute format(
    'select o.code, u.code, nullif(count.level_word(coalesce(o.level, 0)), ''''), o.issued_at, o.electronic, o.signed, case when o.revoked_at < $1 then o.revoked_at end, o.at
       from (select d.code, d.unit, d.level, d.issued_at, d.electronic, d.signed, d.revoked_at, %1$s as at
               from fact.document as d
              where %2$s
              order by %1$s desc, d.code desc
              limit $6) as o
       left join ref.code as u on u.kind = 1 and u.number = o.unit
      order by o.at desc, o.code desc', instant, asked)
    using (coalesce($1, ioc.today()) + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh', ref.number_asked(1, $2), array_position(array['province', 'commune'], $3),
          $5, $6, $7, nullif(split_part($8, '|', 1), ''), substring($8 from position('|' in $8) + 1);
end
$$;
comment on function ioc.issued_list(date, text, text, text, date, date, integer, text) is
'Documents that had been issued at the end of a day (null: today), the newest first; of one issuer, of one level (unknown: not stated), of a kind: electronic, electronic_unknown, signed, signed_unknown, revoked, null for all.  The period is that of the issue, of revoked ones that of the revocation, which is never before the issue; after: "at|document" of the last row seen';

grant execute on all functions in schema ioc to trakhuc_reader;

commit;
