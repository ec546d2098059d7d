/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_map.c - the map of the overview: which step a number is in, what the shapes and
 * the list beside them say, and that nothing of the table is left out.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/measure.h"
#include "consumers/ioc/page.h"
#include "schema/base/instant.h"

#define NOW 1795587409000000 /* Wednesday, 2026-11-25 13:16:49 */

static const char *const columns[] = { "unit",     "name",           "overdue",        "overdue_percent",
				       "near_due", "on_time_percent", "received_month", "late_reception_month" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static PGresult *
empty_table(void)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[COLUMNS] = { { 0 } };

	for (int i = 0; i < COLUMNS; i++)
		attributes[i] = (PGresAttDesc){ .name = (char *)(uintptr_t)columns[i], .typid = 25 };
	assert_true(PQsetResultAttrs(table, COLUMNS, attributes));
	return table;
}

/* Appends a row; VALUE stands in each column that is a number, NULL is null. */
static void
add(PGresult *table, const char *unit, const char *name, const char *value)
{
	int row = PQntuples(table);

	for (int i = 0; i < COLUMNS; i++) {
		const char *cell = i == 0 ? unit : i == 1 ? name : value;

		assert_true(PQsetvalue(table, row, i, (char *)(uintptr_t)cell,
				       cell ? (int)strlen(cell) : -1));
	}
}

static struct map *
open_cartogram(void)
{
	struct map *map;

	assert_true(map_open(&map, "", NULL));
	return map;
}

static void
test_each_commune_has_a_hexagon_of_its_own(void **state)
{
	struct map *map = open_cartogram();

	(void)state;
	assert_int_equal(map->count, 96);
	for (int i = 0; i < map->count; i++) {
		const struct map_shape *a = &map->shapes[i];

		assert_true(a->x - a->wide / 2 >= 0 && a->x + a->wide / 2 <= map->width);
		assert_true(a->y - a->high / 2 >= 0 && a->y + a->high / 2 <= map->height);
		assert_int_equal(map_find(map, a->unit), i);
		for (int j = 0; j < i; j++) {
			double x = a->x - map->shapes[j].x, y = a->y - map->shapes[j].y;

			assert_true(x * x + y * y > 50 * 50);
		}
	}
	assert_int_equal(map_find(map, SLICE_LITERAL("nowhere")), -1);
	map_close(map);
}

static void
test_shares_have_fixed_steps_by_what_is_shown(void **state)
{
	static const struct {
		const char *column, *value;
		int step;
	} cases[] = {
		{ "overdue_percent", "0", 1 },       { "overdue_percent", "4.94", 1 },
		{ "overdue_percent", "4.95", 2 },    { "overdue_percent", "19.9", 3 },
		{ "overdue_percent", "20.00", 4 },   { "overdue_percent", "100.00", 5 },
		{ "on_time_percent", "100.00", 1 },  { "on_time_percent", "97.96", 1 },
		{ "on_time_percent", "97.9", 2 },    { "on_time_percent", "90", 3 },
		{ "on_time_percent", "80.00", 4 },   { "on_time_percent", "79.94", 5 },
	};
	struct map *map = open_cartogram();
	static struct measured measured;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		PGresult *table = empty_table();

		add(table, "21025", "A", cases[i].value);
		measure_map(&measured, measure_of(cases[i].column), map, table);
		if (measured.values[map_find(map, SLICE_LITERAL("21025"))].step != cases[i].step)
			fail_msg("%s %s is not in step %d", cases[i].column, cases[i].value, cases[i].step);
		PQclear(table);
	}
	map_close(map);
}

/* Whatever the numbers, equal ones have one colour and more is never less. */
static void
test_counts_are_cut_into_fifths_that_keep_equal_ones_together(void **state)
{
	struct map *map = open_cartogram();
	static struct measured measured;
	uint32_t chance = 20251127;

	(void)state;
	for (int most = 1; most <= 3000; most = most * 3 + 1) {
		PGresult *table = empty_table();

		for (int i = 0; i < map->count; i++) {
			char unit[16], value[16];

			chance = chance * 1664525 + 1013904223;
			snprintf(unit, sizeof unit, "%.*s", (int)map->shapes[i].unit.length, map->shapes[i].unit.data);
			snprintf(value, sizeof value, "%u", (chance >> 8) % (uint32_t)most);
			add(table, unit, unit, value);
		}
		measure_map(&measured, measure_of("received_month"), map, table);
		for (int i = 0; i < map->count; i++)
			for (int j = 0; j < map->count; j++) {
				const struct value *a = &measured.values[i], *b = &measured.values[j];

				assert_in_range(a->step, 1, MEASURE_STEPS);
				assert_true(a->number > 0 || a->step == 1);
				if (a->number == b->number)
					assert_int_equal(a->step, b->step);
				if (a->number < b->number)
					assert_true(a->step <= b->step);
			}
		if (most > 1000)
			for (int step = 0; step < MEASURE_STEPS; step++)
				assert_in_range(measured.steps[step].count, 17, 22);
		PQclear(table);
	}
	map_close(map);
}

/* Most communes have few: each of the small numbers gets a colour all the same. */
static void
test_small_counts_use_all_five_steps(void **state)
{
	static const int units_with[] = { 15, 27, 22, 17, 10, 5 }; /* 0, 1, 2, ... */
	static const int steps[] = { 1, 2, 3, 4, 5, 5 };
	struct map *map = open_cartogram();
	static struct measured measured;
	PGresult *table = empty_table();
	int shape = 0;

	(void)state;
	for (int number = 0; number < 6; number++)
		for (int i = 0; i < units_with[number]; i++, shape++) {
			struct slice unit = map->shapes[shape].unit;
			char code[16], value[16];

			snprintf(code, sizeof code, "%.*s", (int)unit.length, unit.data);
			snprintf(value, sizeof value, "%d", number);
			add(table, code, code, value);
		}
	assert_int_equal(shape, map->count);
	measure_map(&measured, measure_of("overdue"), map, table);
	for (int i = 0; i < map->count; i++)
		assert_int_equal(measured.values[i].step, steps[(int)measured.values[i].number]);
	PQclear(table);
	map_close(map);
}

static void
test_each_measure_can_be_asked_for(void **state)
{
	(void)state;
	for (int i = 0; i < measure_count; i++) {
		struct request request;
		struct problem problem;
		struct text uri = { 0 };

		text_format(&uri, "/?measure=%s", measures[i].column);
		assert_true(request_parse(&request, "GET", uri.data, "localhost", NULL, &problem));
		assert_ptr_equal(measure_of(request_value(&request, "measure")), &measures[i]);
		text_release(&uri);
	}
}

struct fixture {
	struct request request;
	struct page page;
	struct map *map;
	PGresult *units;
	struct text text;
};

static void
write_with(struct fixture *fixture, struct map *map, const char *uri, PGresult *units)
{
	struct problem problem = { 0 };

	*fixture = (struct fixture){ .map = map, .units = units };
	if (!request_parse(&fixture->request, "GET", uri, "localhost", NULL, &problem))
		fail_msg("%s: %s", uri, problem.detail);
	fixture->page = (struct page){ .request = &fixture->request, .map = fixture->map, .now_us = NOW };
	fixture->page.tables[1] = units; /* of the overview's parts */
	page_write(&fixture->text, &fixture->page);
}

static void
write_overview(struct fixture *fixture, const char *uri, PGresult *units)
{
	write_with(fixture, open_cartogram(), uri, units);
}

static void
close_overview(struct fixture *fixture)
{
	PQclear(fixture->units);
	map_close(fixture->map);
	text_release(&fixture->text);
}

static void
assert_has(const struct fixture *fixture, const char *part)
{
	if (!strstr(fixture->text.data, part))
		fail_msg("the page does not have: %s", part);
}

static int
count_of(const struct fixture *fixture, const char *part)
{
	int count = 0;

	for (const char *at = fixture->text.data; (at = strstr(at, part)) != NULL; at++)
		count++;
	return count;
}

static void
test_shape_and_row_say_the_same(void **state)
{
	PGresult *table = empty_table();
	struct fixture f;

	(void)state;
	add(table, "21025", "Phường <A> & B", "17");
	add(table, "21028", "Phường C", "3");
	write_overview(&f, "/?day=2026-10-01", table);
	assert_has(&f, "<a href=\"/units/21025?day=2026-10-01\" data-unit=\"21025\" data-step=\"4\">"
		       "<title>Phường &lt;A&gt; &amp; B: 17 quá hạn (17,0\u00a0%)</title>");
	assert_has(&f, "<tr data-row=\"21025\"><th scope=\"row\"><a href=\"/units/21025?day=2026-10-01\">"
		       "Phường &lt;A&gt; &amp; B</a></th><td data-number>"
		       "<a href=\"/dossiers?status=overdue&amp;unit=21025&amp;day=2026-10-01\">17</a></td>"
		       "<td data-number>17,0\u00a0%</td></tr>");
	assert_int_equal(count_of(&f, "data-unit=\""), 96);
	close_overview(&f);
}

static void
test_another_measure_has_its_words_and_keeps_the_day(void **state)
{
	PGresult *table = empty_table();
	struct fixture f;

	(void)state;
	add(table, "21025", "Phường A", "97.4");
	write_overview(&f, "/?day=2026-10-01&measure=on_time_percent", table);
	assert_has(&f, "<title>Phường A: 97,4\u00a0% giải quyết đúng hạn trong tháng</title>");
	assert_has(&f, "<a href=\"/?day=2026-10-01&amp;measure=on_time_percent#map\" aria-current=\"true\">");
	assert_has(&f, "<a href=\"/?day=2026-10-01#map\">Quá hạn</a>");
	assert_has(&f, "<a class=\"step\" href=\"/?measure=on_time_percent&amp;day=2026-09-30\"");
	assert_has(&f, "từ 98\u00a0%");
	assert_has(&f, "Ngưỡng cố định");
	close_overview(&f);
}

/* Mergers and departments: a number without a shape is still a number. */
static void
test_what_has_no_place_on_the_map_is_in_the_list(void **state)
{
	PGresult *table = empty_table();
	struct fixture f;

	(void)state;
	add(table, "21025", "Phường A", "1");
	add(table, "H48.99", "Sở B", "5");
	add(table, "", NULL, "2");
	write_overview(&f, "/", table);
	assert_has(&f, "<tr data-row=\"H48.99\"><th scope=\"row\"><a href=\"/units/H48.99\">Sở B</a> "
		       "<small>ngoài bản đồ</small></th>");
	assert_has(&f, "<a href=\"/units/\">chưa nêu</a> <small>ngoài bản đồ</small>");
	/* worst first, what has no number last */
	assert_true(strstr(f.text.data, "data-row=\"H48.99\"><th scope=\"row\"><a href=\"/units/H48.99\">Sở B</a> <small>") <
		    strstr(f.text.data, "data-row=\"21028\""));
	close_overview(&f);
}

static void
test_the_kinds_of_nothing_have_patterns_of_their_own(void **state)
{
	PGresult *table = empty_table();
	struct fixture f;

	(void)state;
	add(table, "21025", "Phường A", "\"unknown\"");
	add(table, "21028", "Phường B", NULL);
	add(table, "21034", "Xã C", "\"denied\"");
	add(table, "21040", "Xã D", "0");
	write_overview(&f, "/", table);
	assert_has(&f, "data-unit=\"21025\" data-step=\"unknown\"><title>Phường A, quá hạn: không rõ</title>");
	assert_has(&f, "data-unit=\"21028\" data-step=\"none\"><title>Phường B, quá hạn: chưa có</title>");
	assert_has(&f, "data-unit=\"21034\" data-step=\"denied\"><title>Xã C, quá hạn: không được xem</title>");
	assert_has(&f, "data-unit=\"21040\" data-step=\"1\"><title>Xã D: 0 quá hạn (0,0\u00a0%)</title>");
	assert_int_equal(count_of(&f, " fill=\"url(#map-unknown)\""), 2); /* with the legend's */
	assert_has(&f, "<tr data-row=\"21025\"><th scope=\"row\"><a href=\"/units/21025\">Phường A</a></th>"
		       "<td data-number><span class=\"nothing\">không rõ</span></td>");
	close_overview(&f);
}

static void
test_what_could_not_be_read_is_unknown_everywhere(void **state)
{
	struct fixture f;

	(void)state;
	write_overview(&f, "/?day=2026-10-01", NULL);
	assert_int_equal(count_of(&f, "data-step=\"unknown\""), 96);
	assert_has(&f, "<div class=\"scroll unread\"");
	close_overview(&f);
}

static void
test_boundaries_of_a_deployment_stand_in_place_of_the_hexagons(void **state)
{
	PGresult *table = empty_table();
	struct map *map;
	struct fixture f;

	(void)state;
	assert_true(map_open(&map, TESTS_FOLDER "/samples/map-three-units.geojson", NULL));
	add(table, "21025", "Phường A", "7");
	add(table, "21034", "Xã C", "5");
	write_with(&f, map, "/", table);
	assert_int_equal(count_of(&f, "data-unit=\""), 3);
	assert_has(&f, "<title>Phường A: 7 quá hạn (7,0\u00a0%)</title><path d=\"M");
	assert_has(&f, "<tr data-row=\"21034\"><th scope=\"row\"><a href=\"/units/21034\">Xã C</a> <small>ngoài bản đồ</small>");
	close_overview(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_commune_has_a_hexagon_of_its_own),
		cmocka_unit_test(test_shares_have_fixed_steps_by_what_is_shown),
		cmocka_unit_test(test_counts_are_cut_into_fifths_that_keep_equal_ones_together),
		cmocka_unit_test(test_small_counts_use_all_five_steps),
		cmocka_unit_test(test_each_measure_can_be_asked_for),
		cmocka_unit_test(test_shape_and_row_say_the_same),
		cmocka_unit_test(test_another_measure_has_its_words_and_keeps_the_day),
		cmocka_unit_test(test_what_has_no_place_on_the_map_is_in_the_list),
		cmocka_unit_test(test_the_kinds_of_nothing_have_patterns_of_their_own),
		cmocka_unit_test(test_what_could_not_be_read_is_unknown_everywhere),
		cmocka_unit_test(test_boundaries_of_a_deployment_stand_in_place_of_the_hexagons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
