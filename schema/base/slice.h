/* SPDX-License-Identifier: PostgreSQL
 *
 * slice.h - a length-counted run of bytes that somebody else owns.
 *
 * Texts of events are slices: they lie in the batch's arena, are valid UTF-8 when
 * they come from the decoder, and are not terminated by a zero byte.
 */
#ifndef SCHEMA_BASE_SLICE_H
#define SCHEMA_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *data;
	size_t length;
};

#define SLICE_LITERAL(text) ((struct slice){ (text), sizeof(text) - 1 })

static inline struct slice
slice_text(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static inline bool
slice_equal(struct slice a, struct slice b)
{
	return a.length == b.length &&
	       (a.length == 0 ||
		(a.data && b.data && memcmp(a.data, b.data, a.length) == 0));
}

/* Byte order, which for UTF-8 is code point order (COLLATE "C"). */
static inline int
slice_compare(struct slice a, struct slice b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common && a.data && b.data ? memcmp(a.data, b.data, common) : 0;

	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

static inline bool
slice_ends_with(struct slice text, struct slice tail)
{
	return text.length >= tail.length &&
	       memcmp(text.data + text.length - tail.length, tail.data,
		      tail.length) == 0;
}

#endif
