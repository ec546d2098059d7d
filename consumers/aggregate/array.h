/* SPDX-License-Identifier: PostgreSQL
 *
 * array.h - a parameter that is a binary array of a built-in type.
 *
 * Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_ARRAY_H
#define CONSUMERS_AGGREGATE_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "consumers/aggregate/rows.h"

struct array {
	struct buffer buffer;
	uint32_t count;
	enum row_type type;
};

void array_begin(struct array *array, enum row_type type);
void array_add_number(struct array *array, int64_t value); /* by the width of the type */
void array_add_text(struct array *array, struct slice text);
void array_end(struct array *array); /* writes the header; then it can be sent */
void array_release(struct array *array);

#endif
