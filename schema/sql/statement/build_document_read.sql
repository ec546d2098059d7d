-- build_document_read.sql: the next documents of a lane, as they were when the generation was
-- registered; last the key and its place, alone where there was no row then.
-- $1 key to go on after  $2 last key of the lane  $3 at most so many
with slice as materialized (
  select r.*, r.code as key, row_number() over (order by r.code) as n
    from fact.document as r
   where r.code > $1::text and r.code <= $2::text
   order by r.code
   limit $3::bigint
)
select s.issued_at, s.revoked_at, s.replaced_at, s.updated_at, s.replaced_by, s.unit, s.kind, s.level, s.electronic, s.signed, s.voided, s.revision, s.versions, null::bytea, s.code, s.key, s.n
  from slice as s
 where not exists (select from count.before as b where b.kind = 1 and b.key = s.key)
 union all
select (b.document).issued_at, (b.document).revoked_at, (b.document).replaced_at, (b.document).updated_at, (b.document).replaced_by, (b.document).unit, (b.document).kind, (b.document).level, (b.document).electronic, (b.document).signed, (b.document).voided, (b.document).revision, (b.document).versions, null::bytea, (b.document).code, s.key, s.n
  from slice as s
  join count.before as b
    on b.kind = 1 and b.key = s.key
