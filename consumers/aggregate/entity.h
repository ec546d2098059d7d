/* SPDX-License-Identifier: PostgreSQL
 *
 * entity.h - the entities that a worker holds in memory between batches.
 *
 * A cached entity is the committed row plus what the batches in flight will make of it.
 * It may leave memory only when no batch in flight has written it (`written_by` is
 * settled): the database does not have its newest state before.  After any failure the
 * whole cache is dropped.
 *
 * Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_ENTITY_H
#define CONSUMERS_AGGREGATE_ENTITY_H

#include <uthash.h>

#include "schema/model/contribution.h"

enum { ENTITY_POSITIONS_MAX = 128 };

/* Key of an indicator: its code numbers, then the period's text. */
struct entity {
	UT_hash_handle hh;
	struct entity *older, *newer; /* by last use */
	struct entity *touched_next;  /* list of the batch that is being folded */
	uint64_t written_by;          /* number of the last batch that wrote it */
	uint64_t touched_by;          /* number of the last batch that looked at it */
	size_t bytes;                 /* as counted against the cache's limit */
	enum entity_kind kind;
	int32_t revision;             /* of the row, 0 for none */
	bool loaded;                  /* the row, or its absence, is known */
	bool changed;                 /* by the batch that is being folded */
	enum ended_kind ended_kind;   /* derived, of a dossier: what it last contributed */
	int64_t ended_at_us;
	uint16_t position_count, position_capacity;
	uint64_t *positions;          /* latest 128 events that changed it */
	union {
		struct dossier dossier;
		struct document document;
		struct workfile workfile;
		struct {
			struct indicator indicator;
			struct indicator_contribution indicator_old;
		};
	};
	uint32_t key_length; /* of the key with its leading kind byte */
	char key[];          /* kind byte, then the code */
};

struct entity_cache {
	struct entity *table;
	struct entity *oldest, *newest;
	size_t bytes, bytes_max;
};

void entity_cache_init(struct entity_cache *cache, size_t bytes_max);
/* Forgets everything. */
void entity_cache_clear(struct entity_cache *cache);
/* Lets the longest unused go until the limit holds; keeps those that a batch after
 * SETTLED has written or looked at. */
void entity_cache_trim(struct entity_cache *cache, uint64_t settled);

/* The entity of CODE, made with nothing known (loaded = false) where it is new. */
struct entity *entity_get(struct entity_cache *cache, enum entity_kind kind,
			  struct slice code);
struct entity *entity_find(struct entity_cache *cache, enum entity_kind kind,
			   struct slice code);
struct slice entity_code(const struct entity *entity);
void entity_add_position(struct entity *entity, uint64_t position);
/* Counts its memory anew after it changed. */
void entity_account(struct entity_cache *cache, struct entity *entity);

#endif
