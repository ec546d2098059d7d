/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/buffer.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

/* ndim, flags, oid of the elements; and for the one dimension count, lower bound */
enum { EMPTY_BYTES = 12, HEADER_BYTES = 20 };

void
put_u32(unsigned char *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, 4);
}

unsigned char *
buffer_add(struct buffer *buffer, size_t bytes)
{
	if (buffer->capacity - buffer->length < bytes) {
		size_t wanted = buffer->capacity + buffer->capacity / 2 + bytes + 512;

		buffer->bytes = realloc(buffer->bytes, wanted);
		CHECK(buffer->bytes != NULL);
		buffer->capacity = wanted;
	}
	buffer->length += bytes;
	return buffer->bytes + buffer->length - bytes;
}

void
buffer_begin(struct buffer *buffer)
{
	buffer->length = 0;
	buffer_add(buffer, HEADER_BYTES);
}

void
buffer_end(struct buffer *buffer, uint32_t oid, uint32_t count)
{
	CHECK_OP(buffer->length, >=, HEADER_BYTES);
	put_u32(buffer->bytes, count > 0);
	put_u32(buffer->bytes + 4, 0);
	put_u32(buffer->bytes + 8, oid);
	put_u32(buffer->bytes + 12, count);
	put_u32(buffer->bytes + 16, 1);
	if (count == 0)
		buffer->length = EMPTY_BYTES; /* an empty array has no dimension */
}

void
buffer_release(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ 0 };
}
