/* SPDX-License-Identifier: PostgreSQL
 *
 * tile.c - the tiles of province and unit (tile.def).
 */
#include <string.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/change.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"

enum tile_kind { TILE_GROUP_HEAD, TILE_LARGE, TILE_SMALL, TILE_CHANGED };

struct tile {
	enum tile_kind kind;
	const char *column, *label, *link;
	enum cell_format format;
	enum mood mood;
	enum better better;
};

static const struct tile tiles[] = {
#define TILE_GROUP(label) { TILE_GROUP_HEAD, NULL, label, NULL, CELL_NUMBER, MOOD_PLAIN, BETTER_NEITHER },
#define TILE(column, label, format, mood, link) \
	{ TILE_LARGE, #column, label, link, CELL_##format, MOOD_##mood, BETTER_NEITHER },
#define TILE_BESIDE(column, label, format, link) \
	{ TILE_SMALL, #column, label, link, CELL_##format, MOOD_PLAIN, BETTER_NEITHER },
#define TILE_CHANGE(measure, format, better) \
	{ TILE_CHANGED, #measure, NULL, NULL, CELL_##format, MOOD_PLAIN, BETTER_##better },
#include "consumers/ioc/tile.def"
};

struct source {
	const struct page *page;
	const PGresult *table, *comparison; /* NULL: it could not be read */
	struct link link;
};

/* What could not be read is not known, which is not the same as none. */
static struct slice
value_of(const struct source *source, const struct tile *tile)
{
	return source->table ? table_value(source->table, 0, tile->column)
			     : SLICE_LITERAL("\"unknown\"");
}

static bool
is_shown(const struct source *source, const struct tile *tile)
{
	return tile->kind == TILE_GROUP_HEAD || !source->table ||
	       PQfnumber(source->table, tile->column) >= 0;
}

/* The number with its address; the script finds it by data-key and keeps the address. */
static void
put_number(struct text *text, const struct source *source, const struct tile *tile)
{
	text_add(text, tile->link ? "<a href=\"" : "<span");
	if (tile->link) {
		link_put(text, tile->link, &source->link);
		text_add(text, "\"");
	}
	text_format(text, " data-key=\"%s\" data-format=\"%s\">", tile->column,
		    cell_format_name(tile->format));
	cell_put(text, value_of(source, tile), tile->format);
	text_add(text, tile->link ? "</a>" : "</span>");
}

static void
put_tile(struct text *text, const struct source *source, const struct tile *tile)
{
	bool alert = tile->mood != MOOD_PLAIN && !cell_is_zero(value_of(source, tile));

	text_format(text, "<li class=\"tile\" data-mood=\"%s\"%s><h3>", cell_mood_name(tile->mood),
		    alert ? " data-alert" : "");
	if (tile->mood != MOOD_PLAIN)
		cell_icon(text, cell_mood_name(tile->mood));
	text_format(text, "%s</h3><p class=\"value\">", tile->label);
	put_number(text, source, tile);
	text_add(text, "</p>");
}

static void
put_beside(struct text *text, const struct source *source, const struct tile *tile)
{
	text_add(text, "<p class=\"beside\">");
	put_number(text, source, tile);
	text_format(text, " %s</p>", tile->label);
}

static bool
group_is_empty(const struct source *source, size_t group)
{
	for (size_t i = group + 1; i < ARRAY_COUNT(tiles) && tiles[i].kind != TILE_GROUP_HEAD; i++)
		if (is_shown(source, &tiles[i]))
			return false;
	return true;
}

static void
put_group(struct text *text, const struct source *source, size_t group)
{
	bool open = false;

	text_format(text, "<section class=\"group\"><h2>%s</h2>\n<ul class=\"tiles\">\n",
		    tiles[group].label);
	for (size_t i = group + 1; i < ARRAY_COUNT(tiles) && tiles[i].kind != TILE_GROUP_HEAD; i++) {
		if (!is_shown(source, &tiles[i]))
			continue;
		if (tiles[i].kind == TILE_SMALL) {
			put_beside(text, source, &tiles[i]);
			continue;
		}
		if (tiles[i].kind == TILE_CHANGED) {
			change_put(text, source->comparison, tiles[i].column, tiles[i].format,
				   tiles[i].better);
			continue;
		}
		text_add(text, open ? "</li>\n" : "");
		put_tile(text, source, &tiles[i]);
		open = true;
	}
	text_add(text, "</li>\n</ul></section>\n");
}

void
part_tiles(struct text *text, const struct page *page, struct slice what)
{
	bool unit = slice_equal(what, SLICE_LITERAL("unit"));
	const PGresult *table = page_table(page, unit ? "unit" : "now", NULL);
	const struct source source = { page, table, page_table(page, "comparison", NULL),
				       page_link(page, NULL, 0) };

	for (size_t i = 0; i < ARRAY_COUNT(tiles); i++)
		if (tiles[i].kind == TILE_GROUP_HEAD && !group_is_empty(&source, i))
			put_group(text, &source, i);
}
