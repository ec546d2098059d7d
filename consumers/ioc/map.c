/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/map_geojson.h"
#include "consumers/ioc/text.h"
#include "ioc_files.h"
#include "schema/base/check.h"

/* A hexagon that stands on its corner: rows lie three quarters of its height apart. */
enum { HEXAGON_WIDTH = 56, HEXAGON_HEIGHT = 64, HEXAGON_ROW = 48, MARGIN = 2 };

struct map_shape *
map_add(struct map *map, struct slice unit)
{
	struct map_shape *shape = &map->shapes[map->count++];

	CHECK_OP(map->count, <=, MAP_SHAPES_MAX);
	*shape = (struct map_shape){ .unit = arena_copy(&map->arena, unit) };
	return shape;
}

int
map_find(const struct map *map, struct slice unit)
{
	for (int i = 0; i < map->count; i++)
		if (slice_equal(map->shapes[i].unit, unit))
			return i;
	return -1;
}

static struct slice
take_until(const char **at, char end)
{
	const char *stop = strchr(*at, end);
	struct slice taken;

	CHECK(stop != NULL);
	taken = (struct slice){ *at, (size_t)(stop - *at) };
	*at = stop + 1;
	return taken;
}

static void
put_hexagon(struct map *map, struct slice unit, long column, long row, struct slice label)
{
	struct map_shape *shape = map_add(map, unit);
	double left = MARGIN + (double)(column * HEXAGON_WIDTH) + (row % 2 ? HEXAGON_WIDTH / 2.0 : 0);
	double top = MARGIN + (double)(row * HEXAGON_ROW);
	struct text path = { 0 };

	shape->label = label; /* of the file, which stays */
	shape->x = left + HEXAGON_WIDTH / 2.0;
	shape->y = top + HEXAGON_HEIGHT / 2.0;
	shape->wide = HEXAGON_WIDTH;
	shape->high = HEXAGON_HEIGHT;
	text_format(&path, "M%.0f %.0fl28 16v32l-28 16-28-16v-32z", shape->x, top);
	shape->path = arena_copy(&map->arena, (struct slice){ path.data, path.length });
	text_release(&path);
	if (left + HEXAGON_WIDTH + MARGIN > map->width)
		map->width = left + HEXAGON_WIDTH + MARGIN;
	if (top + HEXAGON_HEIGHT + MARGIN > map->height)
		map->height = top + HEXAGON_HEIGHT + MARGIN;
}

/* A file of our own that a test holds against its script: what it must be, it is. */
static void
read_cartogram(struct map *map)
{
	const char *at = NULL;

	for (size_t i = 0; i < FILE_COUNT; i++)
		if (strcmp(file_table[i].path, "/map.csv") == 0)
			at = (const char *)file_table[i].bytes;
	CHECK(at != NULL);
	map->cartogram = true;
	for (take_until(&at, '\n'); *at != '\0';) {
		struct slice unit = take_until(&at, ',');
		long column = strtol(take_until(&at, ',').data, NULL, 10);
		long row = strtol(take_until(&at, ',').data, NULL, 10);

		put_hexagon(map, unit, column, row, take_until(&at, '\n'));
	}
}

static struct map *
new_map(void)
{
	struct map *map = calloc(1, sizeof *map);

	CHECK(map != NULL);
	arena_init(&map->arena);
	return map;
}

/* The bytes of the file at PATH, to be freed by the caller. */
static bool
read_file(char **ret_bytes, size_t *ret_size, const char *path, struct error *err)
{
	char *bytes = malloc(GEOJSON_BYTES_MAX + 1); /* one more, so that too many show */
	FILE *file = fopen(path, "re");
	bool read;

	CHECK(bytes != NULL);
	if (file)
		*ret_size = fread(bytes, 1, GEOJSON_BYTES_MAX + 1, file);
	read = file && !ferror(file);
	if (!read) {
		error_set(err, ERROR_CONFIG, "cannot read map \"%s\": %s", path, strerror(errno));
		error_hint(err, "ioc.map names it; without ioc.map the map is the cartogram.");
		free(bytes);
	}
	if (file)
		fclose(file);
	if (read)
		*ret_bytes = bytes;
	return read;
}

static bool
read_boundaries(struct map *map, const char *path, struct error *err)
{
	struct boundaries *all = calloc(1, sizeof *all);
	struct map *known = new_map();
	char *bytes = NULL;
	size_t size = 0;
	bool taken;

	CHECK(all != NULL);
	read_cartogram(known);
	taken = read_file(&bytes, &size, path, err) &&
		geojson_read(all, map, (struct slice){ bytes, size }, path, known, err) &&
		geojson_draw(map, all, path, err);
	free(bytes);
	map_close(known);
	free(all);
	return taken;
}

bool
map_open(struct map **ret_map, const char *path, struct error *err)
{
	struct map *map = new_map();

	if (path[0] == '\0') {
		read_cartogram(map);
	} else if (!read_boundaries(map, path, err)) {
		map_close(map);
		return false;
	}
	*ret_map = map;
	return true;
}

struct map *
map_close(struct map *map)
{
	if (map)
		arena_release(&map->arena);
	free(map);
	return NULL;
}
