-- recipients.sql: documents to be handled by recipient, worst first; a share is over those with a due day.
-- $1 day, null: today
select r.recipient,
       r.name,
       r.document_overdue,
       r.document_pending,
       r.received_month,
       r.on_time_month,
       r.late_month,
       to_json(round(100.0 * r.on_time_month / nullif(r.on_time_month + r.late_month, 0), 2)) as on_time_percent,
       r.no_due_month,
       r.taken_back_month
  from ioc.recipient_at(coalesce($1::date, ioc.today())) as r
 where (r.document_pending, r.received_month, r.on_time_month, r.late_month, r.no_due_month, r.taken_back_month) <> (0, 0, 0, 0, 0, 0)
 order by r.document_overdue desc,
          r.document_pending desc,
          r.recipient
