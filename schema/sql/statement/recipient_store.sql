-- recipient_store.sql: writes changed recipients; the revision of their document guards them.
-- $1 rows, sorted by key
insert into fact.recipient as t (sent_at, arrived_at, received_at, refused_at, assigned_at, processing_at, completed_at, takeback_requested_at, takeback_agreed_at, takeback_refused_at, revoked_at, due, recipient, versions, document)
select r.sent_at, r.arrived_at, r.received_at, r.refused_at, r.assigned_at, r.processing_at, r.completed_at, r.takeback_requested_at, r.takeback_agreed_at, r.takeback_refused_at, r.revoked_at, r.due, r.recipient, r.versions, r.document
  from unnest($1::wire.recipient[]) as r
    on conflict (document, recipient) do update
   set sent_at = excluded.sent_at,
       arrived_at = excluded.arrived_at,
       received_at = excluded.received_at,
       refused_at = excluded.refused_at,
       assigned_at = excluded.assigned_at,
       processing_at = excluded.processing_at,
       completed_at = excluded.completed_at,
       takeback_requested_at = excluded.takeback_requested_at,
       takeback_agreed_at = excluded.takeback_agreed_at,
       takeback_refused_at = excluded.takeback_refused_at,
       revoked_at = excluded.revoked_at,
       due = excluded.due,
       versions = excluded.versions
