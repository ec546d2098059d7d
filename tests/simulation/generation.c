/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/generation.h"

#include <stdio.h>

#include "consumers/aggregate/generation.h"
#include "schema/base/check.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/rule.h"
#include "tests/simulation/server.h"
#include "tests/simulation/state.h"
#include "tests/simulation/verdict.h"
#include "tests/simulation/wire.h"

/* Of all but the first, in the state.  Values of the state never change in place, so what
 * a row held then is a pointer. */
struct registered {
	bool building;
	int64_t since[BROKER_PARTITIONS];
	const struct slice *was; /* of each row that there was when it was registered */
	uint32_t row_count;
};

/* A row of count.before. */
struct kept {
	int64_t kind;
	struct slice key; /* as in wire.before */
	struct slice was; /* data NULL: there was no such fact */
};

/* Tables of facts in the order of enum entity_kind. */
static const enum write_table tables[] = { WRITE_dossier, WRITE_document, WRITE_workfile,
					   WRITE_indicator };

static bool
find(int number, struct registered *ret)
{
	char key = (char)number;
	struct slice value = state_get(TABLE_GENERATION, (struct slice){ &key, 1 });

	if (value.data)
		memcpy(ret, value.data, sizeof *ret);
	return value.data != NULL;
}

static void
put(int number, const struct registered *registered)
{
	char key = (char)number;

	state_put(TABLE_GENERATION, (struct slice){ &key, 1 },
		  (struct slice){ (const char *)registered, sizeof *registered });
}

int
generation_count(void)
{
	struct registered ignored;
	int count = 1;

	while (find(count + 1, &ignored))
		count++;
	return count;
}

bool
generation_is_building(int number)
{
	struct registered registered;

	return find(number, &registered) && registered.building;
}

int64_t
generation_since(int number, int partition)
{
	struct registered registered;

	return find(number, &registered) ? registered.since[partition] : 0;
}

static void
register_next(int number)
{
	struct registered registered = { .building = true };
	const struct state_row *row;
	struct slice *was;

	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		int32_t partition;
		enum topic topic = broker_topic(i, &partition);

		registered.since[i] = server_position(topic, partition).next;
	}
	while (state_row(registered.row_count))
		registered.row_count++;
	was = arena_alloc(state_arena(), registered.row_count * sizeof *was);
	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		was[i] = row->value;
	registered.was = was;
	put(number, &registered);
	figures.generations++;
}

static void
take(int number, struct registered *registered)
{
	const struct state_row *row;

	registered->building = false;
	put(number, registered);
	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		if (row->table == WRITE_before && row->value.data)
			state_put(WRITE_before, row->key, (struct slice){ NULL, 0 });
}

void
generation_step(void)
{
	int last = generation_count();
	struct registered registered;

	if (find(last, &registered) && registered.building)
		take(last, &registered);
	else if (last < GENERATIONS_MAX)
		register_next(last + 1);
	state_commit();
}

const char *
generation_check(struct slice rows)
{
	struct wire_array array = wire_open(rows);
	int count = generation_count(), number = 0;
	struct slice element;
	struct wire_row row;

	while (wire_next(&array, &element)) {
		wire_split(element, &row);
		if (wire_number(row.column[0]) != ++number || number > count ||
		    (wire_number(row.column[1]) != 0) != generation_is_building(number))
			return RULE_FENCED;
	}
	return number == count ? NULL : RULE_FENCED;
}

/* Whether KEY of wire.before names the fact whose row is VALUE. */
static bool
names(int64_t kind, struct slice key, struct slice value)
{
	const int *columns;
	struct wire_row row;
	struct slice period;
	char text[128];

	wire_split(value, &row);
	rule_key_columns(tables[kind], &columns);
	if (tables[kind] != WRITE_indicator)
		return slice_equal(row.column[columns[0]], key);
	period = row.column[columns[2]];
	snprintf(text, sizeof text, "%d|%d|%.*s", (int)wire_number(row.column[columns[0]]),
		 (int)wire_number(row.column[columns[1]]), (int)period.length, period.data);
	return slice_equal(slice_text(text), key);
}

/* As it is now, data NULL: there is none. */
static struct slice
fact(int64_t kind, struct slice key)
{
	const struct state_row *row;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		if (row->table == (int)tables[kind] && row->value.data &&
		    names(kind, key, row->value))
			return row->value;
	return (struct slice){ NULL, 0 };
}

const char *
generation_keep(struct slice rows)
{
	struct wire_array array = wire_open(rows);
	char bytes[RULE_KEY_BYTES_MAX];
	struct slice element, key;
	struct wire_row row;

	while (wire_next(&array, &element)) {
		struct kept kept;

		wire_split(element, &row);
		kept = (struct kept){ wire_number(row.column[0]), row.column[1], { NULL, 0 } };
		CHECK(kept.kind >= 0 && kept.kind < (int64_t)ARRAY_COUNT(tables));
		key = rule_key(WRITE_before, &row, bytes);
		if (state_get(WRITE_before, key).data)
			continue;
		kept.was = fact(kept.kind, kept.key);
		state_put(WRITE_before, key,
			  (struct slice){ (const char *)&kept, sizeof kept });
	}
	return NULL;
}

static bool
find_kept(int64_t kind, struct slice value, struct kept *ret)
{
	const struct state_row *row;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		if (row->table != WRITE_before || !row->value.data)
			continue;
		memcpy(ret, row->value.data, sizeof *ret);
		if (ret->kind == kind && names(kind, ret->key, value))
			return true;
	}
	return false;
}

/* A fact of KIND that there is now, and that was WAS when the generation was registered. */
static void
check_fact(int64_t kind, struct slice now, struct slice was)
{
	struct kept kept;

	if (!find_kept(kind, now, &kept))
		kept.was = now;
	if ((kept.was.data != NULL) != (was.data != NULL) || !slice_equal(kept.was, was))
		verdict_broken("a fact of kind %d, as it was when the generation was registered, "
			       "cannot be told any more",
			       (int)kind);
}

void
generation_check_kept(void)
{
	struct registered registered;
	const struct state_row *row;

	if (!find(generation_count(), &registered) || !registered.building)
		return;
	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		struct slice was = i < registered.row_count ? registered.was[i]
							    : (struct slice){ NULL, 0 };

		for (size_t kind = 0; kind < ARRAY_COUNT(tables); kind++)
			if (row->table == (int)tables[kind] && row->value.data)
				check_fact((int64_t)kind, row->value, was);
	}
}
