-- shadow_clear.sql: drops what was folded from the log.
select shadow.clear()
