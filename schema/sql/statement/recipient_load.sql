-- recipient_load.sql: every recipient of the documents asked for.
-- $1 codes of documents
select r.sent_at, r.arrived_at, r.received_at, r.refused_at, r.assigned_at, r.processing_at, r.completed_at, r.takeback_requested_at, r.takeback_agreed_at, r.takeback_refused_at, r.revoked_at, r.due, r.recipient, r.versions, r.document
  from fact.recipient as r
 where r.document = any ($1::text[])
 order by r.document, r.recipient
