-- shadow_example.sql: some of the rows of facts that differ, by codes.  The last column is the row
-- as JSON.
-- $1 at most so many
with example as (
  select 'example' as event, d.facts, d.difference, d.registers,
         case d.facts
           when 'indicator' then concat_ws('|', (select c.code from ref.code as c where c.kind = 9 and c.number = split_part(d.key, '|', 1)::integer),
                                                (select c.code from ref.code as c where c.kind = 1 and c.number = split_part(d.key, '|', 2)::integer),
                                                split_part(d.key, '|', 3))
           when 'recipient' then concat_ws('|', d.key, (select c.code from ref.code as c where c.kind = 1 and c.number = d.part))
           else d.key
         end as code
    from shadow.difference as d
   order by d.facts, d.difference, d.key, d.part
   limit $1::bigint
)
select e.code, e.facts, e.difference, coalesce(e.registers, '') as registers, row_to_json(e)::text as json
  from example as e
