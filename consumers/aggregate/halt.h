/* SPDX-License-Identifier: PostgreSQL
 *
 * halt.h - a partition whose log and our position do not fit each other is left unread.
 *
 * Going on could pass over records that nobody has counted, or count by another log than
 * the one that was read.  So nobody reads it until a person has looked ("trakhuc
 * partition"); the other partitions go on.  The row is in flow.halt.
 *
 *   records gone    retention has removed records before they were read
 *   log shorter     it ends before our offset: truncated, or the topic was made anew
 *   other record    the record before our offset is not the one that was read: made anew
 *   other cluster   the brokers belong to another cluster than the positions
 *   other rules     the current generation counts by other rules than this program (R22)
 *
 * librdkafka 2.0.2 cannot tell a truncated log by itself (KIP-320 came with 2.1.0).
 *
 * Thread: any, each with its own session.
 */
#ifndef CONSUMERS_AGGREGATE_HALT_H
#define CONSUMERS_AGGREGATE_HALT_H

#include "consumers/aggregate/positions.h"
#include "schema/base/postgres.h"

enum halt_reason {
	HALT_RECORDS_GONE,
	HALT_LOG_SHORTER,
	HALT_OTHER_RECORD,
	HALT_OTHER_CLUSTER,
	HALT_OTHER_RULES,
};

/* Halts POSITION where it stands in the database, and says so in the log.  ret_halted
 * false: it is halted already, or it has moved on since it was judged. */
bool halt_add(PGconn *session, const struct position *position, enum halt_reason reason,
	      bool *ret_halted, struct error *err, const char *detail, ...) MUST_CHECK
	__attribute__((format(printf, 6, 7)));

#endif
