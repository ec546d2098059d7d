/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier.h - inside of the simulation: what the parts of a dossier's life share.
 */
#ifndef PRODUCERS_SIMULATE_DOSSIER_H
#define PRODUCERS_SIMULATE_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "producers/simulate/simulation.h"
#include "schema/contract/event.h"

struct plan;
struct happening;

struct life {
	struct plan *plan;
	const char *unit;
	const char *handling_unit; /* NULL: the receiving one */
	const struct procedure *procedure;
	enum channel channel;
	bool by_code;    /* its system speaks in status codes (R5) */
	bool incomplete; /* its system leaves members out */
	int64_t received_us;
	int64_t now_us; /* of the last step */
	int64_t pause_us;      /* begin of the last supplement or stop; 0: none */
	enum event_type pause; /* its type */
	int32_t due;
	int64_t fee_vnd;
	bool ended;
	int64_t ended_us;
};

/* An event of TYPE, as a status code where the system speaks so. */
struct happening *life_event(struct life *life, enum event_type type, int64_t at_us);
/* Some time after AT, in office hours. */
int64_t life_later(struct life *life, int64_t at_us, int64_t low_seconds,
		   int64_t high_seconds);
bool life_chance(struct life *life, int per_mille);

void life_work(struct life *life);       /* processing, transfers, pauses */
void life_end(struct life *life);        /* re-appointment, result, return, rating */
void life_afterwards(struct life *life); /* corrections, retractions, second codes */

#endif
