/* SPDX-License-Identifier: PostgreSQL
 *
 * spark.c - small drawings inside a table: the share of a whole as a bar, the course of a
 * number as a line.  The words for who does not see them stand beside.
 */
#include "consumers/ioc/spark.h"

#include <stdlib.h>

#include "consumers/ioc/cell.h"
#include "schema/base/attr.h"

enum { HEIGHT = 20, POINTS_MAX = 92 };

/* As page/view.js draws it once the page is live. */
void
spark_share(struct text *text, struct slice percent)
{
	double share = percent.data && percent.data[0] != '"' ? strtod(percent.data, NULL) : 0;

	text_format(text,
		    "<svg class=\"share\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" "
		    "aria-hidden=\"true\"><rect width=\"%.1f\" height=\"8\"/></svg>",
		    share > 100 ? 100 : share);
}

/* Whole numbers of a JSON list; returns how many. */
static int
read_list(struct slice list, long values[POINTS_MAX])
{
	const char *at = list.data ? list.data + 1 : "]"; /* libpq ends each value with a zero byte */
	int count = 0;

	while (count < POINTS_MAX) {
		char *end;

		values[count] = strtol(at, &end, 10);
		if (end == at)
			break;
		count++;
		at = end + (*end == ',');
	}
	return count;
}

static void
put_number(struct text *text, long value)
{
	struct text digits = { 0 };

	text_format(&digits, "%ld", value);
	cell_put(text, (struct slice){ digits.data, digits.length }, CELL_NUMBER);
	text_release(&digits);
}

static void
put_words(struct text *text, const long values[], int count, long least, long most)
{
	const long told[] = { values[0], values[count - 1], least, most };
	static const char *const before[] = { "từ ", " đến ", "; thấp nhất ", ", cao nhất " };

	for (size_t i = 0; i < ARRAY_COUNT(told); i++) {
		text_add(text, before[i]);
		put_number(text, told[i]);
	}
}

/* What hardly changes looks so: the height is never less than a fifth of the most. */
static int
height_of(long value, long least, long most)
{
	double low = (double)least < 0.8 * (double)most ? (double)least : 0.8 * (double)most;

	return most > 0 ? (int)(((double)value - low) * (HEIGHT - 2) / ((double)most - low) + 0.5) : 0;
}

void
spark_course(struct text *text, struct slice list)
{
	long values[POINTS_MAX], least, most;
	int count = read_list(list, values);

	if (count < 2) {
		cell_put(text, (struct slice){ 0 }, CELL_NUMBER);
		return;
	}
	least = most = values[0];
	for (int i = 1; i < count; i++) {
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	text_format(text, "<svg class=\"spark\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
			  "role=\"img\"><title>",
		    count - 1, HEIGHT);
	put_words(text, values, count, least, most);
	text_add(text, "</title><path d=\"M");
	for (int i = 0; i < count; i++)
		text_format(text, "%d %d ", i, HEIGHT - 1 - height_of(values[i], least, most));
	text_add(text, "\"/></svg>");
}
