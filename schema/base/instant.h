/* SPDX-License-Identifier: PostgreSQL
 *
 * instant.h - points in time and local days.
 *
 * An instant is microseconds since 1970-01-01T00:00:00Z.  A day is the number of a
 * local day of Asia/Ho_Chi_Minh (UTC+7, no daylight saving), counted from
 * 1999-12-31 = 0: the earliest instant that the contract accepts lies on that day,
 * so a day is never negative.  Seventeen bits hold the latest one (R2, R18).
 *
 * Pure: no clock, no locale, no zone files.
 */
#ifndef SCHEMA_BASE_INSTANT_H
#define SCHEMA_BASE_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"

#define SECOND_US INT64_C(1000000)
#define DAY_SECONDS 86400
#define DAY_US (DAY_SECONDS * SECOND_US)

/* 1999-12-31T00:00:00+07:00, the beginning of day 0. */
#define DAY_0_US (INT64_C(946573200) * SECOND_US)

/* 2000-01-01 of PostgreSQL's clock, for its binary timestamps and dates. */
#define POSTGRES_EPOCH_US (INT64_C(946684800) * SECOND_US)

enum instant_fault {
	INSTANT_OK,
	INSTANT_SHAPE,      /* not the shape of RFC 3339 */
	INSTANT_NO_ZONE,    /* the shape without its zone */
	INSTANT_IMPOSSIBLE, /* month 13, 30 February, 25:00, second 60, zone beyond 14:00 */
	INSTANT_RANGE,      /* year as written outside 2000 to 2099 (R2) */
};

/* RFC 3339 with zone; lower-case t and z are accepted, a blank for T is not; finer
 * than a microsecond is cut, never rounded (R2). */
enum instant_fault instant_parse(struct slice text, int64_t *ret_instant_us)
	MUST_CHECK;

/* YYYY-MM-DD in 2000 to 2099. */
enum instant_fault day_parse(struct slice text, int32_t *ret_day) MUST_CHECK;

/* The local day in which the instant lies. */
int32_t instant_day(int64_t instant_us);

/* Local midnight at the beginning of DAY. */
int64_t day_begin(int32_t day);

/* Number of the month of DAY: months since 1999-12 = 0. */
int32_t day_month(int32_t day);

void day_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day_of_month);
int32_t day_of_civil(int year, int month, int day_of_month);
bool civil_exists(int year, int month, int day_of_month);

enum { INSTANT_TEXT_BYTES = 40, DAY_TEXT_BYTES = 16 };

/* "2025-09-08T08:00:00+07:00", with the fraction only where there is one. */
const char *instant_format(int64_t instant_us, char ret_text[INSTANT_TEXT_BYTES]);
/* "2025-09-08" */
const char *day_format(int32_t day, char ret_text[DAY_TEXT_BYTES]);

/* The clocks of the programs; the model never calls them. */
int64_t clock_now_us(void);       /* wall clock */
int64_t clock_monotonic_us(void); /* for intervals */

#endif
