-- procedures.sql: procedures at this moment, worst first.
select p.*
  from ioc.procedure_now as p
 order by p.overdue desc,
          p.pending desc,
          p.procedure
