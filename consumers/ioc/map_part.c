/* SPDX-License-Identifier: PostgreSQL
 *
 * map_part.c - the map of the overview as SVG: each unit a link, its colour a step of the
 * chosen measure, and the legend that states the steps.
 *
 * Words do not fit into every shape; the name of each link has them all, and so has the
 * list beside the map (map_list.c).
 */
#include "consumers/ioc/map_part.h"

#include <math.h>
#include <string.h>

#include "consumers/ioc/format.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"

enum { LINE_HIGH = 13, LETTER_WIDE = 7, LINE_LETTERS = 7, LINES_MAX = 4, WALL_ROOM = 40 };

const struct measure *
map_measure(const struct page *page)
{
	return measure_of(request_value(page->request, "measure"));
}

void
map_number(struct text *text, double number, enum cell_format format)
{
	struct text digits = { 0 };
	struct slice value;

	text_format(&digits, format == CELL_PERCENT ? "%.1f" : "%.0f", number);
	value = (struct slice){ digits.data, digits.length };
	if (format == CELL_PERCENT)
		format_percent(text, value);
	else
		format_number(text, value);
	text_release(&digits);
}

void
map_value(struct text *text, const struct value *value, enum cell_format format)
{
	static const char *const nothing[] = { "", "chưa có", "không rõ", "không được xem" };

	if (value->kind == VALUE_NUMBER)
		map_number(text, value->number, format);
	else
		text_add(text, nothing[value->kind]);
}

void
map_unit_name(struct text *text, const PGresult *table, int row, const struct map_shape *shape)
{
	struct slice name = { NULL, 0 };

	if (row >= 0)
		name = table_value(table, row, "name");
	if (!name.data && shape)
		name = shape->label.length > 0 ? shape->label : shape->unit;
	if (!name.data)
		name = table_value(table, row, "unit");
	text_html(text, name.length > 0 ? name : SLICE_LITERAL("chưa nêu"));
}

void
map_unit_link(struct text *text, const struct page *page, struct slice unit)
{
	const char *day = request_value(page->request, "day");

	text_add(text, "/units/");
	text_uri(text, unit);
	text_format(text, "%s%s", day ? "?day=" : "", day ? day : "");
}

/* "Xã Ba Tơ: 17 quá hạn (12,3 %)", "Xã Ba Tơ, quá hạn: không rõ" */
static void
put_name(struct text *text, const struct measured *measured, const struct map_shape *shape, int i)
{
	const struct measure *measure = measured->measure;
	bool number = measured->values[i].kind == VALUE_NUMBER;

	map_unit_name(text, measured->table, measured->rows[i], shape);
	if (!number)
		text_format(text, ", %s", measure->words);
	text_add(text, ": ");
	map_value(text, &measured->values[i], measure->format);
	if (number)
		text_format(text, " %s", measure->words);
	if (number && measure->beside) {
		const struct measure *beside = measure_of(measure->beside);
		struct value value = measure_value(beside, measured->table, measured->rows[i]);

		text_add(text, " (");
		map_value(text, &value, beside->format);
		text_add(text, ")");
	}
}

/* Letters, not bytes. */
static int
letters_in(struct slice text)
{
	int count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

/* Short words share a line.  Returns the count of lines, at most LINES_MAX. */
static int
split(struct slice label, struct slice lines[LINES_MAX])
{
	int count = 0;

	while (label.length > 0 && count < LINES_MAX) {
		const char *blank = memchr(label.data, ' ', label.length);
		size_t size = blank ? (size_t)(blank - label.data) : label.length;
		struct slice word = { label.data, size };

		if (count > 0 && letters_in(lines[count - 1]) + 1 + letters_in(word) <= LINE_LETTERS)
			lines[count - 1].length = (size_t)(word.data + size - lines[count - 1].data);
		else
			lines[count++] = word;
		size += blank != NULL;
		label = (struct slice){ label.data + size, label.length - size };
	}
	return count;
}

/* A name in a shape cannot be read from six metres, a number can. */
static void
put_wall_label(struct text *text, const struct map_shape *shape, const struct value *value)
{
	if (value->kind != VALUE_NUMBER || shape->wide < WALL_ROOM || shape->high < WALL_ROOM)
		return;
	text_format(text, "<text aria-hidden=\"true\" x=\"%.5g\" y=\"%.5g\">", shape->x, shape->y + 9);
	map_number(text, round(value->number), CELL_NUMBER);
	text_add(text, "</text>");
}

/* For the eye: the link's name says it already.  Left out where it does not fit. */
static void
put_label(struct text *text, const struct map_shape *shape)
{
	struct slice lines[LINES_MAX];
	int count = split(shape->label, lines);

	if (count * LINE_HIGH > shape->high)
		return;
	for (int i = 0; i < count; i++)
		if (letters_in(lines[i]) * LETTER_WIDE > shape->wide)
			return;
	text_add(text, "<text aria-hidden=\"true\">");
	for (int i = 0; i < count; i++) {
		text_format(text, "<tspan x=\"%.5g\" y=\"%.5g\">", shape->x,
			    shape->y + 4 + LINE_HIGH * (i - (count - 1) / 2.0));
		text_html(text, lines[i]);
		text_add(text, "</tspan>");
	}
	text_add(text, "</text>");
}

static void
put_shape(struct text *text, const struct page *page, const struct measured *measured, int i)
{
	const struct map_shape *shape = &page->map->shapes[i];
	const struct value *value = &measured->values[i];

	text_add(text, "<a href=\"");
	map_unit_link(text, page, shape->unit);
	text_add(text, "\" data-unit=\"");
	text_html(text, shape->unit);
	if (value->kind == VALUE_NUMBER)
		text_format(text, "\" data-step=\"%d\">", value->step);
	else
		text_format(text, "\" data-step=\"%s\">", value_kind_name(value->kind));
	text_add(text, "<title>");
	put_name(text, measured, shape, i);
	text_add(text, "</title><path d=\"");
	text_put(text, shape->path);
	text_add(text, "\"");
	if (value->kind != VALUE_NUMBER)
		text_format(text, " fill=\"url(#map-%s)\"", value_kind_name(value->kind));
	text_add(text, "/>");
	if (page->request->wall)
		put_wall_label(text, shape, value);
	else
		put_label(text, shape);
	text_add(text, "</a>\n");
}

/* Patterns, since a missing number must not look like a small one. */
static const char patterns[] =
	"<defs>"
	"<pattern id=\"map-none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
	"<rect class=\"gap\" width=\"6\" height=\"6\"/><circle class=\"sign\" cx=\"3\" cy=\"3\" r=\"1\"/></pattern>"
	"<pattern id=\"map-unknown\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
	"<rect class=\"gap\" width=\"6\" height=\"6\"/><rect class=\"sign\" width=\"2\" height=\"6\"/></pattern>"
	"<pattern id=\"map-denied\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">"
	"<rect class=\"gap\" width=\"7\" height=\"7\"/><path class=\"sign\" d=\"M0 3h7v1H0zM3 0h1v7H3z\"/></pattern>"
	"</defs>\n";

static void
put_drawing(struct text *text, const struct page *page, const struct measured *measured)
{
	text_format(text,
		    "<svg class=\"drawing\" viewBox=\"0 0 %.0f %.0f\" role=\"group\" "
		    "aria-label=\"Bản đồ đơn vị: %s\">\n",
		    page->map->width, page->map->height, measured->measure->label);
	text_add(text, patterns);
	for (int i = 0; i < page->map->count; i++)
		put_shape(text, page, measured, i);
	text_add(text, "</svg>\n");
}

/* "từ 5 đến dưới 10 %", of a share. */
static void
put_share_range(struct text *text, const struct measure *measure, int step)
{
	const double *limits = measure->limits;
	bool low = measure->low_first;
	int last = MEASURE_STEPS;

	if (step == 1)
		text_format(text, low ? "từ %.0f\u00a0%%" : "dưới %.0f\u00a0%%", limits[0]);
	else if (step == last)
		text_format(text, low ? "dưới %.0f\u00a0%%" : "từ %.0f\u00a0%%", limits[last - 2]);
	else
		text_format(text, "%.0f – dưới %.0f\u00a0%%", limits[low ? step - 1 : step - 2],
			    limits[low ? step - 2 : step - 1]);
}

static void
put_count_range(struct text *text, const struct measured *measured, int step)
{
	const struct step *range = &measured->steps[step - 1];

	map_number(text, range->least, CELL_NUMBER);
	if (range->most == range->least)
		return;
	text_add(text, " – ");
	map_number(text, range->most, CELL_NUMBER);
}

/* A fifth of the counts that is empty, because equal ones stand together, is left out. */
static void
put_steps(struct text *text, const struct measured *measured)
{
	bool share = measured->measure->limits[0] > 0;

	for (int step = 1; step <= MEASURE_STEPS; step++) {
		if (!share && measured->steps[step - 1].count == 0)
			continue;
		text_format(text, "<li><span class=\"chip\" data-step=\"%d\"></span>", step);
		if (share)
			put_share_range(text, measured->measure, step);
		else
			put_count_range(text, measured, step);
		text_format(text, " <small>(%d)</small></li>\n", measured->steps[step - 1].count);
	}
}

static void
put_nothings(struct text *text, const struct page *page, const struct measured *measured)
{
	for (int kind = VALUE_NONE; kind <= VALUE_DENIED; kind++) {
		const struct value value = { .kind = (enum value_kind)kind };
		int count = 0;

		for (int i = 0; i < page->map->count; i++)
			count += measured->values[i].kind == value.kind;
		if (count == 0 && (kind == VALUE_DENIED || page->request->wall))
			continue;
		text_format(text,
			    "<li><svg class=\"chip\" aria-hidden=\"true\"><rect width=\"100%%\" "
			    "height=\"100%%\" fill=\"url(#map-%s)\"/></svg>",
			    value_kind_name(value.kind));
		map_value(text, &value, CELL_NUMBER);
		text_format(text, " <small>(%d)</small></li>\n", count);
	}
}

static void
put_legend(struct text *text, const struct page *page, const struct measured *measured)
{
	text_format(text, "<div class=\"steps\" data-live=\"steps\"><p>%s (số đơn vị)</p><ul>\n",
		    measured->measure->label);
	put_steps(text, measured);
	put_nothings(text, page, measured);
	text_format(text, "</ul><p class=\"note\">%s",
		    measured->measure->limits[0] > 0
			    ? "Ngưỡng cố định, mọi ngày như nhau."
			    : "Mỗi bậc khoảng một phần năm số đơn vị trên bản đồ; số bằng nhau cùng một bậc.");
	if (page->map->cartogram)
		text_add(text, " <a href=\"/map.csv\" download>Vị trí các ô (CSV)</a>");
	text_add(text, "</p></div>\n");
}

void
part_map(struct text *text, const struct page *page, struct slice what)
{
	struct measured measured;

	(void)what;
	measure_map(&measured, map_measure(page), page->map, page_table(page, "units", NULL));
	text_format(text, "<div class=\"place\" data-scale=\"%s\"%s>\n",
		    measured.measure->volume ? "volume" : "worse",
		    page->map->cartogram ? " data-cartogram" : "");
	put_drawing(text, page, &measured);
	put_legend(text, page, &measured);
	text_add(text, "</div>\n");
	map_list(text, page, &measured);
}

/* The choice stands in the address, like everything that changes what is seen. */
void
part_measures(struct text *text, const struct page *page, struct slice what)
{
	const struct measure *chosen = map_measure(page);

	(void)what;
	for (int i = 0; i < measure_count; i++) {
		text_add(text, "<li><a href=\"");
		link_put_with(text, page->request, "measure", i > 0 ? measures[i].column : NULL);
		text_format(text, "#map\"%s>%s</a></li>\n",
			    &measures[i] == chosen ? " aria-current=\"true\"" : "", measures[i].label);
	}
}
