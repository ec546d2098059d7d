/* SPDX-License-Identifier: PostgreSQL
 *
 * delta.h - what a batch adds to one table of counters.
 *
 * Rows by a 64-bit key, dense, some counters 64 bits wide and the rest 32.  Every step
 * of every touched entity comes through here, so this is a table of its own: no memory
 * and no link a row, one probe in 4 bytes a slot.
 *
 * Thread: belongs to the worker's thread.
 */
#ifndef CONSUMERS_AGGREGATE_DELTA_H
#define CONSUMERS_AGGREGATE_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct delta_row {
	int64_t key;
	int64_t wide[]; /* then the narrow ones, int32_t */
};

struct delta {
	int wide_count, narrow_count;
	size_t row_bytes;
	unsigned char *rows;
	uint32_t row_count, row_capacity;
	uint32_t *slots; /* row number + 1, 0 = free */
	uint32_t slot_count; /* a power of two */
	struct delta_row **sorted;
};

void delta_init(struct delta *delta, int wide_count, int narrow_count);
void delta_release(struct delta *delta);
void delta_reset(struct delta *delta);

/* Adds N to COUNTER (the wide ones come first) of the row of KEY. */
void delta_add(struct delta *delta, int64_t key, int counter, int64_t n);

int64_t delta_get(const struct delta *delta, const struct delta_row *row, int counter);

/* Rows that are not all zero, in ascending order of their keys; the array lives until
 * the next call. */
size_t delta_sort(struct delta *delta, struct delta_row ***ret_rows);

#endif
