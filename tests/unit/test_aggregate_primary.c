/* SPDX-License-Identifier: PostgreSQL
 *
 * test_aggregate_primary.c - which of two servers the numbers live on, and who is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "consumers/aggregate/primary.h"

#define OLD "7000000000000000001", 3, "11111111-1111-1111-1111-111111111111"
#define NEW "7000000000000000001", 4, "22222222-2222-2222-2222-222222222222"
#define TWIN "7000000000000000001", 4, "33333333-3333-3333-3333-333333333333"
#define OTHER "7000000000000000009", 1, "99999999-9999-9999-9999-999999999999"

/* The server that is reached, as server_open.sql tells of it. */
static struct {
	struct primary_id id;
	int superseded_by;
	unsigned first; /* host that was tried first */
} server;

/* libpq is not asked: there is no session, and this is what it answers. */
bool __wrap_postgres_open_from(PGconn **ret_session, const char *conninfo, unsigned first,
			       const char *application, struct error *err);
bool __wrap_postgres_query(PGconn *session, const char *sql, int count, const char *const *values,
			   int format, PGresult **ret_result, struct error *err);

bool
__wrap_postgres_open_from(PGconn **ret_session, const char *conninfo, unsigned first,
			  const char *application, struct error *err)
{
	(void)conninfo, (void)application, (void)err;
	server.first = first;
	*ret_session = NULL;
	return true;
}

static void
put(PGresult *result, int column, const char *text)
{
	assert_true(PQsetvalue(result, 0, column, (char *)(uintptr_t)text, (int)strlen(text)));
}

bool
__wrap_postgres_query(PGconn *session, const char *sql, int count, const char *const *values,
		      int format, PGresult **ret_result, struct error *err)
{
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[5] = { { .name = (char *)(uintptr_t)"c" } };
	char number[16];

	(void)session, (void)sql, (void)count, (void)values, (void)format, (void)err;
	for (int i = 1; i < 5; i++)
		columns[i] = columns[0];
	assert_true(PQsetResultAttrs(result, 5, columns));
	put(result, 0, server.id.system);
	snprintf(number, sizeof number, "%d", server.id.timeline);
	put(result, 1, number);
	put(result, 2, server.id.branch);
	snprintf(number, sizeof number, "%d", server.superseded_by);
	put(result, 3, number);
	put(result, 4, server.id.started);
	*ret_result = result;
	return true;
}

/* True: it is the one whose numbers count. */
static bool
connect_to(struct primary *primary, struct primary_id *ret_id, const char *system, int timeline,
	   const char *branch)
{
	struct error err = { 0 };
	PGconn *session = NULL;
	bool ok;

	server.id = (struct primary_id){ .timeline = timeline, .started = "2026-11-25 08:00:00+07" };
	snprintf(server.id.system, sizeof server.id.system, "%s", system);
	snprintf(server.id.branch, sizeof server.id.branch, "%s", branch);
	ok = primary_connect(primary, "a test", &session, ret_id, &err);
	assert_true(ok || err.kind == ERROR_STOP);
	return ok;
}

static void
a_server_on_an_older_timeline_is_refused_and_the_next_host_is_tried_first(void **state)
{
	struct primary *primary = primary_open("");
	struct primary_id id;

	(void)state;
	assert_true(connect_to(primary, &id, NEW));
	assert_int_equal(server.first, 0);
	assert_false(connect_to(primary, &id, OLD));
	assert_int_equal(primary_known(primary).timeline, 4);
	assert_true(connect_to(primary, &id, NEW));
	assert_int_equal(server.first, 1);
	primary_close(primary);
}

static void
a_session_ends_when_a_higher_timeline_is_known(void **state)
{
	struct primary *primary = primary_open("");
	struct primary_id old, new;
	struct error err = { 0 };

	(void)state;
	assert_true(connect_to(primary, &old, OLD));
	assert_true(primary_holds(primary, &old, &err));
	assert_true(connect_to(primary, &new, NEW));
	assert_true(primary_holds(primary, &new, &err));
	assert_false(primary_holds(primary, &old, &err));
	assert_int_equal(err.kind, ERROR_FENCED);
	primary_close(primary);
}

static void
of_two_servers_on_one_timeline_one_counts_for_all(void **state)
{
	struct primary *one = primary_open(""), *two = primary_open("");
	struct primary_id id;

	(void)state;
	assert_true(connect_to(one, &id, NEW));
	assert_true(connect_to(one, &id, TWIN));
	assert_true(connect_to(two, &id, TWIN));
	assert_false(connect_to(two, &id, NEW));
	assert_false(connect_to(one, &id, NEW));
	primary_close(one);
	primary_close(two);
}

static void
a_server_that_knows_of_its_successor_is_refused_by_who_knows_nothing(void **state)
{
	struct primary *primary = primary_open("");
	struct primary_id id;

	(void)state;
	server.superseded_by = 4;
	assert_false(connect_to(primary, &id, OLD));
	server.superseded_by = 0;
	assert_int_equal(primary_known(primary).timeline, 0);
	primary_close(primary);
}

static void
another_database_system_begins_anew(void **state)
{
	struct primary *primary = primary_open("");
	struct primary_id id;

	(void)state;
	assert_true(connect_to(primary, &id, NEW));
	assert_true(connect_to(primary, &id, OTHER));
	assert_int_equal(primary_known(primary).timeline, 1);
	primary_close(primary);
}

/* What the worker of a higher timeline leaves beside its offsets. */
static void
a_note_tells_of_a_higher_timeline_of_the_same_system_and_of_nothing_else(void **state)
{
	struct primary *one = primary_open(""), *two = primary_open("");
	char of_old[PRIMARY_NOTE_BYTES], of_new[PRIMARY_NOTE_BYTES], of_other[PRIMARY_NOTE_BYTES];
	struct primary_id id;
	struct error err = { 0 };

	(void)state;
	assert_true(connect_to(one, &id, OLD));
	primary_note(one, of_old);
	assert_true(connect_to(one, &id, NEW));
	primary_note(one, of_new);
	assert_true(connect_to(one, &id, OTHER));
	primary_note(one, of_other);

	assert_true(connect_to(two, &id, OLD));
	primary_learn(two, of_other);
	primary_learn(two, of_old);
	primary_learn(two, "");
	primary_learn(two, "7000000000000000001/4");
	assert_true(primary_holds(two, &id, &err));
	primary_learn(two, of_new);
	assert_false(primary_holds(two, &id, &err));
	assert_false(connect_to(two, &id, OLD));
	assert_true(connect_to(two, &id, NEW));
	primary_close(one);
	primary_close(two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_on_an_older_timeline_is_refused_and_the_next_host_is_tried_first),
		cmocka_unit_test(a_session_ends_when_a_higher_timeline_is_known),
		cmocka_unit_test(of_two_servers_on_one_timeline_one_counts_for_all),
		cmocka_unit_test(a_server_that_knows_of_its_successor_is_refused_by_who_knows_nothing),
		cmocka_unit_test(another_database_system_begins_anew),
		cmocka_unit_test(a_note_tells_of_a_higher_timeline_of_the_same_system_and_of_nothing_else),
	};

	return cmocka_run_group_tests_name("primary", tests, NULL, NULL);
}
