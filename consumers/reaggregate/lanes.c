/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/lanes.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

/* Columns of build_lane_load.sql. */
enum { GENERATION, KIND, NUMBER, DONE, UPTO, ENTITIES, ABOUT, FINISHED };

static int64_t
number(const PGresult *result, int row, int column)
{
	return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static void
set_text(char **text, const char *value)
{
	free(*text);
	*text = strdup(value);
	CHECK(*text != NULL);
}

static struct lane *
find_or_add(struct lanes *lanes, enum entity_kind kind, int lane_number)
{
	struct lane *lane;

	for (int i = 0; i < lanes->count; i++)
		if (lanes->items[i].kind == kind && lanes->items[i].number == lane_number)
			return &lanes->items[i];
	CHECK_OP(lanes->count, <, LANES_MAX);
	lane = &lanes->items[lanes->count++];
	lane->kind = kind;
	lane->number = lane_number;
	return lane;
}

static void
take_row(struct lanes *lanes, const PGresult *result, int row)
{
	struct lane *lane = find_or_add(lanes, (enum entity_kind)number(result, row, KIND),
					(int)number(result, row, NUMBER));

	if (lane->taken)
		return;
	set_text(&lane->done, PQgetvalue(result, row, DONE));
	set_text(&lane->upto, PQgetvalue(result, row, UPTO));
	lane->entities = number(result, row, ENTITIES);
	lane->about = number(result, row, ABOUT);
	lane->finished = PQgetvalue(result, row, FINISHED)[0] == 't';
}

bool
lanes_read(struct lanes *lanes, PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_build_lane_load, 0, NULL, 0, &result, err))
		return false;
	for (int row = 0; row < PQntuples(result); row++)
		take_row(lanes, result, row);
	return true;
}

void
lanes_release(struct lanes *lanes)
{
	for (int i = 0; i < lanes->count; i++) {
		free(lanes->items[i].done);
		free(lanes->items[i].upto);
	}
	lanes->count = 0;
}

struct lane *
lanes_take(struct lanes *lanes)
{
	for (int i = 0; i < lanes->count; i++) {
		struct lane *lane = &lanes->items[i];

		if (!lane->finished && !lane->taken) {
			lane->taken = true;
			return lane;
		}
	}
	return NULL;
}

void
lane_advance(struct lane *lane, const char *upto, int64_t entities, bool finished)
{
	set_text(&lane->done, upto);
	lane->entities += entities;
	lane->finished = finished;
}

int64_t
lanes_entities(const struct lanes *lanes)
{
	int64_t sum = 0;

	for (int i = 0; i < lanes->count; i++)
		sum += lanes->items[i].entities;
	return sum;
}

int64_t
lanes_about(const struct lanes *lanes)
{
	int64_t sum = 0;

	for (int i = 0; i < lanes->count; i++) {
		const struct lane *lane = &lanes->items[i];
		bool counted = lane->finished || lane->entities > lane->about;

		sum += counted ? lane->entities : lane->about;
	}
	return sum;
}

bool
lanes_finished(const struct lanes *lanes)
{
	for (int i = 0; i < lanes->count; i++)
		if (!lanes->items[i].finished)
			return false;
	return lanes->count > 0;
}
