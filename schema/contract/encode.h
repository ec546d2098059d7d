/* SPDX-License-Identifier: PostgreSQL
 *
 * encode.h - from an event to the bytes of a structured CloudEvent.
 *
 * Only members of the contract come out, so what a producer re-encodes cannot carry an
 * unknown member into a topic.  decode(encode(event)) is the same event.
 *
 * Thread: an encoder belongs to one thread.
 */
#ifndef SCHEMA_CONTRACT_ENCODE_H
#define SCHEMA_CONTRACT_ENCODE_H

#include "schema/contract/event.h"

#define EVENT_CONTENT_TYPE "application/cloudevents+json; charset=utf-8"

struct encoder;

struct encoder *encoder_open(void);
struct encoder *encoder_close(struct encoder *encoder); /* NULL is fine; returns NULL */

/* The JSON of EVENT, valid until the next call.  Of the event are used: stated, source,
 * id, entity, time_us, at_us and the members (for a reader of foreign formats: fill
 * these, then encode; hashes are not needed).  A dossier.status event carries its code
 * as a member.  The entity key member (dossier, document, workfile) is written from
 * `entity` when it is not among the members. */
struct slice encode_event(struct encoder *encoder, const struct event *event);

#endif
