-- notice_settle.sql: what became of a notice.
-- $1 its number  $2 why it was not delivered, null: it was
select alert.notice_settle($1::bigint, $2)
