-- shadow_compare.sql: compares, in the snapshot of the transaction.
select shadow.compare()
