/* SPDX-License-Identifier: PostgreSQL
 *
 * test_contract_identity.c - what makes two events the same one (R8).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <xxhash.h>

#include "schema/contract/identity.h"

static uint64_t
identity_of(const char *source, const char *id)
{
	struct event event = { .type = EVENT_SOURCE_HEARTBEAT,
			       .source = slice_text(source),
			       .id = slice_text(id) };

	event_hash(&event);
	return event.hash_identity;
}

static void
the_identity_is_the_hash_of_source_zero_byte_and_id(void **state)
{
	static const char bytes[] = "/thu\0id-1";

	(void)state;
	assert_true(identity_of("/thu", "id-1") == XXH64(bytes, sizeof bytes - 1, 0));
}

static void
where_the_source_ends_and_the_id_begins_makes_another_identity(void **state)
{
	(void)state;
	assert_true(identity_of("/thu", "1id") != identity_of("/thu1", "id"));
}

static void
the_source_alone_has_a_hash_of_its_own(void **state)
{
	struct event event = { .type = EVENT_SOURCE_HEARTBEAT, .source = slice_text("/thu"), .id = slice_text("1") };
	uint32_t first;

	(void)state;
	event_hash(&event);
	first = event.hash_source;
	assert_true(first == XXH32("/thu", 4, 0));
	event.id = slice_text("2");
	event_hash(&event);
	assert_true(event.hash_source == first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_identity_is_the_hash_of_source_zero_byte_and_id),
		cmocka_unit_test(where_the_source_ends_and_the_id_begins_makes_another_identity),
		cmocka_unit_test(the_source_alone_has_a_hash_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
