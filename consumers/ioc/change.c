/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "schema/base/attr.h"

static const struct period {
	const char *name, *label, *length;
} periods[] = { { "month", "tháng trước", "một tháng" }, { "year", "năm trước", "một năm" } };

enum way { WAY_NONE, WAY_UNKNOWN, WAY_SAME, WAY_UP, WAY_DOWN };

static int
find_row(const PGresult *table, const char *measure, const char *period)
{
	char key[64];

	snprintf(key, sizeof key, "%s/%s", measure, period);
	return table ? table_find(table, slice_text(key), 0) : -1;
}

static enum way
way_of(struct slice change, enum cell_format format)
{
	double shown = format == CELL_PERCENT ? 0.05 : 0.5; /* the least that does not round to 0 */
	double by;

	if (!change.data)
		return WAY_NONE;
	if (change.data[0] == '"')
		return WAY_UNKNOWN;
	by = strtod(change.data, NULL); /* libpq ends each value with a zero byte */
	if (by > -shown && by < shown)
		return WAY_SAME;
	return by < 0 ? WAY_DOWN : WAY_UP;
}

/* "12 (3,1 %)", "1,2 điểm phần trăm" */
static void
put_size(struct text *text, const PGresult *table, int row, enum cell_format format)
{
	struct slice size = table_value(table, row, "change");
	struct slice percent = table_value(table, row, "change_percent");

	if (size.data[0] == '-')
		size = (struct slice){ size.data + 1, size.length - 1 };
	if (format == CELL_PERCENT) {
		struct text digits = { 0 };

		cell_put(&digits, size, CELL_PERCENT);
		text_put(text, (struct slice){ digits.data, digits.length - strlen("%") });
		text_add(text, "điểm phần trăm");
		text_release(&digits);
		return;
	}
	cell_put(text, size, format);
	if (!percent.data)
		return;
	if (percent.data[0] == '-')
		percent = (struct slice){ percent.data + 1, percent.length - 1 };
	text_add(text, " (");
	cell_put(text, percent, CELL_PERCENT);
	text_add(text, ")");
}

/* The colour has a sign beside it, and a word for who sees neither. */
static const struct tone {
	const char *name, *icon, *words;
} plain = { "plain", NULL, NULL }, good = { "better", "good", "tốt hơn" },
  bad = { "worse", "bad", "kém hơn" };

static const struct tone *
tone_of(enum way way, enum better better)
{
	if (way < WAY_UP || better == BETTER_NEITHER)
		return &plain;
	return (way == WAY_UP) == (better == BETTER_MORE) ? &good : &bad;
}

static void
put_words(struct text *text, const PGresult *table, int row, enum cell_format format,
	  const char *label, enum way way, const struct tone *tone)
{
	if (way == WAY_NONE || way == WAY_UNKNOWN) {
		text_format(text, "%s: %s", label, way == WAY_NONE ? "chưa so sánh được" : "không rõ");
		return;
	}
	cell_icon(text, way == WAY_UP ? "up" : way == WAY_DOWN ? "down" : "same");
	if (way == WAY_SAME) {
		text_format(text, "bằng %s", label);
		return;
	}
	text_add(text, way == WAY_UP ? "tăng " : "giảm ");
	put_size(text, table, row, format);
	text_add(text, " so với ");
	if (!tone->icon) {
		text_add(text, label);
		return;
	}
	text_format(text, "<span class=\"end\">%s ", label); /* the sign is never alone on a line */
	cell_icon(text, tone->icon);
	text_format(text, "<span class=\"hidden\">%s</span></span>", tone->words);
}

/* Both numbers, for whoever points at the change. */
static void
put_title(struct text *text, const PGresult *table, int row, enum cell_format format)
{
	static const struct {
		const char *value, *day;
	} points[] = { { "value", "to_day" }, { "value_before", "before_to_day" } };

	text_add(text, " title=\"");
	for (size_t i = 0; i < ARRAY_COUNT(points); i++) {
		text_add(text, i > 0 ? "; đến hết " : "đến hết ");
		cell_put(text, table_value(table, row, points[i].day), CELL_DAY);
		text_add(text, ": ");
		cell_put(text, table_value(table, row, points[i].value), format);
	}
	text_add(text, "\"");
}

/* Whether any measure has a number of PERIOD: where none has, it is said once for all. */
static bool
is_told(const PGresult *table, const struct period *period)
{
	for (int row = 0; table && row < PQntuples(table); row++)
		if (slice_ends_with(postgres_value(table, row, 0), slice_text(period->name)) &&
		    table_value(table, row, "value_before").data)
			return true;
	return false;
}

static void
put_change(struct text *text, const PGresult *table, const char *measure,
	   enum cell_format format, enum better better, const struct period *period)
{
	int row = find_row(table, measure, period->name);
	enum way way = row < 0 ? WAY_NONE : way_of(table_value(table, row, "change"), format);
	const struct tone *tone = tone_of(way, better);

	text_format(text, "<p class=\"change\" data-tone=\"%s\"", tone->name);
	if (way >= WAY_SAME)
		put_title(text, table, row, format);
	text_add(text, ">");
	put_words(text, table, row, format, period->label, way, tone);
	text_add(text, "</p>");
}

void
change_put(struct text *text, const PGresult *table, const char *measure,
	   enum cell_format format, enum better better)
{
	text_format(text, "<div data-fresh=\"%s\">", measure);
	for (size_t i = 0; i < ARRAY_COUNT(periods); i++)
		if (is_told(table, &periods[i]))
			put_change(text, table, measure, format, better, &periods[i]);
	text_add(text, "</div>");
}

static void
put_day(struct text *text, const PGresult *table, const char *measure, const char *period,
	const char *column)
{
	int row = find_row(table, measure, period);
	struct slice day = { 0 };

	if (row >= 0)
		day = table_value(table, row, column);
	cell_put(text, day, CELL_DAY);
}

/* What is compared with what: the same for every tile. */
void
part_compared(struct text *text, const struct page *page, struct slice what)
{
	const PGresult *table = page_table(page, "comparison", NULL);

	(void)what;
	if (!is_told(table, &periods[0]) && !is_told(table, &periods[1]))
		return;
	text_add(text, "So với cùng kỳ, tính đến hết ngày gần nhất đã kết thúc: từ đầu tháng đến hết ");
	put_day(text, table, "received_month", "month", "to_day");
	for (size_t i = 0; i < ARRAY_COUNT(periods); i++) {
		if (!is_told(table, &periods[i]))
			continue;
		text_format(text, "; %s đến hết ", periods[i].label);
		put_day(text, table, "received_month", periods[i].name, "before_to_day");
	}
	text_add(text, ".");
}

/* Why nothing is compared with a period, once for all tiles; nothing where all is compared. */
void
part_since(struct text *text, const struct page *page, struct slice what)
{
	const PGresult *table = page_table(page, "comparison", NULL);
	const char *before = "; khi đủ ";

	(void)what;
	if (!table) {
		text_add(text, "So với cùng kỳ: không rõ, chưa đọc được cơ sở dữ liệu.");
		return;
	}
	if (PQntuples(table) == 0 || !table_value(table, 0, "first_day").data) {
		text_add(text, "Chưa có số liệu để so sánh với cùng kỳ.");
		return;
	}
	if (is_told(table, &periods[0]) && is_told(table, &periods[1]))
		return;
	text_add(text, "Có số liệu từ ");
	cell_put(text, table_value(table, 0, "first_day"), CELL_DAY);
	for (size_t i = 0; i < ARRAY_COUNT(periods); i++) {
		if (is_told(table, &periods[i]))
			continue;
		text_format(text, "%s%s sẽ so với %s", before, periods[i].length, periods[i].label);
		before = ", đủ ";
	}
	text_add(text, ".");
}
