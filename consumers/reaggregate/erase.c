/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/erase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/load.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

#define ROWS_AT_ONCE "20000"

static bool
erase_rows(PGconn *session, const char *number, struct say *say, struct error *err)
{
	const char *const values[] = { number, ROWS_AT_ONCE };
	int64_t begun_us = clock_monotonic_us();
	int64_t rows = -1;

	while (rows != 0) {
		AUTO_PGRESULT result = NULL;

		if (!postgres_query(session, sql_generation_erase, 2, values, 0, &result, err))
			return false;
		rows = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
		say_waiting(say, "erasing counters",
			    (clock_monotonic_us() - begun_us) / SECOND_US);
	}
	return true;
}

static bool
erase(PGconn *session, int generation, struct say *say, struct error *err)
{
	char number[12], members[32];
	const char *const values[] = { number };
	AUTO_PGRESULT result = NULL;

	snprintf(number, sizeof number, "%d", generation);
	snprintf(members, sizeof members, ",\"generation\":%d", generation);
	if (!postgres_query(session, sql_generation_drop, 1, values, 0, &result, err) ||
	    !erase_rows(session, number, say, err))
		return false;
	say_event(say, "erased", members, "generation %d is erased", generation);
	return true;
}

bool
erase_building(PGconn *session, struct say *say, struct error *err)
{
	struct generations generations;
	int building;

	if (!load_generations(session, &generations, err))
		return false;
	building = generations_building(&generations);
	if (building == 0)
		return error_set(err, ERROR_REJECT, "no generation is being built");
	return erase(session, building, say, err);
}

bool
erase_old(PGconn *session, int generation, struct say *say, struct error *err)
{
	struct generations generations;

	if (!load_generations(session, &generations, err))
		return false;
	if (generation == generations_building(&generations)) {
		error_set(err, ERROR_REJECT, "generation %d is being built", generation);
		return error_hint(err, "\"trakhuc reaggregate abort\" gives it up.");
	}
	return erase(session, generation, say, err);
}
