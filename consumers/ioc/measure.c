/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/table.h"
#include "schema/base/attr.h"
#include "schema/base/check.h"

#define LIST(query) "/dossiers?" query "&unit={unit}&day={day}"
#define RECEIVED "received_from={month}&received_to={date}"

const struct measure measures[] = {
	{ .column = "overdue", .label = "Quá hạn", .words = "quá hạn", .format = CELL_NUMBER,
	  .beside = "overdue_percent", .link = LIST("status=overdue") },
	{ .column = "overdue_percent", .label = "Tỷ lệ quá hạn", .words = "hồ sơ đang giải quyết đã quá hạn",
	  .format = CELL_PERCENT, .limits = { 5, 10, 20, 40 }, .link = LIST("status=overdue") },
	{ .column = "near_due", .label = "Sắp đến hạn", .words = "sắp đến hạn", .format = CELL_NUMBER,
	  .link = LIST("status=near_due") },
	{ .column = "on_time_percent", .label = "Tỷ lệ đúng hạn", .words = "giải quyết đúng hạn trong tháng",
	  .format = CELL_PERCENT, .low_first = true, .limits = { 98, 95, 90, 80 },
	  .link = LIST("status=done_on_time&ended_from={month}&ended_to={date}") },
	{ .column = "received_month", .label = "Tiếp nhận trong tháng", .words = "tiếp nhận trong tháng",
	  .format = CELL_NUMBER, .volume = true, .link = LIST(RECEIVED) },
	{ .column = "late_reception_month", .label = "Tiếp nhận chậm", .words = "tiếp nhận chậm trong tháng",
	  .format = CELL_NUMBER, .link = LIST("part=late_reception&" RECEIVED) },
};
const int measure_count = ARRAY_COUNT(measures);

const struct measure *
measure_of(const char *column)
{
	for (int i = 0; i < measure_count; i++)
		if (strcmp(measures[i].column, column) == 0)
			return &measures[i];
	CHECK(false); /* MEASURE_WORDS has a word without a measure */
	return NULL;
}

const char *
value_kind_name(enum value_kind kind)
{
	static const char *const names[] = { "number", "none", "unknown", "denied" };

	return names[kind];
}

struct value
measure_value(const struct measure *measure, const PGresult *table, int row)
{
	struct slice cell = { NULL, 0 };

	if (!table)
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (row >= 0)
		cell = table_value(table, row, measure->column);
	if (!cell.data)
		return (struct value){ .kind = VALUE_NONE };
	if (slice_equal(cell, SLICE_LITERAL("\"unknown\"")))
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (slice_equal(cell, SLICE_LITERAL("\"denied\"")))
		return (struct value){ .kind = VALUE_DENIED };
	return (struct value){ .number = round(strtod(cell.data, NULL) * 10) / 10 };
}

static int
step_of_share(const struct measure *measure, double number)
{
	int step = 1;

	for (int k = 0; k < MEASURE_STEPS - 1; k++)
		step += measure->low_first ? number < measure->limits[k] : number >= measure->limits[k];
	return step;
}

/* The fifth in which the middle of its equals lies; none is always the first. */
static int
step_of_count(const struct measured *measured, int count, double number)
{
	int below = 0, equal = 0, numbers = 0;

	for (int i = 0; i < count; i++) {
		if (measured->values[i].kind != VALUE_NUMBER)
			continue;
		numbers++;
		below += measured->values[i].number < number;
		equal += measured->values[i].number == number;
	}
	if (number == 0)
		return 1;
	return 1 + (2 * below + equal) * MEASURE_STEPS / (2 * numbers);
}

static void
put_into_step(struct measured *measured, struct value *value, int step)
{
	struct step *into = &measured->steps[step - 1];

	value->step = step;
	if (into->count == 0 || value->number < into->least)
		into->least = value->number;
	if (into->count == 0 || value->number > into->most)
		into->most = value->number;
	into->count++;
}

void
measure_map(struct measured *ret_measured, const struct measure *measure,
	    const struct map *map, const PGresult *table)
{
	*ret_measured = (struct measured){ .measure = measure, .table = table };
	for (int i = 0; i < map->count; i++) {
		ret_measured->rows[i] = table ? table_find(table, map->shapes[i].unit, i) : -1;
		ret_measured->values[i] = measure_value(measure, table, ret_measured->rows[i]);
	}
	for (int i = 0; i < map->count; i++) {
		struct value *value = &ret_measured->values[i];

		if (value->kind != VALUE_NUMBER)
			continue;
		put_into_step(ret_measured, value,
			      measure->limits[0] > 0
				      ? step_of_share(measure, value->number)
				      : step_of_count(ret_measured, map->count, value->number));
	}
}
