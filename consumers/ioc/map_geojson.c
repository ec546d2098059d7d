/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/map_geojson.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/json.h"

/* What is open: 1 the document, 2 the features, 3 a feature, 4 its geometry or its
 * properties, 5 the coordinates and what lies in them. */
enum { LEVELS = 16, FEATURES = 2, FEATURE = 3, MEMBER = 4, POLYGON_POSITION = 7 };
enum { WORD_BYTES = 72 };

struct reader {
	struct map *map;
	const struct map *known;
	struct boundaries *all;
	const char *name;
	struct error *err;
	int depth;
	bool object[LEVELS + 1];
	char keys[LEVELS + 1][WORD_BYTES]; /* the member under way */
	bool collection;
	int feature; /* counted from 1 */
	/* of the feature under way */
	bool is_feature;
	char unit[WORD_BYTES], geometry[WORD_BYTES];
	int position_depth; /* 0: no number yet */
	int numbers;        /* of the position under way */
	int ring_first, rings_before;
	char fault[200]; /* the first one; told at the feature's end, when its unit is known */
	const char *hint;
};

static const char too_fine[] = "Simplify the boundaries; the picture is about 900 points wide.";

static void
keep(char kept[WORD_BYTES], struct slice text)
{
	snprintf(kept, WORD_BYTES, "%.*s", (int)text.length, text.data ? text.data : "");
}

static void PRINTF_LIKE(3, 4)
fault(struct reader *reader, const char *hint, const char *format, ...)
{
	va_list args;

	if (reader->fault[0] != '\0')
		return;
	va_start(args, format);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it loses the line above when it inlines */
	vsnprintf(reader->fault, sizeof reader->fault, format, args);
	va_end(args);
	reader->hint = hint;
}

static bool
is_at(const struct reader *reader, int depth, const char *key)
{
	return reader->depth >= depth && reader->object[depth] &&
	       strcmp(reader->keys[depth], key) == 0;
}

static bool
in_feature(const struct reader *reader)
{
	return is_at(reader, 1, "features") && reader->depth >= FEATURE &&
	       !reader->object[FEATURES] && reader->object[FEATURE];
}

static bool
in_coordinates(const struct reader *reader)
{
	return in_feature(reader) && is_at(reader, FEATURE, "geometry") &&
	       is_at(reader, MEMBER, "coordinates") && reader->depth > MEMBER;
}

static void
begin_feature(struct reader *reader)
{
	reader->feature++;
	reader->is_feature = false;
	reader->unit[0] = reader->geometry[0] = reader->fault[0] = '\0';
	reader->hint = "";
	reader->position_depth = reader->numbers = 0;
	reader->ring_first = reader->all->position_count;
	reader->rings_before = reader->all->ring_count;
}

static void
take_number(struct reader *reader, struct slice text)
{
	struct boundaries *all = reader->all;
	char digits[WORD_BYTES];
	double number;

	keep(digits, text);
	number = strtod(digits, NULL);
	if (reader->position_depth == 0)
		reader->position_depth = reader->depth;
	if (reader->position_depth != reader->depth)
		fault(reader, "", "its coordinates are nested unevenly");
	if (all->position_count == GEOJSON_POSITIONS_MAX)
		fault(reader, too_fine, "with it there are more than %d positions", GEOJSON_POSITIONS_MAX);
	if (reader->fault[0] != '\0')
		return;
	if (reader->numbers == 0)
		all->positions[all->position_count].east = number;
	if (reader->numbers == 1)
		all->positions[all->position_count].north = number;
	reader->numbers++; /* what follows is a height */
}

static void
end_position(struct reader *reader)
{
	const struct position *at = &reader->all->positions[reader->all->position_count];

	if (reader->numbers < 2)
		fault(reader, "", "a position has fewer than two numbers");
	else if (!(at->east >= -180 && at->east <= 180 && at->north >= -90 && at->north <= 90))
		fault(reader, "Positions are longitude, then latitude, in degrees (WGS 84).",
		      "position %.10g, %.10g is out of range", at->east, at->north);
	else if (reader->fault[0] == '\0')
		reader->all->position_count++;
	reader->numbers = 0;
}

static void
end_ring(struct reader *reader)
{
	struct boundaries *all = reader->all;
	const struct position *first = &all->positions[reader->ring_first];
	int count = all->position_count - reader->ring_first;
	const struct position *last = count > 0 ? first + count - 1 : first;
	int number = all->ring_count - reader->rings_before + 1;

	if (reader->fault[0] != '\0')
		return;
	if (count < 4)
		fault(reader, "", "ring %d has %d positions, must have four at least", number, count);
	else if (first->east != last->east || first->north != last->north)
		fault(reader, "The last position of a ring repeats the first.",
		      "ring %d is not closed", number);
	else if (all->ring_count == GEOJSON_RINGS_MAX)
		fault(reader, "", "with it there are more than %d rings", GEOJSON_RINGS_MAX);
	else
		all->rings[all->ring_count++] =
			(struct ring){ reader->map->count, reader->ring_first, count };
	reader->ring_first = all->position_count;
}

static void
end_array(struct reader *reader)
{
	if (!in_coordinates(reader) || reader->position_depth == 0)
		return;
	if (reader->depth == reader->position_depth)
		end_position(reader);
	else if (reader->depth == reader->position_depth - 1)
		end_ring(reader);
}

static const char not_known[] =
	"Codes are those of the cartogram, page/map.csv; schema/reference/make-map makes it from units.csv.";

/* What is wrong with the feature as a whole comes before what is wrong inside. */
static void
judge_feature(struct reader *reader)
{
	bool polygon = strcmp(reader->geometry, "Polygon") == 0;
	bool several = strcmp(reader->geometry, "MultiPolygon") == 0;
	char inside[sizeof reader->fault];
	const char *hint = reader->hint;

	memcpy(inside, reader->fault, sizeof inside);
	reader->fault[0] = '\0';
	if (!reader->is_feature)
		fault(reader, "", "its type is not Feature");
	if (reader->unit[0] == '\0')
		fault(reader, "", "it has no property \"unit\", the code of a unit");
	else if (map_find(reader->known, slice_text(reader->unit)) < 0)
		fault(reader, not_known, "there is no such unit");
	else if (map_find(reader->map, slice_text(reader->unit)) >= 0)
		fault(reader, "Make one MultiPolygon of its parts.", "the unit has a feature already");
	if (reader->geometry[0] == '\0')
		fault(reader, "", "it has no geometry");
	else if (!polygon && !several)
		fault(reader, "", "its geometry is a %s, must be a Polygon or a MultiPolygon",
		      reader->geometry);
	if (inside[0] != '\0')
		fault(reader, hint, "%s", inside);
	if (reader->all->ring_count == reader->rings_before)
		fault(reader, "", "its geometry has no ring");
	else if (reader->position_depth != POLYGON_POSITION + several)
		fault(reader, "", "its coordinates are not those of a %s", reader->geometry);
}

static bool
end_feature(struct reader *reader)
{
	struct slice unit = slice_text(reader->unit);
	const struct map_shape *known;

	judge_feature(reader);
	if (reader->fault[0] == '\0') {
		known = &reader->known->shapes[map_find(reader->known, unit)];
		map_add(reader->map, unit)->label =
			arena_copy(&reader->map->arena, known->label);
		return true;
	}
	error_set(reader->err, ERROR_CONFIG, "cannot take map \"%s\": feature %d%s%s: %s",
		  reader->name, reader->feature, unit.length > 0 ? ", unit " : "", reader->unit,
		  reader->fault);
	return error_hint(reader->err, "%s", reader->hint);
}

static void
take_word(struct reader *reader, struct slice text, bool number)
{
	if (reader->depth == 1 && is_at(reader, 1, "type"))
		reader->collection = slice_equal(text, SLICE_LITERAL("FeatureCollection"));
	if (!in_feature(reader))
		return;
	if (reader->depth == FEATURE && is_at(reader, FEATURE, "type"))
		reader->is_feature = slice_equal(text, SLICE_LITERAL("Feature"));
	if (reader->depth == MEMBER && is_at(reader, FEATURE, "properties") &&
	    is_at(reader, MEMBER, "unit"))
		keep(reader->unit, text);
	if (reader->depth == MEMBER && is_at(reader, FEATURE, "geometry") &&
	    is_at(reader, MEMBER, "type"))
		keep(reader->geometry, text);
	if (number && in_coordinates(reader))
		take_number(reader, text);
}

static void
open_level(struct reader *reader, bool object)
{
	reader->depth++;
	CHECK_OP(reader->depth, <=, LEVELS); /* the limit of the reading */
	reader->object[reader->depth] = object;
	reader->keys[reader->depth][0] = '\0';
	if (object && reader->depth == FEATURE && in_feature(reader))
		begin_feature(reader);
}

static bool
take(void *context, enum json_token token, struct slice text)
{
	struct reader *reader = context;

	switch (token) {
	case JSON_OBJECT_BEGIN:
	case JSON_ARRAY_BEGIN:
		open_level(reader, token == JSON_OBJECT_BEGIN);
		return true;
	case JSON_OBJECT_END:
		if (reader->depth == FEATURE && in_feature(reader) && !end_feature(reader))
			return false;
		reader->depth--;
		return true;
	case JSON_ARRAY_END:
		end_array(reader);
		reader->depth--;
		return true;
	case JSON_KEY:
		keep(reader->keys[reader->depth], text);
		return true;
	case JSON_STRING:
	case JSON_NUMBER:
		take_word(reader, text, token == JSON_NUMBER);
		return true;
	case JSON_NONE:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return true;
}

static bool
refuse(const struct reader *reader, enum json_fault fault_of_json, size_t byte)
{
	if (fault_of_json == JSON_STOPPED)
		return false; /* the feature told */
	if (fault_of_json == JSON_TOO_LARGE) {
		error_set(reader->err, ERROR_CONFIG, "cannot take map \"%s\": it has more than %d MiB",
			  reader->name, GEOJSON_BYTES_MAX >> 20);
		return error_hint(reader->err, "%s", too_fine);
	}
	if (fault_of_json == JSON_TOO_DEEP)
		return error_set(reader->err, ERROR_CONFIG,
				 "cannot take map \"%s\": feature %d is nested too deeply",
				 reader->name, reader->feature);
	error_set(reader->err, ERROR_CONFIG, "cannot take map \"%s\": it is no JSON from byte %zu on",
		  reader->name, byte);
	return error_hint(reader->err, "Its form is GeoJSON (RFC 7946).");
}

bool
geojson_read(struct boundaries *ret_all, struct map *map, struct slice document,
	     const char *name, const struct map *known, struct error *err)
{
	static const struct json_limits limits = { GEOJSON_BYTES_MAX, LEVELS };
	struct reader reader = { .map = map, .known = known, .all = ret_all, .name = name, .err = err };
	struct json_reader *json = json_open();
	enum json_fault fault_of_json;
	size_t byte;

	ret_all->position_count = ret_all->ring_count = 0;
	fault_of_json = json_read(json, document, &limits, take, &reader);
	byte = json_byte(json);
	json_close(json);
	if (fault_of_json != JSON_OK)
		return refuse(&reader, fault_of_json, byte);
	if (!reader.collection || map->count == 0) {
		error_set(err, ERROR_CONFIG, "cannot take map \"%s\": it is no FeatureCollection with features",
			  name);
		return error_hint(err, "Its form is GeoJSON (RFC 7946).");
	}
	return true;
}
