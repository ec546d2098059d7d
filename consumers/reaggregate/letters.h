/* SPDX-License-Identifier: PostgreSQL
 *
 * letters.h - records of the log that make no fact.
 *
 * Refused by the decoder of today; or accepted by it, but a dead letter of the live numbers
 * that waits or was dropped.  Both are kept in shadow.letter, to be compared.
 */
#ifndef CONSUMERS_REAGGREGATE_LETTERS_H
#define CONSUMERS_REAGGREGATE_LETTERS_H

#include "consumers/aggregate/batch.h"
#include "schema/base/postgres.h"

/* Takes the events that are dead letters out of BATCH, which has records of one partition,
 * and writes them and those that were refused down over SESSION.  One that was retried at
 * UNTIL_US or later was still one then; 0: now. */
bool letters_take_out(struct batch *batch, int64_t until_us, PGconn *session,
		      struct error *err) MUST_CHECK;

/* Adds the events of the letters that were retried since, and forgets that they are
 * letters, over SESSION.  ERROR_REJECT: the log no longer has one. */
bool letters_add_settled(struct batch *batch, struct decoder *decoder,
			 struct kafka_reader *reader, PGconn *session,
			 struct error *err) MUST_CHECK;

#endif
