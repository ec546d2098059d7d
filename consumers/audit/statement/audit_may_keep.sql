-- audit_may_keep.sql: whether this session can write down what an audit came to: a standby cannot,
-- nor can a role that only reads.
select not pg_is_in_recovery() and has_column_privilege('flow.audit_result', 'differences', 'insert') as may
