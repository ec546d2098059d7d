/* SPDX-License-Identifier: PostgreSQL
 *
 * target_geojson.c - the boundaries that a deployment gives (ioc.map), read and drawn.
 *
 * Input: the file.
 *
 * Laws: what is taken has shapes, each of one unit of the cartogram and with its label, drawn
 * inside of the picture by paths of numbers alone, which the page can bear; what is refused is
 * refused as configuration, with the file's name and a reason.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/map_geojson.h"
#include "schema/base/check.h"
#include "tests/fuzz/input.h"

enum { PATHS_BYTES_MAX = 64 * 1024, WIDTH_MAX = 872, HEIGHT_MAX = 700 };

#define NAME "boundaries.geojson"

static struct map *known;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	CHECK(map_open(&known, "", NULL));
	return 0;
}

static void
check_path(struct slice path)
{
	CHECK(path.length > 1 && path.data[0] == 'M' && path.data[path.length - 1] == 'z');
	for (size_t i = 0; i < path.length; i++)
		CHECK(memchr("Mlz0123456789-+.e ", path.data[i], 18) != NULL);
}

static void
check_shape(const struct map *map, const struct map_shape *shape)
{
	int place = map_find(known, shape->unit);

	CHECK_OP(place, >=, 0);
	CHECK(map_find(map, shape->unit) == (int)(shape - map->shapes));
	CHECK(slice_equal(shape->label, known->shapes[place].label));
	CHECK(isfinite(shape->x) && isfinite(shape->y));
	CHECK(isfinite(shape->wide) && shape->wide >= 0);
	CHECK(isfinite(shape->high));
	check_path(shape->path);
}

static void
check_map(const struct map *map)
{
	size_t bytes = 0;

	CHECK(!map->cartogram && map->count > 0 && map->count <= known->count);
	CHECK(map->width > 0 && map->width <= WIDTH_MAX + 1);
	CHECK(map->height > 0 && map->height <= HEIGHT_MAX + 1);
	for (int i = 0; i < map->count; i++) {
		check_shape(map, &map->shapes[i]);
		bytes += map->shapes[i].path.length;
	}
	CHECK_OP(bytes, <=, (size_t)PATHS_BYTES_MAX);
}

static void
check_refusal(const struct error *err)
{
	static const char head[] = "cannot take map \"" NAME "\": ";

	CHECK_OP(err->kind, ==, ERROR_CONFIG);
	CHECK(strncmp(err->message, head, strlen(head)) == 0);
	CHECK_OP(strlen(err->message), >, strlen(head));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct boundaries all;
	struct map *map = calloc(1, sizeof *map);
	struct error err = { 0 };
	struct pieces pieces = { .count = 0 };
	struct slice document = pieces_slice(&pieces, (struct slice){ (const char *)data, size });

	CHECK(map != NULL);
	arena_init(&map->arena);
	if (geojson_read(&all, map, document, NAME, known, &err) &&
	    geojson_draw(map, &all, NAME, &err))
		check_map(map);
	else
		check_refusal(&err);
	pieces_free(&pieces);
	map_close(map);
	return 0;
}
