-- shadow_report.sql: how many rows of facts differ, by kind of difference.  The last column is the
-- row as JSON.
with kind as (
  select 'difference' as event, d.facts, d.difference, d.registers, count(*) as rows
    from shadow.difference as d
   group by d.facts, d.difference, d.registers
)
select k.rows, k.facts, k.difference, coalesce(k.registers, '') as registers, row_to_json(k)::text as json
  from kind as k
 order by k.rows desc, k.facts, k.difference, k.registers
