/* SPDX-License-Identifier: PostgreSQL
 *
 * wire.h - reads the binary arrays and composites that the worker sends.
 */
#ifndef TESTS_SIMULATION_WIRE_H
#define TESTS_SIMULATION_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/slice.h"

enum { WIRE_COLUMNS_MAX = 64 };

/* The elements that are still to come. */
struct wire_array {
	const char *at;
	uint32_t left;
};

struct wire_row {
	int count;
	struct slice column[WIRE_COLUMNS_MAX]; /* data NULL: null */
};

struct wire_array wire_open(struct slice parameter);
uint32_t wire_count(struct slice parameter);
bool wire_next(struct wire_array *array, struct slice *ret_element);
void wire_split(struct slice element, struct wire_row *ret_row);
/* A number of any width, 0 for null. */
int64_t wire_number(struct slice column);

#endif
