/* SPDX-License-Identifier: PostgreSQL */
#include "schema/model/version.h"

#include "schema/model/bytes.h"

static int
order_signed(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
order_unsigned(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

struct stamp
stamp_of(const struct event *event)
{
	return (struct stamp){
		.time_us = event->time_us,
		.at_us = event->at_us,
		.hash_identity = event->hash_identity,
		.hash_content = event->hash_content,
		.corrected = event->type == EVENT_DOSSIER_CORRECTED ||
			     event->type == EVENT_DOCUMENT_CORRECTED,
		.source = event->hash_source,
	};
}

int
stamp_compare(const struct stamp *a, const struct stamp *b)
{
	int order = order_signed(a->time_us, b->time_us);

	if (order == 0)
		order = (int)a->corrected - (int)b->corrected;
	if (order == 0)
		order = order_signed(a->at_us, b->at_us);
	if (order == 0)
		order = order_unsigned(a->hash_identity, b->hash_identity);
	if (order == 0)
		order = order_unsigned(a->hash_content, b->hash_content);
	return order;
}

void
stamp_pack(const struct stamp *stamp, unsigned char ret_bytes[STAMP_BYTES])
{
	put_i64(ret_bytes, stamp->time_us * 2 + stamp->corrected);
	put_i64(ret_bytes + 8, stamp->at_us);
	put_u64(ret_bytes + 16, stamp->hash_identity);
	put_u64(ret_bytes + 24, stamp->hash_content);
}

struct stamp
stamp_unpack(const unsigned char bytes[STAMP_BYTES])
{
	int64_t time = get_i64(bytes);

	return (struct stamp){
		.time_us = (time - (time & 1)) / 2,
		.corrected = time & 1,
		.at_us = get_i64(bytes + 8),
		.hash_identity = get_u64(bytes + 16),
		.hash_content = get_u64(bytes + 24),
	};
}
