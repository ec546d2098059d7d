/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/portion.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/entity_row.h"
#include "consumers/aggregate/load.h"
#include "consumers/aggregate/write.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/check.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

enum { INDICATOR_KEY_COLUMN = 16 };

/* How the rows of a kind are read: behind their own columns stand key and place. */
static const struct reading {
	const char *name;
	const char *sql;
	int code_column; /* -1: made of two numbers and the period */
	int key_column;
} readings[] = {
	[ENTITY_DOSSIER] = { "dossier", sql_build_dossier_read, DOSSIER_ROW_CODE,
			     DOSSIER_ROW_CODE + 1 },
	[ENTITY_DOCUMENT] = { "document", sql_build_document_read, DOCUMENT_ROW_CODE,
			      DOCUMENT_ROW_CODE + 1 },
	[ENTITY_WORKFILE] = { "workfile", sql_build_workfile_read, WORKFILE_ROW_CODE,
			      WORKFILE_ROW_CODE + 1 },
	[ENTITY_INDICATOR] = { "indicator", sql_build_indicator_read, -1,
			       INDICATOR_KEY_COLUMN },
};

/* Plans are made for the very range: it says whether an index is worth it. */
static bool
prepare_all(PGconn *session, const char *schema, struct error *err)
{
	const struct write_place place = { .prefix = "", .schema = schema };

	if (!session_run(session, "set plan_cache_mode to force_custom_plan", err) ||
	    !write_prepare_one(session, &place, "recipient", sql_build_recipient_read, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(readings); i++)
		if (!write_prepare_one(session, &place, readings[i].name, readings[i].sql, err))
			return false;
	return true;
}

bool
portion_open(PGconn **ret_session, struct primary *primary, const char *schema,
	     struct primary_id *ret_id, struct error *err)
{
	if (!primary_connect(primary, "trakhuc reaggregate reads", ret_session, ret_id, err))
		return false;
	if (prepare_all(*ret_session, schema, err))
		return true;
	PQfinish(*ret_session);
	*ret_session = NULL;
	return false;
}

static void
add(struct portion *portion, struct entity *entity)
{
	if (portion->count == portion->capacity) {
		portion->capacity = portion->capacity ? portion->capacity * 2 : 256;
		portion->entities = realloc(portion->entities,
					    portion->capacity * sizeof(struct entity *));
		CHECK(portion->entities != NULL);
	}
	portion->entities[portion->count++] = entity;
}

static bool
load_row(const struct reading *reading, enum entity_kind kind, const PGresult *result,
	 int row, const struct codes *codes, struct entity_cache *cache,
	 struct portion *portion, struct error *err)
{
	char text[LOAD_INDICATOR_KEY_BYTES];
	struct slice code;
	struct entity *entity;

	if (PQgetisnull(result, row, reading->code_column < 0 ? 0 : reading->code_column))
		return true; /* it did not exist then */
	code = reading->code_column < 0 ? load_indicator_code(codes, result, row, text)
					: postgres_value(result, row, reading->code_column);
	entity = entity_get(cache, kind, code);
	add(portion, entity);
	return entity_row_load(entity, result, row, err);
}

static bool
load_rows(const struct reading *reading, enum entity_kind kind, const PGresult *result,
	  const struct codes *codes, struct entity_cache *cache, struct portion *portion,
	  struct error *err)
{
	int64_t last = 0;

	for (int row = 0; row < PQntuples(result); row++) {
		int64_t place = postgres_number(result, row, reading->key_column + 1);

		if (place > last) {
			struct slice key = postgres_value(result, row, reading->key_column);

			last = place;
			free(portion->upto);
			portion->upto = strndup(key.data, key.length);
			CHECK(portion->upto != NULL);
		}
		if (!load_row(reading, kind, result, row, codes, cache, portion, err))
			return false;
	}
	return true;
}

static bool
read_rows(PGconn *session, const struct lane *lane, const char *since, int64_t most,
	  PGresult **ret_result, struct error *err)
{
	char number[24];
	const char *const values[] = { since, lane->upto, number };

	snprintf(number, sizeof number, "%lld", (long long)most);
	*ret_result = PQexecPrepared(session, readings[lane->kind].name, 3, values, NULL, NULL,
				     1);
	return PQresultStatus(*ret_result) == PGRES_TUPLES_OK ||
	       postgres_error(session, *ret_result, "read facts", err);
}

static bool
read_recipients(PGconn *session, const struct array *codes, struct entity_cache *cache,
		struct error *err)
{
	const char *const values[] = { (const char *)codes->buffer.bytes };
	const int lengths[] = { (int)codes->buffer.length };
	const int formats[] = { 1 };
	AUTO_PGRESULT result =
		PQexecPrepared(session, "recipient", 1, values, lengths, formats, 1);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		return postgres_error(session, result, "read recipients", err);
	for (int row = 0; row < PQntuples(result); row++) {
		struct entity *document =
			entity_find(cache, ENTITY_DOCUMENT,
				    postgres_value(result, row, RECIPIENT_ROW_DOCUMENT));

		CHECK(document != NULL);
		if (!entity_row_load_recipient(document, result, row, err))
			return false;
	}
	return true;
}

static bool
load_recipients(PGconn *session, struct entity_cache *cache, const struct portion *portion,
		struct error *err)
{
	struct array codes = { 0 };
	bool ok;

	array_begin(&codes, ROW_TEXT);
	for (uint32_t i = 0; i < portion->count; i++)
		array_add_text(&codes, entity_code(portion->entities[i]));
	array_end(&codes);
	ok = read_recipients(session, &codes, cache, err);
	array_release(&codes);
	return ok;
}

/* A document and its recipients must come from one snapshot: between two the first could
 * be unchanged and the second not. */
bool
portion_read(PGconn *session, const struct lane *lane, const char *since, int64_t most,
	     const struct codes *codes, struct entity_cache *cache, struct portion *portion,
	     struct error *err)
{
	AUTO_PGRESULT result = NULL;

	entity_cache_clear(cache);
	portion->count = 0;
	free(portion->upto);
	portion->upto = strdup(since);
	CHECK(portion->upto != NULL);
	if (!session_run(session, "begin isolation level repeatable read read only", err) ||
	    !read_rows(session, lane, since, most, &result, err) ||
	    !load_rows(&readings[lane->kind], lane->kind, result, codes, cache, portion, err))
		return false;
	portion->finished = PQntuples(result) < most;
	if (lane->kind == ENTITY_DOCUMENT && !load_recipients(session, cache, portion, err))
		return false;
	return session_run(session, "commit", err);
}

void
portion_release(struct portion *portion)
{
	free(portion->entities);
	free(portion->upto);
	*portion = (struct portion){ 0 };
}
