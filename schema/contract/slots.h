/* SPDX-License-Identifier: PostgreSQL
 *
 * slots.h - inside of the decoder: a record as raw values, each in the slot of its name.
 *
 * `data` may come before `type`, so which members count is known only at the end: one
 * pass over the tokens keeps the value of every name that the contract knows, and who
 * looks at the slots afterwards reads those of the type.  In binary mode the attributes
 * come from the headers and the payload is `data`; the slots look the same.
 *
 * Thread: a reader belongs to one thread.
 */
#ifndef SCHEMA_CONTRACT_SLOTS_H
#define SCHEMA_CONTRACT_SLOTS_H

#include "schema/base/arena.h"
#include "schema/contract/value.h"

enum attribute {
	ATTRIBUTE_SPECVERSION,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_SOURCE,
	ATTRIBUTE_ID,
	ATTRIBUTE_TIME,
	ATTRIBUTE_DATACONTENTTYPE,
	ATTRIBUTE_DATA_BASE64,
	ATTRIBUTE_SEQUENCE,
	ATTRIBUTE_PARTITIONKEY,
	ATTRIBUTE_TRACEPARENT,
	ATTRIBUTE_DATA, /* last: it cannot be a header */
	ATTRIBUTE_COUNT,
};

const char *attribute_name(enum attribute attribute); /* "specversion" */

struct slots {
	struct value attributes[ATTRIBUTE_COUNT];
	struct value members[MEMBER_COUNT]; /* of data; the first level only */
};

struct record;
struct slot_reader;

struct slot_reader *slot_reader_open(void);
struct slot_reader *slot_reader_close(struct slot_reader *reader); /* NULL is fine; returns NULL */

/* Fills ret_slots with what RECORD says.  Texts lie in the record, or in ARENA where the
 * JSON had to be unescaped.  With a reason (one of the bytes, or a header that is no
 * UTF-8) the slots hold what came before the fault, and its place is in FAULT. */
enum reason slots_read(struct slot_reader *reader, const struct record *record,
		       struct arena *arena, struct slots *ret_slots,
		       struct fault *fault) MUST_CHECK;

#endif
