-- now_at.sql: the province at the end of any day, with the columns of now.sql.
-- Null: the day is before the first that was counted.
-- $1 day, null: today  $2 channel, null: all
select a.day,
       n.received_today,
       n.received_month,
       n.carried_over,
       n.awaiting_reception,
       n.reception_overdue,
       n.late_reception_month,
       n.done_today,
       n.done_month,
       n.done_overdue_month,
       to_json(round(100.0 * (n.done_month - n.done_overdue_month) / nullif(n.done_month, 0), 2)) as on_time_percent,
       n.pending,
       n.overdue,
       n.near_due,
       n.waiting_supplement,
       n.waiting_payment,
       n.stopped,
       n.received_online_month,
       to_json(round(100.0 * n.received_online_month / nullif(n.received_month, 0), 2)) as online_percent,
       n.received_full_month,
       to_json(round(100.0 * n.received_full_month / nullif(n.received_month, 0), 2)) as full_percent,
       n.digitised_month,
       to_json(round(100.0 * n.digitised_month / nullif(n.received_month, 0), 2)) as digitised_percent,
       n.papers_month,
       n.papers_digitised_month,
       to_json(round(100.0 * n.papers_digitised_month / nullif(n.papers_month, 0), 2)) as papers_digitised_percent,
       n.paid_online_month,
       n.paid_online_vnd_month,
       n.issued_month,
       n.electronic_month,
       n.electronic_unknown_month,
       case when n.electronic_unknown_month * 20 > n.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * n.electronic_month / nullif(n.issued_month - n.electronic_unknown_month, 0), 2))
       end as electronic_percent,
       n.signed_month,
       n.signed_unknown_month,
       case when n.signed_unknown_month * 20 > n.issued_month then to_json('unknown'::text)
            else to_json(round(100.0 * n.signed_month / nullif(n.issued_month - n.signed_unknown_month, 0), 2))
       end as signed_percent,
       n.document_pending,
       n.document_overdue
  from (select coalesce($1::date, ioc.today()) as day) as a
  left join lateral ioc.now_at(a.day, $2::text) as n on a.day >= ioc.first_day()
