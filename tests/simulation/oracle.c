/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/oracle.h"

#include <endian.h>
#include <xxhash.h>

#include "consumers/aggregate/entity.h"
#include "consumers/aggregate/entity_row.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/generation.h"
#include "tests/simulation/rule.h"
#include "tests/simulation/server.h"
#include "tests/simulation/state.h"
#include "tests/simulation/story.h"
#include "tests/simulation/verdict.h"

typedef void record_fn(int partition, const struct broker_record *record);

static void
each_record(record_fn *take)
{
	const struct broker_record *record;

	for (int i = 0; i < BROKER_PARTITIONS; i++)
		for (int j = 0; (record = broker_record(i, j)) != NULL; j++)
			take(i, record);
}

static int
row_count(int table)
{
	const struct state_row *row;
	int count = 0;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		count += row->table == table && row->value.data;
	return count;
}

static void
check_count(enum write_table table, int expected)
{
	static const char *const names[] = {
#define WRITE(name, statement, type) #name,
#include "consumers/aggregate/write.def"
	};

	if (row_count(table) != expected)
		verdict_broken("table %s has %d rows, must be %d", names[table],
			       row_count(table), expected);
}

static void
check_positions(void)
{
	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		int32_t partition;
		enum topic topic = broker_topic(i, &partition);
		struct position_row row = server_position(topic, partition);
		struct broker_range all = broker_range(topic, partition, 0, broker_end(i));

		if (row.next != broker_end(i) || row.read != all.read ||
		    row.dead != all.dead || row.applied != all.read - all.dead)
			verdict_broken("%s %d: next %lld, read %lld, applied %lld, dead %lld; "
				       "its log ends at %lld with %d records, %d dead",
				       topic_name(topic), (int)partition, (long long)row.next,
				       (long long)row.read, (long long)row.applied,
				       (long long)row.dead, (long long)broker_end(i),
				       all.read, all.dead);
	}
}

static int dead_count;

/* Its columns begin with topic, partition and offset, the reason is the seventh. */
static void
check_dead(int partition, const struct broker_record *record)
{
	const struct state_row *row;
	struct wire_row dead;
	int32_t number;
	enum topic topic = broker_topic(partition, &number);

	if (!record->story->dead)
		return;
	dead_count++;
	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		if (row->table != WRITE_dead || !row->value.data)
			continue;
		wire_split(row->value, &dead);
		if (wire_number(dead.column[0]) == (int64_t)topic &&
		    wire_number(dead.column[1]) == number &&
		    wire_number(dead.column[2]) == record->offset &&
		    slice_equal(dead.column[6],
				slice_text(reason_name(record->story->fault.reason))))
			return;
	}
	verdict_broken("dead letter %s of %s %d at %lld is missing", record->story->name,
		       topic_name(topic), (int)number, (long long)record->offset);
}

/* What the catalogue, and the sources, must hold. */
static struct latest {
	struct slice name;
	int64_t time_us;           /* of the latest statement, 0: none */
	const struct event *event; /* of the greatest version */
} latest[2][8];                    /* catalogue rows, sources */
static int latest_count[2];

static struct latest *
latest_of(int kind, struct slice name)
{
	for (int i = 0; i < latest_count[kind]; i++)
		if (slice_equal(latest[kind][i].name, name))
			return &latest[kind][i];
	CHECK_OP(latest_count[kind], <, 8);
	latest[kind][latest_count[kind]] = (struct latest){ .name = name };
	return &latest[kind][latest_count[kind]++];
}

static void
take_greatest(struct latest *item, const struct event *event)
{
	struct stamp new = stamp_of(event), old;

	if (item->event)
		old = stamp_of(item->event);
	if (!item->event || stamp_compare(&new, &old) > 0)
		item->event = event;
}

static void
take_latest(int partition, const struct broker_record *record)
{
	const struct event *event = &record->story->event;
	struct latest *source;

	(void)partition;
	if (record->story->dead)
		return;
	source = latest_of(1, event->source);
	if (event->type == EVENT_SOURCE_HEARTBEAT)
		take_greatest(source, event);
	else if (event->time_us > source->time_us)
		source->time_us = event->time_us;
	if (event_type_entity(event->type) == ENTITY_REFERENCE)
		take_greatest(latest_of(0, event->entity), event);
}

static bool
has_version(struct slice column, const struct event *event)
{
	unsigned char version[STAMP_BYTES];
	struct stamp stamp;

	if (!event)
		return column.data == NULL;
	stamp = stamp_of(event);
	stamp_pack(&stamp, version);
	return slice_equal(column, (struct slice){ (const char *)version, STAMP_BYTES });
}

/* By which facts name the source NAME. */
static bool
has_hash(struct slice column, struct slice name)
{
	uint32_t hash = htobe32(XXH32(name.data, name.length, 0));

	return slice_equal(column, (struct slice){ (const char *)&hash, sizeof hash });
}

/* A row of TABLE whose columns are those of ITEM; the version is column VERSION. */
static bool
has_latest(enum write_table table, int version, const struct latest *item)
{
	const struct state_row *row;
	struct wire_row columns;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		if (row->table != (int)table || !row->value.data)
			continue;
		wire_split(row->value, &columns);
		if (!has_version(columns.column[version], item->event))
			continue;
		if (table != WRITE_source)
			return true;
		if (slice_equal(columns.column[7], item->name) && has_hash(columns.column[6], item->name) &&
		    (columns.column[2].data != NULL) == (item->time_us != 0) &&
		    (!item->time_us || wire_number(columns.column[2]) ==
					       item->time_us - POSTGRES_EPOCH_US))
			return true;
	}
	return false;
}

static void
check_latest(void)
{
	static const enum write_table tables[] = { WRITE_reference_unit, WRITE_source };
	static const int versions[] = { 8, 5 };

	latest_count[0] = latest_count[1] = 0;
	each_record(take_latest);
	for (int kind = 0; kind < 2; kind++) {
		check_count(tables[kind], latest_count[kind]);
		for (int i = 0; i < latest_count[kind]; i++)
			if (!has_latest(tables[kind], versions[kind], &latest[kind][i]))
				verdict_broken("what is kept of \"%.*s\" is not the latest",
					       (int)latest[kind][i].name.length,
					       latest[kind][i].name.data);
	}
}

static struct entity_cache entities;
static struct codes *code_numbers;

/* The numbers that the database gave. */
static void
read_codes(void)
{
	const struct state_row *row;
	int32_t number;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		if (row->table != TABLE_CODE || !row->value.data)
			continue;
		memcpy(&number, row->value.data, sizeof number);
		codes_add(code_numbers, (enum code_kind)row->key.data[0],
			  (struct slice){ row->key.data + 1, row->key.length - 1 }, number);
	}
}

static bool
has_numbers(const struct event *event)
{
	for (int i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];
		enum code_kind kind = member_code_kind(member->name);
		int32_t number;

		if (kind == 0 || member->is_null || codes_find(code_numbers, kind, member->text, &number))
			continue;
		verdict_broken("code \"%.*s\" has no number", (int)member->text.length,
			       member->text.data);
		return false;
	}
	return true;
}

static bool
apply(struct entity *entity, const struct event *event)
{
	switch (entity->kind) {
	case ENTITY_DOSSIER:
		return dossier_apply(&entity->dossier, event, code_numbers);
	case ENTITY_DOCUMENT:
		return document_apply(&entity->document, event, code_numbers);
	case ENTITY_WORKFILE:
		return workfile_apply(&entity->workfile, event, code_numbers);
	case ENTITY_INDICATOR:
		return indicator_apply(&entity->indicator, event);
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
		break;
	}
	return false;
}

/* Records up to where this generation begins are folded; 0: all of them. */
static int before_generation;

static void
fold(int partition, const struct broker_record *record)
{
	const struct event *event = &record->story->event;
	struct entity *entity;

	if (before_generation > 0 &&
	    record->offset >= generation_since(before_generation, partition))
		return;
	if (record->story->dead || event_type_entity(event->type) >= ENTITY_REFERENCE ||
	    !has_numbers(event))
		return;
	entity = entity_get(&entities, event_type_entity(event->type), event->entity);
	if (apply(entity, event))
		entity->changed = true;
}

static int32_t
number_of(enum code_kind kind, const char *from, const char *to, const struct codes *codes)
{
	int32_t number = 0;

	CHECK(codes_find(codes, kind, (struct slice){ from, (size_t)(to - from) }, &number));
	return number;
}

struct oracle_indicator
oracle_indicator(const struct entity *entity, const struct codes *codes)
{
	struct slice text = entity_code(entity);
	const char *end = text.data + text.length;
	const char *first = memchr(text.data, '|', text.length);
	const char *second;

	CHECK(first != NULL);
	second = memchr(first + 1, '|', (size_t)(end - first - 1));
	CHECK(second != NULL);
	return (struct oracle_indicator){
		.indicator = number_of(CODE_INDICATOR, text.data, first, codes),
		.unit = number_of(CODE_UNIT, first + 1, second, codes),
		.period = { second + 1, (size_t)(end - second - 1) },
	};
}

static void
store(struct entity *entity, struct write *write)
{
	static struct contribution contribution;

	if (entity->kind == ENTITY_INDICATOR) {
		struct oracle_indicator key = oracle_indicator(entity, code_numbers);

		entity_row_store_indicator(entity, key.indicator, key.unit, key.period, write);
		return;
	}
	if (entity->kind == ENTITY_DOSSIER) {
		dossier_contribution(&entity->dossier, &contribution);
		entity->ended_kind = contribution.ended_kind;
		entity->ended_at_us = contribution.ended_at_us;
	}
	entity_row_store(entity, write);
}

/* Every column but the revision and the positions, which stand before the code. */
static void
check_row(enum write_table table, struct slice element)
{
	char bytes[RULE_KEY_BYTES_MAX];
	struct wire_row want, have;
	struct slice value;
	int revision;
	bool is_fact = rule_is_fact(table, &revision);

	wire_split(element, &want);
	value = state_get(table, rule_key(table, &want, bytes));
	if (!value.data) {
		verdict_broken("a row is missing in the table of write.def number %d", table);
		return;
	}
	wire_split(value, &have);
	for (int i = 0; i < want.count; i++)
		if (!(is_fact && (i == revision || i == want.count - 2)) &&
		    !slice_equal(want.column[i], have.column[i]))
			verdict_broken("column %d of \"%.*s\" is not what the records say", i,
				       (int)want.column[want.count - 1].length,
				       want.column[want.count - 1].data);
}

static void
check_facts(void)
{
	static const enum write_table tables[] = { WRITE_dossier, WRITE_document,
						   WRITE_recipient, WRITE_workfile,
						   WRITE_indicator };
	static struct write write;

	write_reset(&write);
	for (struct entity *entity = entities.oldest; entity; entity = entity->newer)
		if (entity->changed)
			store(entity, &write);
	for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
		struct rows *rows = &write.rows[tables[i]];
		struct wire_array array = wire_open(rows_parameter(rows, 0));
		struct slice element;

		check_count(tables[i], (int)rows->count);
		while (wire_next(&array, &element))
			check_row(tables[i], element);
	}
}

/* A generation that was registered later holds what changed since. */
static void
check_counters(void)
{
	int count = generation_count();

	oracle_counters_begin();
	for (int number = 1; number <= count; number++)
		oracle_counters_add(number, &entities, code_numbers, 1);
	for (int number = 2; number <= count; number++) {
		entity_cache_clear(&entities);
		before_generation = number;
		each_record(fold);
		oracle_counters_add(number, &entities, code_numbers, -1);
	}
	before_generation = 0;
	oracle_counters_check();
}

void
oracle_check(void)
{
	check_positions();
	dead_count = 0;
	each_record(check_dead);
	check_count(WRITE_dead, dead_count);
	check_latest();
	code_numbers = codes_open();
	entity_cache_init(&entities, 0);
	read_codes();
	each_record(fold);
	if (!verdict_text())
		check_facts();
	if (!verdict_text())
		check_counters();
	generation_check_kept();
	entity_cache_clear(&entities);
	code_numbers = codes_close(code_numbers);
}
