/* SPDX-License-Identifier: PostgreSQL
 *
 * poison.h - lines that a worker must refuse, one for each reason of the contract.
 *
 * Every line has bytes of its own, so that dead letters can be counted one by one.
 * key_differs shows only where the key is taken from the extension partitionkey, as
 * `trakhuc emit --raw` does; stated_in_future only where a broker's clock is asked.
 */
#ifndef PRODUCERS_SIMULATE_POISON_H
#define PRODUCERS_SIMULATE_POISON_H

#include <stdint.h>

#include "schema/contract/event.h"

struct poison {
	uint64_t seed;
	uint64_t number; /* of the next line */
	char *line;      /* POISON_BYTES_MAX */
};

enum { POISON_BYTES_MAX = 80 * 1024 };

void poison_init(struct poison *poison, uint64_t seed);
void poison_release(struct poison *poison);

/* The next line, stated at TIME; valid until the next call.  Reasons take turns. */
struct slice poison_next(struct poison *poison, int64_t time_us, enum reason *ret_reason);

#endif
