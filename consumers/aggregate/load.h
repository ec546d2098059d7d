/* SPDX-License-Identifier: PostgreSQL
 *
 * load.h - what a batch needs from the database before it can be folded.
 *
 * Reads go over a session of their own, so that they run while the batch before is
 * being written.  That is sound: whatever the batches in flight change is in the cache
 * and is not read, and what somebody else changes is caught by the revision of the row.
 *
 * Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_LOAD_H
#define CONSUMERS_AGGREGATE_LOAD_H

#include <libpq-fe.h>

#include "consumers/aggregate/batch.h"
#include "consumers/aggregate/entity.h"
#include "consumers/aggregate/generation.h"
#include "consumers/aggregate/positions.h"
#include "consumers/aggregate/primary.h"
#include "schema/base/error.h"

/* A session that has the load statements prepared, and on which server it is. */
bool load_open(PGconn **ret_session, struct primary *primary, struct primary_id *ret_id,
	       struct error *err) MUST_CHECK;

/* Every code that has a number.  Called once a connection. */
bool load_all_codes(PGconn *session, struct codes *codes, struct error *err) MUST_CHECK;

/* Generations that take deltas; ERROR_STOP where one was built by other rules than this
 * program has (R22). */
bool load_generations(PGconn *session, struct generations *ret_generations,
		      struct error *err) MUST_CHECK;

/* Where to read on in the partitions given; those never read get a row at 0. */
bool load_positions(PGconn *session, const enum topic *topics, const int32_t *partitions,
		    struct position_stored *ret_stored, int count,
		    struct error *err) MUST_CHECK;

enum { LOAD_INDICATOR_KEY_BYTES = 512 };

/* The code of the indicator in row ROW of a load statement: indicator|unit|period. */
struct slice load_indicator_code(const struct codes *codes, const PGresult *result, int row,
				 char ret_text[LOAD_INDICATOR_KEY_BYTES]);

/* Numbers for every code of the batch, and its entities loaded into the cache. */
bool load_batch(PGconn *session, const struct batch *batch, uint64_t number,
		struct codes *codes, struct entity_cache *cache,
		struct error *err) MUST_CHECK;

#endif
