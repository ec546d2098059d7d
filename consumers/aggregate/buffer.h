/* SPDX-License-Identifier: PostgreSQL
 *
 * buffer.h - bytes of a binary parameter: a PostgreSQL array under construction.
 *
 * Grows by half and keeps its memory from one batch to the next.
 */
#ifndef CONSUMERS_AGGREGATE_BUFFER_H
#define CONSUMERS_AGGREGATE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
	unsigned char *bytes;
	size_t length, capacity;
};

/* Begins an array: room for its header, nothing behind it. */
void buffer_begin(struct buffer *buffer);
/* BYTES more; valid until the next call. */
unsigned char *buffer_add(struct buffer *buffer, size_t bytes);
/* Writes the header: elements of type OID, COUNT of them, none NULL, from index 1. */
void buffer_end(struct buffer *buffer, uint32_t oid, uint32_t count);
void buffer_release(struct buffer *buffer);

/* Big-endian, as the protocol wants it. */
void put_u32(unsigned char *at, uint32_t value);

#endif
