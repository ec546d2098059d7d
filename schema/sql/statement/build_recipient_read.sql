-- build_recipient_read.sql: every recipient of the documents asked for, as they were when the
-- generation was registered.
-- $1 codes of documents
select r.sent_at, r.arrived_at, r.received_at, r.refused_at, r.assigned_at, r.processing_at, r.completed_at, r.takeback_requested_at, r.takeback_agreed_at, r.takeback_refused_at, r.revoked_at, r.due, r.recipient, r.versions, r.document
  from fact.recipient as r
 where r.document = any ($1::text[])
   and not exists (select from count.before as b where b.kind = 1 and b.key = r.document)
 union all
select r.sent_at, r.arrived_at, r.received_at, r.refused_at, r.assigned_at, r.processing_at, r.completed_at, r.takeback_requested_at, r.takeback_agreed_at, r.takeback_refused_at, r.revoked_at, r.due, r.recipient, r.versions, r.document
  from count.before as b
 cross join lateral unnest(b.recipients) as r
 where b.kind = 1
   and b.key = any ($1::text[])
