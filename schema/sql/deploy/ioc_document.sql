-- Deploy trakhuc:ioc_document to pg
-- requires: ioc_report

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- The public face, part three: documents, indicators, sources, the flow itself, and now.

create view ioc.document_day as
select count.day_date(count.cell_unit_day(d.cell)) as day, coalesce(u.code, '') as unit,
       count.level_word(count.cell_unit_channel(d.cell)) as level,
       coalesce(d.issued, 0)::bigint as issued, coalesce(d.electronic, 0)::bigint as electronic, coalesce(d.electronic_unknown, 0)::bigint as electronic_unknown,
       coalesce(d.signed, 0)::bigint as signed, coalesce(d.signed_unknown, 0)::bigint as signed_unknown,
       coalesce(d.revoked, 0)::bigint as revoked, coalesce(d.replaced, 0)::bigint as replaced
  from count.document_day as d
  left join ref.code as u on u.kind = 1 and u.number = count.cell_unit_unit(d.cell)
 where d.cell >= count.cell_unit((select count.generation_current()), 0, 0, 0)
   and d.cell < count.cell_unit((select count.generation_current()) + 1, 0, 0, 0);
comment on view ioc.document_day is 'Documents issued by day, unit and level (R25)';

create view ioc.workfile_day as
select count.day_date(count.cell_unit_day(d.cell)) as day, coalesce(u.code, '') as unit,
       count.level_word(count.cell_unit_channel(d.cell)) as level,
       coalesce(d.workfile_opened, 0)::bigint as workfile_opened, coalesce(d.workfile_online, 0)::bigint as workfile_online
  from count.workfile_day as d
  left join ref.code as u on u.kind = 1 and u.number = count.cell_unit_unit(d.cell)
 where d.cell >= count.cell_unit((select count.generation_current()), 0, 0, 0)
   and d.cell < count.cell_unit((select count.generation_current()) + 1, 0, 0, 0);
comment on view ioc.workfile_day is 'Work files (hồ sơ công việc) by the day on which they were opened, unit and level (R25)';

create view ioc.recipient_day as
select count.day_date(count.cell_recipient_day(d.cell)) as day, coalesce(u.code, '') as recipient,
       coalesce(d.document_received, 0)::bigint as document_received, coalesce(d.document_on_time, 0)::bigint as document_on_time,
       coalesce(d.document_late, 0)::bigint as document_late, coalesce(d.document_no_due, 0)::bigint as document_no_due,
       coalesce(d.document_taken_back, 0)::bigint as document_taken_back
  from count.recipient_day as d
  left join ref.code as u on u.kind = 1 and u.number = count.cell_recipient_recipient(d.cell)
 where d.cell >= count.cell_recipient((select count.generation_current()), 0, 0)
   and d.cell < count.cell_recipient((select count.generation_current()) + 1, 0, 0);
comment on view ioc.recipient_day is 'Documents at their recipients: flows by day and recipient (R25)';

create function ioc.document_gauge(day date)
returns table (recipient text, document_pending bigint, document_overdue bigint)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  select coalesce(u.code, ''), coalesce(sum(d.document_pending), 0)::bigint, coalesce(sum(d.document_overdue), 0)::bigint
    from count.recipient_range(0, count.day_asked($1)) as d
    left join ref.code as u on u.kind = 1 and u.number = count.cell_recipient_recipient(d.cell)
   group by 1;
end
$$;
comment on function ioc.document_gauge(date) is 'Documents received and not ended, and of these the overdue ones, at the end of a day by recipient (R25)';

create function ioc.document_share(from_day date, to_day date)
returns table (level text, share text, numerator bigint, stated bigint, unknown bigint, reads text)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select d.level, s.share, sum(s.numerator)::bigint, sum(d.issued - s.unknown)::bigint, sum(s.unknown)::bigint,
         case when sum(s.unknown) * 20 > sum(d.issued) then 'không rõ' end
    from ioc.document_day as d
   cross join lateral (values ('electronic', d.electronic, d.electronic_unknown), ('signed', d.signed, d.signed_unknown)) as s (share, numerator, unknown)
   where d.day between $1 and $2
   group by 1, 2
$$;
comment on function ioc.document_share(date, date) is 'Shares electronic and signed of the documents issued in a period, by level: numerator / stated, unknown beside; reads is "không rõ" above 5 % unknown (R25), else null';

create view ioc.document_now as
select g.*, m.*
  from (select coalesce(sum(r.document_pending), 0)::bigint as document_pending,
               coalesce(sum(r.document_overdue), 0)::bigint as document_overdue
          from ioc.document_gauge(ioc.today()) as r) as g
 cross join (
        select coalesce(sum(d.issued), 0)::bigint as issued_month, coalesce(sum(d.electronic), 0)::bigint as electronic_month,
               coalesce(sum(d.electronic_unknown), 0)::bigint as electronic_unknown_month, coalesce(sum(d.signed), 0)::bigint as signed_month,
               coalesce(sum(d.signed_unknown), 0)::bigint as signed_unknown_month
          from count.document_day as d
         where d.cell >= count.cell_unit(count.generation_current(), count.day_number(date_trunc('month', ioc.today())::date), 0, 0)
           and d.cell < count.cell_unit(count.generation_current(), count.day_number(ioc.today()) + 1, 0, 0)) as m;
comment on view ioc.document_now is 'One row: documents of this month, and to be handled now';

create view ioc.indicator_value as
select i.code as indicator, u.code as unit, f.period,
       (array['draft', 'sent', 'approved', 'returned'])[f.latest_status] as latest_status,
       f.latest_value * 0.000001 as latest_value, f.latest_numerator * 0.000001 as latest_numerator, f.latest_denominator * 0.000001 as latest_denominator,
       f.approved_value * 0.000001 as approved_value, f.approved_numerator * 0.000001 as approved_numerator, f.approved_denominator * 0.000001 as approved_denominator
  from fact.indicator as f
  join ref.code as i on i.kind = 9 and i.number = f.indicator
  join ref.code as u on u.kind = 1 and u.number = f.unit
 where not f.voided;
comment on view ioc.indicator_value is 'Programme indicators by indicator, unit and period: latest status, and the approved amounts (R12)';

create view ioc.indicator as
select distinct on (i.indicator)
       i.indicator, i.name, i.measure, (array['sum', 'mean', 'share', 'last'])[i.rollup] as rollup, i.target * 0.000001 as target,
       i.valid_from, i.valid_to
  from ref.indicator as i
 order by i.indicator, i.valid_from > ioc.today(), i.valid_from desc;
comment on view ioc.indicator is 'The indicators of the catalogue, each as it is valid today';

-- Units of one level are added up, so that a province's own report is never added to those
-- of its communes.  The rate of a share and the mean are computed last, from what is kept.
create view ioc.indicator_rollup as
select g.indicator, g.period, g.level, d.rollup, g.reported, g.approved, g.value_sum, g.value_count, g.numerator, g.denominator,
       case d.rollup
         when 'sum' then g.value_sum
         when 'mean' then round(g.value_sum / nullif(g.value_count, 0), 6)
         when 'share' then round(100 * g.numerator / nullif(g.denominator, 0), 6)
         when 'last' then g.value_last
       end as value
  from (select i.code as indicator, f.period, coalesce(n.level, '') as level,
               count(*) as reported, count(f.approved_status) as approved,
               sum(f.approved_value) * 0.000001 as value_sum, count(f.approved_value) as value_count,
               sum(f.approved_numerator) filter (where f.approved_denominator is not null) * 0.000001 as numerator,
               sum(f.approved_denominator) filter (where f.approved_numerator is not null) * 0.000001 as denominator,
               (array_agg(f.approved_value order by f.approved_version desc) filter (where f.approved_value is not null))[1] * 0.000001 as value_last
          from fact.indicator as f
          join ref.code as i on i.kind = 9 and i.number = f.indicator
          join ref.code as u on u.kind = 1 and u.number = f.unit
          left join ioc.unit as n on n.unit = u.code
         where not f.voided and f.latest_status is not null
         group by i.code, f.period, coalesce(n.level, '')) as g
  left join ioc.indicator as d on d.indicator = g.indicator;
comment on view ioc.indicator_rollup is 'Programme indicators of all units of a level by period, as the definition says: sum, mean, share or last (R12)';

create view ioc.partition as
select q.topic, q.partition, q.next_offset, q.log_end, q.lag, q.read, q.applied, q.dead, q.as_of, q.worker, q.seen_at, q.recorded_at,
       now() - q.as_of as age, q.skipped, q.recovering, q.halt_reason, q.halt_detail, q.state,
       case q.state
         when 'halted' then case q.halt_reason
           when 'records_gone' then 'Give the log back (mirror, backup) and "trakhuc partition resume"; if that cannot be, "trakhuc partition reset --to start" passes over what is gone.'
           when 'other_cluster' then 'If kafka.brokers is wrong, correct it; then, or for a mirror with the same offsets, "trakhuc partition resume"; a new cluster: "trakhuc partition reset --to start".'
           when 'other_rules' then 'Run the program whose rules the current generation counts by; this ends by itself.'
           else 'If the topic was made anew on purpose, "trakhuc partition reset --to start"; else give the log back and "trakhuc partition resume".'
         end
         when 'stuck' then 'A producer has left a transaction open and nothing behind it can be read; it ends with transaction.timeout.ms, or kafka-transactions.sh aborts it.'
         when 'unknown' then 'No worker has ever read this partition: start "trakhuc aggregate".'
         when 'stopped' then 'Its worker has not reported for 15 seconds: look at its log, start "trakhuc aggregate".'
         when 'recovering' then 'The database has lost commits, or was just started; they are read again from the log: nothing to do but to wait.'
         when 'late' then 'The worker is behind: if the lag does not shrink, start another one.'
         else ''
       end as advice
  from (select r.*,
               case when r.halt_reason is not null then 'halted'
                    when r.seen_at is null then 'unknown'
                    when r.seen_at < now() - interval '15 seconds' then 'stopped'
                    when r.recovering then 'recovering'
                    when r.stuck_since < now() - interval '10 seconds' then 'stuck'
                    when r.lag > 0 and coalesce(r.as_of < now() - interval '10 seconds', true) then 'late'
                    else 'healthy'
               end as state
          from (select (array['dossier.v1', 'document.v1', 'indicator.v1', 'reference.v1', 'source.v1'])[p.topic + 1] as topic,
                       p.partition, p.next as next_offset, w.log_end, case when w.log_end is not null then greatest(w.log_end - p.next, 0) end as lag, p.read, p.applied, p.dead,
                       case when w.caught_up_at > '-infinity' then greatest(w.caught_up_at, p.recorded_at) else p.recorded_at end as as_of,
                       w.worker, w.seen_at, p.recorded_at, w.stuck_since, p.skipped, h.reason as halt_reason, h.detail as halt_detail,
                       coalesce(p.next < least(w.recover_to, w.log_end), false)
                         or (not pg_is_in_recovery() and coalesce(w.server_started_at <> pg_postmaster_start_time(), false)) as recovering
                  from flow.position as p
                  left join flow.watch as w on w.topic = p.topic and w.partition = p.partition
                  left join flow.halt as h on h.topic = p.topic and h.partition = p.partition and h.ended_at is null) as r) as q;
comment on view ioc.partition is 'One row a partition: position, end of the log, what was applied and refused, up to when the numbers are complete, what to do, and whether they are being recovered: the database has lost commits that are read again, or nobody has looked yet whether it has';

-- A source is silent as far as its heartbeats are read: while they are not read on, our own
-- workers stand still, and no source is to blame.
create view ioc.source as
select s.source, s.heartbeat_at, s.event_time as event_at, s.sent, s.spooled,
       coalesce(q.silence > interval '60 seconds', false) as silent,
       now() - greatest(s.heartbeat_at, s.event_time) as delay,
       case when s.heartbeat_at is null then 'without heartbeat'
            when q.silence is null then 'unknown'
            when q.silence > interval '60 seconds' then 'silent'
            when s.spooled > 0 then 'spooling'
            else 'alive'
       end as state,
       q.silence
  from fact.source as s
 cross join (select case when not bool_or(p.halt_reason is not null) and count(*) = count(p.as_of) then min(p.as_of) end as heard_until
               from ioc.partition as p
              where p.topic = 'source.v1') as r
 cross join lateral (select case when s.heartbeat_at > r.heard_until then interval '0' else r.heard_until - s.heartbeat_at end as silence) as q;
comment on view ioc.source is 'One row a source: last event, last heartbeat; silent when a heartbeat has been missing for a minute, as far as heartbeats are read';

create view ioc.halt as
select (array['dossier.v1', 'document.v1', 'indicator.v1', 'reference.v1', 'source.v1'])[h.topic + 1] as topic, h.partition, h.reason, h.detail, h.since, h.ended_at, h.ended_by
  from flow.halt as h;
comment on view ioc.halt is 'One row each time that a partition was left unread, open while ended_at is null';

create view ioc.dead_letter as
select (array['dossier.v1', 'document.v1', 'indicator.v1', 'reference.v1', 'source.v1'])[d.topic + 1] as topic,
       d.partition, d."offset", d.recorded_at, d.reason,
       -- the classes of schema/contract/reason.def
       case when d.reason in ('not_json', 'too_large', 'too_deep', 'nul_character', 'lone_surrogate', 'duplicate_key') then 'malformed'
            when d.reason in ('unknown_type', 'unknown_version') then 'type'
            when d.reason = 'member_missing' then 'missing'
            when d.reason in ('member_mistyped', 'code_shape', 'code_not_listed', 'number_range') then 'value'
            when d.reason in ('time_shape', 'time_no_zone', 'time_impossible', 'time_range') then 'time'
            when d.reason = 'stated_in_future' then 'future'
            when d.reason = 'key_differs' then 'key'
            else replace(d.reason, '_', '-')
       end as class,
       d.member, d.byte, d.source, d.id, encode(d.hash, 'hex') as hash, d.status, d.since, d.actor, d.why, d.log,
       concat((array['dossier.v1', 'document.v1', 'indicator.v1', 'reference.v1', 'source.v1'])[d.topic + 1], '-', d.partition, '@', d."offset",
              case when d.log < p.log then ' of log ' || d.log end) as place
  from flow.dead as d
  left join flow.position as p on p.topic = d.topic and p.partition = d.partition;
comment on view ioc.dead_letter is 'One row a refused record: place in the log, reason, member, and what became of it; never the payload';

create view ioc.now as
select ioc.today() as day, a.as_of, now() - a.as_of as delay, t.*, d.*, a.recovering
  from (select case when count(*) = count(p.as_of) then min(p.as_of) end as as_of, coalesce(bool_or(p.recovering), false) as recovering
          from ioc.partition as p) as a
 cross join (
        select coalesce(sum(u.pending), 0)::bigint as pending,
               coalesce(sum(u.waiting_supplement), 0)::bigint as waiting_supplement,
               coalesce(sum(u.waiting_payment), 0)::bigint as waiting_payment,
               coalesce(sum(u.stopped), 0)::bigint as stopped,
               coalesce(sum(u.overdue), 0)::bigint as overdue,
               coalesce(sum(u.near_due), 0)::bigint as near_due,
               coalesce(sum(u.awaiting_reception), 0)::bigint as awaiting_reception,
               coalesce(sum(u.reception_overdue), 0)::bigint as reception_overdue,
               coalesce(sum(u.in_due_766), 0)::bigint as in_due_766,
               coalesce(sum(u.carried_over), 0)::bigint as carried_over,
               coalesce(sum(u.received_today), 0)::bigint as received_today,
               coalesce(sum(u.done_today), 0)::bigint as done_today,
               coalesce(sum(u.received_month), 0)::bigint as received_month,
               coalesce(sum(u.done_month), 0)::bigint as done_month,
               coalesce(sum(u.done_overdue_month), 0)::bigint as done_overdue_month,
               coalesce(sum(u.closed_month), 0)::bigint as closed_month,
               coalesce(sum(u.late_reception_month), 0)::bigint as late_reception_month,
               coalesce(sum(u.received_online_month), 0)::bigint as received_online_month,
               coalesce(sum(u.received_full_month), 0)::bigint as received_full_month,
               coalesce(sum(u.digitised_month), 0)::bigint as digitised_month,
               coalesce(sum(u.papers_month), 0)::bigint as papers_month,
               coalesce(sum(u.papers_digitised_month), 0)::bigint as papers_digitised_month,
               coalesce(sum(u.paid_online_month), 0)::bigint as paid_online_month,
               coalesce(sum(u.paid_online_vnd_month), 0)::bigint as paid_online_vnd_month
          from ioc.unit_tile() as u) as t
 cross join ioc.document_now as d;
comment on view ioc.now is 'One row, the province now; as_of is the instant up to which all of it is complete, null when that is not known; while recovering, counters can be lower than they were';

-- A view's functions run with the rights of whoever asks.
grant execute on all functions in schema count to trakhuc_reader;
grant usage on schema ioc to trakhuc_reader;
grant select on all tables in schema ioc to trakhuc_reader;
grant execute on all functions in schema ioc to trakhuc_reader;

commit;
