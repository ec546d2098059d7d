/* SPDX-License-Identifier: PostgreSQL
 *
 * same.h - the law of the contract that every target which makes events checks:
 * what is encoded is decoded again, to the same event.
 */
#ifndef TESTS_FUZZ_SAME_H
#define TESTS_FUZZ_SAME_H

#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

/* Every text of EVENT can be read to its last byte. */
void event_touch(const struct event *event);
/* A and B say the same, extensions too. */
void events_check_same(const struct event *a, const struct event *b);
/* Encodes EVENT, decodes it under its entity's key; aborts unless RET_EVENT is there. */
void event_check_round_trip(struct encoder *encoder, struct decoder *decoder,
			    struct arena *arena, const struct event *event,
			    struct event *ret_event);

#endif
