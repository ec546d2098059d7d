-- Deploy trakhuc:alert to pg
-- requires: ioc_list

-- Alerts: rules with thresholds, what they say of the counters and of the flow now, and what
-- is still to be told to a webhook.
--
-- An alert is a state with a memory, not a comparison: it opens when a measure has stood at or
-- above one threshold for some time, and closes when it has stood at or below another, lower one
-- for some time.  Between the two it stays what it is, so a value that swings around one number
-- tells nobody twice.  What cannot be known (the source's topic is not read, counters are being
-- recovered) is null, and null changes nothing.
--
-- Measures are read from counters, sources and the flow, never from the dossiers or documents
-- themselves: an evaluation costs what a snapshot of the page costs, however many facts there are.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema alert;

create table alert.measure (
  measure text not null,
  subject_kind text not null,
  value_unit text not null,
  span text not null,
  meaning text not null,
  constraint measure_measure_pk primary key (measure),
  constraint measure_subject_kind_ck check (subject_kind in ('unit', 'recipient', 'source', 'partition', 'reason')),
  constraint measure_value_unit_ck check (value_unit in ('dossiers', 'percent', 'documents', 'seconds', 'records')),
  constraint measure_span_ck check (span in ('none', 'days', 'time'))
);

insert into alert.measure (measure, subject_kind, value_unit, span, meaning) values
  ('overdue_share', 'unit', 'percent', 'none', 'Overdue dossiers of those that are pending now (R17)'),
  ('overdue', 'unit', 'dossiers', 'none', 'Overdue dossiers now (R17)'),
  ('near_due', 'unit', 'dossiers', 'none', 'Running dossiers that are due today or tomorrow (R17)'),
  ('reception_overdue', 'unit', 'dossiers', 'none', 'Submitted dossiers that wait for their reception past its due day (R13)'),
  ('late_reception_share', 'unit', 'percent', 'days', 'Dossiers received late of those received on the last days of the span, today included (R13)'),
  ('waiting_supplement', 'unit', 'dossiers', 'days',
   'The fewest dossiers that waited for a supplement now or at the end of any day of the span, by channel: an upper bound of those that have waited through all of it'),
  ('document_pending', 'recipient', 'documents', 'none', 'Electronic documents received and not handled now (R25)'),
  ('document_overdue', 'recipient', 'documents', 'none', 'Electronic documents not handled by their due day (R25)'),
  ('source_silence', 'source', 'seconds', 'none', 'Time from the last heartbeat to the instant up to which heartbeats are read; not known while it is not read on'),
  ('partition_stop', 'partition', 'seconds', 'none', 'Time for which a partition has been halted, has had no worker, or was stuck behind an open transaction'),
  ('dead_letters', 'reason', 'records', 'time', 'Records that were refused for one reason within the span, by the broker''s time, and still wait for a decision');

create table alert.rule (
  rule text collate "C" not null,
  title text not null,
  measure text not null,
  subject text collate "C",
  open_at numeric(20, 2) not null,
  close_at numeric(20, 2) not null,
  open_after interval not null default '0',
  close_after interval not null default '0',
  minimum bigint not null default 0,
  span interval not null default '0',
  enabled boolean not null default true,
  changed_at timestamptz not null default now(),
  constraint rule_rule_pk primary key (rule),
  constraint rule_measure_fk foreign key (measure) references alert.measure (measure),
  constraint rule_rule_ck check (rule ~ '^[a-z0-9][a-z0-9_.-]{0,63}$'),
  constraint rule_title_ck check (title <> '' and length(title) <= 200),
  constraint rule_hysteresis_ck check (close_at < open_at and close_at >= 0),
  constraint rule_open_after_ck check (open_after between '0' and interval '7 days'),
  constraint rule_close_after_ck check (close_after between '0' and interval '7 days'),
  constraint rule_minimum_ck check (minimum >= 0),
  constraint rule_span_ck check (span between '0' and interval '366 days')
);
create unique index rule_subject_uq on alert.rule (measure, subject) where subject is not null;

create table alert.breach (
  rule text collate "C" not null,
  subject text collate "C" not null,
  since timestamptz not null,
  constraint breach_key_pk primary key (rule, subject),
  constraint breach_rule_fk foreign key (rule) references alert.rule (rule)
);

create table alert.alert (
  number bigint not null generated always as identity,
  rule text collate "C" not null,
  subject text collate "C" not null,
  threshold numeric(20, 2) not null,
  opened_at timestamptz not null,
  opened_value numeric(20, 2) not null,
  value numeric(20, 2) not null,
  peak numeric(20, 2) not null,
  calm_since timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text,
  closed_at timestamptz,
  closed_value numeric(20, 2),
  closed_why text,
  constraint alert_number_pk primary key (number),
  constraint alert_rule_fk foreign key (rule) references alert.rule (rule),
  constraint alert_acknowledged_ck check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (note is null)),
  constraint alert_closed_ck check ((closed_at is null) = (closed_why is null)),
  constraint alert_closed_why_ck check (closed_why in ('calm', 'rule'))
) with (fillfactor = 70);
create unique index alert_open_uq on alert.alert (rule, subject) where closed_at is null;
create index alert_closed_ix on alert.alert (closed_at) where closed_at is not null;

create table alert.notice (
  number bigint not null generated always as identity,
  alert bigint not null,
  transition text not null,
  at timestamptz not null,
  key uuid not null default gen_random_uuid(),
  body jsonb not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  delivered_at timestamptz,
  given_up_at timestamptz,
  last_error text,
  constraint notice_number_pk primary key (number),
  constraint notice_alert_fk foreign key (alert) references alert.alert (number),
  constraint notice_transition_ck check (transition in ('opened', 'acknowledged', 'closed')),
  constraint notice_transition_uq unique (alert, transition),
  constraint notice_end_ck check (delivered_at is null or given_up_at is null)
);
create index notice_waiting_ix on alert.notice (next_at) where delivered_at is null and given_up_at is null;
create index dead_recorded_at_ix on flow.dead (recorded_at) where status = 'waiting';

insert into alert.rule (rule, title, measure, open_at, close_at, open_after, close_after, minimum, span) values
  ('overdue_share', 'Tỷ lệ hồ sơ quá hạn cao', 'overdue_share', 20, 15, '5 minutes', '10 minutes', 20, '0'),
  ('overdue', 'Nhiều hồ sơ quá hạn', 'overdue', 50, 40, '5 minutes', '10 minutes', 0, '0'),
  ('near_due', 'Nhiều hồ sơ sắp đến hạn', 'near_due', 100, 80, '5 minutes', '10 minutes', 0, '0'),
  ('reception_overdue', 'Nhiều hồ sơ chờ tiếp nhận quá hạn', 'reception_overdue', 10, 5, '5 minutes', '10 minutes', 0, '0'),
  ('late_reception', 'Tỷ lệ tiếp nhận chậm cao', 'late_reception_share', 20, 10, '5 minutes', '10 minutes', 20, '7 days'),
  ('waiting_supplement', 'Hồ sơ chờ bổ sung kéo dài', 'waiting_supplement', 20, 15, '5 minutes', '10 minutes', 0, '30 days'),
  ('document_pending', 'Nhiều văn bản điện tử chưa xử lý', 'document_pending', 200, 150, '5 minutes', '10 minutes', 0, '0'),
  ('document_overdue', 'Nhiều văn bản điện tử quá hạn xử lý', 'document_overdue', 20, 10, '5 minutes', '10 minutes', 0, '0'),
  ('source_silent', 'Nguồn dữ liệu mất tín hiệu', 'source_silence', 120, 60, '0', '30 seconds', 0, '0'),
  ('partition_stopped', 'Phân vùng ngừng đọc', 'partition_stop', 60, 0, '0', '30 seconds', 0, '0'),
  ('dead_letters', 'Nhiều bản ghi bị từ chối', 'dead_letters', 20, 5, '0', '5 minutes', 0, '1 hour');

-- Every change of a rule is an act, whoever makes it and however: the tool says who and why
-- by settings of its transaction, plain SQL is the role that is logged in.
create function alert.rule_record()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  said text := coalesce(nullif(current_setting('trakhuc.actor', true), ''), session_user);
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'changed_at' end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'changed_at' end;
begin
  if before is not distinct from after then
    return null;
  end if;
  insert into flow.action (actor, verb, object, outcome, why)
  select said, 'alert rule', coalesce(after ->> 'rule', before ->> 'rule'),
         case tg_op when 'INSERT' then 'added: ' when 'DELETE' then 'removed: ' else 'changed: ' end
           || string_agg(format(case tg_op when 'UPDATE' then '%1$s from %2$s to %3$s' when 'INSERT' then '%1$s %3$s' else '%1$s %2$s' end,
                                e.key, coalesce(before ->> e.key, 'none'), coalesce(after ->> e.key, 'none')), ', ' order by e.key),
         nullif(current_setting('trakhuc.why', true), '')
    from jsonb_object_keys(coalesce(after, before)) as e (key)
   where before -> e.key is distinct from after -> e.key;
  return null;
end
$$;

create trigger rule_record
after insert or update or delete on alert.rule
for each row
execute function alert.rule_record();

-- What happened is only ever closed, never rewritten or taken away.
create function alert.alert_keep()
returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  if tg_op = 'UPDATE' and old.closed_at is null then
    return new;
  end if;
  raise exception using errcode = 'TK003', message = 'a closed alert stays as it is, and none is removed';
end
$$;

create trigger alert_keep
before update or delete on alert.alert
for each row
execute function alert.alert_keep();

-- What each measure says now, of every subject that has something to say; a subject without a
-- row stands at zero, a null is not known.  A rule for one subject takes the place of the rules
-- for all of the same measure, so a disabled one silences its subject.
create function alert.measured(at timestamptz)
returns table (rule text, subject text, value numeric, base bigint)
language sql
stable
set search_path = pg_catalog
as $$
  with asked as materialized (
    select count.day_asked((measured.at at time zone 'Asia/Ho_Chi_Minh')::date) as day,
           coalesce(bool_or(p.recovering), false) as recovering
      from ioc.partition as p
  ), ruled as materialized (
    select r.rule, r.measure, r.subject, r.span, (extract(epoch from r.span) / 86400)::integer as days
      from alert.rule as r
     where r.enabled
  ), unit as materialized (
    select count.cell_unit_unit(u.cell) as number, count.cell_unit_channel(u.cell) as channel,
           coalesce(sum(u.pending), 0) as pending, coalesce(sum(u.overdue), 0) as overdue, coalesce(sum(u.near_due), 0) as near_due,
           coalesce(sum(u.reception_overdue), 0) as reception_overdue, coalesce(sum(u.waiting_supplement), 0) as waiting_supplement
      from asked as a
     cross join lateral count.unit_gauge(a.day) as u
     group by 1, 2
  ), gauge as (
    select u.number, sum(u.pending)::bigint as pending, sum(u.overdue) as overdue, sum(u.near_due) as near_due, sum(u.reception_overdue) as reception_overdue
      from unit as u
     group by 1
  ), late as (
    select r.rule, count.cell_unit_unit(u.cell) as number, sum(u.late_reception) as late, coalesce(sum(u.received), 0)::bigint as received
      from ruled as r
     cross join asked as a
     cross join lateral count.unit_range(a.day - r.days + 1, a.day) as u
     where r.measure = 'late_reception_share'
     group by 1, 2
  ), back as (
    -- Steps of the days after each day of the span, taken off, give the gauge at its end.
    select r.rule, count.cell_unit_unit(d.cell) as number, count.cell_unit_channel(d.cell) as channel,
           sum(d.waiting_supplement) over (partition by r.rule, count.cell_unit_unit(d.cell), count.cell_unit_channel(d.cell) order by d.cell desc) as since
      from ruled as r
     cross join asked as a
      join count.unit_day as d
        on d.cell >= count.cell_unit((select count.generation_current()), a.day - r.days + 1, 0, 0)
       and d.cell < count.cell_unit((select count.generation_current()), a.day + 1, 0, 0)
     where r.measure = 'waiting_supplement' and d.waiting_supplement is not null
  ), waiting as (
    select r.rule, u.number, sum(u.waiting_supplement - greatest(coalesce(b.most, 0), 0)) as fewest
      from ruled as r
     cross join unit as u
      left join (select b.rule, b.number, b.channel, max(b.since) as most from back as b group by 1, 2, 3) as b
        on b.rule = r.rule and b.number = u.number and b.channel = u.channel
     where r.measure = 'waiting_supplement'
     group by 1, 2
  ), counted as (
    select r.rule, r.measure, g.number, m.value, case when r.measure = 'overdue_share' then g.pending end as base
      from ruled as r
     cross join gauge as g
     cross join lateral (values ('overdue_share', 100 * g.overdue / nullif(g.pending, 0)), ('overdue', g.overdue), ('near_due', g.near_due),
                                ('reception_overdue', g.reception_overdue)) as m (measure, value)
     where m.measure = r.measure
    union all
    select l.rule, 'late_reception_share', l.number, 100 * l.late / nullif(l.received, 0), l.received from late as l
    union all
    select w.rule, 'waiting_supplement', w.number, w.fewest, null from waiting as w
    union all
    select r.rule, r.measure, count.cell_recipient_recipient(d.cell), sum(case r.measure when 'document_pending' then d.document_pending else d.document_overdue end), null
      from ruled as r
     cross join asked as a
     cross join lateral count.recipient_range(0, a.day) as d
     where r.measure in ('document_pending', 'document_overdue')
     group by 1, 2, 3
  ), told as (
    select c.rule, c.measure, coalesce(k.code, '') as subject, case when not a.recovering then coalesce(c.value, 0) end as value, c.base
      from counted as c
     cross join asked as a
      left join ref.code as k on k.kind = 1 and k.number = c.number
    union all
    select r.rule, r.measure, s.source, extract(epoch from s.silence), null
      from ruled as r
     cross join ioc.source as s
     where r.measure = 'source_silence' and s.heartbeat_at is not null
    union all
    select r.rule, r.measure, (array['dossier.v1', 'document.v1', 'indicator.v1', 'reference.v1', 'source.v1'])[p.topic + 1] || '-' || p.partition,
           case when w.seen_at is not null or h.since is not null then
             greatest(extract(epoch from measured.at - h.since),
                      case when w.seen_at < measured.at - interval '15 seconds' then extract(epoch from measured.at - w.seen_at) end,
                      case when w.stuck_since < measured.at - interval '10 seconds' then extract(epoch from measured.at - w.stuck_since) end, 0) end, null
      from ruled as r
     cross join flow.position as p
      left join flow.watch as w on w.topic = p.topic and w.partition = p.partition
      left join flow.halt as h on h.topic = p.topic and h.partition = p.partition and h.ended_at is null
     where r.measure = 'partition_stop'
    union all
    select r.rule, r.measure, d.reason, count(*), null
      from ruled as r
      join flow.dead as d on d.recorded_at >= measured.at - r.span and d.status = 'waiting'
     where r.measure = 'dead_letters'
     group by 1, 2, 3
  )
  select t.rule, t.subject, round(t.value, 2), t.base
    from told as t
    join ruled as r on r.rule = t.rule
   where coalesce(r.subject = t.subject,
                  not exists (select from alert.rule as o where o.measure = t.measure and o.subject = t.subject))
$$;

-- What a webhook is told; fixed when it happens, so that every attempt sends the same.
create function alert.notice_body(a alert.alert, transition text)
returns jsonb
language sql
stable
set search_path = pg_catalog
as $$
  select jsonb_strip_nulls(jsonb_build_object(
           'alert', a.number, 'transition', transition, 'rule', r.rule, 'title', r.title, 'measure', r.measure,
           'subject_kind', m.subject_kind, 'subject', a.subject, 'subject_name', u.name,
           'value', coalesce(a.closed_value, a.value), 'value_unit', m.value_unit, 'threshold', a.threshold, 'peak', a.peak, 'opened_at', a.opened_at,
           'acknowledged_at', a.acknowledged_at, 'acknowledged_by', a.acknowledged_by, 'note', a.note,
           'closed_at', a.closed_at, 'closed_why', a.closed_why))
    from alert.rule as r
    join alert.measure as m on m.measure = r.measure
    left join ioc.unit as u on m.subject_kind in ('unit', 'recipient') and u.unit = a.subject
   where r.rule = a.rule
$$;

-- An old primary that still takes writes opens no alert and sends nothing.
create function alert.server_hold()
returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
  if exists (select from flow.timeline as t where t.timeline = flow.server_timeline() and t.superseded_by is not null) then
    raise exception using errcode = 'TK002', message = 'refused: this server was replaced by another one, whose numbers count';
  end if;
end
$$;

-- Everything in one statement, so in one snapshot: what is measured, what opens, what changes,
-- what closes, and what is to be told of it.  Two at once: the second does nothing.
create function alert.evaluate(at timestamptz default now())
returns table (opened integer, closed integer, open integer)
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  if not pg_try_advisory_xact_lock(hashtext('trakhuc alert.evaluate')) then
    return;
  end if;
  perform alert.server_hold();
  return query
  with held as materialized (
    select * from alert.alert as h where h.closed_at is null
  ), measured as materialized (
    select * from alert.measured(evaluate.at)
  ), valid as (
    -- Rules that still speak of the subjects of open alerts.
    select h.number
      from held as h
      join alert.rule as r on r.rule = h.rule and r.enabled
     where coalesce(r.subject = h.subject,
                    not exists (select from alert.rule as o where o.measure = r.measure and o.subject = h.subject))
  ), judged as materialized (
    select r.rule, coalesce(m.subject, h.subject) as subject, h.number, r.open_at, r.open_after, v.number is null as unruled,
           case when m.rule is null then 0 else m.value end as value,
           m.value >= r.open_at and coalesce(m.base >= r.minimum, true) as breaches, c.calm,
           coalesce(v.number is null or c.calm and evaluate.at - coalesce(h.calm_since, evaluate.at) >= r.close_after, false) as closes
      from measured as m
      full join held as h on h.rule = m.rule and h.subject = m.subject
      join alert.rule as r on r.rule = coalesce(m.rule, h.rule)
      left join valid as v on v.number = h.number
     cross join lateral (select case when m.rule is null then true else m.value <= r.close_at or coalesce(m.base * 2 < r.minimum, false) end) as c (calm)
  ), breaching as (
    select j.rule, j.subject, j.value, j.open_at, coalesce(b.since, evaluate.at) as since, evaluate.at - coalesce(b.since, evaluate.at) >= j.open_after as due
      from judged as j
      left join alert.breach as b on b.rule = j.rule and b.subject = j.subject
     where j.number is null and j.breaches
  ), brewing as (
    insert into alert.breach as b (rule, subject, since)
    select c.rule, c.subject, c.since from breaching as c where not c.due
    on conflict do nothing
  ), settled as (
    -- Unknown values leave a breach as it is; a subject that is not measured any more has none.
    delete from alert.breach as b
     where exists (select from breaching as c where c.rule = b.rule and c.subject = b.subject and c.due)
        or not exists (select from judged as j where j.rule = b.rule and j.subject = b.subject and j.number is null and coalesce(j.breaches, true))
  ), opening as (
    insert into alert.alert as n (rule, subject, threshold, opened_at, opened_value, value, peak)
    select c.rule, c.subject, c.open_at, evaluate.at, c.value, c.value, c.value from breaching as c where c.due
    returning n.number, 'opened' as transition, alert.notice_body(n, 'opened') as body
  ), closing as (
    update alert.alert as n
       set closed_at = evaluate.at, closed_value = j.value, value = coalesce(j.value, n.value), closed_why = case when j.unruled then 'rule' else 'calm' end
      from judged as j
     where n.number = j.number
       and j.closes
    returning n.number, 'closed' as transition, alert.notice_body(n, 'closed') as body
  ), changing as (
    update alert.alert as n
       set value = j.value, peak = greatest(n.peak, j.value), calm_since = case when j.calm then coalesce(n.calm_since, evaluate.at) end
      from judged as j
     where n.number = j.number
       and not j.closes
       and j.value is not null
       and (n.value, n.calm_since is null) is distinct from (j.value, not j.calm)
  ), telling as (
    insert into alert.notice as n (alert, transition, at, next_at, body)
    select t.number, t.transition, evaluate.at, evaluate.at, t.body
      from (select * from opening union all select * from closing) as t
  ), expiring as (
    update alert.notice as n
       set given_up_at = evaluate.at, last_error = coalesce(n.last_error, 'no webhook took it within a day')
     where n.delivered_at is null and n.given_up_at is null and n.at < evaluate.at - interval '1 day'
  )
  select (select count(*) from opening)::integer, (select count(*) from closing)::integer,
         ((select count(*) from held) + (select count(*) from opening) - (select count(*) from closing))::integer;
end
$$;

create function alert.acknowledge(number bigint, actor text, why text)
returns text
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  one alert.alert;
begin
  select * into one from alert.alert as a where a.number = acknowledge.number for update;
  if one.number is null then
    raise exception using errcode = 'TK004', message = format('alert %s is not there', acknowledge.number), hint = '"trakhuc alert list" names those that are.';
  elsif one.closed_at is not null then
    raise exception using errcode = 'TK004', message = format('alert %s is closed since %s', one.number, one.closed_at), hint = 'Nobody needs to take it on any more.';
  elsif one.acknowledged_at is not null then
    raise exception using errcode = 'TK004', message = format('alert %s was acknowledged by %s at %s: %s', one.number, one.acknowledged_by, one.acknowledged_at, one.note),
      hint = 'An alert is taken on once.';
  end if;
  update alert.alert as a
     set acknowledged_at = now(), acknowledged_by = actor, note = why
   where a.number = acknowledge.number
  returning * into one;
  insert into alert.notice (alert, transition, at, next_at, body)
  values (one.number, 'acknowledged', now(), now(), alert.notice_body(one, 'acknowledged'));
  insert into flow.action (actor, verb, object, outcome, why)
  values (actor, 'alert acknowledge', one.number::text, format('%s of "%s", stands at %s', one.rule, one.subject, one.value), why);
  return format('%s of "%s"', one.rule, one.subject);
end
$$;

-- Changes what is not null; a rule that is not there is made in the likeness of another one.
create function alert.rule_set(rule text, likeness text, title text, subject text, open_at numeric, close_at numeric,
                               open_after interval, close_after interval, minimum bigint, span interval, enabled boolean, actor text, why text)
returns setof alert.rule
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  broken text;
begin
  perform set_config('trakhuc.actor', actor, true), set_config('trakhuc.why', why, true);
  if likeness is not null then
    return query
    insert into alert.rule as n (rule, title, measure, subject, open_at, close_at, open_after, close_after, minimum, span, enabled)
    select $1, coalesce($3, r.title), r.measure, coalesce($4, r.subject), coalesce($5, r.open_at), coalesce($6, r.close_at),
           coalesce($7, r.open_after), coalesce($8, r.close_after), coalesce($9, r.minimum), coalesce($10, r.span), coalesce($11, r.enabled)
      from alert.rule as r
     where r.rule = $2
    returning n.*;
  else
    return query
    update alert.rule as r
       set title = coalesce($3, r.title), subject = coalesce($4, r.subject), open_at = coalesce($5, r.open_at), close_at = coalesce($6, r.close_at),
           open_after = coalesce($7, r.open_after), close_after = coalesce($8, r.close_after), minimum = coalesce($9, r.minimum),
           span = coalesce($10, r.span), enabled = coalesce($11, r.enabled), changed_at = now()
     where r.rule = $1
    returning r.*;
  end if;
  if not found then
    raise exception using errcode = 'TK004', message = format('rule "%s" is not there', coalesce($2, $1)), hint = '"trakhuc alert rule list" names those that are.';
  end if;
exception when check_violation or unique_violation then
  get stacked diagnostics broken = constraint_name;
  raise exception using
    errcode = 'TK004',
    message = format('rule "%s" cannot be so: %s', $1,
                     case broken
                       when 'rule_hysteresis_ck' then 'it must close below the value at which it opens, and not below 0'
                       when 'rule_rule_pk' then 'there is one of that name'
                       when 'rule_subject_uq' then 'its subject has a rule of its own for this measure'
                       when 'rule_rule_ck' then 'its name must be small letters, digits, and . _ - between them, at most 64'
                       when 'rule_title_ck' then 'its title must be 1 to 200 characters'
                       when 'rule_span_ck' then 'its span must be at most 366 days'
                       when 'rule_minimum_ck' then 'its minimum must not be negative'
                       else 'it must hold for at most 7 days'
                     end),
    hint = '"trakhuc alert rule list" shows every rule as it is.';
end
$$;

-- The next notice that is due, lent to the caller for some time; of one rule and subject the
-- earlier first, so that a receiver never hears "closed" of the one after "opened" of the next.
create function alert.notice_take(lease interval)
returns table (number bigint, key uuid, body text, attempts integer)
language plpgsql
security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  perform alert.server_hold();
  return query
  update alert.notice as n
     set attempts = n.attempts + 1, next_at = clock_timestamp() + lease
   where n.number = (select w.number
                       from alert.notice as w
                      where w.next_at <= clock_timestamp() and w.delivered_at is null and w.given_up_at is null
                        and not exists (select from alert.notice as e
                                          join alert.alert as f on f.number = e.alert
                                          join alert.alert as a on a.number = w.alert and a.rule = f.rule and a.subject = f.subject
                                         where e.number < w.number and e.delivered_at is null and e.given_up_at is null)
                      order by w.next_at, w.number
                      limit 1
                        for update skip locked)
  returning n.number, n.key, n.body::text, n.attempts;
end
$$;

-- Distances double from 1 second to 5 minutes, each between half and one and a half of that, so
-- that a receiver that comes back is not met by all at once.
create function alert.notice_settle(number bigint, problem text)
returns void
language sql
volatile
security definer
set search_path = pg_catalog
as $$
  update alert.notice as n
     set delivered_at = case when problem is null then clock_timestamp() end,
         last_error = coalesce(left(problem, 500), n.last_error),
         next_at = clock_timestamp() + interval '1 second' * (0.5 + random()) * least(2 ^ least(n.attempts - 1, 9), 300)
   where n.number = notice_settle.number and n.delivered_at is null and n.given_up_at is null
$$;

create view ioc.alert as
select a.number as alert, case when a.closed_at is not null then 'closed' when a.acknowledged_at is not null then 'acknowledged' else 'open' end as state,
       a.rule, r.title, r.measure, m.subject_kind, a.subject, case when m.subject_kind in ('unit', 'recipient') then a.subject end as unit, u.name as subject_name,
       a.value, a.peak, a.threshold, m.value_unit, r.span, case when r.measure = 'late_reception_share' then d.day - (extract(epoch from r.span) / 86400)::integer + 1 end as from_day,
       case when r.measure = 'late_reception_share' then d.day end as to_day, a.opened_at, a.opened_value, a.acknowledged_at, a.acknowledged_by, a.note,
       a.closed_at, a.closed_value, a.closed_why
  from alert.alert as a
 cross join lateral (select (coalesce(a.closed_at, now()) at time zone 'Asia/Ho_Chi_Minh')::date as day) as d
  join alert.rule as r on r.rule = a.rule
  join alert.measure as m on m.measure = r.measure
  left join ioc.unit as u on m.subject_kind in ('unit', 'recipient') and u.unit = a.subject;

create view ioc.alert_rule as
select r.rule, r.title, r.measure, m.meaning, m.subject_kind, r.subject, r.open_at, r.close_at, m.value_unit, r.open_after, r.close_after,
       r.minimum, r.span, r.enabled, r.changed_at,
       (select count(*) from alert.alert as a where a.rule = r.rule and a.closed_at is null) as open_alerts
  from alert.rule as r
  join alert.measure as m on m.measure = r.measure;

create view ioc.alert_notice as
select n.number as notice, n.alert, n.transition, n.at, n.key, n.attempts, n.next_at, n.delivered_at, n.given_up_at, n.last_error
  from alert.notice as n;

comment on schema alert is 'Rules with thresholds, the alerts that they opened, and what a webhook is still to be told';

comment on table alert.measure is 'What a rule may be about: one row a measure; of each, more is worse';
comment on column alert.measure.measure is 'What is measured: a word of alert.measure';
comment on column alert.measure.subject_kind is 'What a subject is: a handling unit, a recipient, a source, a partition of a topic, a reason of refusal';
comment on column alert.measure.value_unit is 'What the value counts: dossiers, percent, documents, seconds or records';
comment on column alert.measure.span is 'Whether it looks back over the span of its rule: none, whole days, or time';
comment on column alert.measure.meaning is 'What the measure means, exactly';

comment on table alert.rule is 'One row a rule; each change is an act of flow.action.  Thresholds are in the unit of the measure';
comment on column alert.rule.rule is 'Code of the rule';
comment on column alert.rule.title is 'What operators call it';
comment on column alert.rule.measure is 'What is measured: a word of alert.measure';
comment on column alert.rule.subject is 'The one subject that it is about, in place of the rules for all of the same measure; null for all';
comment on column alert.rule.open_at is 'An alert opens from this value on';
comment on column alert.rule.close_at is 'An alert closes from this value down; between the two it stays what it is';
comment on column alert.rule.open_after is 'How long the value must have stood at or above open_at before the alert opens';
comment on column alert.rule.close_after is 'How long it must have stood at or below close_at before the alert closes';
comment on column alert.rule.minimum is 'A share opens only over at least so many; an open alert is calm below half of it';
comment on column alert.rule.span is 'How far a measure looks back that does; 0 for the others';
comment on column alert.rule.enabled is 'Whether it is evaluated; open alerts of one that is not are closed';
comment on column alert.rule.changed_at is 'When it was last changed';
comment on index alert.rule_subject_uq is 'A subject has one rule of its own for a measure';

comment on table alert.breach is 'One row a subject that stands above a threshold and whose alert has not opened yet';
comment on column alert.breach.rule is 'Code of the rule';
comment on column alert.breach.subject is 'Code of the unit or recipient, name of the source, topic-partition, or reason';
comment on column alert.breach.since is 'When an evaluation first found it there';

comment on table alert.alert is 'One row each time that a rule was broken; closed rows are the history and stay';
comment on column alert.alert.number is 'Number of the alert';
comment on column alert.alert.rule is 'Code of the rule';
comment on column alert.alert.subject is 'Code of the unit or recipient, name of the source, topic-partition, or reason';
comment on column alert.alert.threshold is 'The value from which on the rule opened it, as it was then';
comment on column alert.alert.opened_at is 'When it opened';
comment on column alert.alert.opened_value is 'The value when it opened';
comment on column alert.alert.value is 'The value at the last evaluation that knew it';
comment on column alert.alert.peak is 'The worst value since it opened';
comment on column alert.alert.calm_since is 'Since when the value stands at or below close_at; null while it does not';
comment on column alert.alert.acknowledged_at is 'When somebody took it on; null while nobody has';
comment on column alert.alert.acknowledged_by is 'Who, as the program was told';
comment on column alert.alert.note is 'What whoever took it on says of it';
comment on column alert.alert.closed_at is 'When it closed; null while it has not';
comment on column alert.alert.closed_value is 'The value when it closed, null where it was not known';
comment on column alert.alert.closed_why is 'calm: the value came down; rule: the rule was disabled, or another one speaks for the subject';
comment on index alert.alert_open_uq is 'A rule has one open alert for a subject';
comment on index alert.alert_closed_ix is 'The history, newest first';

comment on table alert.notice is 'One row each time that an alert opened, was acknowledged or closed: what a webhook is to be told, and whether it was';
comment on column alert.notice.number is 'Number of the notice';
comment on column alert.notice.alert is 'Number of the alert';
comment on column alert.notice.transition is 'opened, acknowledged or closed';
comment on column alert.notice.at is 'When, by the clock of the database';
comment on column alert.notice.key is 'Key that every attempt carries (Idempotency-Key), so that a receiver can tell a repetition';
comment on column alert.notice.body is 'What is sent, fixed when it happened';
comment on column alert.notice.attempts is 'How often it was sent';
comment on column alert.notice.next_at is 'When it is to be sent (again)';
comment on column alert.notice.delivered_at is 'When the receiver took it; null while it has not';
comment on column alert.notice.given_up_at is 'When it was given up, a day after it happened; null while it was not';
comment on column alert.notice.last_error is 'Why the last attempt failed, null where none has';
comment on index alert.notice_waiting_ix is 'What is to be sent next';
comment on index flow.dead_recorded_at_ix is 'Refused records of the last hour';

comment on function alert.rule_record() is 'Keeps every change of a rule as an act of flow.action';
comment on function alert.alert_keep() is 'Refuses with TK003 to change a closed alert, or to remove any';
comment on function alert.measured(timestamptz) is 'What every enabled rule measures at an instant, by subject: no row is 0, null is not known; base is what a share is a share of';
comment on function alert.server_hold() is 'Ends the transaction with TK002 on a server that was replaced by another one';
comment on function alert.notice_body(alert.alert, text) is 'What a webhook is told of a transition';
comment on function alert.evaluate(timestamptz) is 'Evaluates every rule in one snapshot: opens, updates and closes alerts and fills the notices; says how many opened, closed and are open; no row: another session is evaluating';
comment on function alert.acknowledge(bigint, text, text) is 'Takes an open alert on and says which; refuses with TK004 one that is not there, is closed, or was taken on';
comment on function alert.rule_set(text, text, text, text, numeric, numeric, interval, interval, bigint, interval, boolean, text, text) is
'Changes what is not null of a rule, or makes one in the likeness of another; returns it as it is then; refuses with TK004 what cannot be';
comment on function alert.notice_take(interval) is 'Lends the next notice that is due to whoever sends it; of one rule and subject the earlier first; no row: none is due';
comment on function alert.notice_settle(bigint, text) is 'What became of a notice: delivered where problem is null, else when to try again';

comment on view ioc.alert is 'One row an alert: open, acknowledged or closed; what it is about, how bad it is and was';
comment on view ioc.alert_rule is 'One row a rule of alerts: what it measures, its thresholds, how long they must hold';
comment on view ioc.alert_notice is 'One row a notice to the webhook: how often it was sent, and what became of it';
comment on column ioc.alert.state is 'open, acknowledged (somebody took it on), or closed (by itself)';
comment on column ioc.alert.unit is 'Code of the unit or recipient, null where the subject is neither';
comment on column ioc.alert.subject_name is 'Name of the unit or recipient, null where the catalogue has none';
comment on column ioc.alert.from_day is 'First day whose events the value counts, null where it counts those of no days; as the rule is now';
comment on column ioc.alert.to_day is 'Last day whose events the value counts, null where it counts those of no days';
comment on column ioc.alert_rule.open_alerts is 'How many alerts of it are open now';
comment on column ioc.alert_notice.notice is 'Number of the notice';

-- A column of a view means what it means in its table.
do $$
declare
  member record;
begin
  for member in
    select v.oid::regclass as view, w.attname as name, col_description(t.oid, c.attnum) as meaning
      from pg_class as v
      join pg_attribute as w on w.attrelid = v.oid and w.attnum > 0 and col_description(v.oid, w.attnum) is null
      join pg_attribute as c on c.attname = case w.attname when 'alert' then 'number' else w.attname end
      join pg_class as t on t.oid = c.attrelid and t.oid = case when v.relname = 'alert_notice' and w.attname not in ('alert') then regclass 'alert.notice'
                                                                when w.attname in ('subject_kind', 'value_unit', 'meaning') then regclass 'alert.measure'
                                                                when w.attname in ('title', 'measure', 'span') or v.relname = 'alert_rule' and w.attname <> 'subject' then regclass 'alert.rule'
                                                                else regclass 'alert.alert' end
     where v.oid in (regclass 'ioc.alert', regclass 'ioc.alert_rule', regclass 'ioc.alert_notice')
  loop
    execute format('comment on column %s.%I is %L', member.view, member.name, member.meaning);
  end loop;
end
$$;

grant usage on schema alert to trakhuc_writer;
grant execute on function alert.evaluate(timestamptz), alert.acknowledge(bigint, text, text), alert.notice_take(interval), alert.notice_settle(bigint, text),
  alert.rule_set(text, text, text, text, numeric, numeric, interval, interval, bigint, interval, boolean, text, text) to trakhuc_writer;
grant select on ioc.alert, ioc.alert_rule, ioc.alert_notice to trakhuc_reader;

commit;
