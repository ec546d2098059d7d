/* SPDX-License-Identifier: PostgreSQL */
#include <xxhash.h>

/* One hash function in the whole project. */
#define HASH_FUNCTION(key, length, hash) (hash) = (unsigned)XXH3_64bits((key), (length))

#include "consumers/aggregate/entity.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { KEY_BYTES_MAX = 1024 };

void
entity_cache_init(struct entity_cache *cache, size_t bytes_max)
{
	*cache = (struct entity_cache){ .bytes_max = bytes_max };
}

static void
body_init(struct entity *entity)
{
	switch (entity->kind) {
	case ENTITY_DOSSIER:
		dossier_init(&entity->dossier);
		return;
	case ENTITY_DOCUMENT:
		document_init(&entity->document);
		return;
	case ENTITY_WORKFILE:
		workfile_init(&entity->workfile);
		return;
	case ENTITY_INDICATOR:
		indicator_init(&entity->indicator);
		return;
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
		break;
	}
	CHECK(!"entities of this kind are not cached");
}

static void
body_release(struct entity *entity)
{
	if (entity->kind == ENTITY_DOSSIER)
		dossier_release(&entity->dossier);
	else if (entity->kind == ENTITY_DOCUMENT)
		document_release(&entity->document);
}

static size_t
body_bytes(const struct entity *entity)
{
	if (entity->kind == ENTITY_DOSSIER)
		return entity->dossier.stamp_capacity * sizeof(struct stamp) +
		       (size_t)(entity->dossier.mark_capacity +
				entity->dossier.retraction_capacity) *
			       sizeof(struct mark);
	if (entity->kind == ENTITY_DOCUMENT)
		return entity->document.recipient_capacity * sizeof(struct recipient);
	return 0;
}

static void
unlink_entity(struct entity_cache *cache, struct entity *entity)
{
	if (entity->older)
		entity->older->newer = entity->newer;
	else
		cache->oldest = entity->newer;
	if (entity->newer)
		entity->newer->older = entity->older;
	else
		cache->newest = entity->older;
}

static void
link_newest(struct entity_cache *cache, struct entity *entity)
{
	entity->older = cache->newest;
	entity->newer = NULL;
	if (cache->newest)
		cache->newest->newer = entity;
	else
		cache->oldest = entity;
	cache->newest = entity;
}

static void
forget(struct entity_cache *cache, struct entity *entity)
{
	unlink_entity(cache, entity);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an entity is in the table */
	HASH_DEL(cache->table, entity);
	CHECK_OP(cache->bytes, >=, entity->bytes);
	cache->bytes -= entity->bytes;
	body_release(entity);
	free(entity->positions);
	free(entity);
}

void
entity_cache_clear(struct entity_cache *cache)
{
	while (cache->oldest)
		forget(cache, cache->oldest);
	CHECK_OP(cache->bytes, ==, 0);
}

void
entity_cache_trim(struct entity_cache *cache, uint64_t settled)
{
	struct entity *entity = cache->oldest;

	while (entity && cache->bytes > cache->bytes_max) {
		struct entity *next = entity->newer;

		if (entity->written_by <= settled && entity->touched_by <= settled)
			forget(cache, entity);
		entity = next;
	}
}

static struct entity *
find_key(struct entity_cache *cache, const char *key, size_t length)
{
	struct entity *entity;

	HASH_FIND(hh, cache->table, key, length, entity);
	return entity;
}

static size_t
make_key(enum entity_kind kind, struct slice code, char ret_key[KEY_BYTES_MAX])
{
	CHECK_OP(code.length, <, KEY_BYTES_MAX);
	ret_key[0] = (char)kind;
	memcpy(ret_key + 1, code.data, code.length);
	return code.length + 1;
}

static struct entity *
add(struct entity_cache *cache, enum entity_kind kind, const char *key, size_t length)
{
	struct entity *entity = calloc(1, sizeof *entity + length);

	CHECK(entity != NULL);
	entity->kind = kind;
	entity->key_length = (uint32_t)length;
	memcpy(entity->key, key, length);
	body_init(entity);
	HASH_ADD(hh, cache->table, key, length, entity);
	link_newest(cache, entity);
	entity_account(cache, entity);
	return entity;
}

struct entity *
entity_find(struct entity_cache *cache, enum entity_kind kind, struct slice code)
{
	char key[KEY_BYTES_MAX];

	return find_key(cache, key, make_key(kind, code, key));
}

struct entity *
entity_get(struct entity_cache *cache, enum entity_kind kind, struct slice code)
{
	char key[KEY_BYTES_MAX];
	size_t length = make_key(kind, code, key);
	struct entity *entity = find_key(cache, key, length);

	if (!entity)
		return add(cache, kind, key, length);
	if (entity != cache->newest) {
		unlink_entity(cache, entity);
		link_newest(cache, entity);
	}
	return entity;
}

struct slice
entity_code(const struct entity *entity)
{
	return (struct slice){ entity->key + 1, entity->key_length - 1 };
}

void
entity_add_position(struct entity *entity, uint64_t position)
{
	if (entity->position_count == ENTITY_POSITIONS_MAX) {
		memmove(entity->positions, entity->positions + 1,
			(ENTITY_POSITIONS_MAX - 1) * sizeof position);
		entity->position_count--;
	}
	if (entity->position_count == entity->position_capacity) {
		entity->position_capacity =
			(uint16_t)(entity->position_capacity ? entity->position_capacity * 2 : 8);
		entity->positions = realloc(entity->positions, entity->position_capacity *
								       sizeof position);
		CHECK(entity->positions != NULL);
	}
	entity->positions[entity->position_count++] = position;
}

void
entity_account(struct entity_cache *cache, struct entity *entity)
{
	size_t bytes = sizeof *entity + entity->key_length + body_bytes(entity) +
		       entity->position_capacity * sizeof *entity->positions;

	cache->bytes = cache->bytes - entity->bytes + bytes;
	entity->bytes = bytes;
}
