/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/positions.h"

#include <string.h>

#include "schema/base/check.h"

void
positions_init(struct positions *positions)
{
	memset(positions, 0, sizeof *positions);
	pthread_mutex_init(&positions->lock, NULL);
}

void
positions_clear(struct positions *positions)
{
	pthread_mutex_lock(&positions->lock);
	positions->count = 0;
	pthread_mutex_unlock(&positions->lock);
}

void
positions_add(struct positions *positions, enum topic topic, int32_t partition,
	      int64_t next)
{
	pthread_mutex_lock(&positions->lock);
	CHECK_OP(positions->count, <, KAFKA_PARTITIONS_MAX);
	positions->items[positions->count++] = (struct position){
		.topic = topic, .partition = partition, .gathered = next, .applied = next
	};
	pthread_mutex_unlock(&positions->lock);
}

struct position *
positions_find(struct positions *positions, enum topic topic, int32_t partition)
{
	for (int i = 0; i < positions->count; i++)
		if (positions->items[i].topic == topic &&
		    positions->items[i].partition == partition)
			return &positions->items[i];
	return NULL;
}

void
positions_applied(struct positions *positions, enum topic topic, int32_t partition,
		  int64_t next)
{
	struct position *position = positions_find(positions, topic, partition);

	if (!position)
		return;
	pthread_mutex_lock(&positions->lock);
	position->applied = next;
	pthread_mutex_unlock(&positions->lock);
}

int
positions_copy(struct positions *positions, struct position *ret_items)
{
	int count;

	pthread_mutex_lock(&positions->lock);
	count = positions->count;
	memcpy(ret_items, positions->items, (size_t)count * sizeof *ret_items);
	pthread_mutex_unlock(&positions->lock);
	return count;
}
