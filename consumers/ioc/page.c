/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/page.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/format.h"
#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum format { FORMAT_NUMBER, FORMAT_PERCENT };
enum mood { MOOD_PLAIN, MOOD_WARN, MOOD_BAD };

enum part { PART_GROUP, PART_TILE, PART_BESIDE };

struct tile {
	enum part part;
	const char *column, *label, *list;
	enum format format;
	enum mood mood;
};

static const struct tile tiles[] = {
#define TILE_GROUP(label) { PART_GROUP, NULL, label, NULL, FORMAT_NUMBER, MOOD_PLAIN },
#define TILE(column, label, format, mood, list) \
	{ PART_TILE, #column, label, list, FORMAT_##format, MOOD_##mood },
#define TILE_BESIDE(column, label, format) \
	{ PART_BESIDE, #column, label, NULL, FORMAT_##format, MOOD_PLAIN },
#include "consumers/ioc/tile.def"
};

struct column {
	const char *name, *label, *list;
	enum format format;
	enum mood mood;
	int rank;
};

static const struct column columns[] = {
#define COLUMN(column, label, format, mood, rank, list) \
	{ #column, label, list, FORMAT_##format, MOOD_##mood, rank },
#include "consumers/ioc/column.def"
};

static const char *const format_names[] = { "number", "percent" };
static const char *const mood_names[] = { "plain", "warn", "bad" };

struct page {
	const struct snapshot *snapshot;
	int64_t away_since_us;
	int64_t now_us;
	bool wall;
};

/* The four kinds of nothing have words, except 0, which is a number. */
static void
put_value(struct text *text, struct slice value, enum format format)
{
	if (!value.data)
		text_add(text, "<span class=\"nothing\">chưa có</span>");
	else if (slice_equal(value, SLICE_LITERAL("\"unknown\"")))
		text_add(text, "<span class=\"nothing\">không rõ</span>");
	else if (slice_equal(value, SLICE_LITERAL("\"denied\"")))
		text_add(text, "<span class=\"nothing\">không được xem</span>");
	else if (format == FORMAT_PERCENT)
		format_percent(text, value);
	else
		format_number(text, value);
}

static bool
is_zero(struct slice value)
{
	return !value.data || slice_equal(value, SLICE_LITERAL("0")) || value.data[0] == '"';
}

/* Without a snapshot nothing is known, which is not the same as none. */
static struct slice
now_value(const struct page *page, const char *column)
{
	if (!page->snapshot)
		return SLICE_LITERAL("\"unknown\"");
	return table_value(page->snapshot->tables[SNAPSHOT_now], 0, column);
}

static void
put_icon(struct text *text, const char *name)
{
	text_format(text,
		    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icon.svg#%s\"/>"
		    "</svg>", name);
}

static void
put_tile(struct text *text, const struct page *page, const struct tile *tile)
{
	struct slice value = now_value(page, tile->column);

	text_format(text, "<li class=\"tile\" data-mood=\"%s\"%s><h3>", mood_names[tile->mood],
		    tile->mood != MOOD_PLAIN && !is_zero(value) ? " data-alert" : "");
	if (tile->mood != MOOD_PLAIN)
		put_icon(text, mood_names[tile->mood]);
	text_format(text, "%s</h3><p class=\"value\" data-key=\"%s\" data-format=\"%s\">",
		    tile->label, tile->column, format_names[tile->format]);
	put_value(text, value, tile->format);
	text_add(text, "</p>");
	if (tile->list)
		text_format(text, "<a class=\"list\" href=\"/api/v1/dossiers.csv?status=%s\">"
				  "Danh sách<span class=\"hidden\"> hồ sơ: %s</span> (CSV)</a>",
			    tile->list, tile->label);
}

static void
put_beside(struct text *text, const struct page *page, const struct tile *tile)
{
	text_format(text, "<p class=\"beside\"><span data-key=\"%s\" data-format=\"%s\">",
		    tile->column, format_names[tile->format]);
	put_value(text, now_value(page, tile->column), tile->format);
	text_format(text, "</span> %s</p>", tile->label);
}

/* "đến 08:31:22", on every panel. */
static void
put_as_of(struct text *text, const struct page *page)
{
	if (!page->snapshot || !page->snapshot->age.known)
		return;
	text_add(text, "đến ");
	format_time(text, page->snapshot->age.as_of_us);
}

static void
put_group(struct text *text, const struct page *page, const char *label, bool behind_another)
{
	text_format(text, "%s<section class=\"group\"><div class=\"head\"><h2>%s</h2>"
			  "<span class=\"as-of\">",
		    behind_another ? "</ul></section>\n" : "", label);
	put_as_of(text, page);
	text_add(text, "</span></div>\n<ul class=\"tiles\">\n");
}

static void
put_tiles(struct text *text, const struct page *page)
{
	bool in_group = false, in_tile = false;

	for (size_t i = 0; i < ARRAY_COUNT(tiles); i++) {
		if (tiles[i].part == PART_BESIDE) {
			put_beside(text, page, &tiles[i]);
			continue;
		}
		if (in_tile)
			text_add(text, "</li>\n");
		in_tile = tiles[i].part == PART_TILE;
		if (in_tile) {
			put_tile(text, page, &tiles[i]);
			continue;
		}
		put_group(text, page, tiles[i].label, in_group);
		in_group = true;
	}
	text_add(text, "</li>\n</ul></section>\n");
}

static void
put_unit_head(struct text *text, const struct page *page)
{
	(void)page;
	for (size_t i = 0; i < ARRAY_COUNT(columns); i++)
		text_format(text,
			    "<th scope=\"col\" data-column=\"%s\" data-format=\"%s\" "
			    "data-mood=\"%s\" data-rank=\"%d\"%s%s%s>%s</th>\n",
			    columns[i].name, format_names[columns[i].format],
			    mood_names[columns[i].mood], columns[i].rank,
			    columns[i].list ? " data-list=\"" : "",
			    columns[i].list ? columns[i].list : "",
			    columns[i].list ? "\"" : "", columns[i].label);
}

/* A number that has dossiers behind it opens their list. */
static void
put_unit_value(struct text *text, const struct column *column, struct slice unit,
	       struct slice value)
{
	bool opens = column->list && !is_zero(value);

	if (opens) {
		text_format(text, "<a href=\"/api/v1/dossiers.csv?status=%s&amp;unit=",
			    column->list);
		text_uri(text, unit);
		text_add(text, "\">");
	}
	put_value(text, value, column->format);
	if (opens)
		text_add(text, "</a>");
}

static void
put_unit(struct text *text, const PGresult *units, int row)
{
	struct slice unit = postgres_value(units, row, 0);

	text_add(text, "<tr data-unit=\"");
	text_html(text, unit);
	text_add(text, "\"><th scope=\"row\">");
	text_html(text, table_value(units, row, "name"));
	text_add(text, "</th>");
	for (size_t i = 0; i < ARRAY_COUNT(columns); i++) {
		struct slice value = table_value(units, row, columns[i].name);
		bool alert = columns[i].mood != MOOD_PLAIN && !is_zero(value);

		text_format(text, "<td data-rank=\"%d\"%s%s%s>", columns[i].rank,
			    alert ? " data-alert=\"" : "",
			    alert ? mood_names[columns[i].mood] : "", alert ? "\"" : "");
		put_unit_value(text, &columns[i], unit, value);
		text_add(text, "</td>");
	}
	text_add(text, "</tr>\n");
}

static void
put_units(struct text *text, const struct page *page)
{
	const PGresult *units;

	if (!page->snapshot)
		return;
	units = page->snapshot->tables[SNAPSHOT_units];
	for (int row = 0; row < PQntuples(units); row++)
		put_unit(text, units, row);
}

static bool
is_true(const PGresult *table, int row, const char *name)
{
	return slice_equal(table_value(table, row, name), SLICE_LITERAL("t"));
}

static void
put_source(struct text *text, const PGresult *sources, int row)
{
	bool silent = is_true(sources, row, "silent");
	struct slice heard = table_value(sources, row, "heard_at_us");

	text_add(text, "<li class=\"source\" data-source=\"");
	text_html(text, postgres_value(sources, row, 0));
	text_format(text, "\"%s>", silent ? " data-silent" : "");
	put_icon(text, silent ? "silent" : "good");
	text_add(text, "<span class=\"name\">");
	text_html(text, postgres_value(sources, row, 0));
	text_add(text, "</span> <span class=\"heard\">");
	if (!heard.data) {
		text_add(text, "chưa có tin");
	} else {
		text_add(text, silent ? "im lặng từ " : "lúc ");
		format_time(text, strtoll(heard.data, NULL, 10));
	}
	text_add(text, "</span></li>\n");
}

static void
put_sources(struct text *text, const struct page *page)
{
	const PGresult *sources;

	if (!page->snapshot)
		return;
	sources = page->snapshot->tables[SNAPSHOT_sources];
	for (int row = 0; row < PQntuples(sources); row++)
		put_source(text, sources, row);
}

static void
put_today(struct text *text, const struct page *page)
{
	int32_t day = instant_day(page->now_us);

	format_weekday(text, day);
	text_add(text, ", ");
	format_day(text, day);
}

enum health { HEALTH_UNKNOWN, HEALTH_GOOD, HEALTH_LATE, HEALTH_RECOVERING, HEALTH_AWAY };

static enum health
health_of(const struct page *page)
{
	if (page->away_since_us != 0)
		return HEALTH_AWAY;
	if (!page->snapshot || !page->snapshot->age.known)
		return HEALTH_UNKNOWN;
	if (page->snapshot->age.recovering)
		return HEALTH_RECOVERING;
	if (page->now_us - page->snapshot->age.as_of_us >= AGE_LATE_SECONDS * SECOND_US)
		return HEALTH_LATE;
	return HEALTH_GOOD;
}

static void
put_age_state(struct text *text, const struct page *page)
{
	static const char *const names[] = { "unknown", "good", "late", "late", "away" };

	text_add(text, names[health_of(page)]);
}

static void
put_age(struct text *text, const struct page *page)
{
	enum health health = health_of(page);

	if (health == HEALTH_AWAY) {
		text_add(text, "Mất kết nối cơ sở dữ liệu từ ");
		format_time(text, page->away_since_us);
	}
	if (!page->snapshot || !page->snapshot->age.known) {
		text_add(text, health == HEALTH_AWAY ? "" : "Chưa rõ số liệu đến lúc nào");
		return;
	}
	if (health == HEALTH_RECOVERING)
		text_add(text, "Đang khôi phục sau sự cố, số có thể thấp hơn thực tế");
	text_add(text, health == HEALTH_AWAY || health == HEALTH_RECOVERING ? "; số liệu đến "
								: "Số liệu đến ");
	format_time(text, page->snapshot->age.as_of_us);
	text_add(text, ", chậm ");
	format_duration(text, (page->now_us - page->snapshot->age.as_of_us) / SECOND_US);
}

static void
put_theme(struct text *text, const struct page *page)
{
	text_add(text, page->wall ? "wall" : "desk");
}

static const struct mark {
	const char *name;
	void (*put)(struct text *text, const struct page *page);
} marks[] = {
	{ "theme", put_theme },
	{ "today", put_today },
	{ "as_of", put_as_of },
	{ "age", put_age },
	{ "age_state", put_age_state },
	{ "tiles", put_tiles },
	{ "unit_head", put_unit_head },
	{ "units", put_units },
	{ "sources", put_sources },
};

static void
put_mark(struct text *text, const struct page *page, struct slice name)
{
	for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
		if (slice_equal(slice_text(marks[i].name), name)) {
			marks[i].put(text, page);
			return;
		}
	CHECK(false); /* page.html has a mark that nobody fills */
}

static const char *
template_text(void)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (strcmp(file_table[i].path, "/page.html") == 0)
			return (const char *)file_table[i].bytes;
	CHECK(false);
}

void
page_write(struct text *text, const struct snapshot *snapshot, int64_t away_since_us,
	   bool wall)
{
	const struct page page = { snapshot, away_since_us, clock_now_us(), wall };
	const char *from = template_text();

	for (const char *mark; (mark = strstr(from, "{{")) != NULL;) {
		const char *end = strstr(mark, "}}");

		CHECK(end != NULL);
		text_put(text, (struct slice){ from, (size_t)(mark - from) });
		put_mark(text, &page, (struct slice){ mark + 2, (size_t)(end - mark - 2) });
		from = end + 2;
	}
	text_add(text, from);
}
