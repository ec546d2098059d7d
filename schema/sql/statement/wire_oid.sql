-- wire_oid.sql: the oids of the composite types that rows are sent as, in the order asked for.
-- $1 their names, separated by blanks
select n.name::regtype::oid
  from string_to_table($1, ' ') with ordinality as n (name, number)
 order by n.number
