/* SPDX-License-Identifier: PostgreSQL
 *
 * measure.h - what the map is coloured by: a column of the units' table, in five steps.
 *
 * Shares have fixed limits, so that a colour means the same on every day; counts are cut
 * into fifths of the units on the map, since what is much depends on the day: a number is
 * in the fifth in which the middle of its equals lies, and 0 always in the first.  A step is a
 * function of the value as it is shown: equal values are in the same step, always.  The
 * fifth step is what needs a look first.
 */
#ifndef CONSUMERS_IOC_MEASURE_H
#define CONSUMERS_IOC_MEASURE_H

#include <stdbool.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/map.h"
#include "schema/base/postgres.h"

enum { MEASURE_STEPS = 5 };

/* For the parameter `measure`, the first is what is shown when none is given. */
#define MEASURE_WORDS "overdue overdue_percent near_due on_time_percent received_month late_reception_month"

struct measure {
	const char *column;  /* of the units' table, and the parameter's value */
	const char *label;   /* as a choice */
	const char *words;   /* behind the number: "quá hạn" */
	enum cell_format format;
	bool volume;         /* neither good nor bad */
	bool low_first;      /* the lowest needs a look first */
	double limits[MEASURE_STEPS - 1]; /* of a share, from step to step; 0: counts */
	const char *beside;  /* a column that is told with it, in brackets, or NULL */
	const char *link;    /* pattern of the list behind the number, for a row */
};

/* A number that is none stands in a class of its own. */
enum value_kind { VALUE_NUMBER, VALUE_NONE, VALUE_UNKNOWN, VALUE_DENIED };

struct value {
	enum value_kind kind;
	double number; /* as it is shown: shares are rounded to a tenth */
	int step;      /* 1 to 5 */
};

/* The units on the map with their values. */
struct measured {
	const struct measure *measure;
	const PGresult *table;         /* NULL: it could not be read */
	int rows[MAP_SHAPES_MAX];      /* of the table; -1: the unit is not in it */
	struct value values[MAP_SHAPES_MAX];
	struct step {
		int count; /* of units; the others are undefined where it is 0 */
		double least, most;
	} steps[MEASURE_STEPS];
};

extern const struct measure measures[];
extern const int measure_count;

const struct measure *measure_of(const char *column);
/* The value of a row; row -1: none. */
struct value measure_value(const struct measure *measure, const PGresult *table, int row);
void measure_map(struct measured *ret_measured, const struct measure *measure,
		 const struct map *map, const PGresult *table);
const char *value_kind_name(enum value_kind kind);

#endif
