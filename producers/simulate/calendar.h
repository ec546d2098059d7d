/* SPDX-License-Identifier: PostgreSQL
 *
 * calendar.h - working days, office hours and due dates of the synthetic province.
 *
 * Office hours are 7:00 to 11:30 and 13:30 to 17:00; what comes after 15:00 counts from
 * the next working day; limits in working days skip Saturday, Sunday and holidays, a
 * limit in calendar days only moves its last day (NĐ 61/2018, re-enacted by 118/2025).
 * Holidays are those of the reference folder, where it has a list; the fixed dates of the
 * law are always there.
 */
#ifndef PRODUCERS_SIMULATE_CALENDAR_H
#define PRODUCERS_SIMULATE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "producers/simulate/random.h"

enum limit_unit { LIMIT_WORKING_DAYS, LIMIT_CALENDAR_DAYS, LIMIT_HOURS, LIMIT_MONTHS };

enum { CALENDAR_DAYS = 36600 }; /* day numbers of 2000 to 2099 */

struct calendar {
	bool working[CALENDAR_DAYS];
};

/* Weekends and the fixed holidays. */
void calendar_init(struct calendar *calendar);
/* A holiday, or a weekend day that is worked instead of another. */
void calendar_set(struct calendar *calendar, int32_t day, bool working);

/* 0 Monday to 6 Sunday. */
int calendar_weekday(int32_t day);
bool calendar_working(const struct calendar *calendar, int32_t day);
/* The first working day at or after DAY. */
int32_t calendar_next_working(const struct calendar *calendar, int32_t day);
/* COUNT working days after DAY; 0: DAY itself, moved to a working day. */
int32_t calendar_add_working(const struct calendar *calendar, int32_t day, int64_t count);
int32_t calendar_due(const struct calendar *calendar, int64_t received_us, int64_t limit,
		     enum limit_unit unit);

/* How many events fall on a day, relative to others: Mondays are full, weekends and
 * holidays nearly empty. */
int calendar_weight(const struct calendar *calendar, int32_t day);
/* An instant of DAY: by the rhythm of offices, most between 8 and 10 h; with ONLINE also
 * in the evening and at night. */
int64_t calendar_instant(struct random *random, int32_t day, bool online);
/* An instant SECONDS after AT, moved into office hours of a working day if it is not. */
int64_t calendar_in_office(const struct calendar *calendar, struct random *random,
			   int64_t at_us, int64_t seconds);

#endif
