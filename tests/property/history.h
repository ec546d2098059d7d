/* SPDX-License-Identifier: PostgreSQL
 *
 * history.h - arbitrary histories of one entity, from a seed.
 *
 * Arbitrary means: dates that contradict each other, bare dates, equal times, one id
 * used twice, duplicates, corrections with nulls, retractions of what is and is not
 * there, voids, aliases, more marks than are kept.  What the contract promises still
 * holds: members are ordered, each at most once, equal hashes mean equal content.
 */
#ifndef TESTS_PROPERTY_HISTORY_H
#define TESTS_PROPERTY_HISTORY_H

#include <stdio.h>

#include "schema/contract/event.h"
#include "schema/model/codes.h"

enum { HISTORY_EVENTS_MAX = 400, HISTORY_MEMBERS_MAX = 12, HISTORY_DAYS = 500 };

struct told {
	struct event event;
	struct member members[HISTORY_MEMBERS_MAX];
};

struct history {
	enum entity_kind entity;
	int32_t first_day; /* all dates lie from here on, within HISTORY_DAYS */
	int count;
	struct told told[HISTORY_EVENTS_MAX];
};

/* A table that knows every code that histories use. */
struct codes *history_codes(void);

void history_make(struct history *ret, enum entity_kind entity, uint64_t seed);

/* One line of JSON an event. */
void history_print(FILE *file, const struct event *event);

#endif
