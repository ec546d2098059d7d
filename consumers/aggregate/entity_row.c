/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/entity_row.h"

#include <endian.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"

/* Kinds of register.def as types of PostgreSQL. */
#define TYPE_INSTANT ROW_TIMESTAMPTZ
#define TYPE_DATE ROW_DATE
#define TYPE_AMOUNT ROW_BIGINT
#define TYPE_NUMBER ROW_SMALLINT
#define TYPE_WORD ROW_SMALLINT
#define TYPE_TRUTH ROW_BOOL
#define TYPE_CODE_UNIT ROW_INTEGER
#define TYPE_CODE_PROCEDURE ROW_INTEGER
#define TYPE_CODE_SERVICE ROW_INTEGER
#define TYPE_CODE_OUTCOME ROW_INTEGER
#define TYPE_CODE_REASON ROW_INTEGER
#define TYPE_CODE_DOSSIER ROW_INTEGER
#define TYPE_CODE_DOCUMENT ROW_INTEGER
#define TYPE_CODE_KIND ROW_INTEGER

static const enum row_type dossier_types[] = {
#define DOSSIER_REGISTER(name, member, kind) TYPE_##kind,
#include "schema/model/register.def"
};
static const enum row_type document_types[] = {
#define DOCUMENT_REGISTER(name, member, kind) TYPE_##kind,
#include "schema/model/register.def"
};
static const enum row_type recipient_types[] = {
#define RECIPIENT_REGISTER(name, member, kind) TYPE_##kind,
#include "schema/model/register.def"
};
static const enum row_type workfile_types[] = {
#define WORKFILE_REGISTER(name, member, kind) TYPE_##kind,
#include "schema/model/register.def"
};

enum { INDICATOR_COLUMNS = 16, INDICATOR_REPORT_COLUMNS = 4 };

static void
put_bytes(struct rows *rows, const unsigned char *bytes, size_t length)
{
	if (length == 0)
		row_null(rows, ROW_BYTEA);
	else
		row_text(rows, ROW_BYTEA, (struct slice){ (const char *)bytes, length });
}

static void
put_positions(struct rows *rows, const struct entity *entity)
{
	uint64_t packed[ENTITY_POSITIONS_MAX];

	for (int i = 0; i < entity->position_count; i++)
		packed[i] = htobe64(entity->positions[i]);
	put_bytes(rows, (const unsigned char *)packed, entity->position_count * 8u);
}

static void
put_ended(struct rows *rows, const struct entity *entity)
{
	if (entity->ended_kind == ENDED_NOT) {
		row_null(rows, ROW_TIMESTAMPTZ);
		row_null(rows, ROW_SMALLINT);
		return;
	}
	row_instant(rows, entity->ended_at_us);
	row_number(rows, ROW_SMALLINT, entity->ended_kind);
}

static void
store_dossier(const struct entity *entity, struct rows *rows)
{
	const struct dossier *dossier = &entity->dossier;
	unsigned char packed[DOSSIER_VERSIONS_BYTES_MAX + DOSSIER_MARKS_BYTES_MAX];

	row_begin(rows, DOSSIER_ROW_CODE + 1);
	for (int i = 0; i < DOSSIER_REGISTER_COUNT; i++)
		if (dossier->state[i] == REGISTER_STATED)
			row_number(rows, dossier_types[i], dossier->value[i]);
		else
			row_null(rows, dossier_types[i]);
	put_ended(rows, entity);
	row_number(rows, ROW_INTEGER, entity->revision);
	put_bytes(rows, packed, dossier_pack_versions(dossier, packed));
	put_bytes(rows, packed, dossier_pack_marks(dossier, packed));
	put_bytes(rows, packed, dossier_pack_retractions(dossier, packed));
	put_positions(rows, entity);
	row_text(rows, ROW_TEXT, entity_code(entity));
	row_end(rows);
}

static void
put_registers(struct rows *rows, const struct document_registers_value *registers,
	      size_t count, const enum row_type *types)
{
	for (size_t i = 0; i < count; i++)
		if (registers[i].state == REGISTER_STATED)
			row_number(rows, types[i], registers[i].value);
		else
			row_null(rows, types[i]);
}

static void
put_versions(struct rows *rows, const struct document_registers_value *registers,
	     size_t count)
{
	unsigned char packed[DOCUMENT_VERSIONS_BYTES_MAX];
	size_t length = registers_pack(registers, count, packed);

	row_text(rows, ROW_BYTEA, (struct slice){ (const char *)packed, length });
}

static void
store_document(struct entity *entity, struct write *write)
{
	struct document *document = &entity->document;
	struct rows *rows = &write->rows[WRITE_document];

	row_begin(rows, DOCUMENT_ROW_CODE + 1);
	put_registers(rows, document->registers, DOCUMENT_REGISTER_COUNT, document_types);
	row_number(rows, ROW_INTEGER, entity->revision);
	put_versions(rows, document->registers, DOCUMENT_REGISTER_COUNT);
	put_positions(rows, entity);
	row_text(rows, ROW_TEXT, entity_code(entity));
	row_end(rows);
	rows = &write->rows[WRITE_recipient];
	for (uint32_t i = 0; i < document->recipient_count; i++) {
		struct recipient *recipient = &document->recipients[i];

		if (!recipient->changed)
			continue;
		recipient->changed = false;
		row_begin(rows, RECIPIENT_ROW_DOCUMENT + 1);
		put_registers(rows, recipient->registers, RECIPIENT_REGISTER_COUNT,
			      recipient_types);
		row_number(rows, ROW_INTEGER, recipient->unit);
		put_versions(rows, recipient->registers, RECIPIENT_REGISTER_COUNT);
		row_text(rows, ROW_TEXT, entity_code(entity));
		row_end(rows);
	}
}

static void
store_workfile(const struct entity *entity, struct rows *rows)
{
	row_begin(rows, WORKFILE_ROW_CODE + 1);
	put_registers(rows, entity->workfile.registers, WORKFILE_REGISTER_COUNT,
		      workfile_types);
	row_number(rows, ROW_INTEGER, entity->revision);
	put_versions(rows, entity->workfile.registers, WORKFILE_REGISTER_COUNT);
	put_positions(rows, entity);
	row_text(rows, ROW_TEXT, entity_code(entity));
	row_end(rows);
}

void
entity_row_store(struct entity *entity, struct write *write)
{
	entity->revision++;
	if (entity->kind == ENTITY_DOSSIER)
		store_dossier(entity, &write->rows[WRITE_dossier]);
	else if (entity->kind == ENTITY_DOCUMENT)
		store_document(entity, write);
	else
		store_workfile(entity, &write->rows[WRITE_workfile]);
}

static void
put_amount(struct rows *rows, bool stated, int64_t value)
{
	if (stated)
		row_number(rows, ROW_BIGINT, value);
	else
		row_null(rows, ROW_BIGINT);
}

static void
put_report(struct rows *rows, const struct indicator_report *report)
{
	if (report->stated)
		row_number(rows, ROW_SMALLINT, report->status);
	else
		row_null(rows, ROW_SMALLINT);
	put_amount(rows, report->stated && report->has_value, report->value);
	put_amount(rows, report->stated && report->has_numerator, report->numerator);
	put_amount(rows, report->stated && report->has_denominator, report->denominator);
}

static void
put_stamp(struct rows *rows, const struct indicator_report *report)
{
	unsigned char packed[STAMP_BYTES];

	if (report->has_stamp)
		stamp_pack(&report->stamp, packed);
	put_bytes(rows, packed, report->has_stamp ? STAMP_BYTES : 0);
}

void
entity_row_store_indicator(struct entity *entity, int32_t indicator, int32_t unit,
			   struct slice period, struct write *write)
{
	struct rows *rows = &write->rows[WRITE_indicator];

	entity->revision++;
	row_begin(rows, INDICATOR_COLUMNS);
	row_number(rows, ROW_INTEGER, indicator);
	row_number(rows, ROW_INTEGER, unit);
	row_number(rows, ROW_INTEGER, entity->revision);
	row_number(rows, ROW_BOOL, entity->indicator.voided);
	put_report(rows, &entity->indicator.latest);
	put_report(rows, &entity->indicator.approved);
	put_stamp(rows, &entity->indicator.latest);
	put_stamp(rows, &entity->indicator.approved);
	put_positions(rows, entity);
	row_text(rows, ROW_TEXT, period);
	row_end(rows);
}

/* The other direction: binary values of a result. */

static int64_t
get_number(const PGresult *result, int row, int column, enum row_type type)
{
	int64_t value = postgres_number(result, row, column);

	if (type == ROW_TIMESTAMPTZ)
		return value + POSTGRES_EPOCH_US;
	return type == ROW_DATE ? value + 1 : value;
}

static void
get_positions(struct entity *entity, struct slice bytes)
{
	for (size_t at = 0; at + 8 <= bytes.length; at += 8)
		entity_add_position(entity, (uint64_t)postgres_big_endian((struct slice){
						    bytes.data + at, 8 }));
}

static bool
damaged(const struct entity *entity, struct error *err)
{
	struct slice code = entity_code(entity);

	error_set(err, ERROR_STOP, "the stored versions of \"%.*s\" are damaged",
		  (int)code.length, code.data);
	return error_hint(err, "Restore the database or re-aggregate from the log.");
}

static bool
load_dossier(struct entity *entity, const PGresult *result, int row, struct error *err)
{
	struct dossier *dossier = &entity->dossier;
	int column = DOSSIER_REGISTER_COUNT + 2;

	for (int i = 0; i < DOSSIER_REGISTER_COUNT; i++)
		if (!PQgetisnull(result, row, i)) {
			dossier->value[i] = get_number(result, row, i, dossier_types[i]);
			dossier->state[i] = REGISTER_STATED;
		}
	entity->revision = (int32_t)get_number(result, row, column, ROW_INTEGER);
	get_positions(entity, postgres_value(result, row, column + 4));
	return dossier_unpack(dossier, postgres_value(result, row, column + 1),
			      postgres_value(result, row, column + 2),
			      postgres_value(result, row, column + 3)) ||
	       damaged(entity, err);
}

static bool
get_registers(struct document_registers_value *registers, size_t count,
	      const enum row_type *types, const PGresult *result, int row,
	      int versions_column)
{
	for (size_t i = 0; i < count; i++)
		if (!PQgetisnull(result, row, (int)i)) {
			registers[i].value = get_number(result, row, (int)i, types[i]);
			registers[i].state = REGISTER_STATED;
		}
	return registers_unpack(registers, count,
				postgres_value(result, row, versions_column));
}

static void
get_report(struct indicator_report *report, const PGresult *result, int row, int column,
	   int stamp_column)
{
	struct slice stamp = postgres_value(result, row, stamp_column);

	report->stated = !PQgetisnull(result, row, column);
	if (report->stated) {
		int64_t *const amounts[] = { &report->value, &report->numerator,
					     &report->denominator };
		bool *const has[] = { &report->has_value, &report->has_numerator,
				      &report->has_denominator };

		report->status = (uint8_t)get_number(result, row, column, ROW_SMALLINT);
		for (int i = 0; i < 3; i++) {
			*has[i] = !PQgetisnull(result, row, column + 1 + i);
			if (*has[i])
				*amounts[i] = get_number(result, row, column + 1 + i,
							 ROW_BIGINT);
		}
	}
	report->has_stamp = stamp.length == STAMP_BYTES;
	if (report->has_stamp)
		report->stamp = stamp_unpack((const unsigned char *)stamp.data);
}

static void
load_indicator(struct entity *entity, const PGresult *result, int row)
{
	struct indicator *indicator = &entity->indicator;
	int latest = 4, approved = latest + INDICATOR_REPORT_COLUMNS;
	int stamps = approved + INDICATOR_REPORT_COLUMNS;

	entity->revision = (int32_t)get_number(result, row, 2, ROW_INTEGER);
	indicator->voided = get_number(result, row, 3, ROW_BOOL) != 0;
	get_report(&indicator->latest, result, row, latest, stamps);
	get_report(&indicator->approved, result, row, approved, stamps + 1);
	get_positions(entity, postgres_value(result, row, stamps + 2));
}

static bool
load_registers(struct entity *entity, struct document_registers_value *registers,
	       int count, const enum row_type *types, const PGresult *result, int row,
	       struct error *err)
{
	entity->revision = (int32_t)get_number(result, row, count, ROW_INTEGER);
	get_positions(entity, postgres_value(result, row, count + 2));
	return get_registers(registers, (size_t)count, types, result, row, count + 1) ||
	       damaged(entity, err);
}

bool
entity_row_load(struct entity *entity, const PGresult *result, int row,
		struct error *err)
{
	if (entity->kind == ENTITY_DOSSIER)
		return load_dossier(entity, result, row, err);
	if (entity->kind == ENTITY_DOCUMENT)
		return load_registers(entity, entity->document.registers,
				      DOCUMENT_REGISTER_COUNT, document_types, result, row,
				      err);
	if (entity->kind == ENTITY_WORKFILE)
		return load_registers(entity, entity->workfile.registers,
				      WORKFILE_REGISTER_COUNT, workfile_types, result, row,
				      err);
	load_indicator(entity, result, row);
	return true;
}

bool
entity_row_load_recipient(struct entity *document, const PGresult *result, int row,
			  struct error *err)
{
	int32_t unit = (int32_t)get_number(result, row, RECIPIENT_REGISTER_COUNT, ROW_INTEGER);
	struct recipient *recipient = document_recipient(&document->document, unit);

	return get_registers(recipient->registers, RECIPIENT_REGISTER_COUNT,
			     recipient_types, result, row,
			     RECIPIENT_REGISTER_COUNT + 1) ||
	       damaged(document, err);
}
