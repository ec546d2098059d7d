/* SPDX-License-Identifier: PostgreSQL
 *
 * letter.h - a dead letter that waits, and what the log and today's decoder say of it.
 *
 * The decoder judges by the record alone, its broker's time stamp included, never by the
 * time of the retry: a log that is read from its beginning gives the same.  So a statement
 * that lay in the future when it arrived stays refused, and its source states it anew.
 */
#ifndef CONSUMERS_DEAD_LETTER_H
#define CONSUMERS_DEAD_LETTER_H

#include <libpq-fe.h>

#include "consumers/aggregate/batch.h"
#include "consumers/dead/place.h"

enum outcome {
	OUTCOME_WAITING,      /* not looked at yet */
	OUTCOME_APPLIED,
	OUTCOME_REFUSED,      /* as before */
	OUTCOME_REFUSED_ANEW, /* for another reason, or elsewhere in it */
	OUTCOME_NOT_IN_LOG,   /* retention removed it, or its log is gone */
	OUTCOME_OTHER_RECORD, /* its place holds other bytes than those refused */
	OUTCOME_DROPPED,
	OUTCOME_SETTLED,      /* no longer waiting when its turn came */
	OUTCOME_COUNT,
};

const char *outcome_name(enum outcome outcome);

struct letter {
	struct place place;
	struct slice hash;                         /* of the payload, binary */
	uint32_t byte;                             /* these five as stored */
	struct slice reason, member, source, id;
	enum outcome outcome;
	struct fault fault;                        /* of today, when refused */
	char note[sizeof((struct error *)0)->message]; /* why the log does not have it */
};

/* Whether PAYLOAD is what HASH, binary, was taken of. */
bool letter_is(struct slice payload, struct slice hash);

/* Letters of one log of one partition that still wait, in the order of the log.  They point into
 * *RET_ROWS; RET_LETTERS has room for COUNT. */
bool letter_load(PGconn *session, const struct place *places, int count,
		 struct letter *ret_letters, int *ret_count, PGresult **ret_rows,
		 struct error *err) MUST_CHECK;

/* Reads LETTER's record again and sets its outcome; an event of it goes into BATCH.  False
 * only when the brokers do not answer. */
bool letter_try(struct letter *letter, struct kafka_reader *reader, struct decoder *decoder,
		struct batch *batch, struct error *err) MUST_CHECK;

#endif
