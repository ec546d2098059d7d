/* SPDX-License-Identifier: PostgreSQL
 *
 * key_set.h - which keys the objects of one JSON document have had so far.
 *
 * All objects of a document share one hash set: a slot holds the number of the object
 * beside the key, so an object costs nothing when it ends.  A slot is in use when it
 * carries the stamp of this document, so nothing is cleared between documents.  A set
 * begins small and doubles on demand; the next document begins small again, in the
 * same memory.  The hash is seeded at random: a sender cannot choose keys that collide.
 *
 * Thread: a set belongs to one thread.
 */
#ifndef SCHEMA_BASE_KEY_SET_H
#define SCHEMA_BASE_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/base/arena.h"
#include "schema/base/attr.h"
#include "schema/base/slice.h"

struct key_slot;

struct key_set {
	struct key_slot *slots;
	size_t capacity; /* slots in memory; a power of two */
	size_t mask;     /* of the slots in use for this document */
	size_t count;
	uint32_t stamp;
	uint64_t seed;
};

void key_set_init(struct key_set *set);
void key_set_release(struct key_set *set);

/* Forgets all keys, for the next document. */
void key_set_reset(struct key_set *set);

/* False: OBJECT has KEY already.  The bytes of KEY are not copied; SCRATCH is used when
 * the set grows. */
bool key_set_add(struct key_set *set, struct arena *scratch, uint32_t object,
		 struct slice key) MUST_CHECK;

#endif
