/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_entity.c - which entities stay in memory, and which may leave it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

#include "consumers/aggregate/entity.h"

enum { MANY = 200 };

static int
open_cache(void **state)
{
	static struct entity_cache cache;

	entity_cache_init(&cache, 0);
	*state = &cache;
	return 0;
}

static int
close_cache(void **state)
{
	entity_cache_clear(*state);
	return 0;
}

static struct entity *
get(struct entity_cache *cache, int number)
{
	char code[16];
	struct slice text = { code, (size_t)snprintf(code, sizeof code, "D-%d", number) };

	return entity_get(cache, ENTITY_DOSSIER, text);
}

static bool
has(struct entity_cache *cache, int number)
{
	char code[16];
	struct slice text = { code, (size_t)snprintf(code, sizeof code, "D-%d", number) };

	return entity_find(cache, ENTITY_DOSSIER, text) != NULL;
}

static void
a_code_names_one_entity_of_each_kind(void **state)
{
	struct entity_cache *cache = *state;
	struct entity *dossier = entity_get(cache, ENTITY_DOSSIER, SLICE_LITERAL("A1"));
	struct entity *document = entity_get(cache, ENTITY_DOCUMENT, SLICE_LITERAL("A1"));

	assert_ptr_not_equal(dossier, document);
	assert_ptr_equal(entity_get(cache, ENTITY_DOSSIER, SLICE_LITERAL("A1")), dossier);
	assert_ptr_equal(entity_find(cache, ENTITY_DOCUMENT, SLICE_LITERAL("A1")), document);
	assert_null(entity_find(cache, ENTITY_WORKFILE, SLICE_LITERAL("A1")));
	assert_null(entity_find(cache, ENTITY_DOSSIER, SLICE_LITERAL("A")));
	assert_true(slice_equal(entity_code(document), SLICE_LITERAL("A1")));
	assert_false(dossier->loaded);
	assert_int_equal(dossier->revision, 0);
}

struct trim_case {
	const char *sentence;
	uint64_t written_by, touched_by, settled;
	bool stays;
};

static const struct trim_case trims[] = {
	{ "nobody has used it", 0, 0, 0, false },
	{ "all who used it are settled", 3, 4, 4, false },
	{ "the last who wrote it is in flight", 5, 5, 4, true },
	{ "who looked at it is being gathered", 0, 5, 4, true },
	{ "written long ago, looked at just now", 1, 5, 4, true },
	{ "two batches are in flight", 6, 6, 4, true },
};

/* The limit is 0: whatever may go, goes. */
static void
what_a_batch_in_flight_uses_is_never_dropped(void **state)
{
	struct entity_cache *cache = *state;

	for (size_t i = 0; i < sizeof trims / sizeof *trims; i++) {
		struct entity *entity = get(cache, (int)i);

		entity->written_by = trims[i].written_by;
		entity->touched_by = trims[i].touched_by;
		entity_cache_trim(cache, trims[i].settled);
		if (has(cache, (int)i) != trims[i].stays)
			fail_msg("%s: it %s", trims[i].sentence,
				 trims[i].stays ? "is gone" : "stays");
		entity_cache_clear(cache);
	}
}

/* Batch 1 wrote the even ones, batch 2 those that 3 divides; only batch 1 is settled. */
static void
those_in_flight_stay_wherever_they_stand_among_the_others(void **state)
{
	struct entity_cache *cache = *state;

	for (int i = 0; i < MANY; i++) {
		struct entity *entity = get(cache, i);

		entity->written_by = i % 3 == 0 ? 2 : i % 2 == 0 ? 1 : 0;
		entity->touched_by = entity->written_by;
	}
	entity_cache_trim(cache, 1);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(has(cache, i), i % 3 == 0);
	entity_cache_trim(cache, 2);
	for (int i = 0; i < MANY; i++)
		assert_false(has(cache, i));
	assert_int_equal(cache->bytes, 0);
}

static void
the_longest_unused_go_first_and_only_until_the_limit_holds(void **state)
{
	struct entity_cache *cache = *state;
	size_t each;

	get(cache, 10);
	each = cache->bytes; /* all codes here have as many bytes */
	for (int i = 11; i < 20; i++)
		get(cache, i);
	assert_int_equal(cache->bytes, 10 * each);
	get(cache, 10);
	get(cache, 12);
	cache->bytes_max = 6 * each;
	entity_cache_trim(cache, 0);
	assert_int_equal(cache->bytes, 6 * each);
	for (int i = 10; i < 20; i++)
		assert_int_equal(has(cache, i), i == 10 || i == 12 || i >= 16);
	entity_cache_trim(cache, 0);
	assert_int_equal(cache->bytes, 6 * each);
}

/* The oldest cannot go, so a younger one does. */
static void
one_in_flight_does_not_protect_those_behind_it(void **state)
{
	struct entity_cache *cache = *state;

	get(cache, 1)->written_by = 9;
	get(cache, 2);
	cache->bytes_max = cache->bytes - 1;
	entity_cache_trim(cache, 8);
	assert_true(has(cache, 1));
	assert_false(has(cache, 2));
}

static void
finding_is_no_use_and_getting_is(void **state)
{
	struct entity_cache *cache = *state;

	get(cache, 1);
	get(cache, 2);
	assert_true(has(cache, 1));
	cache->bytes_max = cache->bytes - 1;
	entity_cache_trim(cache, 0);
	assert_false(has(cache, 1));
	assert_true(has(cache, 2));
}

static void
memory_is_counted_anew_when_an_entity_has_grown(void **state)
{
	struct entity_cache *cache = *state;
	struct entity *entity = get(cache, 1);
	size_t before = cache->bytes;

	for (uint64_t i = 0; i < 9; i++)
		entity_add_position(entity, i);
	assert_int_equal(cache->bytes, before);
	entity_account(cache, entity);
	assert_int_equal(cache->bytes, before + 16 * sizeof *entity->positions);
	entity_account(cache, entity);
	assert_int_equal(cache->bytes, before + 16 * sizeof *entity->positions);
}

static void
the_latest_128_positions_are_kept(void **state)
{
	struct entity_cache *cache = *state;
	struct entity *entity = get(cache, 1);

	for (uint64_t i = 1; i <= ENTITY_POSITIONS_MAX; i++)
		entity_add_position(entity, i);
	assert_int_equal(entity->position_count, 128);
	assert_int_equal(entity->positions[0], 1);
	for (uint64_t i = 129; i <= 130; i++)
		entity_add_position(entity, i);
	assert_int_equal(entity->position_count, 128);
	for (uint64_t i = 0; i < ENTITY_POSITIONS_MAX; i++)
		assert_int_equal(entity->positions[i], i + 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_code_names_one_entity_of_each_kind),
		TEST(what_a_batch_in_flight_uses_is_never_dropped),
		TEST(those_in_flight_stay_wherever_they_stand_among_the_others),
		TEST(the_longest_unused_go_first_and_only_until_the_limit_holds),
		TEST(one_in_flight_does_not_protect_those_behind_it),
		TEST(finding_is_no_use_and_getting_is),
		TEST(memory_is_counted_anew_when_an_entity_has_grown),
		TEST(the_latest_128_positions_are_kept),
	};

	return cmocka_run_group_tests_name("entities in memory", tests, NULL, NULL);
}
