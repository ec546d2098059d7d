/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/positions.h"

#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { FRESH_US = 10 * 1000000 }; /* what the watch saw before tells nothing of now */

void
positions_init(struct positions *positions)
{
	memset(positions, 0, sizeof *positions);
	pthread_mutex_init(&positions->lock, NULL);
}

void
positions_clear(struct positions *positions)
{
	for (int i = 0; i < positions->count; i++)
		positions_reached(positions, positions->items[i].topic,
				  positions->items[i].partition, positions->items[i].applied);
	pthread_mutex_lock(&positions->lock);
	positions->count = 0;
	positions->changed = false;
	pthread_mutex_unlock(&positions->lock);
}

void
positions_begin(struct positions *positions, const struct primary_id *server)
{
	positions_clear(positions);
	pthread_mutex_lock(&positions->lock);
	positions->server = *server;
	pthread_mutex_unlock(&positions->lock);
}

static struct position *
find(struct position *items, int count, enum topic topic, int32_t partition)
{
	for (int i = 0; i < count; i++)
		if (items[i].topic == topic && items[i].partition == partition)
			return &items[i];
	return NULL;
}

/* What is remembered of a partition beyond its assignment; NULL: there is no room. */
static struct position *
remember(struct positions *positions, enum topic topic, int32_t partition)
{
	struct position *item =
		find(positions->reached, positions->reached_count, topic, partition);

	if (!item && positions->reached_count < KAFKA_PARTITIONS_MAX) {
		item = &positions->reached[positions->reached_count++];
		*item = (struct position){ .topic = topic, .partition = partition };
	}
	return item;
}

void
positions_reached(struct positions *positions, enum topic topic, int32_t partition,
		  int64_t next)
{
	struct position *item = remember(positions, topic, partition);

	if (item && item->applied < next)
		item->applied = next;
}

void
positions_gone(struct positions *positions, enum topic topic, int32_t partition, int64_t next)
{
	struct position *item = remember(positions, topic, partition);

	if (item)
		item->gone = next;
}

void
positions_halt(struct positions *positions, enum topic topic, int32_t partition)
{
	struct position *item;

	pthread_mutex_lock(&positions->lock);
	item = find(positions->items, positions->count, topic, partition);
	if (item) {
		item->halted = true;
		positions->changed = true;
	}
	pthread_mutex_unlock(&positions->lock);
}

void
positions_resume(struct positions *positions)
{
	pthread_mutex_lock(&positions->lock);
	positions->changed = true;
	pthread_mutex_unlock(&positions->lock);
}

bool
positions_changed(struct positions *positions)
{
	bool changed;

	pthread_mutex_lock(&positions->lock);
	changed = positions->changed;
	positions->changed = false;
	pthread_mutex_unlock(&positions->lock);
	return changed;
}

void
positions_add(struct positions *positions, enum topic topic, int32_t partition,
	      const struct position_stored *stored)
{
	const struct position *reached =
		find(positions->reached, positions->reached_count, topic, partition);
	int64_t next = stored->next;
	bool lost = reached && reached->applied > next;
	bool provable = next > 0 && !(reached && reached->gone == next);

	pthread_mutex_lock(&positions->lock);
	CHECK_OP(positions->count, <, KAFKA_PARTITIONS_MAX);
	positions->items[positions->count++] = (struct position){
		.topic = topic, .partition = partition, .gathered = next, .applied = next,
		.recover_to = lost ? reached->applied : 0,
		.proof_at_us = provable ? stored->last_at_us : 0,
		.halted = stored->halted
	};
	pthread_mutex_unlock(&positions->lock);
}

int
positions_lost(const struct positions *positions, int64_t *ret_records)
{
	int partitions = 0;

	*ret_records = 0;
	for (int i = 0; i < positions->count; i++) {
		const struct position *item = &positions->items[i];

		if (item->recover_to <= item->applied)
			continue;
		*ret_records += item->recover_to - item->applied;
		partitions++;
	}
	return partitions;
}

struct position *
positions_find(struct positions *positions, enum topic topic, int32_t partition)
{
	return find(positions->items, positions->count, topic, partition);
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

void
positions_tail(struct positions *positions, enum topic topic, int32_t partition, int64_t upto)
{
	struct position *position = positions_find(positions, topic, partition);

	if (!position)
		return;
	pthread_mutex_lock(&positions->lock);
	position->tail_from = position->gathered;
	position->tail_upto = upto;
	pthread_mutex_unlock(&positions->lock);
}

bool
position_is_at(const struct position *position, int64_t end)
{
	return position->applied >= end ||
	       (position->applied >= position->tail_from && position->tail_upto >= end);
}

void
positions_readable(struct positions *positions, enum topic topic, int32_t partition,
		   int64_t upto)
{
	struct position *item;

	pthread_mutex_lock(&positions->lock);
	item = find(positions->items, positions->count, topic, partition);
	if (item) {
		item->readable = upto;
		item->readable_us = clock_monotonic_us();
	}
	pthread_mutex_unlock(&positions->lock);
}

static bool
is_dry(struct position *item, int64_t now_us, int64_t patience_us)
{
	if (item->halted || position_is_at(item, item->readable) ||
	    now_us - item->readable_us > FRESH_US) {
		item->dry_us = 0;
		return false;
	}
	if (item->dry_us == 0 || item->dry_from != item->applied) {
		item->dry_from = item->applied;
		item->dry_us = now_us;
	}
	return now_us - item->dry_us >= patience_us;
}

struct position *
positions_dry(struct positions *positions, int64_t patience_us)
{
	int64_t now_us = clock_monotonic_us();
	struct position *dry = NULL;

	pthread_mutex_lock(&positions->lock);
	for (int i = 0; i < positions->count; i++)
		if (is_dry(&positions->items[i], now_us, patience_us))
			dry = &positions->items[i];
	pthread_mutex_unlock(&positions->lock);
	return dry;
}

int
positions_copy(struct positions *positions, struct position *ret_items,
	       struct primary_id *ret_server)
{
	int count;

	pthread_mutex_lock(&positions->lock);
	count = positions->count;
	*ret_server = positions->server;
	for (int i = 0; i < count; i++) {
		const struct position *item = &positions->items[i];

		ret_items[i] = (struct position){ .topic = item->topic,
						  .partition = item->partition,
						  .applied = item->applied,
						  .recover_to = item->recover_to,
						  .tail_from = item->tail_from,
						  .tail_upto = item->tail_upto,
						  .halted = item->halted };
	}
	pthread_mutex_unlock(&positions->lock);
	return count;
}
