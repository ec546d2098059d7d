-- before_clear.sql: forgets the facts that were kept for a generation that is current now.
select count.before_clear()
