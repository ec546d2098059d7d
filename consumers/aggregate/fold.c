/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/entity_row.h"
#include "schema/base/check.h"

void
fold_init(struct fold *fold, struct entity_cache *cache, const struct codes *codes)
{
	const int narrow = COUNTER_COUNT - COUNTER_WIDE_COUNT;

	memset(fold, 0, sizeof *fold);
	fold->cache = cache;
	fold->codes = codes;
	delta_init(&fold->fine, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->unit_day, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->moved_day, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->unit_month, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->procedure_month, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->province_day, COUNTER_WIDE_COUNT, narrow);
	delta_init(&fold->service, 0, 1);
	delta_init(&fold->party, 0, 1);
	delta_init(&fold->document_day, 0, DOCUMENT_COUNTER_COUNT);
	delta_init(&fold->recipient_day, 0, RECIPIENT_COUNTER_COUNT);
	delta_init(&fold->recipient_month, 0, RECIPIENT_COUNTER_COUNT);
	delta_init(&fold->workfile_day, 0, WORKFILE_COUNTER_COUNT);
}

enum { DELTA_COUNT = 12 };

static struct delta *
nth_delta(struct fold *fold, int n)
{
	struct delta *const all[] = { &fold->fine,	    &fold->unit_day,
				      &fold->moved_day,	    &fold->unit_month,
				      &fold->procedure_month, &fold->service,
				      &fold->party,	    &fold->document_day,
				      &fold->recipient_day, &fold->recipient_month,
				      &fold->workfile_day,  &fold->province_day };

	CHECK_OP(ARRAY_COUNT(all), ==, DELTA_COUNT);
	return all[n];
}

void
fold_release(struct fold *fold)
{
	for (int i = 0; i < DELTA_COUNT; i++)
		delta_release(nth_delta(fold, i));
	free(fold->changed);
	fold->changed = NULL;
}

/* Takes what the entity counts so far out of the counters, or puts in what it counts
 * now. */
static void
contribute(struct fold *fold, struct entity *entity, int sign)
{
	switch (entity->kind) {
	case ENTITY_DOSSIER:
		dossier_contribution(&entity->dossier, &fold->contribution);
		entity->ended_kind = fold->contribution.ended_kind;
		entity->ended_at_us = fold->contribution.ended_at_us;
		fold_add_dossier(fold, &fold->contribution, sign);
		return;
	case ENTITY_DOCUMENT:
		document_contribution(&entity->document, sign, fold_add_document_step, fold);
		return;
	case ENTITY_WORKFILE:
		workfile_contribution(&entity->workfile, sign, fold_add_document_step, fold);
		return;
	case ENTITY_INDICATOR:
		if (sign < 0)
			indicator_contribution(&entity->indicator, &entity->indicator_old);
		return;
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
		break;
	}
	CHECK(!"entities of this kind contribute nothing");
}

static void
touch(struct fold *fold, struct entity *entity)
{
	if (entity->touched_by == fold->number && entity->touched_next)
		return;
	entity->touched_by = fold->number;
	entity->changed = false;
	entity->touched_next = fold->touched ? fold->touched : entity;
	fold->touched = entity;
	contribute(fold, entity, -1);
}

static bool
apply(struct fold *fold, struct entity *entity, const struct event *event)
{
	switch (entity->kind) {
	case ENTITY_DOSSIER:
		return dossier_apply(&entity->dossier, event, fold->codes);
	case ENTITY_DOCUMENT:
		return document_apply(&entity->document, event, fold->codes);
	case ENTITY_WORKFILE:
		return workfile_apply(&entity->workfile, event, fold->codes);
	case ENTITY_INDICATOR:
		return indicator_apply(&entity->indicator, event);
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
		break;
	}
	return false;
}

static void
apply_events(struct fold *fold, const struct batch *batch)
{
	for (uint32_t i = 0; i < batch->event_count; i++) {
		const struct batch_event *item = &batch->events[i];
		enum entity_kind kind = event_type_entity(item->event.type);
		struct entity *entity;

		if (kind == ENTITY_REFERENCE || kind == ENTITY_SOURCE)
			continue;
		entity = entity_find(fold->cache, kind, item->event.entity);
		CHECK(entity != NULL && entity->loaded);
		touch(fold, entity);
		if (apply(fold, entity, &item->event)) {
			entity->changed = true;
			entity_add_position(entity, item->position);
		}
	}
}

static void
add_changed(struct fold *fold, struct entity *entity)
{
	if (fold->changed_count == fold->changed_capacity) {
		fold->changed_capacity = fold->changed_capacity ? fold->changed_capacity * 2 : 64;
		fold->changed = realloc(fold->changed,
					fold->changed_capacity * sizeof *fold->changed);
		CHECK(fold->changed != NULL);
	}
	fold->changed[fold->changed_count++] = entity;
}

static int
by_key(const void *a, const void *b)
{
	const struct entity *const *left = a;
	const struct entity *const *right = b;

	return slice_compare((struct slice){ (*left)->key, (*left)->key_length },
			     (struct slice){ (*right)->key, (*right)->key_length });
}

struct indicator_key
fold_indicator_key(const struct fold *fold, const struct entity *entity)
{
	struct slice code = entity_code(entity);
	const char *first = memchr(code.data, '|', code.length);
	const char *end = code.data + code.length;
	const char *second = memchr(first + 1, '|', (size_t)(end - first - 1));
	struct indicator_key key;

	CHECK(second != NULL);
	CHECK(codes_find(fold->codes, CODE_INDICATOR,
			 (struct slice){ code.data, (size_t)(first - code.data) },
			 &key.indicator));
	CHECK(codes_find(fold->codes, CODE_UNIT,
			 (struct slice){ first + 1, (size_t)(second - first - 1) },
			 &key.unit));
	key.period = (struct slice){ second + 1, (size_t)(end - second - 1) };
	return key;
}

static void
store(struct fold *fold, struct entity *entity, struct write *write)
{
	struct indicator_key key;

	if (entity->kind != ENTITY_INDICATOR) {
		entity_row_store(entity, write);
		return;
	}
	key = fold_indicator_key(fold, entity);
	entity_row_store_indicator(entity, key.indicator, key.unit, key.period, write);
}

/* Names ENTITY, so that its row is kept before it changes. */
static void
keep(const struct fold *fold, const struct entity *entity, struct rows *rows)
{
	struct slice code = entity_code(entity);
	struct indicator_key key;
	char text[64];

	if (entity->kind == ENTITY_INDICATOR) {
		key = fold_indicator_key(fold, entity);
		snprintf(text, sizeof text, "%d|%d|%.*s", (int)key.indicator, (int)key.unit,
			 (int)key.period.length, key.period.data);
		code = slice_text(text);
	}
	row_begin(rows, 2);
	row_number(rows, ROW_SMALLINT, entity->kind);
	row_text(rows, ROW_TEXT, code);
	row_end(rows);
}

static void
sort_changed(struct fold *fold)
{
	if (fold->changed_count > 1) /* of none there may be no array */
		qsort(fold->changed, fold->changed_count, sizeof *fold->changed, by_key);
}

static void
store_changed(struct fold *fold, struct write *write)
{
	bool building = generations_building(&fold->generations) != 0;

	sort_changed(fold);
	for (uint32_t i = 0; i < fold->changed_count; i++) {
		struct entity *entity = fold->changed[i];

		entity->written_by = fold->number;
		if (building)
			keep(fold, entity, &write->rows[WRITE_before]);
		store(fold, entity, write);
		entity_account(fold->cache, entity);
	}
}

/* What every touched entity counts now; unchanged ones cancel out to nothing. */
static void
settle_touched(struct fold *fold)
{
	struct entity *entity = fold->touched;

	while (entity) {
		struct entity *next = entity->touched_next;

		contribute(fold, entity, 1);
		if (entity->changed)
			add_changed(fold, entity);
		entity->touched_next = NULL;
		entity = next == entity ? NULL : next;
	}
	fold->touched = NULL;
}

static void
begin(struct fold *fold, struct write *write)
{
	CHECK_OP(fold->generations.count, >, 0);
	write_reset(write);
	fold->changed_count = 0;
	for (int i = 0; i < DELTA_COUNT; i++)
		delta_reset(nth_delta(fold, i));
}

void
fold_batch(struct fold *fold, const struct batch *batch, uint64_t number,
	   struct write *write)
{
	fold->number = number;
	begin(fold, write);
	generations_put(&fold->generations, &write->rows[WRITE_generation]);
	write->number = number;
	write->record_count = batch->record_count;
	write->notify = !batch->only_heartbeats || batch->dead_count > 0;
	apply_events(fold, batch);
	settle_touched(fold);
	store_changed(fold, write);
	fold_counters(fold, write);
	fold_catalogue(batch, write);
	fold_sources(batch, write);
	fold_positions(batch, write);
}

/* In the order of a batch, so that the two never lock each other out. */
void
fold_whole(struct fold *fold, struct entity *const *entities, uint32_t count,
	   struct write *write)
{
	begin(fold, write);
	for (uint32_t i = 0; i < count; i++) {
		contribute(fold, entities[i], 1);
		add_changed(fold, entities[i]);
	}
	sort_changed(fold);
	fold_counters(fold, write);
}

void
fold_change(struct fold *fold, struct entity *const *before, struct entity *const *after,
	    uint32_t count, struct write *write)
{
	begin(fold, write);
	for (uint32_t i = 0; i < count; i++) {
		contribute(fold, before[i], -1);
		contribute(fold, after[i], 1);
		if (after[i]->kind == ENTITY_INDICATOR)
			after[i]->indicator_old = before[i]->indicator_old;
		add_changed(fold, after[i]);
	}
	sort_changed(fold);
	if (generations_building(&fold->generations) != 0)
		for (uint32_t i = 0; i < fold->changed_count; i++)
			keep(fold, fold->changed[i], &write->rows[WRITE_before]);
	fold_counters(fold, write);
}

bool
fold_apply(struct fold *fold, struct entity *entity, const struct event *event)
{
	return apply(fold, entity, event);
}

void
fold_store(struct fold *fold, struct entity *entity, struct write *write)
{
	if (entity->kind == ENTITY_DOSSIER) {
		dossier_contribution(&entity->dossier, &fold->contribution);
		entity->ended_kind = fold->contribution.ended_kind;
		entity->ended_at_us = fold->contribution.ended_at_us;
	}
	store(fold, entity, write);
}
