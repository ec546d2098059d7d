/* SPDX-License-Identifier: PostgreSQL
 *
 * map_geojson.h - boundaries of the units as a deployment gives them (RFC 7946).
 *
 * A FeatureCollection; each feature has a property "unit", its code, and a Polygon or a
 * MultiPolygon in degrees of longitude and latitude (WGS 84).  A code must be one of the
 * cartogram's and may be given once; a unit that has no feature has no shape, and stands in
 * the list alone.  Other properties are not looked at.
 *
 * Nothing is mended: what is wrong is refused, with the number of its feature, its unit and
 * the reason, since a map that lacks a commune silently is worse than none.
 */
#ifndef CONSUMERS_IOC_MAP_GEOJSON_H
#define CONSUMERS_IOC_MAP_GEOJSON_H

#include <stdbool.h>

#include "consumers/ioc/map.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"

enum {
	GEOJSON_BYTES_MAX = 16 << 20,
	GEOJSON_POSITIONS_MAX = 400000,
	GEOJSON_RINGS_MAX = 20000,
};

struct position {
	double east, north; /* degrees */
};

/* The last position of a ring is its first one. */
struct ring {
	int shape; /* of the map */
	int first, count;
};

struct boundaries {
	struct position positions[GEOJSON_POSITIONS_MAX];
	struct ring rings[GEOJSON_RINGS_MAX];
	int position_count, ring_count;
};

/* Adds a shape to MAP for each feature of DOCUMENT, still without its path.  NAME is the
 * file's, for messages; KNOWN the cartogram, which gives the labels. */
bool geojson_read(struct boundaries *ret_all, struct map *map, struct slice document,
		  const char *name, const struct map *known, struct error *err) MUST_CHECK;

/* Draws ALL into MAP: equirectangular about the middle latitude, on a grid that is as fine
 * as the weight of the page allows.  Neighbours keep their common corners. */
bool geojson_draw(struct map *map, const struct boundaries *all, const char *name,
		  struct error *err) MUST_CHECK;

#endif
