/* SPDX-License-Identifier: PostgreSQL
 *
 * snapshot.h - all numbers of the page, from one transaction, never changed afterwards.
 *
 * A version is greater than every earlier one, also of an earlier life of the server:
 * it starts at the clock's milliseconds.
 *
 * The comparison with the period before is the exception: it tells of days that are over and
 * is dear, so a snapshot may have that of an earlier one, up to COMPARISON_US old and of the
 * same day, with the age of then.
 *
 * Thread: a snapshot is read by many threads; the count of its holders is atomic.
 */
#ifndef CONSUMERS_IOC_SNAPSHOT_H
#define CONSUMERS_IOC_SNAPSHOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/age.h"
#include "consumers/ioc/text.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"

/* SNAPSHOT_TABLE(name, statement): in the order of the stream's members. */
#define SNAPSHOT_TABLES(SNAPSHOT_TABLE) \
	SNAPSHOT_TABLE(now)             \
	SNAPSHOT_TABLE(units)           \
	SNAPSHOT_TABLE(sources)         \
	SNAPSHOT_TABLE(partitions)      \
	SNAPSHOT_TABLE(comparison)

enum snapshot_table {
#define SNAPSHOT_TABLE(name) SNAPSHOT_##name,
	SNAPSHOT_TABLES(SNAPSHOT_TABLE)
#undef SNAPSHOT_TABLE
	SNAPSHOT_TABLE_COUNT
};

#define COMPARISON_US (5 * SECOND_US)

struct snapshot {
	atomic_int holders;
	int64_t version;
	int64_t taken_us;  /* wall clock */
	struct age age;
	int64_t compared_us; /* wall clock: when the comparison was read, */
	struct age compared_age; /* and its age */
	PGresult *tables[SNAPSHOT_TABLE_COUNT];
};

const char *snapshot_table_name(enum snapshot_table table);

/* Prepares the statements of a new session. */
bool snapshot_prepare(PGconn *session, struct error *err) MUST_CHECK;
/* One REPEATABLE READ READ ONLY transaction; the caller holds the result.  LAST is the
 * snapshot before, or NULL. */
bool snapshot_take(struct snapshot **ret_snapshot, PGconn *session, int64_t version,
		   const struct snapshot *last, struct error *err) MUST_CHECK;
/* Takes over the tables; for tests, and inside. */
struct snapshot *snapshot_make(int64_t version, int64_t taken_us,
			       PGresult *tables[SNAPSHOT_TABLE_COUNT]);

/* The age of one of its tables. */
const struct age *snapshot_age(const struct snapshot *snapshot, enum snapshot_table table);

struct snapshot *snapshot_hold(struct snapshot *snapshot);
struct snapshot *snapshot_release(struct snapshot *snapshot); /* NULL is fine; NULL */

/* "position": the next offset of each partition, as a member without braces. */
void snapshot_position_json(struct text *text, const struct snapshot *snapshot);

/* The whole: version, age, position and the tables. */
void snapshot_json(struct text *text, const struct snapshot *snapshot, int64_t now_us);

/* Only what differs: { version, age, position: {..}, now: {..}, units: {code: {..}} };
 * a row that is new stands whole, one that is gone as null. */
void snapshot_delta_json(struct text *text, const struct snapshot *old,
			 const struct snapshot *new, int64_t now_us);

#endif
