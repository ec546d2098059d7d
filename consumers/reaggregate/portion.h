/* SPDX-License-Identifier: PostgreSQL
 *
 * portion.h - some entities of a lane, as they were when the generation was registered.
 *
 * Or those of shadow.h, which nothing changes any more.
 *
 * That is a constant, so a portion may be read in any snapshot since and any number of
 * times; only adding it to the counters must happen once (builder.h).
 *
 * Thread: belongs to one thread.
 */
#ifndef CONSUMERS_REAGGREGATE_PORTION_H
#define CONSUMERS_REAGGREGATE_PORTION_H

#include <libpq-fe.h>

#include "consumers/aggregate/entity.h"
#include "consumers/aggregate/primary.h"
#include "schema/base/error.h"

/* A range of keys that is counted in order (count.build). */
struct lane {
	enum entity_kind kind;
	int number;
	char *done;       /* greatest key counted */
	char *upto;       /* last key */
	int64_t entities; /* counted */
	int64_t about;
	bool finished;
	bool taken;       /* by a thread of this builder */
};

struct portion {
	struct entity **entities; /* live in the cache until it is cleared */
	uint32_t count, capacity;
	char *upto;    /* greatest key read */
	bool finished; /* nothing of the lane comes after it */
};

/* A session that has the statements prepared for the facts in SCHEMA ("fact", "shadow"), and
 * on which server it is. */
bool portion_open(PGconn **ret_session, struct primary *primary, const char *schema,
		  struct primary_id *ret_id, struct error *err) MUST_CHECK;

/* At most MOST entities of LANE after the key SINCE, into CACHE, which is cleared first. */
bool portion_read(PGconn *session, const struct lane *lane, const char *since, int64_t most,
		  const struct codes *codes, struct entity_cache *cache,
		  struct portion *portion, struct error *err) MUST_CHECK;
void portion_release(struct portion *portion);

#endif
