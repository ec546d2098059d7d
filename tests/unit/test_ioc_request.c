/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_request.c - what the operations centre lets through of a request line.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/listen.h"
#include "consumers/ioc/request.h"

#define HOST "127.0.0.1:8480"

struct refusal {
	const char *sentence;
	const char *method, *uri, *host;
	int status;
	const char *parameter;
};

static const struct refusal refusals[] = {
	{ "only reading is allowed", "POST", "/", HOST, 405, "" },
	{ "a foreign host name is refused", "GET", "/", "ioc.example", 421, "" },
	{ "a name that begins as an own one is refused", "GET", "/", "localhost.example", 421, "" },
	{ "a missing host is refused", "GET", "/", NULL, 421, "" },
	{ "an address that is not there", "GET", "/api/v1/nothing", HOST, 404, "" },
	{ "the template of the page is no address", "GET", "/page.html", HOST, 404, "" },
	{ "no way out of the files", "GET", "/../etc/passwd", HOST, 404, "" },
	{ "the stream is no table", "GET", "/api/v1/stream.csv", HOST, 404, "" },
	{ "a broken escape in the path", "GET", "/%zz", HOST, 400, "" },
	{ "a zero byte in the path", "GET", "/%00", HOST, 400, "" },
	{ "bytes that are no UTF-8", "GET", "/%ff", HOST, 400, "" },
	{ "an escape that is cut off", "GET", "/api/v1/units/%4", HOST, 400, "" },
	{ "a parameter that is not there", "GET", "/api/v1/units?x=1", HOST, 400, "" },
	{ "a required day is missing", "GET", "/api/v1/form-06a?to=2026-01-31", HOST, 400, "from" },
	{ "a day that does not exist", "GET", "/api/v1/form-06a?from=2026-02-30&to=2026-03-01",
	  HOST, 400, "from" },
	{ "a word that is not in the list", "GET",
	  "/api/v1/form-06a?from=2026-02-01&to=2026-03-01&by=person", HOST, 400, "by" },
	{ "a part of a word is not the word", "GET", "/api/v1/dossiers?status=over", HOST, 400,
	  "status" },
	{ "an empty word", "GET", "/api/v1/dossiers?status=", HOST, 400, "status" },
	{ "a code with a blank", "GET", "/api/v1/dossiers?unit=a+b", HOST, 400, "unit" },
	{ "a code with a quote", "GET", "/api/v1/dossiers?unit=';drop", HOST, 400, "unit" },
	{ "a parameter given twice", "GET", "/api/v1/dossiers?unit=1&unit=2", HOST, 400, "unit" },
	{ "too many rows", "GET", "/api/v1/dossiers?limit=1001", HOST, 400, "limit" },
	{ "no rows", "GET", "/api/v1/dossiers?limit=0", HOST, 400, "limit" },
	{ "a number that would overflow", "GET", "/api/v1/dossiers?limit=99999999999999999999",
	  HOST, 400, "limit" },
	{ "a negative number", "GET", "/api/v1/dossiers?limit=-1", HOST, 400, "limit" },
	{ "a made-up place", "GET", "/api/v1/dossiers?after=here", HOST, 400, "after" },
	{ "a day to come, whose numbers are a forecast", "GET", "/api/v1/now?day=2099-01-01", HOST,
	  400, "day" },
	{ "a course of a dossier without a name", "GET", "/api/v1/dossiers//events", HOST, 400,
	  "dossier" },
	{ "a place with a broken code behind the first", "GET",
	  "/api/v1/documents/unhandled?after=2026-01-01%7CA%7Cb%20c", HOST, 400, "after" },
	{ "a place at no instant", "GET",
	  "/api/v1/dossiers?ended_from=2026-01-01&after=2026-01-01T25:00:00%2B07:00%7CA", HOST, 400,
	  "after" },
	{ "a place without a code", "GET", "/api/v1/dossiers?after=2026-01-01%7C", HOST, 400,
	  "after" },
};

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *refusal = &refusals[i];
		struct request request;
		struct problem problem = { 0 };
		bool taken = request_parse(&request, refusal->method, refusal->uri,
					   refusal->host, NULL, &problem);

		if (taken || problem.status != refusal->status ||
		    strcmp(problem.parameter, refusal->parameter) != 0)
			fail_msg("%s: status %d, parameter \"%s\", %s", refusal->sentence,
				 problem.status, problem.parameter, problem.detail);
		assert_true(problem.detail[0] != '\0');
	}
}

static void
parse(struct request *request, const char *uri, const char *accept)
{
	struct problem problem = { 0 };

	if (!request_parse(request, "GET", uri, HOST, accept, &problem))
		fail_msg("%s: %d %s", uri, problem.status, problem.detail);
}

static void
test_a_name_in_the_path_is_the_first_parameter(void **state)
{
	struct request request;

	(void)state;
	parse(&request, "/api/v1/units/21025", NULL);
	assert_string_equal(request.values[0], "21025");
	assert_int_equal(request.format, REQUEST_JSON);
	parse(&request, "/api/v1/units/H48.21.csv", NULL);
	assert_string_equal(request.values[0], "H48.21");
	assert_int_equal(request.format, REQUEST_CSV);
	parse(&request, "/api/v1/units/%C4%90%2F1", NULL);
	assert_string_equal(request.values[0], "Đ/1");
}

static void
test_what_follows_a_name_chooses_the_question(void **state)
{
	struct request request;

	(void)state;
	parse(&request, "/api/v1/dossiers/H48-1%2F2/events.csv", NULL);
	assert_string_equal(request.route->path, "/api/v1/dossiers/{}/events");
	assert_string_equal(request.values[0], "H48-1/2");
	assert_int_equal(request.format, REQUEST_CSV);
	parse(&request, "/api/v1/dossiers/events", NULL);
	assert_string_equal(request.route->path, "/api/v1/dossiers/{}");
	assert_string_equal(request.values[0], "events");
	parse(&request, "/api/v1/documents/unhandled", NULL);
	assert_string_equal(request.route->path, "/api/v1/documents/unhandled");
}

static void
test_the_newest_snapshot_answers_as_long_as_nothing_is_given(void **state)
{
	struct request request;

	(void)state;
	parse(&request, "/api/v1/now", NULL);
	assert_false(request_asks_database(&request));
	parse(&request, "/api/v1/now?day=2026-01-31", NULL);
	assert_true(request_asks_database(&request));
	parse(&request, "/api/v1/fields", NULL);
	assert_true(request_asks_database(&request));
	parse(&request, "/api/v1/sources", NULL);
	assert_false(request_asks_database(&request));
}

/* The words that a program can read beside the sentence. */
static void
test_a_refusal_says_what_is_allowed(void **state)
{
	static const struct {
		const char *uri, *allowed;
	} cases[] = {
		{ "/api/v1/now?channel=fax", "[\"unknown\",\"direct\",\"online\",\"postal\"]" },
		{ "/api/v1/days?days=0", "{\"minimum\":1,\"maximum\":366}" },
		{ "/api/v1/now?day=x", "{\"format\":\"date\",\"maximum\":\"today\"}" },
		{ "/api/v1/now?x=1", "[\"day\",\"channel\"]" },
		{ "/api/v1/sources?x=1", "[]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct request request;
		struct problem problem = { 0 };

		assert_false(request_parse(&request, "GET", cases[i].uri, HOST, NULL, &problem));
		assert_string_equal(problem.allowed, cases[i].allowed);
	}
}

static void
test_defaults_stand_where_nothing_is_given(void **state)
{
	struct request request;

	(void)state;
	parse(&request, "/api/v1/form-06a?from=2026-01-01&to=2026-01-31", NULL);
	assert_int_equal(request.value_count, 3);
	assert_string_equal(request.values[2], "unit");
	parse(&request, "/api/v1/dossiers?unit=", NULL);
	assert_string_equal(request_value(&request, "unit"), ""); /* not stated */
	assert_null(request_value(&request, "procedure"));        /* not asked */
}

static void
test_csv_by_accept(void **state)
{
	struct request request;

	(void)state;
	parse(&request, "/api/v1/units", "text/csv");
	assert_int_equal(request.format, REQUEST_CSV);
	parse(&request, "/healthz", "text/csv");
	assert_int_equal(request.format, REQUEST_JSON);
}

static void
test_the_next_page_asks_the_same_from_another_place(void **state)
{
	struct request request;
	struct text text = { 0 };
	struct problem problem;

	(void)state;
	parse(&request, "/api/v1/dossiers?field=H%E1%BB%99+t%E1%BB%8Bch&limit=2&after=infinity%7CA",
	      NULL);
	request_next(&text, &request, slice_text("2026-01-02|H48.21-1"));
	assert_string_equal(text.data,
			    "/api/v1/dossiers?field=H%E1%BB%99%20t%E1%BB%8Bch&limit=2&"
			    "after=2026-01-02%7CH48.21-1");
	assert_true(request_parse(&request, "GET", text.data, HOST, NULL, &problem));
	text.length = 0;
	parse(&request, "/api/v1/dossiers?ended_from=2026-01-01", NULL);
	request_next(&text, &request, slice_text("2026-01-02T08:00:00.25+07:00|H48.21-1"));
	assert_true(request_parse(&request, "GET", text.data, HOST, NULL, &problem));
	assert_string_equal(request_value(&request, "after"),
			    "2026-01-02T08:00:00.25+07:00|H48.21-1");
	text_release(&text);
}

static void
test_a_period_gives_a_list_its_order(void **state)
{
	static const struct {
		const char *uri;
		enum list_order order;
	} cases[] = {
		{ "/api/v1/dossiers?status=done", LIST_BY_DUE },
		{ "/api/v1/dossiers?ended_to=2026-01-01", LIST_BY_END },
		{ "/api/v1/dossiers?ended_to=2026-01-01&received_from=2026-01-01",
		  LIST_BY_RECEPTION },
		{ "/api/v1/dossiers?received_to=2026-01-01&dossier=A", LIST_BY_CODE },
		{ "/api/v1/units/21025", LIST_BY_DUE },
	};
	struct request request;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		parse(&request, cases[i].uri, NULL);
		assert_int_equal(request_list_order(&request), cases[i].order);
	}
}

/* Codes are copied with the blanks around them; a program has none to be forgiven. */
static void
test_a_page_takes_what_was_typed_without_the_blanks_around_it(void **state)
{
	static const struct {
		const char *uri, *name, *value;
	} cases[] = {
		{ "/dossiers?dossier=+H48-1%09%0A", "dossier", "H48-1" },
		{ "/dossiers?dossier=++", "dossier", NULL },
		{ "/dossiers/H48-1%20", "dossier", "H48-1" },
		{ "/units?name=+son+ha+", "name", "son ha" },
		{ "/units?day=01/10/2026+", "day", "2026-10-01" },
		{ "/procedures?field=+a", "field", " a" }, /* nobody types it */
	};
	struct request request;
	struct problem problem;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const char *value;

		parse(&request, cases[i].uri, NULL);
		value = request_value(&request, cases[i].name);
		if (cases[i].value)
			assert_string_equal(value, cases[i].value);
		else
			assert_null(value);
	}
	assert_false(request_parse(&request, "GET", "/api/v1/dossiers?dossier=H48-1+", HOST, NULL, &problem));
	assert_string_equal(problem.parameter, "dossier");
}

static void
test_an_address_of_any_length_and_bytes_is_answered(void **state)
{
	static const char pieces[] = "/api/v1/dossiers?unit=&%00%zz%C4%90after=|.csv{}\"<>\x01\xff ";
	unsigned seed = 20261125;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char uri[3000];
		size_t length = 0;
		struct request request;
		struct problem problem = { 0 };

		for (seed = seed * 1664525U + 1013904223U; length < (seed >> 8) % 2500;) {
			size_t from, size;

			seed = seed * 1664525U + 1013904223U;
			from = (seed >> 8) % (sizeof pieces - 1);
			size = (seed >> 20) % (sizeof pieces - 1 - from) + 1;
			memcpy(uri + length, pieces + from, size);
			length += size;
		}
		uri[length] = '\0';
		if (!request_parse(&request, "GET", uri, HOST, NULL, &problem))
			assert_true(problem.status >= 400 && problem.status < 500);
	}
}

static void
test_only_addresses_of_this_machine_are_listened_on(void **state)
{
	static const char *const own[] = { "127.0.0.1", "127.1.2.3", "::1", "localhost" };
	static const char *const foreign[] = { "0.0.0.0", "::", "192.168.1.5", "10.0.0.1",
					       "ioc.example", "", "128.0.0.1", "::ffff:127.0.0.1" };
	struct conf conf = { .ioc_port = 8480 };
	struct sockaddr_storage address;
	struct error err;
	bool six;

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		conf.ioc_listen = own[i];
		assert_true(listen_address(&conf, &address, &six, &err));
	}
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		conf.ioc_listen = foreign[i];
		assert_false(listen_address(&conf, &address, &six, &err));
		assert_int_equal(err.kind, ERROR_CONFIG);
		assert_non_null(strstr(err.hint, "TLS"));
	}
}

static void
test_a_stream_goes_on_only_from_a_version(void **state)
{
	static const char *const none[] = { "", "0", "-1", " 1", "+1", "1 ", "0x1", "1a",
					    "99999999999999999999" };

	(void)state;
	assert_int_equal(request_last_event(NULL), 0);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(request_last_event(none[i]), 0);
	assert_int_equal(request_last_event("42"), 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_a_name_in_the_path_is_the_first_parameter),
		cmocka_unit_test(test_what_follows_a_name_chooses_the_question),
		cmocka_unit_test(test_the_newest_snapshot_answers_as_long_as_nothing_is_given),
		cmocka_unit_test(test_a_refusal_says_what_is_allowed),
		cmocka_unit_test(test_defaults_stand_where_nothing_is_given),
		cmocka_unit_test(test_csv_by_accept),
		cmocka_unit_test(test_the_next_page_asks_the_same_from_another_place),
		cmocka_unit_test(test_a_period_gives_a_list_its_order),
		cmocka_unit_test(test_a_stream_goes_on_only_from_a_version),
		cmocka_unit_test(test_only_addresses_of_this_machine_are_listened_on),
		cmocka_unit_test(test_a_page_takes_what_was_typed_without_the_blanks_around_it),
		cmocka_unit_test(test_an_address_of_any_length_and_bytes_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
