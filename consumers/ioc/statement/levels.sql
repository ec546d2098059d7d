-- levels.sql: documents issued in the month of a day up to it, by level; shares as in documents.sql.
-- $1 day, null: today
select nullif(g.level, '') as level,
       g.issued_month,
       g.electronic_month,
       g.electronic_unknown_month,
       case when g.electronic_unknown_month * 20 > g.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * g.electronic_month / nullif(g.issued_month - g.electronic_unknown_month, 0), 2))
       end as electronic_percent,
       g.signed_month,
       g.signed_unknown_month,
       case when g.signed_unknown_month * 20 > g.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * g.signed_month / nullif(g.issued_month - g.signed_unknown_month, 0), 2))
       end as signed_percent
  from (select d.level,
               sum(d.issued_month)::bigint as issued_month,
               sum(d.electronic_month)::bigint as electronic_month,
               sum(d.electronic_unknown_month)::bigint as electronic_unknown_month,
               sum(d.signed_month)::bigint as signed_month,
               sum(d.signed_unknown_month)::bigint as signed_unknown_month
          from ioc.document_at(coalesce($1::date, ioc.today())) as d
         group by d.level) as g
 order by g.level desc
