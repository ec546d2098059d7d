-- unhandled.sql: documents that wait at their recipients, by due day.
-- $1 day, null: today  $2 recipient, null: all  $3 pending or overdue  $4 number of rows
-- $5 place behind which to go on, "due|document|recipient"
select d.*
  from ioc.document_list($1::date, $2::text, $3::text = 'overdue', $4::integer, $5::text) as d
