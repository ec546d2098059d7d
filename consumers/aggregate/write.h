/* SPDX-License-Identifier: PostgreSQL
 *
 * write.h - everything that one transaction writes, ready to be sent.
 *
 * Made by the fold, sent by the sink.  Two of them exist: one is being written while
 * the next is made.
 */
#ifndef CONSUMERS_AGGREGATE_WRITE_H
#define CONSUMERS_AGGREGATE_WRITE_H

#include <libpq-fe.h>

#include "consumers/aggregate/batch.h"
#include "consumers/aggregate/rows.h"
#include "schema/base/error.h"

enum write_table {
#define WRITE(name, statement, type) WRITE_##name,
#include "consumers/aggregate/write.def"
	WRITE_COUNT,
};

struct write {
	uint64_t number;   /* of the batch, from 1 */
	struct rows rows[WRITE_COUNT];
	bool notify;       /* something that a screen shows has changed */
	struct batch_range ranges[BATCH_PARTITIONS_MAX];
	int range_count;
	uint32_t record_count;
};

void write_init(struct write *write);
void write_release(struct write *write);
void write_reset(struct write *write);

/* Where the rows go: which schema has the fact tables, "fact" or one of the same shape, and
 * what stands before the names of the prepared statements, so that a session may have both. */
struct write_place {
	const char *prefix;
	const char *schema;
	uint32_t oids[WRITE_COUNT]; /* of the wire types, filled by write_prepare() */
};

/* Prepares every statement of write.def; in another schema than "fact" those of facts. */
bool write_prepare(PGconn *session, struct write_place *place, struct error *err) MUST_CHECK;
/* Prepares one other statement for that place. */
bool write_prepare_one(PGconn *session, const struct write_place *place, const char *name,
		       const char *sql, struct error *err) MUST_CHECK;
/* Sends the rows of TABLE; false: the session is lost. */
bool write_send(PGconn *session, const struct write_place *place, struct write *write,
		int table) MUST_CHECK;
/* Sends the rows of every table, one statement after the other, and waits for each. */
bool write_run(PGconn *session, const struct write_place *place, struct write *write,
	       struct error *err) MUST_CHECK;

#endif
