-- Verify trakhuc:ioc_list on pg

begin;

select * from ioc.dossier_list('2026-01-31', 'overdue', '21025', null, null, null, 'online', 'full', null, null, null, null, null, null, null, 1, '2026-01-02|A');
select * from ioc.dossier_course('A') limit 0;
select * from ioc.document_list('2026-01-31', null, true, 1, null) limit 0;
select * from ioc.issued_list('2026-01-31', '21025', 'commune', 'revoked', '2026-01-01', '2026-01-31', 1, '2026-01-02|A') limit 0;

rollback;
