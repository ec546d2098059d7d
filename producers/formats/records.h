/* SPDX-License-Identifier: PostgreSQL
 *
 * records.h - takes a national message apart: envelope, records, rows.
 *
 * Two passes over the text.  The first looks at the whole of it: faults and limits
 * (FORMATS 7) refuse a message before any part of it is published, and the envelope's
 * own members may stand behind its records.  The second gives the records, one by one,
 * with the members of fields.def only.
 *
 * Envelopes: {session, madonvi, service, data: [...]}, a bare array, one bare object, a
 * page {total, data: [...]}.
 */
#ifndef PRODUCERS_FORMATS_RECORDS_H
#define PRODUCERS_FORMATS_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/base/arena.h"
#include "schema/base/error.h"
#include "schema/base/json.h"
#include "schema/base/slice.h"

enum {
	RECORDS_MAX = 10000,
	RECORD_ROWS_MAX = 4000, /* of all lists of a record */
	RECORDS_DEPTH_MAX = 32,
	RECORDS_BYTES_MAX = 1024 * 1024 * 1024,
	RECORD_TEXT_BYTES_MAX = 64 * 1024, /* of a member that is looked at */
};

enum field {
#define FIELD(name, member) FIELD_##name,
#include "producers/formats/fields.def"
	FIELD_COUNT,
};
enum list_field {
#define LIST_FIELD(name, member) LIST_FIELD_##name,
#include "producers/formats/fields.def"
	LIST_FIELD_COUNT,
};
enum row_field {
#define ROW_FIELD(name, member) ROW_FIELD_##name,
#include "producers/formats/fields.def"
	ROW_FIELD_COUNT,
};

const char *field_member(enum field field);
const char *row_field_member(enum row_field field);

/* A scalar as it stands. */
struct value {
	enum json_token token; /* JSON_NONE: absent */
	bool exact;            /* the member's name was written exactly so */
	struct slice text;     /* of strings and numbers */
};

struct row {
	struct row *next;
	struct value values[ROW_FIELD_COUNT];
};

struct foreign_record {
	uint64_t number; /* from 1 */
	struct value values[FIELD_COUNT];
	struct row *rows[LIST_FIELD_COUNT]; /* in their order */
};

struct envelope {
	struct slice organisation; /* madonvi or MaDinhDanhDV; empty: none */
	struct slice service;
	uint64_t record_count;
};

/* The fault of a whole message, by the name of its limit. */
struct records_fault {
	const char *reason; /* NULL: none */
	const char *sentence;
	size_t byte;
};

typedef bool record_take(void *context, const struct envelope *envelope,
			 const struct foreign_record *record, struct error *err);

/* False: RET_FAULT has a reason (the message is refused as a whole), or ERR is set by
 * TAKE, which then stopped the reading. */
bool records_read(struct slice document, record_take *take, void *context,
		  struct records_fault *ret_fault, struct error *err) MUST_CHECK;

/* A value that says something: not absent, null, "", or blanks.  Trimmed. */
bool value_text(const struct value *value, struct slice *ret_text);
/* A whole number, also as a string; false where there is none. */
bool value_number(const struct value *value, int64_t *ret_number);
/* true, "True", "1", 1 */
bool value_is_true(const struct value *value);

#endif
