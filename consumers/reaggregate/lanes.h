/* SPDX-License-Identifier: PostgreSQL
 *
 * lanes.h - the lanes of the generation that is being built, as count.build has them.
 *
 * Thread: whoever holds the builder's lock.
 */
#ifndef CONSUMERS_REAGGREGATE_LANES_H
#define CONSUMERS_REAGGREGATE_LANES_H

#include "consumers/reaggregate/portion.h"

enum { LANES_MAX = 128 };

struct lanes {
	struct lane items[LANES_MAX]; /* never move: threads hold pointers */
	int count;
};

/* Reads all of them; those that a thread has taken are left to it. */
bool lanes_read(struct lanes *lanes, PGconn *session, struct error *err) MUST_CHECK;
void lanes_release(struct lanes *lanes);

/* Takes a lane that is neither finished nor taken; NULL for none. */
struct lane *lanes_take(struct lanes *lanes);
void lane_advance(struct lane *lane, const char *upto, int64_t entities, bool finished);

int64_t lanes_entities(const struct lanes *lanes);
/* Never less than what is counted: it is an estimate. */
int64_t lanes_about(const struct lanes *lanes);
bool lanes_finished(const struct lanes *lanes);

#endif
