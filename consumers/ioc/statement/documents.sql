-- documents.sql: documents issued in the month of a day up to it, by issuing unit and level.
-- Shares are over what is stated; the text "unknown" where more than 5 % is not (R25).
-- $1 day, null: today
select d.unit,
       d.name,
       coalesce(nullif(d.level, ''), 'unknown') as level,
       d.issued_today,
       d.issued_month,
       d.electronic_month,
       d.electronic_unknown_month,
       case when d.electronic_unknown_month * 20 > d.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * d.electronic_month / nullif(d.issued_month - d.electronic_unknown_month, 0), 2))
       end as electronic_percent,
       d.signed_month,
       d.signed_unknown_month,
       case when d.signed_unknown_month * 20 > d.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * d.signed_month / nullif(d.issued_month - d.signed_unknown_month, 0), 2))
       end as signed_percent,
       d.revoked_month,
       d.replaced_month
  from ioc.document_at(coalesce($1::date, ioc.today())) as d
 order by d.issued_month desc,
          d.unit,
          d.level
