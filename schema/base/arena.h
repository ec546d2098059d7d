/* SPDX-License-Identifier: PostgreSQL
 *
 * arena.h - memory with the lifetime of a batch.
 *
 * Pieces are handed out one after the other and given back all at once.  After a
 * reset the blocks are kept, so a steady load allocates nothing.  When memory runs
 * out the program ends: its bound is the configuration's, see consumers/README.
 *
 * Thread: one arena belongs to one thread.
 */
#ifndef SCHEMA_BASE_ARENA_H
#define SCHEMA_BASE_ARENA_H

#include <stddef.h>

#include "schema/base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *first;   /* all blocks, in order of their use */
	struct arena_block *current; /* the block that pieces come from */
	size_t used_bytes;           /* handed out since the last reset */
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* Uninitialised memory, aligned for any type, valid until reset.  SIZE may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of BYTES that lives as long as the arena's batch. */
struct slice arena_copy(struct arena *arena, struct slice bytes);

/* Gives everything back.  Blocks stay for the next batch. */
void arena_reset(struct arena *arena);

#endif
