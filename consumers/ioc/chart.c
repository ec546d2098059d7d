/* SPDX-License-Identifier: PostgreSQL
 *
 * chart.c - the hours of a day and the days before it, as SVG that is drawn by the server.
 *
 * A picture where people look: the same numbers stand in the table behind it.  The picture
 * stretches with its box and has no words inside; those stand around it, so that they stay
 * readable at any width.
 */
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/format.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"

enum { HEIGHT = 100, HOUR_WIDTH = 20, BAR_WIDTH = 8 };

/* 0 for a value that is not there. */
static double
number_at(const PGresult *table, int row, const char *column)
{
	struct slice value = table_value(table, row, column);

	return value.data ? strtod(value.data, NULL) : 0;
}

static double
largest(const PGresult *table, const char *const columns[], size_t count)
{
	double most = 1;

	for (int row = 0; row < PQntuples(table); row++)
		for (size_t i = 0; i < count; i++)
			if (number_at(table, row, columns[i]) > most)
				most = number_at(table, row, columns[i]);
	return most;
}

static double
height_of(double value, double most)
{
	return value * (HEIGHT - 2) / most;
}

static void
put_bar(struct text *text, int x, const char *kind, double value, double most)
{
	double height = height_of(value, most);

	text_format(text, "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>",
		    kind, x, HEIGHT - height, BAR_WIDTH, height);
}

/* A line across the bar at X where a typical day has it; none while no day is typical. */
static void
put_typical(struct text *text, int x, const PGresult *hours, int row, const char *column,
	    double most)
{
	if (table_value(hours, row, column).data)
		text_format(text, "<path class=\"typical\" d=\"M%d %.1fh%d\"/>", x - 1,
			    HEIGHT - height_of(number_at(hours, row, column), most),
			    BAR_WIDTH + 2);
}

static void
put_words(struct text *text, const PGresult *table, int row, const char *column)
{
	struct slice value = table_value(table, row, column);

	if (value.data)
		format_number(text, value);
	else
		text_add(text, "chưa có");
}

static void
put_hour(struct text *text, const PGresult *hours, int row, double most)
{
	int received = row * HOUR_WIDTH + 1, done = row * HOUR_WIDTH + 11;

	text_format(text, "<g><title>%d giờ: tiếp nhận ", row);
	put_words(text, hours, row, "received");
	text_add(text, ", giải quyết ");
	put_words(text, hours, row, "done");
	text_add(text, "</title>");
	put_bar(text, received, "received", number_at(hours, row, "received"), most);
	put_typical(text, received, hours, row, "received_typical", most);
	put_bar(text, done, "done", number_at(hours, row, "done"), most);
	put_typical(text, done, hours, row, "done_typical", most);
	text_add(text, "</g>");
}

static void
put_nothing(struct text *text)
{
	text_add(text, "<p class=\"nothing unread\">không rõ: chưa đọc được cơ sở dữ liệu</p>\n");
}

static void
put_most(struct text *text, double most)
{
	struct text digits = { 0 };

	text_format(&digits, "%.0f", most);
	text_add(text, "<p class=\"most\">cao nhất ");
	format_number(text, (struct slice){ digits.data, digits.length });
	text_add(text, "</p>\n");
	text_release(&digits);
}

void
part_hours(struct text *text, const struct page *page, struct slice what)
{
	static const char *const columns[] = { "received", "done", "received_typical",
					       "done_typical" };
	const PGresult *hours = page_table(page, "hours", NULL);
	double most;

	(void)what;
	if (!hours) {
		put_nothing(text);
		return;
	}
	most = largest(hours, columns, ARRAY_COUNT(columns));
	put_most(text, most);
	text_format(text,
		    "<svg class=\"chart\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
		    "aria-label=\"Tiếp nhận và giải quyết theo giờ, số liệu trong bảng bên dưới\">",
		    24 * HOUR_WIDTH, HEIGHT);
	for (int row = 0; row < PQntuples(hours); row++)
		put_hour(text, hours, row, most);
	text_add(text, "</svg>\n<p class=\"axis\" aria-hidden=\"true\"><span>0 giờ</span><span>6</span>"
		       "<span>12</span><span>18</span><span>24</span></p>\n");
}

/* A line for each run of days that were counted. */
static void
put_line(struct text *text, const PGresult *days, const char *column, double most)
{
	bool open = false;

	for (int row = 0; row < PQntuples(days); row++) {
		bool there = table_value(days, row, column).data != NULL;

		if (there && !open)
			text_format(text, "<polyline class=\"%s\" points=\"", column);
		if (there)
			text_format(text, "%d,%.1f ", row,
				    HEIGHT - height_of(number_at(days, row, column), most));
		if (!there && open)
			text_add(text, "\"/>");
		open = there;
	}
	text_add(text, open ? "\"/>" : "");
}

static void
put_day_label(struct text *text, const PGresult *days, int row)
{
	struct slice day = table_value(days, row, "day");

	text_add(text, "<span>");
	if (day.length == strlen("2026-01-09")) {
		text_html(text, (struct slice){ day.data + strlen("2026-01-"), 2 });
		text_add(text, "/");
		text_html(text, (struct slice){ day.data + strlen("2026-"), 2 });
	}
	text_add(text, "</span>");
}

void
part_days(struct text *text, const struct page *page, struct slice what)
{
	static const char *const columns[] = { "pending", "overdue" };
	const PGresult *days = page_table(page, "days", NULL);
	double most;
	int rows;

	(void)what;
	if (!days || PQntuples(days) < 2) {
		put_nothing(text);
		return;
	}
	rows = PQntuples(days);
	most = largest(days, columns, ARRAY_COUNT(columns));
	put_most(text, most);
	text_format(text,
		    "<svg class=\"chart\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
		    "aria-label=\"Đang giải quyết và quá hạn theo ngày, số liệu trong bảng bên dưới\">",
		    rows - 1, HEIGHT);
	for (size_t i = 0; i < ARRAY_COUNT(columns); i++)
		put_line(text, days, columns[i], most);
	text_add(text, "</svg>\n<p class=\"axis\" aria-hidden=\"true\">");
	for (int i = 0; i <= 4; i++)
		put_day_label(text, days, i * (rows - 1) / 4);
	text_add(text, "</p>\n");
}
