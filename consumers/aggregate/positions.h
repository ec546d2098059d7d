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

#include "schema/base/kafka.h"
#include "schema/contract/event.h"

struct position {
	enum topic topic;
	int32_t partition;
	int64_t gathered; /* next offset to take into a batch */
	int64_t applied;  /* next offset after what is committed */
};

struct positions {
	pthread_mutex_t lock;
	struct position items[KAFKA_PARTITIONS_MAX];
	int count;
};

void positions_init(struct positions *positions);
void positions_clear(struct positions *positions);
void positions_add(struct positions *positions, enum topic topic, int32_t partition,
		   int64_t next);
/* NULL: not ours.  Only for the worker's thread, which is the one that writes. */
struct position *positions_find(struct positions *positions, enum topic topic,
				int32_t partition);
void positions_applied(struct positions *positions, enum topic topic, int32_t partition,
		       int64_t next);
/* A consistent copy for another thread; returns the count. */
int positions_copy(struct positions *positions, struct position *ret_items);

#endif
