/* SPDX-License-Identifier: PostgreSQL
 *
 * fold.h - from a batch of events to the rows and counter deltas of one transaction.
 *
 * Every entity of the batch is in the cache and loaded, every code has its number
 * (load.h).  Many events of one entity become one row; its counters get
 * contribution(after the batch) minus contribution(before it).
 *
 * Pure memory: no clock, no I/O.  Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_FOLD_H
#define CONSUMERS_AGGREGATE_FOLD_H

#include "consumers/aggregate/batch.h"
#include "consumers/aggregate/delta.h"
#include "consumers/aggregate/entity.h"
#include "consumers/aggregate/generation.h"
#include "consumers/aggregate/write.h"

struct fold {
	struct entity_cache *cache;
	const struct codes *codes;
	struct generations generations; /* those that take deltas */

	/* the batch that is being folded */
	struct entity *touched;
	uint64_t number;
	struct delta fine, unit_day, moved_day, unit_month, procedure_month, province_day;
	struct delta service, party;
	struct delta document_day, recipient_day, recipient_month, workfile_day;
	struct entity **changed; /* sorted by code before it is written */
	uint32_t changed_count, changed_capacity;
	struct contribution contribution; /* scratch */
};

void fold_init(struct fold *fold, struct entity_cache *cache, const struct codes *codes);
void fold_release(struct fold *fold);

/* Applies BATCH as number NUMBER (from 1, rising) and fills WRITE. */
void fold_batch(struct fold *fold, const struct batch *batch, uint64_t number,
		struct write *write);

/* Fills WRITE with what COUNT entities contribute as they are, in the generations of the
 * fold: no facts, no positions.  For the builder of a generation. */
void fold_whole(struct fold *fold, struct entity *const *entities, uint32_t count,
		struct write *write);

/* Fills WRITE with what the counters gain when each of COUNT entities is what AFTER says and
 * no longer what BEFORE says: no facts.  For corrections. */
void fold_change(struct fold *fold, struct entity *const *before,
		 struct entity *const *after, uint32_t count, struct write *write);

/* Applies EVENT to its entity and to nothing else; true: it changed. */
bool fold_apply(struct fold *fold, struct entity *entity, const struct event *event);
/* Appends the row of ENTITY as it is, with what is derived from it. */
void fold_store(struct fold *fold, struct entity *entity, struct write *write);

/* Inside of the fold: the parts that have files of their own. */
void fold_counters(struct fold *fold, struct write *write);   /* fold_counters.c */
void fold_catalogue(const struct batch *batch, struct write *write); /* fold_catalogue.c */
void fold_sources(const struct batch *batch, struct write *write);   /* fold_sources.c */
void fold_positions(const struct batch *batch, struct write *write); /* fold_sources.c */

/* Numbers and period out of an indicator's entity text. */
struct indicator_key {
	int32_t indicator, unit;
	struct slice period;
};
struct indicator_key fold_indicator_key(const struct fold *fold,
					const struct entity *entity);

/* Adds the contribution of a dossier, SIGN +1 or -1, to the deltas. */
void fold_add_dossier(struct fold *fold, const struct contribution *contribution,
		      int sign);
/* Receives the steps of documents and work files; CONTEXT is the fold. */
document_step_fn fold_add_document_step;

#endif
