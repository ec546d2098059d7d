/* SPDX-License-Identifier: PostgreSQL
 *
 * row.h - an entity as its row in the database would hold it, and back.
 *
 * Equal rows are equal knowledge, byte by byte; what is not in the row is forgotten.
 */
#ifndef TESTS_SUPPORT_ROW_H
#define TESTS_SUPPORT_ROW_H

#include "schema/model/document.h"

struct dossier_row {
	int64_t value[DOSSIER_REGISTER_COUNT]; /* 0 where null */
	bool is_null[DOSSIER_REGISTER_COUNT];
	size_t versions_length, marks_length, retractions_length;
	unsigned char versions[DOSSIER_VERSIONS_BYTES_MAX];
	unsigned char marks[DOSSIER_MARKS_BYTES_MAX];
	unsigned char retractions[DOSSIER_RETRACTIONS_BYTES_MAX];
};

void dossier_row_of(const struct dossier *dossier, struct dossier_row *ret);
bool dossier_row_equal(const struct dossier_row *a, const struct dossier_row *b);

/* Replaces DOSSIER, which is initialised.  False: the bytes are no packed form. */
bool dossier_row_load(const struct dossier_row *row, struct dossier *dossier) MUST_CHECK;

/* Of a document, a recipient or a work file. */
struct registers_row {
	size_t count;
	int64_t value[16];
	bool is_null[16];
	size_t versions_length;
	unsigned char versions[DOCUMENT_VERSIONS_BYTES_MAX];
};

void registers_row_of(const struct document_registers_value *registers, size_t count,
		      struct registers_row *ret);
bool registers_row_equal(const struct registers_row *a, const struct registers_row *b);
bool registers_row_load(const struct registers_row *row,
			struct document_registers_value *registers) MUST_CHECK;

/* Writes the row and reads it back.  False: what was written cannot be read. */
bool dossier_renew(struct dossier *dossier) MUST_CHECK;
bool document_renew(struct document *document) MUST_CHECK; /* its recipients too */
bool workfile_renew(struct workfile *workfile) MUST_CHECK;

#endif
