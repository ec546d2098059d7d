/* SPDX-License-Identifier: PostgreSQL
 *
 * lines.h - reads a file line by line in one buffer of fixed size.
 *
 * A byte-order mark at the beginning and a CR before the LF are taken off; lines of
 * blanks only are passed over but counted, so that numbers match an editor's.  A line
 * longer than the limit is reported as such and skipped: it never needs more memory.
 */
#ifndef PRODUCERS_LINES_H
#define PRODUCERS_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/base/error.h"
#include "schema/base/slice.h"

struct lines;

struct line {
	struct slice text; /* valid until the next call; empty when too long */
	uint64_t number;   /* from 1 */
	bool too_long;
};

/* PATH "-": standard input. */
bool lines_open(struct lines **ret_lines, const char *path, size_t line_bytes_max,
		struct error *err) MUST_CHECK;
/* True: ret_line is filled.  False: the end, or ERR->kind is set: reading failed. */
bool lines_next(struct lines *lines, struct line *ret_line, struct error *err);
/* Bytes read so far. */
int64_t lines_bytes(const struct lines *lines);
struct lines *lines_close(struct lines *lines); /* NULL is fine; returns NULL */

#endif
