-- audit_may_keep.sql: whether this session can write down what an audit came to: a standby cannot,
-- nor can a role that only reads, which may not even name the table.
select case when current_setting('transaction_read_only')::boolean then false
            when not has_schema_privilege('flow', 'usage') then false
            else has_column_privilege('flow.audit_result', 'differences', 'insert')
       end as may
