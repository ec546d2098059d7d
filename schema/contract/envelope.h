/* SPDX-License-Identifier: PostgreSQL
 *
 * envelope.h - inside of the decoder: the attributes of an event, out of their slots.
 */
#ifndef SCHEMA_CONTRACT_ENVELOPE_H
#define SCHEMA_CONTRACT_ENVELOPE_H

#include "schema/contract/slots.h"

/* Fills stated, source, id and time_us (R1, R2, R7); texts are copied into ARENA.  With
 * a reason FAULT has the attribute and its place. */
enum reason envelope_read(const struct slots *slots, struct arena *arena,
			  struct event *event, struct fault *fault) MUST_CHECK;

/* The extensions that pass through untouched; NULL: none. */
const struct extensions *envelope_extensions(const struct slots *slots,
					     struct arena *arena);

/* Source and id of a refused record as far as they can be read, for the dead letter. */
void envelope_name(const struct slots *slots, struct arena *arena, struct fault *fault);

#endif
