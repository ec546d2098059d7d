-- Verify trakhuc:count_range on pg

begin;

select r.cell, r.paid_online_vnd, r.in_due_766 from count.unit_range(0, 100) as r limit 0;
select r.cell, r.paid_online_vnd, r.in_due_766 from count.procedure_range(0, 100) as r limit 0;
select r.cell, r.paid_online_vnd, r.in_due_766 from count.fine_range(0, 100) as r limit 0;
select r.cell, r.document_pending from count.recipient_range(0, 100) as r limit 0;
select r.cell, r.pending, r.in_due_766 from count.unit_gauge(100) as r limit 0;
select r.cell, r.pending, r.running_days_more from count.procedure_at(100) as r limit 0;

-- Day 1 is 2000-01-01, the first of month 1.
select 1 / (count.month_from(0) = 1 and count.month_from(1) = 1 and count.month_from(2) = 2)::integer;
select 1 / (count.month_upto(30) = 1 and count.month_upto(31) = 2 and count.month_day(2) = 32)::integer;
select 1 / (count.day_asked('1999-12-31') = 0)::integer;
select 1 / (s.day_since <= 32 and s.day_until >= 32 or s.own_flow = 1)::integer from count.side(32) as s;

rollback;
