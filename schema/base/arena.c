/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { BLOCK_BYTES = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t capacity;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
block_new(size_t capacity)
{
	struct arena_block *block = malloc(sizeof *block + capacity);

	CHECK(block != NULL);
	block->next = NULL;
	block->capacity = capacity;
	block->used = 0;
	return block;
}

void
arena_init(struct arena *arena)
{
	*arena = (struct arena){ 0 };
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->first;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena_init(arena);
}

/* Moves on to the next kept block with room, or puts a new one behind the current. */
static void
arena_advance(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->current;
	struct arena_block *next = block ? block->next : arena->first;

	if (!next || next->capacity < size) {
		struct arena_block *fresh =
			block_new(size > BLOCK_BYTES ? size : BLOCK_BYTES);

		fresh->next = next;
		if (block)
			block->next = fresh;
		else
			arena->first = fresh;
		next = fresh;
	}
	next->used = 0;
	arena->current = next;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct arena_block *block = arena->current;
	void *piece;

	CHECK(size < SIZE_MAX - unit);
	size = (size + unit - 1) / unit * unit;
	if (!block || block->capacity - block->used < size) {
		arena_advance(arena, size);
		block = arena->current;
	}
	piece = block->bytes + block->used;
	block->used += size;
	arena->used_bytes += size;
	return piece;
}

struct slice
arena_copy(struct arena *arena, struct slice bytes)
{
	char *copy = arena_alloc(arena, bytes.length);

	if (bytes.length > 0)
		memcpy(copy, bytes.data, bytes.length);
	return (struct slice){ copy, bytes.length };
}

void
arena_reset(struct arena *arena)
{
	arena->current = NULL;
	arena->used_bytes = 0;
}
