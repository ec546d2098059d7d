-- document_load.sql: the rows asked for; those that do not exist are not there.
-- $1 codes
select r.issued_at, r.revoked_at, r.replaced_at, r.updated_at, r.replaced_by, r.unit, r.kind, r.level, r.electronic, r.signed, r.voided, r.revision, r.versions, r.positions, r.code
  from fact.document as r
 where r.code = any ($1::text[])
