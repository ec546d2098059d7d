/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/correct.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/entity_row.h"
#include "consumers/aggregate/load.h"
#include "consumers/reaggregate/shadow.h"
#include "schema/base/check.h"
#include "sql_statements.h"

enum { PAGE = 1000, CACHE_BYTES_MAX = 1 << 30 /* not reached: cleared at every page */ };

static const struct {
	const char *statement;
	int code_column;
} loads[] = {
	[ENTITY_DOSSIER] = { "dossier_load", DOSSIER_ROW_CODE },
	[ENTITY_DOCUMENT] = { "document_load", DOCUMENT_ROW_CODE },
	[ENTITY_WORKFILE] = { "workfile_load", WORKFILE_ROW_CODE },
};

/* The entities of a page as they are in one of the two places. */
struct side {
	const char *prefix; /* of the prepared statements */
	struct entity_cache cache;
	struct entity *entities[PAGE];
};

struct correction {
	PGconn *session;
	const struct write_place *live;
	const struct codes *codes;
	struct fold fold;
	struct write write;
	struct side before, after;
};

bool
correct_prepare(PGconn *session, struct write_place *ret_live, struct error *err)
{
	*ret_live = (struct write_place){ .prefix = "live_", .schema = "fact" };
	return shadow_prepare(session, ret_live, err);
}

static bool
load(PGconn *session, const char *prefix, const char *name, const struct array *arrays,
     int count, PGresult **ret_result, struct error *err)
{
	const char *values[3];
	int lengths[3], formats[3];
	char statement[64];

	for (int i = 0; i < count; i++) {
		values[i] = (const char *)arrays[i].buffer.bytes;
		lengths[i] = (int)arrays[i].buffer.length;
		formats[i] = 1;
	}
	snprintf(statement, sizeof statement, "%s%s", prefix, name);
	*ret_result = PQexecPrepared(session, statement, count, values, lengths, formats, 1);
	return PQresultStatus(*ret_result) == PGRES_TUPLES_OK ||
	       postgres_error(session, *ret_result, "read facts", err);
}

static bool
load_recipients(PGconn *session, struct side *side, const struct array *keys,
		struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!load(session, side->prefix, "recipient_load", keys, 1, &result, err))
		return false;
	for (int row = 0; row < PQntuples(result); row++) {
		struct entity *document = entity_get(
			&side->cache, ENTITY_DOCUMENT,
			postgres_value(result, row, RECIPIENT_ROW_DOCUMENT));

		if (!entity_row_load_recipient(document, result, row, err))
			return false;
	}
	return true;
}

static bool
load_coded(PGconn *session, struct side *side, enum entity_kind kind, const PGresult *page,
	   struct error *err)
{
	struct array keys = { 0 };
	AUTO_PGRESULT result = NULL;
	bool ok;

	array_begin(&keys, ROW_TEXT);
	for (int i = 0; i < PQntuples(page); i++)
		array_add_text(&keys, postgres_value(page, i, 1));
	array_end(&keys);
	ok = load(session, side->prefix, loads[kind].statement, &keys, 1, &result, err);
	for (int row = 0; ok && row < PQntuples(result); row++)
		ok = entity_row_load(
			entity_get(&side->cache, kind,
				   postgres_value(result, row, loads[kind].code_column)),
			result, row, err);
	ok = ok && (kind != ENTITY_DOCUMENT || load_recipients(session, side, &keys, err));
	array_release(&keys);
	return ok;
}

/* indicator|unit|period by numbers, as shadow.difference has it, by codes. */
static struct slice
indicator_code(const struct codes *codes, const char *key, int32_t *ret_indicator,
	       int32_t *ret_unit, const char **ret_period, char text[LOAD_INDICATOR_KEY_BYTES])
{
	char *end;
	struct slice indicator, unit;
	int length;

	*ret_indicator = (int32_t)strtol(key, &end, 10);
	CHECK(*end == '|');
	*ret_unit = (int32_t)strtol(end + 1, &end, 10);
	CHECK(*end == '|');
	*ret_period = end + 1;
	indicator = codes_text(codes, CODE_INDICATOR, *ret_indicator);
	unit = codes_text(codes, CODE_UNIT, *ret_unit);
	length = snprintf(text, LOAD_INDICATOR_KEY_BYTES, "%.*s|%.*s|%s", (int)indicator.length,
			  indicator.data, (int)unit.length, unit.data, *ret_period);
	CHECK(length > 0 && length < LOAD_INDICATOR_KEY_BYTES);
	return (struct slice){ text, (size_t)length };
}

static bool
load_indicators(PGconn *session, struct side *side, const struct codes *codes,
		const PGresult *page, struct error *err)
{
	struct array keys[3] = { 0 };
	char text[LOAD_INDICATOR_KEY_BYTES];
	AUTO_PGRESULT result = NULL;
	bool ok;

	array_begin(&keys[0], ROW_INTEGER);
	array_begin(&keys[1], ROW_INTEGER);
	array_begin(&keys[2], ROW_TEXT);
	for (int i = 0; i < PQntuples(page); i++) {
		int32_t indicator, unit;
		const char *period;

		indicator_code(codes, PQgetvalue(page, i, 1), &indicator, &unit, &period, text);
		array_add_number(&keys[0], indicator);
		array_add_number(&keys[1], unit);
		array_add_text(&keys[2], slice_text(period));
	}
	for (int i = 0; i < 3; i++)
		array_end(&keys[i]);
	ok = load(session, side->prefix, "indicator_load", keys, 3, &result, err);
	for (int row = 0; ok && row < PQntuples(result); row++)
		ok = entity_row_load(entity_get(&side->cache, ENTITY_INDICATOR,
						load_indicator_code(codes, result, row, text)),
				     result, row, err);
	for (int i = 0; i < 3; i++)
		array_release(&keys[i]);
	return ok;
}

/* Those that are not there are entities of which nothing is known. */
static bool
load_side(struct correction *correction, struct side *side, enum entity_kind kind,
	  const PGresult *page, struct error *err)
{
	char text[LOAD_INDICATOR_KEY_BYTES];
	int32_t indicator, unit;
	const char *period;

	entity_cache_clear(&side->cache);
	if (kind == ENTITY_INDICATOR
		    ? !load_indicators(correction->session, side, correction->codes, page, err)
		    : !load_coded(correction->session, side, kind, page, err))
		return false;
	for (int i = 0; i < PQntuples(page); i++) {
		struct slice code = postgres_value(page, i, 1);

		if (kind == ENTITY_INDICATOR)
			code = indicator_code(correction->codes, code.data, &indicator, &unit,
					      &period, text);
		side->entities[i] = entity_get(&side->cache, kind, code);
	}
	return true;
}

/* Entities of one kind at most, so that a page is one statement. */
static bool
read_page(PGconn *session, enum entity_kind kind, const char *after, PGresult **ret_page,
	  struct error *err)
{
	char number[12], most[12];
	const char *const values[] = { number, after, most };

	snprintf(number, sizeof number, "%d", (int)kind);
	snprintf(most, sizeof most, "%d", PAGE);
	return postgres_query(session, sql_shadow_change, 3, values, 0, ret_page, err);
}

static bool
correct_kind(struct correction *correction, enum entity_kind kind, struct error *err)
{
	char after[LOAD_INDICATOR_KEY_BYTES] = "";
	int count = PAGE;

	while (count == PAGE) {
		AUTO_PGRESULT page = NULL;

		if (!read_page(correction->session, kind, after, &page, err))
			return false;
		count = PQntuples(page);
		if (count == 0)
			break;
		if (!load_side(correction, &correction->before, kind, page, err) ||
		    !load_side(correction, &correction->after, kind, page, err))
			return false;
		fold_change(&correction->fold, correction->before.entities,
			    correction->after.entities, (uint32_t)count, &correction->write);
		if (!write_run(correction->session, correction->live, &correction->write, err))
			return false;
		snprintf(after, sizeof after, "%s", PQgetvalue(page, count - 1, 1));
	}
	return true;
}

static void
release(struct correction *correction)
{
	entity_cache_clear(&correction->before.cache);
	entity_cache_clear(&correction->after.cache);
	fold_release(&correction->fold);
	write_release(&correction->write);
	free(correction);
}

bool
correct_counters(PGconn *session, const struct write_place *live, const struct codes *codes,
		 struct error *err)
{
	struct correction *correction = calloc(1, sizeof *correction);
	bool ok;

	CHECK(correction != NULL);
	*correction = (struct correction){ .session = session, .live = live, .codes = codes };
	entity_cache_init(&correction->before.cache, CACHE_BYTES_MAX);
	entity_cache_init(&correction->after.cache, CACHE_BYTES_MAX);
	correction->before.prefix = live->prefix;
	correction->after.prefix = "";
	fold_init(&correction->fold, NULL, codes);
	write_init(&correction->write);
	ok = load_generations(session, &correction->fold.generations, err);
	for (int kind = ENTITY_DOSSIER; ok && kind <= ENTITY_INDICATOR; kind++)
		ok = correct_kind(correction, (enum entity_kind)kind, err);
	release(correction);
	return ok;
}

bool
correct_facts(PGconn *session, const char *counters, const char *actor, const char *why,
	      int64_t *ret_entities, struct error *err)
{
	const char *const values[] = { counters, actor, why };
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_shadow_correct, 3, values, 0, &result, err))
		return false;
	*ret_entities = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	return true;
}
