-- dossiers.sql: the list behind any number, by due date; codes, dates and statuses, no person.
-- $1 day, null: today  $2 status  $3 handling unit  $4 receiving unit  $5 procedure  $6 field  $7 channel
-- $8 part  $9, $10 received from, to  $11, $12 ended from, to  $13, $14 due from, to
-- $15 beginning of a code  $16 number of rows  $17 place behind which to go on, "due|dossier"
-- Null does not restrict.
select d.*
  from ioc.dossier_list($1::date, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::date, $10::date,
                        $11::date, $12::date, $13::date, $14::date, $15::text, $16::integer, $17::text) as d
