-- document_store.sql: writes changed rows, each only if nobody else has written it since it was
-- read: revision 1 is new, n + 1 follows n.  Fewer rows than sent: fenced.
-- $1 rows, sorted by key
with stored as (
  insert into fact.document as t (issued_at, revoked_at, replaced_at, updated_at, replaced_by, unit, kind, level, electronic, signed, voided, revision, versions, positions, code)
  select r.issued_at, r.revoked_at, r.replaced_at, r.updated_at, r.replaced_by, r.unit, r.kind, r.level, r.electronic, r.signed, r.voided, r.revision, r.versions, r.positions, r.code
    from unnest($1::wire.document[]) as r
      on conflict (code) do update
     set issued_at = excluded.issued_at,
         revoked_at = excluded.revoked_at,
         replaced_at = excluded.replaced_at,
         updated_at = excluded.updated_at,
         replaced_by = excluded.replaced_by,
         unit = excluded.unit,
         kind = excluded.kind,
         level = excluded.level,
         electronic = excluded.electronic,
         signed = excluded.signed,
         voided = excluded.voided,
         revision = excluded.revision,
         versions = excluded.versions,
         positions = excluded.positions
   where t.revision = excluded.revision - 1
  returning 1
)
select flow.fence('fact.document', (select count(*) from stored), cardinality($1))
