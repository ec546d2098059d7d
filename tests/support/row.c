/* SPDX-License-Identifier: PostgreSQL */
#include "tests/support/row.h"

#include <string.h>

static struct slice
bytes(const unsigned char *data, size_t length)
{
	return (struct slice){ (const char *)data, length };
}

static bool
bytes_equal(const unsigned char *a, size_t a_length, const unsigned char *b,
	    size_t b_length)
{
	return slice_equal(bytes(a, a_length), bytes(b, b_length));
}

void
dossier_row_of(const struct dossier *dossier, struct dossier_row *ret)
{
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
		ret->is_null[reg] = !dossier_stated(dossier, (enum dossier_register)reg);
		ret->value[reg] = ret->is_null[reg] ? 0 : dossier->value[reg];
	}
	ret->versions_length = dossier_pack_versions(dossier, ret->versions);
	ret->marks_length = dossier_pack_marks(dossier, ret->marks);
	ret->retractions_length = dossier_pack_retractions(dossier, ret->retractions);
}

bool
dossier_row_load(const struct dossier_row *row, struct dossier *dossier)
{
	dossier_release(dossier);
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
		if (row->is_null[reg])
			continue;
		dossier->value[reg] = row->value[reg];
		dossier->state[reg] = REGISTER_STATED;
	}
	return dossier_unpack(dossier, bytes(row->versions, row->versions_length),
			      bytes(row->marks, row->marks_length),
			      bytes(row->retractions, row->retractions_length));
}

bool
dossier_row_equal(const struct dossier_row *a, const struct dossier_row *b)
{
	return memcmp(a->value, b->value, sizeof(a->value)) == 0 &&
	       memcmp(a->is_null, b->is_null, sizeof(a->is_null)) == 0 &&
	       bytes_equal(a->versions, a->versions_length, b->versions,
			   b->versions_length) &&
	       bytes_equal(a->marks, a->marks_length, b->marks, b->marks_length) &&
	       bytes_equal(a->retractions, a->retractions_length, b->retractions,
			   b->retractions_length);
}

void
registers_row_of(const struct document_registers_value *registers, size_t count,
		 struct registers_row *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->count = count;
	for (size_t i = 0; i < count; i++) {
		ret->is_null[i] = registers[i].state != REGISTER_STATED;
		ret->value[i] = ret->is_null[i] ? 0 : registers[i].value;
	}
	ret->versions_length = registers_pack(registers, count, ret->versions);
}

bool
registers_row_load(const struct registers_row *row,
		   struct document_registers_value *registers)
{
	memset(registers, 0, row->count * sizeof(*registers));
	for (size_t i = 0; i < row->count; i++) {
		if (row->is_null[i])
			continue;
		registers[i].value = row->value[i];
		registers[i].state = REGISTER_STATED;
	}
	return registers_unpack(registers, row->count,
				bytes(row->versions, row->versions_length));
}

bool
registers_row_equal(const struct registers_row *a, const struct registers_row *b)
{
	return a->count == b->count &&
	       memcmp(a->value, b->value, sizeof(a->value)) == 0 &&
	       memcmp(a->is_null, b->is_null, sizeof(a->is_null)) == 0 &&
	       bytes_equal(a->versions, a->versions_length, b->versions,
			   b->versions_length);
}

bool
dossier_renew(struct dossier *dossier)
{
	struct dossier_row row;

	dossier_row_of(dossier, &row);
	return dossier_row_load(&row, dossier);
}

static bool
registers_renew(struct document_registers_value *registers, size_t count)
{
	struct registers_row row;

	registers_row_of(registers, count, &row);
	return registers_row_load(&row, registers);
}

bool
document_renew(struct document *document)
{
	bool ok = registers_renew(document->registers, DOCUMENT_REGISTER_COUNT);

	for (uint32_t i = 0; i < document->recipient_count; i++)
		ok &= registers_renew(document->recipients[i].registers,
				      RECIPIENT_REGISTER_COUNT);
	return ok;
}

bool
workfile_renew(struct workfile *workfile)
{
	return registers_renew(workfile->registers, WORKFILE_REGISTER_COUNT);
}
