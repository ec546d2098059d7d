/* SPDX-License-Identifier: PostgreSQL
 *
 * properties.h - the sentences that must hold for every history.
 *
 * A property looks at one history and gives NULL, or what was wrong.  It takes any part
 * of a history, so that the runner can drop events from one that fails.
 */
#ifndef TESTS_PROPERTY_PROPERTIES_H
#define TESTS_PROPERTY_PROPERTIES_H

#include "schema/model/document.h"
#include "tests/property/history.h"

struct trial {
	const struct event *const *events;
	int count;
	int32_t first_day; /* of the history's dates */
	uint64_t seed;     /* for orders, cuts and days */
	const struct codes *codes;
};

struct property {
	enum entity_kind entity;
	const char *sentence;
	const char *(*fails)(const struct trial *trial);
};

extern const struct property dossier_state_properties[];  /* end with sentence NULL */
extern const struct property dossier_count_properties[];
extern const struct property document_state_properties[];
extern const struct property document_count_properties[];
extern const struct property indicator_properties[];

enum { TRIAL_ORDER_MAX = 2 * HISTORY_EVENTS_MAX };

/* A random order of the trial's events in which every event stands at least once and
 * about half of them stand again.  Returns the length. */
int trial_order(const struct trial *trial, uint64_t salt,
		const struct event *ret_order[TRIAL_ORDER_MAX]);

/* What the events give in their own order; RET is the caller's to release. */
void trial_dossier(const struct trial *trial, struct dossier *ret);
void trial_document(const struct trial *trial, struct document *ret);

#endif
