-- halt_end_rules.sql: the program and the current generation count by the same rules, so nothing is
-- halted for that any more.
update flow.halt as h
   set ended_at = now(),
       ended_by = 'worker'
 where h.reason = 'other_rules'
   and h.ended_at is null
