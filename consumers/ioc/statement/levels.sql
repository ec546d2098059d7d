-- levels.sql: documents issued in the month of a day up to it, by level; shares as in documents.sql,
-- beside what they are to reach: reached, missed, or null where there is no share or no target.
-- $1 day, null: today
select coalesce(nullif(g.level, ''), 'unknown') as level,
       g.issued_month,
       g.electronic_month,
       g.electronic_unknown_month,
       case when e.unknown then to_json('unknown'::text) else to_json(e.percent) end as electronic_percent,
       et.percent as electronic_target,
       case when e.unknown then null when e.percent >= et.percent then 'reached' when e.percent < et.percent then 'missed' end as electronic_state,
       g.signed_month,
       g.signed_unknown_month,
       case when s.unknown then to_json('unknown'::text) else to_json(s.percent) end as signed_percent,
       st.percent as signed_target,
       case when s.unknown then null when s.percent >= st.percent then 'reached' when s.percent < st.percent then 'missed' end as signed_state
  from (select d.level,
               sum(d.issued_month)::bigint as issued_month,
               sum(d.electronic_month)::bigint as electronic_month,
               sum(d.electronic_unknown_month)::bigint as electronic_unknown_month,
               sum(d.signed_month)::bigint as signed_month,
               sum(d.signed_unknown_month)::bigint as signed_unknown_month
          from ioc.document_at(coalesce($1::date, ioc.today())) as d
         group by d.level) as g
 cross join lateral (
       select g.electronic_unknown_month * 20 > g.issued_month as unknown,
              round(100.0 * g.electronic_month / nullif(g.issued_month - g.electronic_unknown_month, 0), 2) as percent) as e
 cross join lateral (
       select g.signed_unknown_month * 20 > g.issued_month as unknown,
              round(100.0 * g.signed_month / nullif(g.issued_month - g.signed_unknown_month, 0), 2) as percent) as s
  left join ioc.target as et on et.measure = 'electronic' and et.level = g.level
  left join ioc.target as st on st.measure = 'signed' and st.level = g.level
 order by g.level desc
