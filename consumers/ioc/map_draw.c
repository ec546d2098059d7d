/* SPDX-License-Identifier: PostgreSQL
 *
 * map_draw.c - boundaries in degrees as shapes of the picture.
 *
 * Corners are moved to a grid.  Unlike a simplification ring by ring this moves a corner
 * that two units share to the same place for both, so no gaps open between them.
 */
#include <math.h>
#include <stdlib.h>

#include "consumers/ioc/map_geojson.h"
#include "consumers/ioc/text.h"
#include "schema/base/check.h"

enum { WIDTH_MAX = 872, HEIGHT_MAX = 700, MARGIN = 3 };
enum { PATHS_BYTES_MAX = 64 * 1024 };
enum { MARK = 5 }; /* half the size of a unit that the grid has swallowed */
#define PI 3.14159265358979323846

struct frame {
	double west, north; /* degrees */
	double narrow;      /* of a degree of longitude against one of latitude */
	double scale;       /* points of the picture for a degree of latitude */
	double grid;
};

struct point {
	double x, y;
};

static struct point
place(const struct frame *frame, const struct position *at)
{
	double x = (at->east - frame->west) * frame->narrow * frame->scale;
	double y = (frame->north - at->north) * frame->scale;

	return (struct point){ MARGIN + round(x / frame->grid) * frame->grid,
			       MARGIN + round(y / frame->grid) * frame->grid };
}

static bool
frame_of(struct frame *ret_frame, struct map *map, const struct boundaries *all)
{
	struct position low = all->positions[0], high = low;
	double wide, high_degrees;

	for (int i = 1; i < all->position_count; i++) {
		low.east = fmin(low.east, all->positions[i].east);
		low.north = fmin(low.north, all->positions[i].north);
		high.east = fmax(high.east, all->positions[i].east);
		high.north = fmax(high.north, all->positions[i].north);
	}
	*ret_frame = (struct frame){ .west = low.east, .north = high.north, .grid = 1 };
	ret_frame->narrow = cos((low.north + high.north) / 2 * PI / 180);
	wide = (high.east - low.east) * ret_frame->narrow;
	high_degrees = high.north - low.north;
	if (!(wide > 0 && high_degrees > 0))
		return false;
	ret_frame->scale = fmin((WIDTH_MAX - 2 * MARGIN) / wide, (HEIGHT_MAX - 2 * MARGIN) / high_degrees);
	map->width = ceil(wide * ret_frame->scale) + 2 * MARGIN;
	map->height = ceil(high_degrees * ret_frame->scale) + 2 * MARGIN;
	return true;
}

/* The corners that are left of a ring on the grid, without the one that closes it. */
static int
corners_of(struct point *corners, const struct frame *frame, const struct boundaries *all,
	   const struct ring *ring)
{
	int count = 0;

	for (int i = 0; i < ring->count - 1; i++) {
		struct point at = place(frame, &all->positions[ring->first + i]);

		if (count == 0 || at.x != corners[count - 1].x || at.y != corners[count - 1].y)
			corners[count++] = at;
	}
	while (count > 1 && corners[count - 1].x == corners[0].x && corners[count - 1].y == corners[0].y)
		count--;
	return count;
}

static double
area_of(const struct point *corners, int count)
{
	double twice = 0;

	for (int i = 0; i < count; i++) {
		const struct point *a = &corners[i], *b = &corners[(i + 1) % count];

		twice += a->x * b->y - b->x * a->y;
	}
	return twice / 2;
}

static void
put_path(struct text *path, const struct point *corners, int count)
{
	text_format(path, "M%g %g", corners[0].x, corners[0].y);
	for (int i = 1; i < count; i++)
		text_format(path, "%s%g %g", i == 1 ? "l" : " ", corners[i].x - corners[i - 1].x,
			    corners[i].y - corners[i - 1].y);
	text_add(path, "z");
}

/* The free length through (X, Y) inside the ring along its row; 0: it lies outside. */
static double
room_at(const struct point *corners, int count, double x, double y)
{
	double left = -INFINITY, right = INFINITY;
	int before = 0;

	for (int i = 0; i < count; i++) {
		const struct point *a = &corners[i], *b = &corners[(i + 1) % count];
		double at;

		if ((a->y > y) == (b->y > y))
			continue;
		at = a->x + (y - a->y) * (b->x - a->x) / (b->y - a->y);
		before += at <= x;
		if (at <= x)
			left = fmax(left, at);
		else
			right = fmin(right, at);
	}
	return before % 2 ? right - left : 0;
}

/* In the middle of its mass, where it has some room. */
static void
put_label(struct map_shape *shape, const struct point *corners, int count, double area)
{
	double x = 0, y = 0, top = corners[0].y, bottom = top;

	for (int i = 0; i < count; i++) {
		const struct point *a = &corners[i], *b = &corners[(i + 1) % count];
		double cross = (a->x * b->y - b->x * a->y) / (6 * area);

		x += (a->x + b->x) * cross;
		y += (a->y + b->y) * cross;
		top = fmin(top, a->y);
		bottom = fmax(bottom, a->y);
	}
	shape->x = x;
	shape->y = y + 0.01; /* off the grid, so that no corner lies on the row */
	shape->wide = room_at(corners, count, shape->x, shape->y);
	shape->high = fmin(y - top, bottom - y) * 1.6;
}

/* The rings of a shape follow one another.  Returns the ring behind them. */
static int
draw_shape(struct text *path, struct map *map, const struct boundaries *all,
	   const struct frame *frame, int ring, struct point *corners)
{
	int shape = all->rings[ring].shape;
	double largest = 0;

	text_reset(path);
	text_add(path, "");
	for (; ring < all->ring_count && all->rings[ring].shape == shape; ring++) {
		int count = corners_of(corners, frame, all, &all->rings[ring]);
		double area = count < 3 ? 0 : area_of(corners, count);

		if (area == 0)
			continue;
		put_path(path, corners, count);
		if (fabs(area) > fabs(largest)) {
			largest = area;
			put_label(&map->shapes[shape], corners, count, area);
		}
	}
	if (largest == 0) { /* too small for the grid, but still to be seen */
		struct point at = place(frame, &all->positions[all->rings[ring - 1].first]);

		text_format(path, "M%g %gl%d %d-%d %d-%d-%dz", at.x, at.y - MARK, MARK, MARK, MARK, MARK,
			    MARK, MARK);
	}
	return ring;
}

/* Returns the bytes of all paths. */
static size_t
draw(struct map *map, const struct boundaries *all, const struct frame *frame, struct point *corners)
{
	struct text path = { 0 };
	size_t bytes = 0;

	for (int ring = 0; ring < all->ring_count && bytes <= PATHS_BYTES_MAX;) {
		int shape = all->rings[ring].shape;

		ring = draw_shape(&path, map, all, frame, ring, corners);
		map->shapes[shape].path =
			arena_copy(&map->arena, (struct slice){ path.data, path.length });
		bytes += path.length;
	}
	text_release(&path);
	return bytes;
}

bool
geojson_draw(struct map *map, const struct boundaries *all, const char *name, struct error *err)
{
	struct point *corners;
	struct frame frame;

	if (!frame_of(&frame, map, all))
		return error_set(err, ERROR_CONFIG, "cannot take map \"%s\": its boundaries have no area", name);
	corners = calloc((size_t)all->position_count, sizeof *corners);
	CHECK(corners != NULL);
	while (frame.grid < WIDTH_MAX && draw(map, all, &frame, corners) > PATHS_BYTES_MAX)
		frame.grid = ceil(frame.grid * 1.25);
	free(corners);
	return true;
}
