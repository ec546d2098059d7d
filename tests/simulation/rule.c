/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/rule.h"

#include "consumers/aggregate/entity_row.h"
#include "schema/base/check.h"
#include "tests/simulation/generation.h"
#include "tests/simulation/server.h"
#include "tests/simulation/state.h"

enum rule_kind {
	RULE_NONE,     /* no batch of a worker has rows of it */
	RULE_LIST,     /* the generations are those in force, else fenced: generation.c */
	RULE_KEPT,     /* what a fact was before it changes, once: generation.c */
	RULE_POSITION, /* moved from where it was begun, else fenced */
	RULE_FACT,     /* revision n + 1 follows n, else fenced; the first may be any */
	RULE_PUT,      /* the last one stands */
	RULE_VERSION,  /* the greatest version stands */
	RULE_SOURCE,   /* joined column by column */
	RULE_COUNTER,  /* added; zero is null again */
	RULE_ONCE,     /* a second one is an error */
};

struct rule {
	enum rule_kind kind;
	int guard; /* column of the revision or version */
	int key_count;
	int key[4];
};

static const struct rule rules[WRITE_COUNT] = {
	[WRITE_generation] = { RULE_LIST, 0, 0, { 0 } },
	[WRITE_before] = { RULE_KEPT, 0, 2, { 0, 1 } },
	[WRITE_position] = { RULE_POSITION, 0, 2, { 0, 1 } },
	[WRITE_dossier] = { RULE_FACT, DOSSIER_REGISTER_COUNT + 2, 1, { DOSSIER_ROW_CODE } },
	[WRITE_document] = { RULE_FACT, DOCUMENT_REGISTER_COUNT, 1, { DOCUMENT_ROW_CODE } },
	[WRITE_recipient] = { RULE_PUT, 0, 2,
			      { RECIPIENT_ROW_DOCUMENT, RECIPIENT_REGISTER_COUNT } },
	[WRITE_workfile] = { RULE_FACT, WORKFILE_REGISTER_COUNT, 1, { WORKFILE_ROW_CODE } },
	[WRITE_indicator] = { RULE_FACT, 2, 3, { 0, 1, 15 } },
	[WRITE_reference_unit] = { RULE_VERSION, 8, 2, { 0, 1 } },
	[WRITE_reference_lineage] = { RULE_VERSION, 6, 3, { 0, 1, 2 } },
	[WRITE_reference_procedure] = { RULE_VERSION, 10, 2, { 0, 1 } },
	[WRITE_reference_organisation] = { RULE_VERSION, 5, 2, { 0, 1 } },
	[WRITE_reference_holiday] = { RULE_VERSION, 3, 1, { 0 } },
	[WRITE_reference_indicator] = { RULE_VERSION, 7, 2, { 0, 1 } },
	[WRITE_fine] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_unit_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_moved_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_unit_month] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_procedure_month] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_province_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_service] = { RULE_COUNTER, 0, 4, { 0, 1, 2, 3 } },
	[WRITE_party] = { RULE_COUNTER, 0, 4, { 0, 1, 2, 3 } },
	[WRITE_document_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_recipient_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_recipient_month] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_workfile_day] = { RULE_COUNTER, 0, 1, { 0 } },
	[WRITE_count_indicator] = { RULE_COUNTER, 0, 4, { 0, 1, 2, 3 } },
	[WRITE_source] = { RULE_SOURCE, 5, 1, { 7 } },
	[WRITE_dead] = { RULE_ONCE, 0, 3, { 0, 1, 2 } },
};

struct slice
rule_key(enum write_table table, const struct wire_row *row,
	 char bytes[RULE_KEY_BYTES_MAX])
{
	const struct rule *rule = &rules[table];
	size_t length = 0;

	for (int i = 0; i < rule->key_count; i++) {
		struct slice column = row->column[rule->key[i]];

		CHECK_OP(length + 1 + column.length, <=, RULE_KEY_BYTES_MAX);
		bytes[length++] = (char)column.length;
		memcpy(bytes + length, column.data, column.length);
		length += column.length;
	}
	return (struct slice){ bytes, length };
}

bool
rule_is_counter(enum write_table table)
{
	return rules[table].kind == RULE_COUNTER;
}

bool
rule_is_fact(enum write_table table, int *ret_revision)
{
	*ret_revision = rules[table].guard;
	return rules[table].kind == RULE_FACT;
}

int
rule_key_columns(enum write_table table, const int **ret_columns)
{
	*ret_columns = rules[table].key;
	return rules[table].key_count;
}

static const char *
move_position(const struct wire_row *row)
{
	enum topic topic = (enum topic)wire_number(row->column[0]);
	int32_t partition = (int32_t)wire_number(row->column[1]);
	struct position_row position = server_position(topic, partition);
	int64_t read = wire_number(row->column[4]), dead = wire_number(row->column[5]);

	if (position.next != wire_number(row->column[2]))
		return RULE_FENCED;
	position.next = wire_number(row->column[3]);
	position.read += read;
	position.applied += read - dead;
	position.dead += dead;
	position.last_at = wire_number(row->column[6]);
	server_put_position(topic, partition, &position);
	return NULL;
}

/* The greater of two column values that sort as bytes; null is the least. */
static bool
exceeds(struct slice new, struct slice old)
{
	return new.data && (!old.data || slice_compare(new, old) > 0);
}

static void
join_source(struct slice key, const struct wire_row *old, const struct wire_row *new)
{
	static struct rows rows;
	static const enum row_type types[] = { ROW_TIMESTAMPTZ, ROW_TIMESTAMPTZ,
					       ROW_TIMESTAMPTZ, ROW_BIGINT,
					       ROW_BIGINT,	ROW_BYTEA, ROW_BYTEA, ROW_TEXT };
	bool heard = exceeds(new->column[5], old->column[5]);
	bool stated = new->column[2].data &&
		      (!old->column[2].data || wire_number(new->column[2]) >
						       wire_number(old->column[2]));

	rows_reset(&rows);
	row_begin(&rows, 8);
	for (int i = 0; i < 8; i++) {
		struct slice value = (i == 2 ? stated : heard) ? new->column[i]
							       : old->column[i];
		if (value.data)
			row_text(&rows, types[i], value);
		else
			row_null(&rows, types[i]);
	}
	row_end(&rows);
	state_put(WRITE_source, key,
		  (struct slice){ (const char *)rows.buffer.bytes + rows.row_at + 4,
				  rows.buffer.length - rows.row_at - 4 });
}

static void
add_counters(enum write_table table, struct slice key, const struct wire_row *old,
	     const struct wire_row *new)
{
	static struct rows rows;

	rows_reset(&rows);
	row_begin(&rows, new->count);
	for (int i = 0; i < new->count; i++) {
		if (i < rules[table].key_count)
			row_text(&rows, ROW_TEXT, new->column[i]);
		else
			row_counter(&rows, ROW_BIGINT,
				    wire_number(old->column[i]) +
					    wire_number(new->column[i]));
	}
	row_end(&rows);
	state_put(table, key,
		  (struct slice){ (const char *)rows.buffer.bytes + rows.row_at + 4,
				  rows.buffer.length - rows.row_at - 4 });
}

/* A row whose key there is already. */
static const char *
meet(enum write_table table, struct slice key, struct slice was, struct slice element,
     const struct wire_row *new)
{
	const struct rule *rule = &rules[table];
	struct wire_row old;

	wire_split(was, &old);
	switch (rule->kind) {
	case RULE_FACT:
		if (wire_number(old.column[rule->guard]) !=
		    wire_number(new->column[rule->guard]) - 1)
			return RULE_FENCED;
		break;
	case RULE_VERSION:
		if (!exceeds(new->column[rule->guard], old.column[rule->guard]))
			return NULL;
		break;
	case RULE_SOURCE:
		join_source(key, &old, new);
		return NULL;
	case RULE_COUNTER:
		add_counters(table, key, &old, new);
		return NULL;
	case RULE_ONCE:
		return "23505";
	case RULE_PUT:
	case RULE_LIST:
	case RULE_KEPT:
	case RULE_POSITION:
	case RULE_NONE:
		break;
	}
	state_put(table, key, element);
	return NULL;
}

const char *
rule_apply(enum write_table table, struct slice rows)
{
	struct wire_array array = wire_open(rows);
	char bytes[RULE_KEY_BYTES_MAX];
	const char *refused = NULL;
	struct slice element;
	struct wire_row row;

	CHECK(rules[table].kind != RULE_NONE);
	if (rules[table].kind == RULE_LIST)
		return generation_check(rows);
	if (rules[table].kind == RULE_KEPT)
		return generation_keep(rows);
	while (!refused && wire_next(&array, &element)) {
		struct slice key, was;

		wire_split(element, &row);
		if (rules[table].kind == RULE_POSITION) {
			refused = move_position(&row);
			continue;
		}
		key = rule_key(table, &row, bytes);
		was = state_get(table, key);
		if (was.data)
			refused = meet(table, key, was, element, &row);
		else
			state_put(table, key, element);
	}
	return refused;
}
