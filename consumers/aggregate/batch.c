/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/batch.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "schema/base/check.h"

void
batch_init(struct batch *batch)
{
	memset(batch, 0, sizeof *batch);
	arena_init(&batch->arena);
	batch->only_heartbeats = true;
}

void
batch_release(struct batch *batch)
{
	arena_release(&batch->arena);
	free(batch->events);
	free(batch->dead);
	batch_init(batch);
}

void
batch_reset(struct batch *batch)
{
	arena_reset(&batch->arena);
	batch->event_count = 0;
	batch->dead_count = 0;
	batch->range_count = 0;
	batch->record_count = 0;
	batch->only_heartbeats = true;
}

static void *
grow(void *items, uint32_t count, uint32_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 64;
	items = realloc(items, *capacity * size);
	CHECK(items != NULL);
	return items;
}

static struct batch_range *
range_of(struct batch *batch, enum topic topic, int32_t partition, int64_t since)
{
	struct batch_range *range;

	for (int i = batch->range_count; i-- > 0;)
		if (batch->ranges[i].topic == topic && batch->ranges[i].partition == partition)
			return &batch->ranges[i];
	CHECK_OP(batch->range_count, <, BATCH_PARTITIONS_MAX);
	range = &batch->ranges[batch->range_count++];
	*range = (struct batch_range){
		.topic = topic, .partition = partition, .since = since, .upto = since
	};
	return range;
}

void
dead_hash(struct slice payload, unsigned char ret_hash[DEAD_HASH_BYTES])
{
	XXH128_canonical_t hash;

	XXH128_canonicalFromHash(&hash, XXH3_128bits(payload.data ? payload.data : "",
						     payload.length));
	memcpy(ret_hash, hash.digest, DEAD_HASH_BYTES);
}

static void
add_dead(struct batch *batch, enum topic topic, const struct kafka_record *record,
	 const struct fault *fault)
{
	batch->dead = grow(batch->dead, batch->dead_count, &batch->dead_capacity,
			   sizeof *batch->dead);
	batch->dead[batch->dead_count] = (struct batch_dead){
		.topic = topic,
		.partition = record->partition,
		.offset = record->offset,
		.recorded_at_us = record->broker_time_us,
		.fault = *fault,
	};
	dead_hash(record->payload, batch->dead[batch->dead_count++].hash);
}

static void
add_event(struct batch *batch, const struct kafka_record *record,
	  const struct event *event)
{
	batch->events = grow(batch->events, batch->event_count, &batch->event_capacity,
			     sizeof *batch->events);
	batch->events[batch->event_count++] = (struct batch_event){
		.event = *event,
		.position = (uint64_t)record->partition << 48 | (uint64_t)record->offset,
	};
	if (event->type != EVENT_SOURCE_HEARTBEAT)
		batch->only_heartbeats = false;
}

enum reason
batch_add_event(struct batch *batch, struct decoder *decoder,
		const struct kafka_record *record, struct fault *ret_fault)
{
	struct record_header headers[KAFKA_HEADERS_MAX];
	struct record decodable = {
		.payload = record->payload,
		.key = record->key,
		.headers = headers,
		.header_count = record->header_count,
		.broker_time_us = record->broker_time_us,
	};
	struct event event;
	enum reason reason;

	for (size_t i = 0; i < record->header_count; i++)
		headers[i] = (struct record_header){ record->headers[i].name,
						     record->headers[i].value };
	reason = decode_event(decoder, &decodable, &batch->arena, &event, ret_fault);
	if (reason == REASON_NONE)
		add_event(batch, record, &event);
	return reason;
}

void
batch_add(struct batch *batch, struct decoder *decoder, enum topic topic,
	  const struct kafka_record *record, int64_t since)
{
	struct batch_range *range = range_of(batch, topic, record->partition, since);
	struct fault fault;

	CHECK_OP(record->offset, >=, range->upto);
	if (batch_add_event(batch, decoder, record, &fault) != REASON_NONE) {
		add_dead(batch, topic, record, &fault);
		range->dead++;
	}
	range->read++;
	range->upto = record->offset + 1;
	range->recorded_at_us = record->broker_time_us;
	batch->record_count++;
}

bool
batch_is_full(const struct batch *batch, int64_t events_max, int64_t bytes_max)
{
	return batch->record_count >= events_max ||
	       batch->arena.used_bytes >= (uint64_t)bytes_max;
}
