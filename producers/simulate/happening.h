/* SPDX-License-Identifier: PostgreSQL
 *
 * happening.h - one event of the simulation before it is bytes, and the plan of one
 * entity: all its events, from which the queue takes copies.
 */
#ifndef PRODUCERS_SIMULATE_HAPPENING_H
#define PRODUCERS_SIMULATE_HAPPENING_H

#include <stdint.h>

#include "producers/simulate/random.h"
#include "producers/simulate/simulation.h"
#include "schema/contract/event.h"

enum { ENTITY_BYTES = 48, PLAN_EVENTS_MAX = 128, PLAN_MEMBERS_MAX = 14 };

struct happening {
	int64_t at_us;   /* when it happened */
	int64_t time_us; /* when its source stated it */
	int64_t show_us; /* when it enters the log: order of the output */
	uint64_t number; /* of the entity in its stream */
	enum event_type type;
	uint16_t step;
	uint8_t stream;
	uint8_t source;
	uint8_t member_count;
	char entity[ENTITY_BYTES];
	char other[ENTITY_BYTES]; /* another entity that a member names, else empty */
	struct member *members; /* ordered by name; texts live as long as the province */
};

struct plan {
	struct simulation *sim;
	struct random random;
	enum stream stream;
	uint64_t number;
	int source;
	char entity[ENTITY_BYTES];
	int count;
	struct happening events[PLAN_EVENTS_MAX];
	struct member members[PLAN_EVENTS_MAX][PLAN_MEMBERS_MAX];
};

/* The plan of a fresh entity; its random stream begins. */
struct plan *plan_begin(struct simulation *sim, enum stream stream, uint64_t number,
			int source);
/* The next event, of the entity that the plan names at this moment. */
struct happening *plan_event(struct plan *plan, enum event_type type, int64_t at_us);
void happening_number(struct happening *happening, enum member_name name, int64_t number);
/* TEXT lives as long as the province. */
void happening_text(struct happening *happening, enum member_name name, const char *text);
/* The code of another entity, which is copied; one a happening. */
void happening_other(struct happening *happening, enum member_name name, const char *code);
void happening_null(struct happening *happening, enum member_name name);
bool happening_states(const struct happening *happening, enum member_name name);

/* Disturbs the plan as the options say, and queues it. */
void plan_commit(struct plan *plan);

/* The JSON of a happening, valid until the next call. */
struct slice happening_encode(const struct simulation *sim,
			      const struct happening *happening);

#endif
