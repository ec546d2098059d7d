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
	{ .column = "overdue_percent", .label = "Tỷ lệ quá hạn", .words = "đang giải quyết đã quá hạn",
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
	struct slice cell;

	if (!table)
		return (struct value){ .kind = VALUE_UNKNOWN };
	cell = row < 0 ? (struct slice){ 0 } : table_value(table, row, measure->column);
	if (!cell.data)
		return (struct value){ .kind = VALUE_NONE };
	if (slice_equal(cell, SLICE_LITERAL("\"unknown\"")))
		return (struct value){ .kind = VALUE_UNKNOWN };
	if (slice_equal(cell, SLICE_LITERAL("\"denied\"")))
		return (struct value){ .kind = VALUE_DENIED };
	return (struct value){ .number = round(strtod(cell.data, NULL) * 10) / 10 };
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* Where the counts are cut: after each fifth of them, equal ones together. */
static void
cut(struct measured *measured, int count)
{
	double sorted[MAP_SHAPES_MAX];
	int numbers = 0;

	for (int i = 0; i < count; i++)
		if (measured->values[i].kind == VALUE_NUMBER)
			sorted[numbers++] = measured->values[i].number;
	if (numbers == 0)
		return;
	qsort(sorted, (size_t)numbers, sizeof sorted[0], compare);
	measured->least = sorted[0];
	measured->most = sorted[numbers - 1];
	for (int k = 1; k < MEASURE_STEPS; k++)
		measured->limits[k - 1] = measured->measure->limits[0] > 0
						  ? measured->measure->limits[k - 1]
						  : sorted[(numbers * k + MEASURE_STEPS - 1) / MEASURE_STEPS - 1];
}

static int
step_of(const struct measured *measured, double number)
{
	const struct measure *measure = measured->measure;
	int step = 1;

	for (int k = 0; k < MEASURE_STEPS - 1; k++) {
		double limit = measured->limits[k];

		if (measure->low_first)
			step += number < limit;
		else if (measure->limits[0] > 0)
			step += number >= limit;
		else
			step += number > limit;
	}
	return step;
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
	cut(ret_measured, map->count);
	for (int i = 0; i < map->count; i++) {
		struct value *value = &ret_measured->values[i];

		if (value->kind != VALUE_NUMBER)
			continue;
		value->step = step_of(ret_measured, value->number);
		ret_measured->counts[value->step - 1]++;
	}
}
