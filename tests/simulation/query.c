/* SPDX-License-Identifier: PostgreSQL
 *
 * query.c - the reading statements of schema/sql/statement.
 */
#include <endian.h>
#include <stdio.h>

#include "consumers/aggregate/entity_row.h"
#include "schema/base/check.h"
#include "tests/simulation/generation.h"
#include "tests/simulation/rule.h"
#include "tests/simulation/server.h"
#include "tests/simulation/state.h"
#include "tests/simulation/wire.h"

enum { CELLS_MAX = 4096 };

/* The answer that is being made. */
static struct slice cells[CELLS_MAX];
static int cell_count;

static void
put_cell(struct slice value)
{
	CHECK_OP(cell_count, <, CELLS_MAX);
	cells[cell_count++] = value;
}

static void
put_text(const char *text)
{
	put_cell(arena_copy(state_arena(), (struct slice){ text, strlen(text) + 1 }));
	cells[cell_count - 1].length--; /* the nought behind it stays */
}

static void
put_number(int64_t number)
{
	uint64_t whole = htobe64((uint64_t)number);

	put_cell(arena_copy(state_arena(), (struct slice){ (const char *)&whole, 8 }));
}

static struct answer
finish(int columns)
{
	size_t bytes = (size_t)cell_count * sizeof *cells;
	struct answer answer = { .column_count = columns, .row_count = cell_count / columns };
	struct slice *copy = arena_alloc(state_arena(), bytes);

	memcpy(copy, cells, bytes);
	answer.cells = copy;
	return answer;
}

static int
put_row(struct slice value)
{
	struct wire_row row;

	wire_split(value, &row);
	for (int i = 0; i < row.count; i++)
		put_cell(row.column[i]);
	return row.count;
}

static struct answer
open_positions(const struct slice *parameters)
{
	struct wire_array topics = wire_open(parameters[0]);
	struct wire_array partitions = wire_open(parameters[1]);
	struct slice topic, partition;

	while (wire_next(&topics, &topic) && wire_next(&partitions, &partition)) {
		enum topic t = (enum topic)wire_number(topic);
		int32_t p = (int32_t)wire_number(partition);
		struct position_row row = server_position(t, p);

		if (row.next == 0)
			server_put_position(t, p, &row);
	}
	state_commit();
	return (struct answer){ 0 };
}

static struct answer
load_positions(const struct slice *parameters)
{
	struct wire_array topics = wire_open(parameters[0]);
	struct wire_array partitions = wire_open(parameters[1]);
	struct slice topic, partition;

	while (wire_next(&topics, &topic) && wire_next(&partitions, &partition)) {
		struct position_row row = server_position((enum topic)wire_number(topic),
							  (int32_t)wire_number(partition));

		put_cell(topic);
		put_cell(partition);
		put_number(row.next);
		if (row.last_at != 0)
			put_number(row.last_at);
		else
			put_cell((struct slice){ NULL, 0 });
		put_cell((struct slice){ "\0", 1 }); /* nothing is halted */
	}
	return finish(5);
}

static struct slice
code_key(int64_t kind, struct slice code, char bytes[RULE_KEY_BYTES_MAX])
{
	CHECK_OP(code.length + 1, <=, RULE_KEY_BYTES_MAX);
	bytes[0] = (char)kind;
	memcpy(bytes + 1, code.data, code.length);
	return (struct slice){ bytes, code.length + 1 };
}

static int32_t
code_number_of(struct slice value)
{
	int32_t number;

	memcpy(&number, value.data, sizeof number);
	return number;
}

static int32_t
next_code_number(int64_t kind)
{
	const struct state_row *row;
	int32_t last = 0;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		if (row->table == TABLE_CODE && row->value.data && row->key.data[0] == kind &&
		    code_number_of(row->value) > last)
			last = code_number_of(row->value);
	return last + 1;
}

static struct answer
number_codes(const struct slice *parameters)
{
	struct wire_array kinds = wire_open(parameters[0]);
	struct wire_array codes = wire_open(parameters[1]);
	char bytes[RULE_KEY_BYTES_MAX];
	struct slice kind, code;

	while (wire_next(&kinds, &kind) && wire_next(&codes, &code)) {
		struct slice key = code_key(wire_number(kind), code, bytes);
		struct slice value = state_get(TABLE_CODE, key);
		int32_t number = value.data ? code_number_of(value)
					    : next_code_number(wire_number(kind));

		if (!value.data)
			state_put(TABLE_CODE, key,
				  (struct slice){ (const char *)&number, sizeof number });
		put_cell(arena_copy(state_arena(), kind));
		put_number(number);
		put_cell(arena_copy(state_arena(), code));
	}
	state_commit();
	return finish(3);
}

static struct answer
load_codes(void)
{
	const struct state_row *row;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
		if (row->table != TABLE_CODE || !row->value.data)
			continue;
		put_cell((struct slice){ row->key.data, 1 });
		put_number(code_number_of(row->value));
		put_cell((struct slice){ row->key.data + 1, row->key.length - 1 });
	}
	return finish(3);
}

/* Rows whose key is in parallel arrays, one for each of its columns. */
static struct answer
load_keys(enum write_table table, const struct slice *parameters)
{
	const int *columns;
	int count = rule_key_columns(table, &columns), width = 1;
	struct wire_array arrays[3];
	char bytes[RULE_KEY_BYTES_MAX];
	struct wire_row key = { 0 };
	struct slice value;

	CHECK(count >= 1 && count <= 3);
	for (int i = 0; i < count; i++)
		arrays[i] = wire_open(parameters[i]);
	while (arrays[0].left > 0) {
		for (int i = 0; i < count; i++)
			CHECK(wire_next(&arrays[i], &key.column[columns[i]]));
		value = state_get(table, rule_key(table, &key, bytes));
		if (value.data)
			width = put_row(value);
	}
	return finish(width);
}

static struct answer
load_recipients(const struct slice *parameters)
{
	struct wire_array documents = wire_open(parameters[0]);
	const struct state_row *row;
	struct slice document;
	struct wire_row columns;
	int width = 1;

	while (wire_next(&documents, &document))
		for (uint32_t i = 0; (row = state_row(i)) != NULL; i++) {
			if (row->table != WRITE_recipient || !row->value.data)
				continue;
			wire_split(row->value, &columns);
			if (slice_equal(columns.column[RECIPIENT_ROW_DOCUMENT], document))
				width = put_row(row->value);
		}
	return finish(width);
}

/* In text, as the worker asks for it. */
static struct answer
load_generations(void)
{
	for (int number = 1; number <= generation_count(); number++) {
		char text[12];

		snprintf(text, sizeof text, "%d", number);
		put_text(text);
		put_text(generation_is_building(number) ? "t" : "f");
		put_text(CONTRIBUTION_RULES);
		put_text("0");
	}
	return finish(4);
}

struct answer
server_query(const char *statement, const struct slice *parameters)
{
	cell_count = 0;
	if (strcmp(statement, "position_open") == 0)
		return open_positions(parameters);
	if (strcmp(statement, "position_load") == 0)
		return load_positions(parameters);
	if (strcmp(statement, "code_number") == 0)
		return number_codes(parameters);
	if (strcmp(statement, "code_load") == 0)
		return load_codes();
	if (strcmp(statement, "generation_load") == 0)
		return load_generations();
	if (strcmp(statement, "recipient_load") == 0)
		return load_recipients(parameters);
	if (strcmp(statement, "dossier_load") == 0)
		return load_keys(WRITE_dossier, parameters);
	if (strcmp(statement, "document_load") == 0)
		return load_keys(WRITE_document, parameters);
	if (strcmp(statement, "workfile_load") == 0)
		return load_keys(WRITE_workfile, parameters);
	if (strcmp(statement, "indicator_load") == 0)
		return load_keys(WRITE_indicator, parameters);
	CHECK(!"a statement that the model of the database does not know");
	return (struct answer){ 0 };
}
