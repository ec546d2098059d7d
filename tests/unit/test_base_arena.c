/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_arena.c - memory that is handed out in pieces and given back as a whole.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "schema/base/arena.h"

enum { PIECES = 5000, BLOCK_BYTES = 64 * 1024 };

static void
every_piece_is_aligned_for_any_type(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t size = 0; size < 100; size++)
		assert_int_equal((uintptr_t)arena_alloc(&arena, size) % alignof(max_align_t), 0);
	arena_release(&arena);
}

static void
pieces_keep_their_bytes_until_the_reset(void **state)
{
	struct arena arena;
	struct slice copies[PIECES];
	char text[32];

	(void)state;
	arena_init(&arena);
	for (int i = 0; i < PIECES; i++) {
		snprintf(text, sizeof text, "piece %d of many", i);
		copies[i] = arena_copy(&arena, slice_text(text));
	}
	for (int i = 0; i < PIECES; i++) {
		snprintf(text, sizeof text, "piece %d of many", i);
		assert_true(slice_equal(copies[i], slice_text(text)));
	}
	arena_release(&arena);
}

static void
a_piece_may_be_larger_than_a_block(void **state)
{
	struct arena arena;
	char *small, *large;

	(void)state;
	arena_init(&arena);
	small = arena_alloc(&arena, 8);
	large = arena_alloc(&arena, 3 * BLOCK_BYTES);
	memset(large, 'x', 3 * BLOCK_BYTES);
	memset(small, 'y', 8);
	assert_int_equal(large[3 * BLOCK_BYTES - 1], 'x');
	assert_int_equal(small[7], 'y');
	arena_release(&arena);
}

static void
an_empty_piece_is_a_piece(void **state)
{
	struct arena arena;
	struct slice copy;

	(void)state;
	arena_init(&arena);
	copy = arena_copy(&arena, (struct slice){ NULL, 0 });
	assert_non_null(copy.data);
	assert_int_equal(copy.length, 0);
	arena_release(&arena);
}

/* Fills the arena the same way each time and notes where the pieces lie. */
static void
fill(struct arena *arena, void *pieces[PIECES])
{
	for (int i = 0; i < PIECES; i++)
		pieces[i] = arena_alloc(arena, i % 500 == 7 ? 2 * BLOCK_BYTES : 200);
}

static void
after_a_reset_the_same_load_lies_in_the_same_memory(void **state)
{
	static void *first[PIECES], *second[PIECES];
	struct arena arena;

	(void)state;
	arena_init(&arena);
	fill(&arena, first);
	arena_reset(&arena);
	fill(&arena, second);
	assert_memory_equal(first, second, sizeof first);
	arena_release(&arena);
}

static void
blocks_that_are_too_small_for_the_next_batch_are_not_in_its_way(void **state)
{
	struct arena arena;
	char *piece;

	(void)state;
	arena_init(&arena);
	for (int i = 0; i < 10; i++)
		arena_alloc(&arena, BLOCK_BYTES);
	arena_reset(&arena);
	for (int i = 0; i < 10; i++) {
		piece = arena_alloc(&arena, 2 * BLOCK_BYTES);
		memset(piece, 'x', 2 * BLOCK_BYTES);
	}
	arena_release(&arena);
}

static void
what_was_handed_out_is_counted_and_a_reset_counts_from_nothing(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(arena.used_bytes, 0);
	arena_alloc(&arena, 1);
	assert_int_equal(arena.used_bytes, alignof(max_align_t));
	arena_alloc(&arena, BLOCK_BYTES);
	assert_int_equal(arena.used_bytes, alignof(max_align_t) + BLOCK_BYTES);
	arena_reset(&arena);
	assert_int_equal(arena.used_bytes, 0);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_is_aligned_for_any_type),
		cmocka_unit_test(pieces_keep_their_bytes_until_the_reset),
		cmocka_unit_test(a_piece_may_be_larger_than_a_block),
		cmocka_unit_test(an_empty_piece_is_a_piece),
		cmocka_unit_test(after_a_reset_the_same_load_lies_in_the_same_memory),
		cmocka_unit_test(blocks_that_are_too_small_for_the_next_batch_are_not_in_its_way),
		cmocka_unit_test(what_was_handed_out_is_counted_and_a_reset_counts_from_nothing),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
