/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/queue.h"

#include <stdlib.h>
#include <string.h>

#include "producers/simulate/happening.h"
#include "schema/base/check.h"

struct entry {
	int64_t show_us;
	uint64_t order;
	struct happening *happening;
};

struct queue {
	struct entry *entries; /* a binary heap */
	size_t count;
	size_t capacity;
	uint64_t order_next;
	struct happening *taken;
};

struct queue *
queue_open(void)
{
	struct queue *queue = calloc(1, sizeof *queue);

	CHECK(queue != NULL);
	return queue;
}

struct queue *
queue_close(struct queue *queue)
{
	if (!queue)
		return NULL;
	for (size_t i = 0; i < queue->count; i++)
		free(queue->entries[i].happening);
	free(queue->taken);
	free(queue->entries);
	free(queue);
	return NULL;
}

static bool
before(const struct entry *a, const struct entry *b)
{
	return a->show_us < b->show_us || (a->show_us == b->show_us && a->order < b->order);
}

/* One block: the happening with its members behind. */
static struct happening *
copy_of(const struct happening *happening)
{
	size_t bytes = happening->member_count * sizeof *happening->members;
	struct happening *copy = malloc(sizeof *copy + bytes);

	CHECK(copy != NULL);
	*copy = *happening;
	copy->members = (struct member *)(copy + 1);
	if (bytes > 0)
		memcpy(copy->members, happening->members, bytes);
	return copy;
}

static void
grow(struct queue *queue)
{
	if (queue->count < queue->capacity)
		return;
	queue->capacity = queue->capacity ? 2 * queue->capacity : 1024;
	queue->entries = realloc(queue->entries, queue->capacity * sizeof *queue->entries);
	CHECK(queue->entries != NULL);
}

void
queue_put(struct queue *queue, const struct happening *happening)
{
	struct entry entry = { happening->show_us, queue->order_next++, copy_of(happening) };
	size_t at;

	grow(queue);
	at = queue->count++;
	while (at > 0 && before(&entry, &queue->entries[(at - 1) / 2])) {
		queue->entries[at] = queue->entries[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	queue->entries[at] = entry;
}

size_t
queue_count(const struct queue *queue)
{
	return queue->count;
}

int64_t
queue_first_us(const struct queue *queue)
{
	CHECK_OP(queue->count, >, 0);
	return queue->entries[0].show_us;
}

static void
sink_last(struct queue *queue)
{
	struct entry entry = queue->entries[queue->count];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= queue->count)
			break;
		if (child + 1 < queue->count &&
		    before(&queue->entries[child + 1], &queue->entries[child]))
			child++;
		if (!before(&queue->entries[child], &entry))
			break;
		queue->entries[at] = queue->entries[child];
		at = child;
	}
	queue->entries[at] = entry;
}

const struct happening *
queue_take(struct queue *queue)
{
	if (queue->count == 0)
		return NULL;
	free(queue->taken);
	queue->taken = queue->entries[0].happening;
	queue->count--;
	if (queue->count > 0)
		sink_last(queue);
	return queue->taken;
}
