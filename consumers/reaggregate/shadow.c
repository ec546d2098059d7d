/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/shadow.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "consumers/aggregate/load.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/check.h"
#include "sql_statements.h"

enum { FLUSH_ENTITIES = 2000 };

static const uint64_t NOT_WRITTEN = UINT64_MAX;

void
shadow_open(struct shadow *shadow, size_t cache_bytes)
{
	for (int i = 0; i < SHADOW_SHARDS; i++) {
		struct shadow_shard *shard = &shadow->shards[i];

		pthread_mutex_init(&shard->lock, NULL);
		entity_cache_init(&shard->cache, cache_bytes / SHADOW_SHARDS);
		shard->number = 0;
		shard->written = calloc(SHADOW_BITS / 64, sizeof *shard->written);
		CHECK(shard->written != NULL);
	}
}

void
shadow_close(struct shadow *shadow)
{
	for (int i = 0; i < SHADOW_SHARDS; i++) {
		entity_cache_clear(&shadow->shards[i].cache);
		free(shadow->shards[i].written);
		pthread_mutex_destroy(&shadow->shards[i].lock);
	}
}

/* The names are those that load_batch() knows. */
bool
shadow_prepare(PGconn *session, struct write_place *place, struct error *err)
{
	const struct {
		const char *name;
		const char *sql;
	} loads[] = {
		{ "code_number", sql_code_number },	{ "dossier_load", sql_dossier_load },
		{ "document_load", sql_document_load }, { "recipient_load", sql_recipient_load },
		{ "workfile_load", sql_workfile_load }, { "indicator_load", sql_indicator_load },
	};

	for (size_t i = 0; i < ARRAY_COUNT(loads); i++)
		if (!write_prepare_one(session, place, loads[i].name, loads[i].sql, err))
			return false;
	return write_prepare(session, place, err);
}

/* Plans are kept, and made while the tables are empty: see load.c.  What is written here is
 * lost with the server anyway, so no commit has to wait for its disk. */
bool
shadow_hand_open(struct shadow_hand *hand, PGconn *session, struct error *err)
{
	memset(hand, 0, sizeof *hand);
	hand->session = session;
	hand->place = (struct write_place){ .prefix = "", .schema = "shadow" };
	hand->codes = codes_open();
	fold_init(&hand->fold, NULL, hand->codes);
	write_init(&hand->write);
	return session_run(session, "set enable_seqscan to off", err) &&
	       session_run(session, "set synchronous_commit to off", err) &&
	       shadow_prepare(session, &hand->place, err) &&
	       load_all_codes(session, hand->codes, err);
}

void
shadow_hand_close(struct shadow_hand *hand)
{
	PQfinish(hand->session);
	write_release(&hand->write);
	fold_release(&hand->fold);
	codes_close(hand->codes);
	free(hand->sorted);
	memset(hand, 0, sizeof *hand);
}

/* -- writing -------------------------------------------------------------------------- */

static uint64_t
hash_of(struct slice code)
{
	return XXH3_64bits(code.data, code.length);
}

/* The low bits of the hash say which shard it is. */
static uint64_t *
word_of(const struct shadow_shard *shard, uint64_t hash, uint64_t *ret_mask)
{
	uint64_t bit = (hash >> 32) % SHADOW_BITS;

	*ret_mask = UINT64_C(1) << (bit % 64);
	return &shard->written[bit / 64];
}

static void
put(struct shadow_shard *shard, struct shadow_hand *hand, struct entity *entity)
{
	uint64_t mask;
	uint64_t *word = word_of(shard, hash_of(entity_code(entity)), &mask);

	*word |= mask;
	fold_store(&hand->fold, entity, &hand->write);
	entity->written_by = 0;
}

static bool
send_rows(struct shadow_hand *hand, PGconn *session, uint32_t *count, struct error *err)
{
	bool ok = *count == 0 || write_run(session, &hand->place, &hand->write, err);

	write_reset(&hand->write);
	*count = 0;
	return ok;
}

/* Writes the longest unused, so many that BYTES of the cache are or may be free. */
static bool
write_oldest(struct shadow_shard *shard, struct shadow_hand *hand, PGconn *session,
	     size_t bytes, struct error *err)
{
	size_t seen = 0;
	uint32_t count = 0;

	write_reset(&hand->write);
	for (struct entity *entity = shard->cache.oldest; entity && seen < bytes;
	     entity = entity->newer) {
		seen += entity->bytes;
		if (entity->written_by != NOT_WRITTEN)
			continue;
		put(shard, hand, entity);
		if (++count == FLUSH_ENTITIES && !send_rows(hand, session, &count, err))
			return false;
	}
	return send_rows(hand, session, &count, err);
}

/* Half at a time, so that rows go in large statements.  Another thread may have met codes
 * that HAND has not, and the key of an indicator is made of such. */
static bool
trim_shard(struct shadow_shard *shard, struct shadow_hand *hand, struct error *err)
{
	struct entity_cache *cache = &shard->cache;
	size_t limit = cache->bytes_max;

	if (cache->bytes <= limit)
		return true;
	if (!load_all_codes(hand->session, hand->codes, err) ||
	    !write_oldest(shard, hand, hand->session, cache->bytes - limit / 2, err))
		return false;
	cache->bytes_max = limit / 2;
	entity_cache_trim(cache, shard->number);
	cache->bytes_max = limit;
	return true;
}

bool
shadow_flush(struct shadow *shadow, int shard_number, int step, struct shadow_hand *hand,
	     PGconn *session, struct error *err)
{
	bool ok = load_all_codes(hand->session, hand->codes, err);

	for (int i = shard_number; ok && i < SHADOW_SHARDS; i += step) {
		struct shadow_shard *shard = &shadow->shards[i];

		pthread_mutex_lock(&shard->lock);
		ok = write_oldest(shard, hand, session, SIZE_MAX, err);
		pthread_mutex_unlock(&shard->lock);
	}
	return ok;
}

/* -- folding -------------------------------------------------------------------------- */

static bool
makes_fact(const struct event *event)
{
	enum entity_kind kind = event_type_entity(event->type);

	return kind != ENTITY_REFERENCE && kind != ENTITY_SOURCE;
}

static int
shard_of(const struct event *event)
{
	return (int)(hash_of(event->entity) % SHADOW_SHARDS);
}

/* By shard, in the order of the batch otherwise; BEGINS gets where each shard begins. */
static void
sort_events(struct shadow_hand *hand, const struct batch *batch,
	    uint32_t begins[SHADOW_SHARDS + 1])
{
	uint32_t at[SHADOW_SHARDS];

	if (hand->sorted_capacity < batch->event_count) {
		hand->sorted_capacity = batch->event_count;
		hand->sorted = realloc(hand->sorted,
				       hand->sorted_capacity * sizeof *hand->sorted);
		CHECK(hand->sorted != NULL);
	}
	memset(begins, 0, (SHADOW_SHARDS + 1) * sizeof *begins);
	for (uint32_t i = 0; i < batch->event_count; i++)
		if (makes_fact(&batch->events[i].event))
			begins[shard_of(&batch->events[i].event) + 1]++;
	for (int i = 0; i < SHADOW_SHARDS; i++) {
		begins[i + 1] += begins[i];
		at[i] = begins[i];
	}
	for (uint32_t i = 0; i < batch->event_count; i++)
		if (makes_fact(&batch->events[i].event))
			hand->sorted[at[shard_of(&batch->events[i].event)]++] =
				batch->events[i];
}

/* What was never written need not be looked for. */
static void
know_new(struct shadow_shard *shard, const struct batch *part)
{
	for (uint32_t i = 0; i < part->event_count; i++) {
		const struct event *event = &part->events[i].event;
		struct entity *entity =
			entity_get(&shard->cache, event_type_entity(event->type), event->entity);
		uint64_t mask;

		if (!entity->loaded && !(*word_of(shard, hash_of(event->entity), &mask) & mask))
			entity->loaded = true;
	}
}

static void
apply_part(struct shadow_shard *shard, struct shadow_hand *hand)
{
	const struct batch *part = &hand->part;

	for (uint32_t i = 0; i < part->event_count; i++) {
		const struct batch_event *item = &part->events[i];
		struct entity *entity =
			entity_find(&shard->cache, event_type_entity(item->event.type),
				    item->event.entity);

		CHECK(entity != NULL && entity->loaded);
		if (!fold_apply(&hand->fold, entity, &item->event))
			continue;
		entity_add_position(entity, item->position);
		entity->written_by = NOT_WRITTEN;
		entity_account(&shard->cache, entity);
	}
}

static bool
fold_part(struct shadow_shard *shard, struct shadow_hand *hand, bool trim, struct error *err)
{
	bool ok;

	pthread_mutex_lock(&shard->lock);
	shard->number++;
	know_new(shard, &hand->part);
	ok = load_batch(hand->session, &hand->part, shard->number, hand->codes, &shard->cache,
			err);
	if (ok)
		apply_part(shard, hand);
	ok = ok && (!trim || trim_shard(shard, hand, err));
	pthread_mutex_unlock(&shard->lock);
	return ok;
}

bool
shadow_fold(struct shadow *shadow, struct shadow_hand *hand, const struct batch *batch,
	    bool trim, struct error *err)
{
	uint32_t begins[SHADOW_SHARDS + 1];

	sort_events(hand, batch, begins);
	for (int i = 0; i < SHADOW_SHARDS; i++) {
		hand->part.events = &hand->sorted[begins[i]];
		hand->part.event_count = begins[i + 1] - begins[i];
		if (hand->part.event_count > 0 &&
		    !fold_part(&shadow->shards[i], hand, trim, err))
			return false;
	}
	return true;
}
