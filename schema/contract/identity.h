/* SPDX-License-Identifier: PostgreSQL
 *
 * identity.h - inside of the decoder: which entity an event is about, and its hashes.
 */
#ifndef SCHEMA_CONTRACT_IDENTITY_H
#define SCHEMA_CONTRACT_IDENTITY_H

#include "schema/base/arena.h"
#include "schema/contract/event.h"

/* The id of the entity, which the record key must equal:
 *   dossiers, documents, work files   their code
 *   indicators                        indicator|unit|period
 *   catalogue rows                    kind|code...|valid_from, holiday|date
 *   heartbeats                        the source
 * '|' is in no code (R1), so no two entities share an id. */
struct slice event_entity(const struct event *event, struct arena *arena);

/* Fills hash_source, and hash_identity and hash_content (R8).  The content is hashed as: type (what it
 * stands for), at, then each member in order of its number: number, 1 when null else 0,
 * and either the length and bytes of its text or its number; integers of 8 bytes,
 * little-endian.  So spelling (5.0, +00:00), order and unknown members do not enter. */
void event_hash(struct event *event);

#endif
