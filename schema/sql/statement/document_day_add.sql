-- adds deltas to count.document_day; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.document_day as t (cell, issued, electronic, electronic_unknown, signed, signed_unknown, revoked, replaced)
select r.cell, r.issued, r.electronic, r.electronic_unknown, r.signed, r.signed_unknown, r.revoked, r.replaced
  from unnest($1::wire.document_day[]) as r
    on conflict (cell) do update
   set issued = nullif(coalesce(t.issued, 0) + coalesce(excluded.issued, 0), 0),
       electronic = nullif(coalesce(t.electronic, 0) + coalesce(excluded.electronic, 0), 0),
       electronic_unknown = nullif(coalesce(t.electronic_unknown, 0) + coalesce(excluded.electronic_unknown, 0), 0),
       signed = nullif(coalesce(t.signed, 0) + coalesce(excluded.signed, 0), 0),
       signed_unknown = nullif(coalesce(t.signed_unknown, 0) + coalesce(excluded.signed_unknown, 0), 0),
       revoked = nullif(coalesce(t.revoked, 0) + coalesce(excluded.revoked, 0), 0),
       replaced = nullif(coalesce(t.replaced, 0) + coalesce(excluded.replaced, 0), 0)
