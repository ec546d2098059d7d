/* SPDX-License-Identifier: PostgreSQL
 *
 * positions.h - the partitions of this worker and how far each is read and applied.
 *
 * The truth lies in flow.position; this is the copy of one assignment.  The watch
 * thread reads it too, so it has a lock.
 */
#ifndef CONSUMERS_AGGREGATE_POSITIONS_H
#define CONSUMERS_AGGREGATE_POSITIONS_H

#include <pthread.h>
#include <stdatomic.h>

#include "consumers/aggregate/primary.h"
#include "schema/base/kafka.h"
#include "schema/contract/event.h"

/* As flow.position and flow.halt hold it. */
struct position_stored {
	int64_t next;
	int64_t last_at_us; /* broker time of the record before, 0 unknown */
	bool halted;        /* left unread until a person decides */
};

struct position {
	enum topic topic;
	int32_t partition;
	int64_t gathered; /* next offset to take into a batch; only for the worker's thread */
	int64_t applied;  /* next offset after what is committed */
	/* What the database once had of it, when that is more than it has now: it lost
	 * commits, and until there they are read again.  Else 0. */
	int64_t recover_to;
	/* Broker time that the record before must have, or the log is not the one that was
	 * read; 0: it was proved, or there is nothing to prove it by.  Only for the worker's
	 * thread. */
	int64_t proof_at_us;
	int64_t gone; /* of `reached`: the log has nothing below, so nothing to prove it by */
	/* No record lies in tail_from..tail_upto - 1, only marks of transactions: who has
	 * applied all before has applied all before tail_upto. */
	int64_t tail_from, tail_upto;
	atomic_bool halted; /* by the worker, or by its watch */
	/* Readable records lay below it when the watch looked last, monotonic. */
	int64_t readable, readable_us;
	/* Nothing was given beyond dry_from since then, though it was readable; 0: not so.
	 * Only for the worker's thread. */
	int64_t dry_from, dry_us;
};

struct positions {
	pthread_mutex_t lock;
	struct position items[KAFKA_PARTITIONS_MAX];
	int count;
	bool changed; /* one was halted, or is not any more, since they were read */
	struct primary_id server; /* on which they were read */
	/* of partitions that are or were ours, or that the group was told of: the
	 * furthest that was ever committed; only for the worker's thread */
	struct position reached[KAFKA_PARTITIONS_MAX];
	int reached_count;
};

void positions_init(struct positions *positions);
void positions_clear(struct positions *positions);
/* None, of SERVER from now on. */
void positions_begin(struct positions *positions, const struct primary_id *server);
void positions_add(struct positions *positions, enum topic topic, int32_t partition,
		   const struct position_stored *stored);
/* The log has nothing before NEXT any more: nothing proves it, and nothing has to. */
void positions_gone(struct positions *positions, enum topic topic, int32_t partition,
		    int64_t next);
/* For the watch: this partition is in flow.halt now. */
void positions_halt(struct positions *positions, enum topic topic, int32_t partition);
/* For the watch: a person has ended the halt of one. */
void positions_resume(struct positions *positions);
/* Whether one of both has happened; forgets it. */
bool positions_changed(struct positions *positions);
/* Somebody has committed this partition up to NEXT. */
void positions_reached(struct positions *positions, enum topic topic, int32_t partition,
		       int64_t next);
/* Records that were committed once and must be read again; how many partitions. */
int positions_lost(const struct positions *positions, int64_t *ret_records);
/* NULL: not ours.  Only for the worker's thread, which is the one that writes. */
struct position *positions_find(struct positions *positions, enum topic topic,
				int32_t partition);
void positions_applied(struct positions *positions, enum topic topic, int32_t partition,
		       int64_t next);
/* All before UPTO is gathered, if anything lies there. */
void positions_tail(struct positions *positions, enum topic topic, int32_t partition,
		    int64_t upto);
/* Whether nothing that can be read is left before END. */
bool position_is_at(const struct position *position, int64_t end);
/* For the watch: what can be read now ends at UPTO. */
void positions_readable(struct positions *positions, enum topic topic, int32_t partition,
			int64_t upto);
/* A partition that has had readable records for PATIENCE_US, while all that was given is
 * applied; NULL: none.  Only for the worker's thread, whenever that is so. */
struct position *positions_dry(struct positions *positions, int64_t patience_us);
/* A consistent copy for another thread, without what is for the worker's thread alone;
 * returns the count. */
int positions_copy(struct positions *positions, struct position *ret_items,
		   struct primary_id *ret_server);

#endif
