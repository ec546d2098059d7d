/* SPDX-License-Identifier: PostgreSQL
 *
 * story.h - the records that schedules put into the log, by name.
 *
 * A few entities of every kind, told of by events that contradict, repeat and correct
 * each other, and records that are no events.  The same record twice is a duplicate.
 */
#ifndef TESTS_SIMULATION_STORY_H
#define TESTS_SIMULATION_STORY_H

#include "schema/contract/decode.h"

struct story {
	char name[32];
	enum topic topic;
	struct slice payload;
	bool dead;          /* the contract refuses it: `fault` says why */
	struct event event;
	struct fault fault;
};

/* Decodes all of them, once. */
void story_open(void);
void story_close(void);
int story_count(void);
const struct story *story_at(int number);
int story_find(const char *name); /* -1: there is none */

#endif
