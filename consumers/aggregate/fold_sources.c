/* SPDX-License-Identifier: PostgreSQL */
#include <xxhash.h>

#define HASH_FUNCTION(key, length, hash) (hash) = (unsigned)XXH3_64bits((key), (length))

#include "consumers/aggregate/fold.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "schema/base/check.h"

/* What a batch tells of one source: when it last stated a fact (0: it did not), and its
 * last heartbeat. */
struct source {
	UT_hash_handle hh;
	struct slice name;
	uint32_t hash; /* by which facts name it */
	int64_t time_us;
	const struct event *heartbeat;
};

static struct source *
source_get(struct source **sources, const struct event *event)
{
	struct slice name = event->source;
	struct source *source = NULL;

	HASH_FIND(hh, *sources, name.data, name.length, source);
	if (source)
		return source;
	source = calloc(1, sizeof *source);
	CHECK(source != NULL);
	source->name = name;
	source->hash = event->hash_source;
	HASH_ADD_KEYPTR(hh, *sources, source->name.data, source->name.length, source);
	return source;
}

static void
take_event(struct source *source, const struct event *event)
{
	struct stamp stamp = stamp_of(event), newest;

	if (event->type != EVENT_SOURCE_HEARTBEAT) {
		if (event->time_us > source->time_us)
			source->time_us = event->time_us;
		return;
	}
	if (source->heartbeat) {
		newest = stamp_of(source->heartbeat);
		if (stamp_compare(&stamp, &newest) <= 0)
			return;
	}
	source->heartbeat = event;
}

static void
put_member(struct rows *rows, const struct event *event, enum member_name name)
{
	const struct member *member = event ? event_member(event, name) : NULL;

	if (member)
		row_number(rows, ROW_BIGINT, member->number);
	else
		row_null(rows, ROW_BIGINT);
}

static void
put_source(const struct source *source, struct rows *rows)
{
	const struct event *heartbeat = source->heartbeat;
	unsigned char version[STAMP_BYTES];
	uint32_t hash = htobe32(source->hash);

	row_begin(rows, 8);
	if (heartbeat) {
		struct stamp stamp = stamp_of(heartbeat);

		row_instant(rows, heartbeat->at_us);
		row_instant(rows, heartbeat->time_us);
		stamp_pack(&stamp, version);
	} else {
		row_null(rows, ROW_TIMESTAMPTZ);
		row_null(rows, ROW_TIMESTAMPTZ);
	}
	if (source->time_us)
		row_instant(rows, source->time_us);
	else
		row_null(rows, ROW_TIMESTAMPTZ);
	put_member(rows, heartbeat, MEMBER_SENT);
	put_member(rows, heartbeat, MEMBER_SPOOLED);
	if (heartbeat)
		row_text(rows, ROW_BYTEA, (struct slice){ (const char *)version, STAMP_BYTES });
	else
		row_null(rows, ROW_BYTEA);
	row_text(rows, ROW_BYTEA, (struct slice){ (const char *)&hash, sizeof hash });
	row_text(rows, ROW_TEXT, source->name);
	row_end(rows);
}

static int
by_name(struct source *a, struct source *b)
{
	return slice_compare(a->name, b->name);
}

void
fold_sources(const struct batch *batch, struct write *write)
{
	struct source *sources = NULL, *source = NULL, *next = NULL;

	for (uint32_t i = 0; i < batch->event_count; i++) {
		const struct event *event = &batch->events[i].event;

		take_event(source_get(&sources, event), event);
	}
	HASH_SORT(sources, by_name);
	for (source = sources; source; source = source->hh.next)
		put_source(source, &write->rows[WRITE_source]);
	source = sources;
	HASH_CLEAR(hh, sources);
	for (; source; source = next) {
		next = source->hh.next;
		free(source);
	}
}

static int
by_partition(const void *a, const void *b)
{
	const struct batch_range *left = a, *right = b;

	if (left->topic != right->topic)
		return left->topic < right->topic ? -1 : 1;
	return (left->partition > right->partition) - (left->partition < right->partition);
}

static void
put_range(const struct batch_range *range, struct rows *rows)
{
	row_begin(rows, 7);
	row_number(rows, ROW_SMALLINT, range->topic);
	row_number(rows, ROW_SMALLINT, range->partition);
	row_number(rows, ROW_BIGINT, range->since);
	row_number(rows, ROW_BIGINT, range->upto);
	row_number(rows, ROW_BIGINT, range->read);
	row_number(rows, ROW_BIGINT, range->dead);
	if (range->recorded_at_us)
		row_instant(rows, range->recorded_at_us);
	else
		row_null(rows, ROW_TIMESTAMPTZ);
	row_end(rows);
}

static void
put_text(struct rows *rows, struct slice text)
{
	if (text.length == 0)
		row_null(rows, ROW_TEXT);
	else
		row_text(rows, ROW_TEXT, text);
}

static void
put_dead(const struct batch_dead *dead, struct rows *rows)
{
	row_begin(rows, 10);
	row_number(rows, ROW_SMALLINT, dead->topic);
	row_number(rows, ROW_SMALLINT, dead->partition);
	row_number(rows, ROW_BIGINT, dead->offset);
	if (dead->recorded_at_us)
		row_instant(rows, dead->recorded_at_us);
	else
		row_null(rows, ROW_TIMESTAMPTZ);
	row_number(rows, ROW_INTEGER, dead->fault.byte);
	row_text(rows, ROW_BYTEA,
		 (struct slice){ (const char *)dead->hash, DEAD_HASH_BYTES });
	row_text(rows, ROW_TEXT, slice_text(reason_name(dead->fault.reason)));
	row_text(rows, ROW_TEXT, slice_text(dead->fault.member));
	put_text(rows, dead->fault.source);
	put_text(rows, dead->fault.id);
	row_end(rows);
}

/* Where the batch began and ends in each partition, and what was refused in it. */
void
fold_positions(const struct batch *batch, struct write *write)
{
	write->range_count = batch->range_count;
	memcpy(write->ranges, batch->ranges,
	       (size_t)batch->range_count * sizeof *batch->ranges);
	qsort(write->ranges, (size_t)write->range_count, sizeof *write->ranges,
	      by_partition);
	for (int i = 0; i < write->range_count; i++)
		put_range(&write->ranges[i], &write->rows[WRITE_position]);
	for (uint32_t i = 0; i < batch->dead_count; i++)
		put_dead(&batch->dead[i], &write->rows[WRITE_dead]);
}
