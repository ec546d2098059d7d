-- Verify trakhuc:wire on pg

begin;

select 'wire.dossier'::regtype;
select 'wire.document'::regtype;
select 'wire.recipient'::regtype;
select 'wire.workfile'::regtype;
select 'wire.indicator'::regtype;
select 'wire.source'::regtype;
select 'wire.fine'::regtype;
select 'wire.unit_day'::regtype;
select 'wire.unit_month'::regtype;
select 'wire.procedure_month'::regtype;
select 'wire.moved_day'::regtype;
select 'wire.province_day'::regtype;
select 'wire.service'::regtype;
select 'wire.party'::regtype;
select 'wire.document_day'::regtype;
select 'wire.recipient_day'::regtype;
select 'wire.recipient_month'::regtype;
select 'wire.workfile_day'::regtype;
select 'wire.count_indicator'::regtype;
select 'wire.dead'::regtype;
select 'wire.reference_unit'::regtype;
select 'wire.reference_lineage'::regtype;
select 'wire.reference_procedure'::regtype;
select 'wire.reference_organisation'::regtype;
select 'wire.reference_holiday'::regtype;
select 'wire.reference_indicator'::regtype;
select 'wire.position'::regtype;

rollback;
