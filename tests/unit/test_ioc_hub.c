/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_hub.c - the live stream as a viewer gets it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/hub.h"
#include "schema/base/attr.h"

static int parked, woken;

static void
park(void *connection)
{
	(void)connection;
	parked++;
}

static void
wake(void *connection)
{
	(void)connection;
	woken++;
}

static const struct hub_calls calls = { .park = park, .wake = wake };

static PGresult *
make_table(const char *first, const char *second, const char *value)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[] = { { .name = strdup(first), .typid = 25 },
				      { .name = strdup(second), .typid = 20 } };
	char *text = strdup(value);

	assert_true(PQsetResultAttrs(table, 2, attributes));
	assert_true(PQsetvalue(table, 0, 0, "key", 3));
	assert_true(PQsetvalue(table, 0, 1, text, (int)strlen(text)));
	free(attributes[0].name);
	free(attributes[1].name);
	free(text);
	return table;
}

static void
publish(struct hub *hub, int64_t version, const char *value)
{
	PGresult *tables[SNAPSHOT_TABLE_COUNT] = {
		make_table("key", "received_today", value), make_table("unit", "pending", "1"),
		make_table("source", "sent", "1"), make_table("key", "next", value),
	};
	struct snapshot *snapshot = snapshot_make(version, 0, tables);

	hub_publish(hub, snapshot);
	snapshot_release(snapshot);
}

/* All that there is for VIEWER, in pieces of SIZE bytes, until it is parked. */
static void
read_all(struct hub *hub, struct hub_viewer *viewer, size_t size, struct text *ret_text)
{
	char buffer[4096];
	ssize_t count;

	text_reset(ret_text);
	text_add(ret_text, "");
	while ((count = hub_read(hub, viewer, buffer, size)) > 0)
		text_put(ret_text, (struct slice){ buffer, (size_t)count });
}

static void
test_a_viewer_gets_a_snapshot_and_then_deltas(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer;
	struct text text = { 0 };

	(void)state;
	parked = woken = 0;
	publish(hub, 100, "1");
	viewer = hub_join(hub, 0, NULL);
	read_all(hub, viewer, 7, &text);
	assert_int_equal(parked, 1);
	assert_ptr_equal(strstr(text.data, "event: snapshot\nid: 100\ndata: {"), text.data);
	assert_non_null(strstr(text.data, "event: state\ndata: {\"database\":\"here\"}\n\n"));
	publish(hub, 101, "2");
	assert_int_equal(woken, 1);
	read_all(hub, viewer, 4096, &text);
	assert_ptr_equal(strstr(text.data, "event: delta\nid: 101\n"), text.data);
	assert_non_null(strstr(text.data, "\"now\":{\"received_today\":2}"));
	assert_null(strstr(text.data, "pending"));
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

static void
test_viewers_that_come_together_share_one_snapshot(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *first, *second, *third;
	struct text text = { 0 }, same = { 0 };

	(void)state;
	publish(hub, 100, "1");
	first = hub_join(hub, 0, NULL);
	second = hub_join(hub, 0, NULL);
	read_all(hub, first, 7, &text);
	read_all(hub, second, 4096, &same);
	assert_string_equal(text.data, same.data); /* the server's time too */
	hub_state(hub, 1795587409000000);
	third = hub_join(hub, 0, NULL);
	read_all(hub, third, 4096, &text);
	assert_non_null(strstr(text.data, "event: state\ndata: {\"database\":\"away\""));
	publish(hub, 101, "2");
	hub_leave(hub, third);
	third = hub_join(hub, 0, NULL);
	read_all(hub, third, 4096, &text);
	assert_ptr_equal(strstr(text.data, "event: snapshot\nid: 101\n"), text.data);
	hub_leave(hub, first);
	hub_leave(hub, second);
	hub_leave(hub, third);
	text_release(&text);
	text_release(&same);
	hub_close(hub);
}

static void
test_a_viewer_before_the_first_snapshot_waits_for_it(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer = hub_join(hub, 0, NULL);
	struct text text = { 0 };

	(void)state;
	read_all(hub, viewer, 4096, &text);
	assert_int_equal(text.length, 0);
	publish(hub, 100, "1");
	read_all(hub, viewer, 4096, &text);
	assert_non_null(strstr(text.data, "event: snapshot\nid: 100"));
	assert_null(strstr(text.data, "event: delta"));
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

static void
test_a_viewer_that_comes_back_goes_on_where_it_was(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer;
	struct text text = { 0 };

	(void)state;
	for (int version = 100; version < 104; version++)
		publish(hub, version, "1");
	viewer = hub_join(hub, 102, NULL);
	read_all(hub, viewer, 4096, &text);
	assert_ptr_equal(strstr(text.data, "event: delta\nid: 103\n"), text.data);
	hub_leave(hub, viewer);
	viewer = hub_join(hub, 99, NULL); /* a gap, or another life of the server */
	read_all(hub, viewer, 4096, &text);
	assert_ptr_equal(strstr(text.data, "event: snapshot\nid: 103\n"), text.data);
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

static void
test_a_slow_viewer_gets_a_fresh_snapshot_and_no_queue(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer;
	struct text text = { 0 };

	(void)state;
	publish(hub, 100, "1");
	viewer = hub_join(hub, 0, NULL);
	read_all(hub, viewer, 4096, &text);
	for (int version = 101; version <= 100 + HUB_RING + 5; version++)
		publish(hub, version, "1");
	read_all(hub, viewer, 4096, &text);
	assert_ptr_equal(strstr(text.data, "event: snapshot\nid: 169\n"), text.data);
	assert_null(strstr(text.data, "event: delta"));
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

static void
test_a_message_half_sent_outlives_its_place_in_the_ring(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer;
	struct text text = { 0 };
	char buffer[16];

	(void)state;
	publish(hub, 100, "1");
	viewer = hub_join(hub, 0, NULL);
	read_all(hub, viewer, 4096, &text);
	publish(hub, 101, "1");
	assert_int_equal(hub_read(hub, viewer, buffer, sizeof buffer), sizeof buffer);
	for (int version = 102; version <= 102 + HUB_RING; version++)
		publish(hub, version, "1");
	read_all(hub, viewer, 4096, &text);
	assert_ptr_equal(strstr(text.data, "101\ndata: "), text.data + 1);
	assert_non_null(strstr(text.data, "event: snapshot\n"));
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

static void
test_there_is_a_limit_of_viewers(void **state)
{
	struct hub *hub = hub_open(&calls, 2);
	struct hub_viewer *viewers[] = { hub_join(hub, 0, NULL), hub_join(hub, 0, NULL) };

	(void)state;
	assert_null(hub_join(hub, 0, NULL));
	hub_leave(hub, viewers[0]);
	viewers[0] = hub_join(hub, 0, NULL);
	assert_non_null(viewers[0]);
	hub_leave(hub, viewers[1]);
	hub_leave(hub, viewers[0]);
	assert_int_equal(hub_viewers(hub), 0);
	hub_close(hub);
}

static void
test_the_loss_of_the_database_is_told_and_kept_for_who_comes_later(void **state)
{
	struct hub *hub = hub_open(&calls, 10);
	struct hub_viewer *viewer;
	struct text text = { 0 };

	(void)state;
	publish(hub, 100, "1");
	hub_state(hub, 1795587409000000);
	viewer = hub_join(hub, 0, NULL);
	read_all(hub, viewer, 4096, &text);
	assert_non_null(strstr(text.data, "{\"database\":\"away\",\"since\":\"2026-11-25T13:16:49"));
	hub_state(hub, 0);
	read_all(hub, viewer, 4096, &text);
	assert_string_equal(text.data, "event: state\ndata: {\"database\":\"here\"}\n\n");
	hub_end(hub);
	assert_int_equal(hub_read(hub, viewer, (char[8]){ 0 }, 8), HUB_END);
	hub_leave(hub, viewer);
	text_release(&text);
	hub_close(hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_viewer_gets_a_snapshot_and_then_deltas),
		cmocka_unit_test(test_viewers_that_come_together_share_one_snapshot),
		cmocka_unit_test(test_a_viewer_before_the_first_snapshot_waits_for_it),
		cmocka_unit_test(test_a_viewer_that_comes_back_goes_on_where_it_was),
		cmocka_unit_test(test_a_slow_viewer_gets_a_fresh_snapshot_and_no_queue),
		cmocka_unit_test(test_a_message_half_sent_outlives_its_place_in_the_ring),
		cmocka_unit_test(test_there_is_a_limit_of_viewers),
		cmocka_unit_test(test_the_loss_of_the_database_is_told_and_kept_for_who_comes_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
