-- Verify trakhuc:alert on pg

begin;

select measure, subject_kind, value_unit, span, meaning from alert.measure where false;
select rule, title, measure, subject, open_at, close_at, open_after, close_after, minimum, span, enabled, changed_at from alert.rule where false;
select rule, subject, since from alert.breach where false;
select number, rule, subject, threshold, opened_at, opened_value, value, peak, calm_since, acknowledged_at, acknowledged_by, note, closed_at, closed_value, closed_why
  from alert.alert
 where false;
select number, alert, transition, at, key, body, attempts, next_at, delivered_at, given_up_at, last_error from alert.notice where false;
select * from ioc.alert where false;
select * from ioc.alert_rule where false;
select * from ioc.alert_notice where false;
select has_function_privilege('trakhuc_writer', 'alert.evaluate(timestamptz)', 'execute')::integer / has_schema_privilege('trakhuc_writer', 'alert', 'usage')::integer;

rollback;
