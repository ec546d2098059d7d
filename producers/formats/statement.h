/* SPDX-License-Identifier: PostgreSQL
 *
 * statement.h - from the facts of a record to events: id, time, remarks.
 *
 * `time` is when the message was stated.  A second snapshot of a dossier in one message
 * is stated a microsecond later, so the last one wins (R8); steps of progress are facts
 * with dates of their own and need no order.  The id is a hash of entity, type, `at` and members; for registers also
 * of `time`, so that a restated register is another statement and the tenth copy of a
 * mark is not.
 */
#ifndef PRODUCERS_FORMATS_STATEMENT_H
#define PRODUCERS_FORMATS_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "producers/formats/foreign.h"
#include "producers/formats/records.h"

enum { STATEMENT_MEMBERS_MAX = 16, STATEMENT_ID_BYTES = 33 };

/* Facts of a dossier that two records of one message can contradict each other about. */
enum compared {
	COMPARED_PROCEDURE,
	COMPARED_UNIT,
	COMPARED_CHANNEL,
	COMPARED_DUE,
	COMPARED_FEE,
	COMPARED_SUBMITTED,
	COMPARED_RECEIVED,
	COMPARED_ENDED,
	COMPARED_RETURNED,
	COMPARED_COUNT,
};

struct message {
	const struct foreign *foreign;
	struct dossier_slot *slots; /* dossiers of this message, by hash */
	size_t slot_mask;
	/* the record at hand */
	uint64_t record;
	struct slice dossier;
	struct dossier_slot *slot;
	int64_t stated_at_us;
	struct error *err;
};

struct statement {
	enum event_type type;
	int64_t at_us;
	bool is_mark; /* its id is without `time` */
	uint16_t member_count;
	struct member members[STATEMENT_MEMBERS_MAX];
};

void message_begin(struct message *message, const struct foreign *foreign,
		   uint64_t record_count, struct error *err);
void message_end(struct message *message);

/* The next record; DOSSIER is a code and lives as long as the record. */
void message_record(struct message *message, uint64_t number, struct slice dossier,
		    int64_t stated_at_us);
/* Says so when an earlier record of this dossier said something else. */
void message_compare(struct message *message, enum compared what, const char *member,
		     uint64_t hash);
uint64_t message_hash(struct slice text);

void message_refuse(struct message *message, const char *reason, const char *member,
		    const char *sentence);
void message_remark(struct message *message, const char *reason, const char *member,
		    const char *sentence);

struct statement statement_of(enum event_type type, int64_t at_us);
void statement_number(struct statement *statement, enum member_name name, int64_t number);
void statement_text(struct statement *statement, enum member_name name, struct slice text);
/* Gives the event to the foreign's function. */
bool statement_send(struct message *message, struct statement *statement) MUST_CHECK;

#endif
