/* SPDX-License-Identifier: PostgreSQL
 *
 * settle.h - moves a decoded event from the decoder's memory into the batch's.
 *
 * Pure but for the arena.
 */
#ifndef SCHEMA_CONTRACT_SETTLE_H
#define SCHEMA_CONTRACT_SETTLE_H

#include "schema/base/arena.h"
#include "schema/contract/event.h"

/* Copies the members, the extensions and all texts of EVENT into one piece of ARENA. */
void event_settle(struct event *event, struct arena *arena);

#endif
