/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/load.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/entity_row.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

static bool
prepare(PGconn *session, const char *name, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQprepare(session, name, sql, 0, NULL);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, name, err);
}

/* Plans are made once, perhaps while the tables are empty, and kept: a sequential scan,
 * right for an empty table, would stay when it has grown. */
static bool
use_indexes(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	return postgres_query(session, "set enable_seqscan to off", 0, NULL, 0, &result, err);
}

bool
load_open(PGconn **ret_session, struct primary *primary, struct primary_id *ret_id,
	  struct error *err)
{
	const struct {
		const char *name;
		const char *sql;
	} statements[] = {
		{ "code_number", sql_code_number },	{ "dossier_load", sql_dossier_load },
		{ "document_load", sql_document_load }, { "recipient_load", sql_recipient_load },
		{ "workfile_load", sql_workfile_load }, { "indicator_load", sql_indicator_load },
		{ "position_open", sql_position_open }, { "position_load", sql_position_load },
	};
	PGconn *session;

	if (!primary_connect(primary, "trakhuc aggregate reads", &session, ret_id, err))
		return false;
	if (!use_indexes(session, err)) {
		PQfinish(session);
		return false;
	}
	for (size_t i = 0; i < ARRAY_COUNT(statements); i++)
		if (!prepare(session, statements[i].name, statements[i].sql, err)) {
			PQfinish(session);
			return false;
		}
	*ret_session = session;
	return true;
}

/* Runs a prepared statement with binary arrays; the result is binary. */
static bool
run(PGconn *session, const char *name, const struct array *arrays, int count,
    PGresult **ret_result, struct error *err)
{
	const char *values[4];
	int lengths[4], formats[4];
	ExecStatusType status;

	CHECK_OP(count, <=, 4);
	for (int i = 0; i < count; i++) {
		values[i] = (const char *)arrays[i].buffer.bytes;
		lengths[i] = (int)arrays[i].buffer.length;
		formats[i] = 1;
	}
	*ret_result = PQexecPrepared(session, name, count, values, lengths, formats, 1);
	status = PQresultStatus(*ret_result);
	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
	       postgres_error(session, *ret_result, name, err);
}

static void
add_codes(const PGresult *result, struct codes *codes)
{
	for (int i = 0; i < PQntuples(result); i++)
		codes_add(codes, (enum code_kind)postgres_number(result, i, 0),
			  postgres_value(result, i, 2), (int32_t)postgres_number(result, i, 1));
}

bool
load_all_codes(PGconn *session, struct codes *codes, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_code_load, 0, NULL, 1, &result, err))
		return false;
	add_codes(result, codes);
	return true;
}

bool
load_generations(PGconn *session, struct generations *ret_generations, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_generation_load, 0, NULL, 0, &result, err))
		return false;
	ret_generations->count = PQntuples(result);
	if (ret_generations->count < 1 || ret_generations->count > GENERATIONS_MAX)
		return error_set(err, ERROR_STOP,
				 "%d generations of counters take deltas, must be 1 to %d",
				 ret_generations->count, GENERATIONS_MAX);
	for (int i = 0; i < ret_generations->count; i++) {
		struct generation *generation = &ret_generations->items[i];

		generation->number = atoi(PQgetvalue(result, i, 0));
		generation->building = PQgetvalue(result, i, 1)[0] == 't';
		generation->corrections = atoi(PQgetvalue(result, i, 3));
		if (strcmp(PQgetvalue(result, i, 2), CONTRIBUTION_RULES) != 0) {
			error_set(err, ERROR_STOP,
				  "generation %d was built by \"%s\", this program counts by "
				  "\"%s\"",
				  generation->number, PQgetvalue(result, i, 2),
				  CONTRIBUTION_RULES);
			return error_hint(err, "Run the version that fits; the rules change "
					       "with an empty database into which the log is "
					       "folded anew.");
		}
	}
	return true;
}

static bool
fill_positions(const PGresult *result, const enum topic *topics,
	       const int32_t *partitions, struct position_stored *ret_stored, int count,
	       struct error *err)
{
	for (int i = 0; i < count; i++) {
		int row = 0;

		while (row < PQntuples(result) &&
		       (postgres_number(result, row, 0) != topics[i] ||
			postgres_number(result, row, 1) != partitions[i]))
			row++;
		if (row == PQntuples(result))
			return error_set(err, ERROR_RETRY,
					 "the position of topic \"%s\" partition %d is missing",
					 topic_name(topics[i]), (int)partitions[i]);
		ret_stored[i].next = postgres_number(result, row, 2);
		ret_stored[i].last_at_us =
			PQgetisnull(result, row, 3)
				? 0
				: postgres_number(result, row, 3) + POSTGRES_EPOCH_US;
		ret_stored[i].halted = postgres_number(result, row, 4) != 0;
	}
	return true;
}

bool
load_positions(PGconn *session, const enum topic *topics, const int32_t *partitions,
	       struct position_stored *ret_stored, int count, struct error *err)
{
	struct array keys[2] = { 0 };
	AUTO_PGRESULT opened = NULL;
	AUTO_PGRESULT result = NULL;
	bool ok;

	array_begin(&keys[0], ROW_SMALLINT);
	array_begin(&keys[1], ROW_SMALLINT);
	for (int i = 0; i < count; i++) {
		array_add_number(&keys[0], topics[i]);
		array_add_number(&keys[1], partitions[i]);
	}
	array_end(&keys[0]);
	array_end(&keys[1]);
	ok = run(session, "position_open", keys, 2, &opened, err) &&
	     run(session, "position_load", keys, 2, &result, err) &&
	     fill_positions(result, topics, partitions, ret_stored, count, err);
	array_release(&keys[0]);
	array_release(&keys[1]);
	return ok;
}

/* Codes of the batch that have no number yet, once each. */
static int
missing_codes(const struct batch *batch, struct codes *codes, struct array *kinds,
	      struct array *texts)
{
	int count = 0;

	for (uint32_t i = 0; i < batch->event_count; i++) {
		const struct event *event = &batch->events[i].event;
		enum entity_kind entity = event_type_entity(event->type);

		if (entity == ENTITY_REFERENCE || entity == ENTITY_SOURCE)
			continue;
		for (int j = 0; j < event->member_count; j++) {
			const struct member *member = &event->members[j];
			enum code_kind kind = member_code_kind(member->name);
			int32_t number;

			if (kind == 0 || member->is_null ||
			    codes_find(codes, kind, member->text, &number))
				continue;
			array_add_number(kinds, kind);
			array_add_text(texts, member->text);
			count++;
		}
	}
	return count;
}

static bool
number_codes(PGconn *session, const struct batch *batch, struct codes *codes,
	     struct error *err)
{
	struct array keys[2] = { 0 };
	AUTO_PGRESULT result = NULL;
	bool ok = true;

	array_begin(&keys[0], ROW_SMALLINT);
	array_begin(&keys[1], ROW_TEXT);
	if (missing_codes(batch, codes, &keys[0], &keys[1]) > 0) {
		array_end(&keys[0]);
		array_end(&keys[1]);
		ok = run(session, "code_number", keys, 2, &result, err);
		if (ok)
			add_codes(result, codes);
		else if (err->kind == ERROR_STOP)
			error_hint(err, "A cell holds 4,095 units and 16,383 procedures; look "
					"in ref.code for what fills it.");
	}
	array_release(&keys[0]);
	array_release(&keys[1]);
	return ok;
}

/* Makes the entities of one kind; those that are not known yet go to CODES. */
static int
missing_entities(const struct batch *batch, uint64_t number, enum entity_kind kind,
		 struct entity_cache *cache, struct array *codes)
{
	int count = 0;

	for (uint32_t i = 0; i < batch->event_count; i++) {
		const struct event *event = &batch->events[i].event;
		struct entity *entity;

		if (event_type_entity(event->type) != kind)
			continue;
		entity = entity_get(cache, kind, event->entity);
		if (entity->touched_by == number)
			continue;
		entity->touched_by = number;
		if (entity->loaded)
			continue;
		array_add_text(codes, event->entity);
		count++;
		entity->loaded = true;
	}
	return count;
}

static bool
load_rows(const PGresult *result, enum entity_kind kind, int code_column,
	  struct entity_cache *cache, struct error *err)
{
	for (int i = 0; i < PQntuples(result); i++) {
		struct entity *entity =
			entity_find(cache, kind, postgres_value(result, i, code_column));

		CHECK(entity != NULL && entity->revision == 0);
		if (!entity_row_load(entity, result, i, err))
			return false;
		entity_account(cache, entity);
	}
	return true;
}

static bool
load_recipients(PGconn *session, const struct array *codes, struct entity_cache *cache,
		struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!run(session, "recipient_load", codes, 1, &result, err))
		return false;
	for (int i = 0; i < PQntuples(result); i++) {
		struct entity *document = entity_find(
			cache, ENTITY_DOCUMENT,
			postgres_value(result, i, RECIPIENT_ROW_DOCUMENT));

		CHECK(document != NULL);
		if (!entity_row_load_recipient(document, result, i, err))
			return false;
		entity_account(cache, document);
	}
	return true;
}

static bool
load_kind(PGconn *session, const struct batch *batch, uint64_t number,
	  enum entity_kind kind, const char *statement, int code_column,
	  struct entity_cache *cache, struct error *err)
{
	struct array codes = { 0 };
	AUTO_PGRESULT result = NULL;
	bool ok = true;

	array_begin(&codes, ROW_TEXT);
	if (missing_entities(batch, number, kind, cache, &codes) > 0) {
		array_end(&codes);
		ok = run(session, statement, &codes, 1, &result, err) &&
		     load_rows(result, kind, code_column, cache, err) &&
		     (kind != ENTITY_DOCUMENT || load_recipients(session, &codes, cache, err));
	}
	array_release(&codes);
	return ok;
}

struct slice
load_indicator_code(const struct codes *codes, const PGresult *result, int row,
		    char ret_text[LOAD_INDICATOR_KEY_BYTES])
{
	struct slice indicator = codes_text(codes, CODE_INDICATOR,
					    (int32_t)postgres_number(result, row, 0));
	struct slice unit =
		codes_text(codes, CODE_UNIT, (int32_t)postgres_number(result, row, 1));
	struct slice period = postgres_value(result, row, 15);
	int length = snprintf(ret_text, LOAD_INDICATOR_KEY_BYTES, "%.*s|%.*s|%.*s",
			      (int)indicator.length, indicator.data, (int)unit.length,
			      unit.data, (int)period.length, period.data);

	CHECK(length > 0 && length < LOAD_INDICATOR_KEY_BYTES);
	return (struct slice){ ret_text, (size_t)length };
}

static struct entity *
find_indicator(const struct codes *codes, struct entity_cache *cache,
	       const PGresult *result, int row)
{
	char text[LOAD_INDICATOR_KEY_BYTES];

	return entity_find(cache, ENTITY_INDICATOR,
			   load_indicator_code(codes, result, row, text));
}

static void
add_indicator_key(const struct event *event, const struct codes *codes,
		  struct array keys[3])
{
	int32_t indicator, unit;

	CHECK(codes_find(codes, CODE_INDICATOR, event_member(event, MEMBER_INDICATOR)->text,
			 &indicator));
	CHECK(codes_find(codes, CODE_UNIT, event_member(event, MEMBER_UNIT)->text, &unit));
	array_add_number(&keys[0], indicator);
	array_add_number(&keys[1], unit);
	array_add_text(&keys[2], event_member(event, MEMBER_PERIOD)->text);
}

static bool
load_indicators(PGconn *session, const struct batch *batch, uint64_t number,
		const struct codes *codes, struct entity_cache *cache, struct error *err)
{
	struct array keys[3] = { 0 };
	AUTO_PGRESULT result = NULL;
	int count = 0;
	bool ok = true;

	array_begin(&keys[0], ROW_INTEGER);
	array_begin(&keys[1], ROW_INTEGER);
	array_begin(&keys[2], ROW_TEXT);
	for (uint32_t i = 0; i < batch->event_count; i++) {
		const struct event *event = &batch->events[i].event;
		struct entity *entity;

		if (event_type_entity(event->type) != ENTITY_INDICATOR)
			continue;
		entity = entity_get(cache, ENTITY_INDICATOR, event->entity);
		entity->touched_by = number;
		if (entity->loaded)
			continue;
		entity->loaded = true;
		add_indicator_key(event, codes, keys);
		count++;
	}
	if (count > 0) {
		for (int i = 0; i < 3; i++)
			array_end(&keys[i]);
		ok = run(session, "indicator_load", keys, 3, &result, err);
		for (int i = 0; ok && i < PQntuples(result); i++)
			ok = entity_row_load(find_indicator(codes, cache, result, i), result,
					     i, err);
	}
	for (int i = 0; i < 3; i++)
		array_release(&keys[i]);
	return ok;
}

bool
load_batch(PGconn *session, const struct batch *batch, uint64_t number,
	   struct codes *codes, struct entity_cache *cache, struct error *err)
{
	return number_codes(session, batch, codes, err) &&
	       load_kind(session, batch, number, ENTITY_DOSSIER, "dossier_load",
			 DOSSIER_ROW_CODE, cache, err) &&
	       load_kind(session, batch, number, ENTITY_DOCUMENT, "document_load",
			 DOCUMENT_ROW_CODE, cache, err) &&
	       load_kind(session, batch, number, ENTITY_WORKFILE, "workfile_load",
			 WORKFILE_ROW_CODE, cache, err) &&
	       load_indicators(session, batch, number, codes, cache, err);
}
