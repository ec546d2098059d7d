/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/delta.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { SLOTS_FIRST = 256 };

void
delta_init(struct delta *delta, int wide_count, int narrow_count)
{
	size_t bytes = sizeof(struct delta_row) + (size_t)wide_count * 8 +
		       (size_t)narrow_count * 4;

	*delta = (struct delta){
		.wide_count = wide_count,
		.narrow_count = narrow_count,
		.row_bytes = (bytes + 7) / 8 * 8,
		.slot_count = SLOTS_FIRST,
		.slots = calloc(SLOTS_FIRST, sizeof(uint32_t)),
	};
	CHECK(delta->slots != NULL);
}

void
delta_release(struct delta *delta)
{
	free(delta->rows);
	free(delta->slots);
	free(delta->sorted);
	*delta = (struct delta){ 0 };
}

static struct delta_row *
row_at(const struct delta *delta, uint32_t number)
{
	return (struct delta_row *)(void *)(delta->rows + number * delta->row_bytes);
}

static uint32_t
slot_of(const struct delta *delta, int64_t key)
{
	uint64_t hash = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(hash >> 32) & (delta->slot_count - 1);
}

/* The slot that holds KEY, or the free one where it belongs. */
static uint32_t
probe(const struct delta *delta, int64_t key)
{
	uint32_t slot = slot_of(delta, key);

	while (delta->slots[slot] != 0 && row_at(delta, delta->slots[slot] - 1)->key != key)
		slot = (slot + 1) & (delta->slot_count - 1);
	return slot;
}

/* A batch of one event must not pay for the table of a batch of ten thousand. */
void
delta_reset(struct delta *delta)
{
	if (delta->row_count * 16 > delta->slot_count)
		memset(delta->slots, 0, delta->slot_count * sizeof(uint32_t));
	else
		for (uint32_t i = delta->row_count; i-- > 0;)
			delta->slots[probe(delta, row_at(delta, i)->key)] = 0;
	delta->row_count = 0;
}

static void
grow_slots(struct delta *delta)
{
	free(delta->slots);
	delta->slot_count *= 2;
	delta->slots = calloc(delta->slot_count, sizeof(uint32_t));
	CHECK(delta->slots != NULL);
	for (uint32_t i = 0; i < delta->row_count; i++)
		delta->slots[probe(delta, row_at(delta, i)->key)] = i + 1;
}

static uint32_t
append(struct delta *delta, int64_t key)
{
	struct delta_row *row;

	if (delta->row_count == delta->row_capacity) {
		delta->row_capacity = delta->row_capacity ? delta->row_capacity * 2 : 64;
		delta->rows = realloc(delta->rows, delta->row_capacity * delta->row_bytes);
		CHECK(delta->rows != NULL);
	}
	row = row_at(delta, delta->row_count);
	memset(row, 0, delta->row_bytes);
	row->key = key;
	return delta->row_count++;
}

static int32_t *
narrow(const struct delta *delta, const struct delta_row *row, int counter)
{
	return (int32_t *)(void *)((unsigned char *)(uintptr_t)row->wide +
				   (size_t)delta->wide_count * 8) +
	       (counter - delta->wide_count);
}

void
delta_add(struct delta *delta, int64_t key, int counter, int64_t n)
{
	uint32_t slot = probe(delta, key);
	struct delta_row *row;

	if (delta->slots[slot] == 0) {
		if ((delta->row_count + 1) * 2 > delta->slot_count) {
			grow_slots(delta);
			slot = probe(delta, key);
		}
		delta->slots[slot] = append(delta, key) + 1;
	}
	row = row_at(delta, delta->slots[slot] - 1);
	if (counter < delta->wide_count)
		row->wide[counter] += n;
	else
		*narrow(delta, row, counter) += (int32_t)n;
}

int64_t
delta_get(const struct delta *delta, const struct delta_row *row, int counter)
{
	return counter < delta->wide_count ? row->wide[counter]
					   : *narrow(delta, row, counter);
}

static bool
is_zero(const struct delta *delta, const struct delta_row *row)
{
	for (int i = 0; i < delta->wide_count; i++)
		if (row->wide[i] != 0)
			return false;
	for (int i = 0; i < delta->narrow_count; i++)
		if (*narrow(delta, row, delta->wide_count + i) != 0)
			return false;
	return true;
}

static int
by_key(const void *a, const void *b)
{
	const struct delta_row *const *left = a;
	const struct delta_row *const *right = b;

	return ((*left)->key > (*right)->key) - ((*left)->key < (*right)->key);
}

size_t
delta_sort(struct delta *delta, struct delta_row ***ret_rows)
{
	size_t count = 0;

	delta->sorted = realloc(delta->sorted, (delta->row_count + 1) * sizeof *delta->sorted);
	CHECK(delta->sorted != NULL);
	for (uint32_t i = 0; i < delta->row_count; i++)
		if (!is_zero(delta, row_at(delta, i)))
			delta->sorted[count++] = row_at(delta, i);
	qsort(delta->sorted, count, sizeof *delta->sorted, by_key);
	*ret_rows = delta->sorted;
	return count;
}
