/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_geojson.c - boundaries of a deployment: drawn in its place, or refused with the
 * feature, the unit and the reason.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/map_geojson.h"
#include "consumers/ioc/text.h"

#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define FEATURE(unit, geometry) \
	"{\"type\":\"Feature\",\"properties\":{\"unit\":" unit "},\"geometry\":" geometry "}"
#define POLYGON(rings) "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"
#define SQUARE "[[108,15],[109,15],[109,16],[108,15]]"
#define GOOD FEATURE("\"21028\"", POLYGON(SQUARE))

struct fixture {
	struct map *known, *map;
	struct boundaries *all;
	struct error err;
};

static void
open_fixture(struct fixture *f)
{
	*f = (struct fixture){ .all = calloc(1, sizeof *f->all), .map = calloc(1, sizeof *f->map) };
	arena_init(&f->map->arena);
	assert_true(map_open(&f->known, "", NULL));
}

static void
close_fixture(struct fixture *f)
{
	map_close(f->known);
	map_close(f->map);
	free(f->all);
}

static void
test_what_is_wrong_is_refused_with_its_feature_and_its_reason(void **state)
{
	static const struct {
		const char *document, *said;
	} cases[] = {
		{ "", "it is no JSON from byte 0 on" },
		{ "{\"type\":\"FeatureCollection\",\"features\":[", "it is no JSON from byte" },
		{ "[]", "it is no FeatureCollection with features" },
		{ COLLECTION(""), "it is no FeatureCollection with features" },
		{ "{\"type\":\"Feature\",\"features\":[" GOOD "]}", "it is no FeatureCollection with features" },
		{ COLLECTION("{\"type\":\"Thing\",\"properties\":{\"unit\":\"21025\"}}"),
		  "feature 1, unit 21025: its type is not Feature" },
		{ COLLECTION(GOOD "," FEATURE("null", POLYGON(SQUARE))),
		  "feature 2: it has no property \"unit\", the code of a unit" },
		{ COLLECTION(FEATURE("\"99999\"", POLYGON(SQUARE))), "feature 1, unit 99999: there is no such unit" },
		{ COLLECTION(GOOD "," GOOD), "feature 2, unit 21028: the unit has a feature already" },
		{ COLLECTION(FEATURE("\"21025\"", "null")), "feature 1, unit 21025: it has no geometry" },
		{ COLLECTION(FEATURE("\"21025\"", "{\"type\":\"Point\",\"coordinates\":[108,15]}")),
		  "its geometry is a Point, must be a Polygon or a MultiPolygon" },
		{ COLLECTION(FEATURE("\"21025\"", "{\"type\":\"LineString\",\"coordinates\":" SQUARE "}")),
		  "its geometry is a LineString" },
		{ COLLECTION(FEATURE("\"21025\"", "{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}")),
		  "its coordinates are not those of a MultiPolygon" },
		{ COLLECTION(FEATURE("\"21025\"", "{\"type\":\"Polygon\",\"coordinates\":[[" SQUARE "]]}")),
		  "its coordinates are not those of a Polygon" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[108,15],[109,15],[108,15]]"))),
		  "ring 1 has 3 positions, must have four at least" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON(SQUARE ",[[108,15],[109,15],[109,16],[108,16]]"))),
		  "feature 1, unit 21025: ring 2 is not closed" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[15,108],[15,109],[16,109],[15,108]]"))),
		  "position 15, 108 is out of range" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[588000,1670000],[588001,1670000],[588001,1670001],[588000,1670000]]"))),
		  "position 588000, 1670000 is out of range" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[1e999,15],[109,15],[109,16],[1e999,15]]"))), "is out of range" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[108],[109,15],[109,16],[108]]"))),
		  "a position has fewer than two numbers" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[108,15],[[109,15]],[109,16],[108,15]]"))),
		  "its coordinates are nested unevenly" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON(""))), "its geometry has no ring" },
		{ COLLECTION(FEATURE("\"21025\"", POLYGON("[[[[[[[[[[[[[[1]]]]]]]]]]]]]]"))), "feature 1 is nested too deeply" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slice document = { cases[i].document, strlen(cases[i].document) };
		struct fixture f;

		open_fixture(&f);
		if (geojson_read(f.all, f.map, document, "a.geojson", f.known, &f.err))
			fail_msg("taken: %s", cases[i].document);
		assert_int_equal(f.err.kind, ERROR_CONFIG);
		assert_non_null(strstr(f.err.message, "cannot take map \"a.geojson\": "));
		if (!strstr(f.err.message, cases[i].said))
			fail_msg("\"%s\" does not say: %s", f.err.message, cases[i].said);
		close_fixture(&f);
	}
}

static void
test_too_large_is_told_before_it_is_read(void **state)
{
	size_t size = GEOJSON_BYTES_MAX + 1;
	char *blanks = malloc(size);
	struct fixture f;

	(void)state;
	memset(blanks, ' ', size);
	open_fixture(&f);
	assert_false(geojson_read(f.all, f.map, (struct slice){ blanks, size }, "a", f.known, &f.err));
	assert_non_null(strstr(f.err.message, "it has more than 16 MiB"));
	close_fixture(&f);
	free(blanks);
}

static void
test_a_file_that_is_not_there_is_named(void **state)
{
	struct error err = { 0 };
	struct map *map;

	(void)state;
	assert_false(map_open(&map, "/nowhere/a.geojson", &err));
	assert_string_equal(err.message, "cannot read map \"/nowhere/a.geojson\": No such file or directory");
	assert_int_equal(err.kind, ERROR_CONFIG);
}

static void
test_three_units_lie_where_they_are(void **state)
{
	struct error err = { 0 };
	struct map *map;

	(void)state;
	if (!map_open(&map, TESTS_FOLDER "/samples/map-three-units.geojson", &err))
		fail_msg("%s", err.message);
	assert_int_equal(map->count, 3);
	assert_false(map->cartogram);
	assert_int_equal(map_find(map, SLICE_LITERAL("21548")), 2);
	assert_true(slice_equal(map->shapes[1].label, SLICE_LITERAL("Nghĩa Lộ")));
	/* west before east, and 1.3 by 0.4 degrees at 15.2 north are 3.14 times as wide as high */
	assert_true(map->shapes[0].x < map->shapes[1].x && map->shapes[1].x < map->shapes[2].x);
	assert_true(map->width > 3.0 * map->height && map->width < 3.2 * map->height);
	/* 866 points for 1.3 degrees of longitude, which are 1.2545 of latitude: 690 a degree */
	assert_true(slice_equal(map->shapes[1].path, SLICE_LITERAL("M336 279l333 0 0 -276 -333 0z")));
	/* a hole is a path of its own */
	assert_non_null(memmem(map->shapes[0].path.data, map->shapes[0].path.length, "zM", 2));
	/* a label stands inside its shape and knows its room */
	assert_true(map->shapes[1].wide > 300 && map->shapes[1].wide < 340);
	map_close(map);
}

/* A coast of many thousand corners: the page's weight holds, the shape stays. */
static void
test_fine_boundaries_are_drawn_as_coarsely_as_the_page_needs(void **state)
{
	struct text document = { 0 };
	struct fixture f;
	size_t bytes = 0;

	(void)state;
	open_fixture(&f);
	text_add(&document, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (int unit = 0; unit < 90; unit++) {
		int column = unit % 10, row = unit / 10;
		double west = 107 + column * 0.2, south = 14 + row * 0.2;
		struct slice code = f.known->shapes[unit].unit;

		text_format(&document, "%s{\"type\":\"Feature\",\"properties\":{\"unit\":\"%.*s\"},\"geometry\":"
			    "{\"type\":\"Polygon\",\"coordinates\":[[[%.4f,%.4f]", unit > 0 ? "," : "",
			    (int)code.length, code.data, west, south);
		for (int i = 1; i < 1000; i++) /* a saw along the south */
			text_format(&document, ",[%.6f,%.6f]", west + i * 0.0002, south + i % 2 * 0.02);
		text_format(&document, ",[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f]]]}}", west + 0.2, south + 0.2, west,
			    south + 0.2, west, south);
	}
	text_add(&document, "]}");
	if (!geojson_read(f.all, f.map, (struct slice){ document.data, document.length }, "a", f.known, &f.err) ||
	    !geojson_draw(f.map, f.all, "a", &f.err))
		fail_msg("%s", f.err.message);
	assert_int_equal(f.map->count, 90);
	for (int i = 0; i < f.map->count; i++) {
		assert_true(f.map->shapes[i].path.length > 10);
		bytes += f.map->shapes[i].path.length;
	}
	assert_in_range(bytes, 4000, 64 * 1024);
	text_release(&document);
	close_fixture(&f);
}

/* Bytes that changed on the way: taken or refused, never harmful (the sanitizers look). */
static void
test_damaged_files_are_taken_or_refused(void **state)
{
	static const char good[] = COLLECTION(GOOD "," FEATURE("\"21548\"", "{\"type\":\"MultiPolygon\",\"coordinates\":["
		"[" SQUARE ",[[108.5,15.1],[108.6,15.1],[108.6,15.2],[108.5,15.1]]],[[[109,15],[109,15.1],[109.1,15],[109,15]]]]}"));
	static const char inserted[] = "[]{}\",:-.0123456789eE ";
	uint32_t chance = 20261127;
	int taken = 0;
	struct fixture f;

	(void)state;
	open_fixture(&f);
	for (int i = 0; i < 4000; i++) {
		char damaged[sizeof good];

		memcpy(damaged, good, sizeof good);
		for (int j = 0; j <= i % 3; j++) {
			chance = chance * 1664525 + 1013904223;
			damaged[(chance >> 8) % (sizeof good - 1)] = inserted[(chance >> 4) % (sizeof inserted - 1)];
		}
		f.map->count = 0;
		f.err = (struct error){ 0 };
		if (geojson_read(f.all, f.map, (struct slice){ damaged, sizeof good - 1 }, "a", f.known, &f.err) &&
		    geojson_draw(f.map, f.all, "a", &f.err)) {
			taken++;
			assert_in_range(f.map->count, 1, 2);
		} else {
			assert_int_equal(f.err.kind, ERROR_CONFIG);
		}
	}
	assert_in_range(taken, 100, 3000);
	close_fixture(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_wrong_is_refused_with_its_feature_and_its_reason),
		cmocka_unit_test(test_too_large_is_told_before_it_is_read),
		cmocka_unit_test(test_a_file_that_is_not_there_is_named),
		cmocka_unit_test(test_three_units_lie_where_they_are),
		cmocka_unit_test(test_damaged_files_are_taken_or_refused),
		cmocka_unit_test(test_fine_boundaries_are_drawn_as_coarsely_as_the_page_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
