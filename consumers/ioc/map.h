/* SPDX-License-Identifier: PostgreSQL
 *
 * map.h - where the units lie on the map of the overview: shapes without numbers.
 *
 * Either the product's cartogram (page/map.csv, made by schema/reference/make-map), equal
 * hexagons that keep neighbourhood, or the boundaries of the deployment (map_geojson.h).
 * Read once at start, never changed afterwards, so any thread may use it.
 *
 * Lengths are those of the picture's view box; y goes down.
 */
#ifndef CONSUMERS_IOC_MAP_H
#define CONSUMERS_IOC_MAP_H

#include <stdbool.h>

#include "schema/base/arena.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"

enum { MAP_SHAPES_MAX = 1000 };

struct map_shape {
	struct slice unit;  /* code */
	struct slice label; /* short name; empty: the code stands for it */
	struct slice path;  /* as SVG has it in "d" */
	double x, y;        /* where the label stands */
	double wide, high;  /* the room that it has there */
};

struct map {
	struct arena arena; /* the texts of the shapes */
	double width, height;
	bool cartogram; /* not boundaries */
	int count;
	struct map_shape shapes[MAP_SHAPES_MAX]; /* in the order in which a reader goes */
};

/* PATH: a GeoJSON file; empty: the cartogram. */
bool map_open(struct map **ret_map, const char *path, struct error *err) MUST_CHECK;
struct map *map_close(struct map *map); /* NULL is fine; returns NULL */

/* The next free shape, with its unit; for the readers. */
struct map_shape *map_add(struct map *map, struct slice unit);
/* The shape of UNIT, or -1. */
int map_find(const struct map *map, struct slice unit);

#endif
