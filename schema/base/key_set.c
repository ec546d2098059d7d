/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/key_set.h"

#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "schema/base/check.h"

enum { SLOTS_MIN = 256 };

struct key_slot {
	uint64_t hash;
	const char *key;
	uint32_t key_bytes;
	uint32_t object;
	uint32_t stamp;
};

static void
slots_allocate(struct key_set *set, size_t capacity)
{
	free(set->slots);
	set->capacity = capacity;
	set->slots = calloc(capacity, sizeof *set->slots);
	CHECK(set->slots != NULL);
}

void
key_set_init(struct key_set *set)
{
	*set = (struct key_set){ 0 };
	slots_allocate(set, SLOTS_MIN);
	CHECK_OP(getrandom(&set->seed, sizeof set->seed, 0), ==, sizeof set->seed);
}

void
key_set_release(struct key_set *set)
{
	free(set->slots);
	*set = (struct key_set){ 0 };
}

void
key_set_reset(struct key_set *set)
{
	set->mask = SLOTS_MIN - 1;
	set->count = 0;
	if (++set->stamp != 0)
		return;
	memset(set->slots, 0, set->capacity * sizeof *set->slots);
	set->stamp = 1;
}

/* The slot of the key, or the free slot where it belongs. */
static struct key_slot *
find_slot(struct key_set *set, uint64_t hash, uint32_t object, struct slice key)
{
	size_t at = (size_t)hash & set->mask;

	for (;; at = (at + 1) & set->mask) {
		struct key_slot *slot = &set->slots[at];

		if (slot->stamp != set->stamp)
			return slot;
		if (slot->hash == hash && slot->object == object &&
		    slice_equal((struct slice){ slot->key, slot->key_bytes }, key))
			return slot;
	}
}

/* Doubles the part in use.  The keys so far move by way of SCRATCH. */
static void
grow(struct key_set *set, struct arena *scratch)
{
	size_t old = set->mask + 1;
	struct key_slot *kept = arena_alloc(scratch, old * sizeof *kept);
	uint32_t stamp = set->stamp;
	size_t count = set->count;

	memcpy(kept, set->slots, old * sizeof *kept);
	if (set->capacity < 2 * old)
		slots_allocate(set, 2 * old);
	key_set_reset(set);
	set->mask = 2 * old - 1;
	set->count = count;
	for (size_t i = 0; i < old; i++) {
		struct slice key = { kept[i].key, kept[i].key_bytes };
		struct key_slot *slot;

		if (kept[i].stamp != stamp)
			continue;
		slot = find_slot(set, kept[i].hash, kept[i].object, key);
		*slot = kept[i];
		slot->stamp = set->stamp;
	}
}

bool
key_set_add(struct key_set *set, struct arena *scratch, uint32_t object, struct slice key)
{
	uint64_t hash = XXH64(key.data ? key.data : "", key.length, set->seed + object);
	struct key_slot *slot = find_slot(set, hash, object, key);

	if (slot->stamp == set->stamp)
		return false;
	*slot = (struct key_slot){ hash, key.data, (uint32_t)key.length, object,
				   set->stamp };
	set->count++;
	if (set->count * 2 > set->mask)
		grow(set, scratch);
	return true;
}
