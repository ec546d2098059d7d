/* SPDX-License-Identifier: PostgreSQL
 *
 * dates.h - dates as department systems write them.
 *
 * yyyyMMddHHmmss, yyyyMMddHHmm, yyyyMMdd, yyyy-MM-dd HH:mm:ss, ISO 8601 with T, with or
 * without fraction and zone (Z, +hhmm, +hh:mm), yyyy/MM/dd [HH:mm:ss], dd/MM/yyyy
 * [HH:mm[:ss]].  Without a zone it is local time (+07:00).
 *
 * Half of the systems write something where they know nothing: blanks, N/A, null, 0, and
 * the first days of calendars.  These are "not stated", which is no statement at all.
 *
 * Pure.
 */
#ifndef PRODUCERS_FORMATS_DATES_H
#define PRODUCERS_FORMATS_DATES_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/slice.h"

enum date_kind {
	DATE_NOT_STATED,
	DATE_STATED,
	DATE_NO_DATE,    /* none of the forms */
	DATE_IMPOSSIBLE, /* 30 February, 25:00, a year outside 2000 to 2099 */
};

struct date {
	enum date_kind kind;
	bool has_time;   /* else the instant is the beginning of the day */
	int64_t at_us;   /* of a stated date */
};

struct date date_read(struct slice text);

/* Without white space at both ends. */
struct slice text_trim(struct slice text);

#endif
