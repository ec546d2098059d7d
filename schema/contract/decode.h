/* SPDX-License-Identifier: PostgreSQL
 *
 * decode.h - from the bytes of a record to an event, or to a reason.
 *
 * One pass over yajl's callbacks, no tree.  What yajl lets through and the contract
 * does not is refused here: \u0000, lone surrogates, duplicate keys, nesting beyond 16,
 * bytes that are not UTF-8, documents over 64 KiB.  Unknown members are read over and
 * never stored.  Nothing is allocated but from the batch's arena.
 *
 * Thread: a decoder belongs to one thread.
 */
#ifndef SCHEMA_CONTRACT_DECODE_H
#define SCHEMA_CONTRACT_DECODE_H

#include "schema/base/arena.h"
#include "schema/contract/event.h"

struct decoder;

/* A header of a record; binary mode carries the attributes in headers named ce_. */
struct record_header {
	struct slice name;
	struct slice value;
};

/* A record as it came from the log or from a file.  Nothing is owned. */
struct record {
	struct slice payload;
	struct slice key; /* data NULL: the record has no key, which is accepted */
	const struct record_header *headers;
	size_t header_count;
	int64_t broker_time_us; /* LogAppendTime; 0 where there is none: not checked */
};

struct decoder *decoder_open(void);
struct decoder *decoder_close(struct decoder *decoder); /* NULL is fine; returns NULL */

/* REASON_NONE: ret_event is filled.  Else ret_fault is filled.  Both point into ARENA
 * and into static text only, never into the record. */
enum reason decode_event(struct decoder *decoder, const struct record *record,
			 struct arena *arena, struct event *ret_event,
			 struct fault *ret_fault) MUST_CHECK;

#endif
