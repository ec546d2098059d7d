/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

static const char *const names[] = {
#define SNAPSHOT_TABLE(name) #name,
	SNAPSHOT_TABLES(SNAPSHOT_TABLE)
#undef SNAPSHOT_TABLE
};

static const char *const statements[] = {
#define SNAPSHOT_TABLE(name) statement_##name,
	SNAPSHOT_TABLES(SNAPSHOT_TABLE)
#undef SNAPSHOT_TABLE
};

const char *
snapshot_table_name(enum snapshot_table table)
{
	return names[table];
}

/* What the server wants to tell of its shutdown is told by the lost session. */
static void
ignore_notice(void *context, const char *text)
{
	(void)context, (void)text;
}

/* Instants are shown with the zone of the province, whatever the session's default.  A
 * database that does not answer in time is away: viewers are told since when. */
bool
snapshot_prepare(PGconn *session, struct error *err)
{
	AUTO_PGRESULT zone = PQexec(session, "set timezone to 'Asia/Ho_Chi_Minh';"
				     " set statement_timeout to '10s'");

	PQsetNoticeProcessor(session, ignore_notice, NULL);
	if (PQresultStatus(zone) != PGRES_COMMAND_OK)
		return postgres_error(session, zone, "set the zone and the patience of the session", err);
	for (int i = 0; i < SNAPSHOT_TABLE_COUNT; i++) {
		AUTO_PGRESULT result =
			PQprepare(session, names[i], statements[i], 0, NULL);

		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			return postgres_error(session, result,
					      "prepare the statements of the page", err);
	}
	return true;
}

static bool
run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, sql);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "read the numbers of the page", err);
}

/* Whether the comparison of LAST is still good: days that are over change only by events
 * that come late. */
static bool
is_compared(const struct snapshot *last)
{
	int64_t now_us = clock_now_us();
	int64_t since_us = last ? now_us - last->compared_us : -1;

	return since_us >= 0 && since_us < COMPARISON_US &&
	       instant_day(now_us) == instant_day(last->compared_us);
}

static PGresult *
take_table(PGconn *session, enum snapshot_table table, const struct snapshot *compared)
{
	static const char *const all[3] = { NULL }; /* comparison.sql: no parameter is given */

	if (table != SNAPSHOT_comparison)
		return PQexecPrepared(session, names[table], 0, NULL, NULL, NULL, 0);
	if (compared)
		return PQcopyResult(compared->tables[table], PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
	return PQexecPrepared(session, names[table], ARRAY_COUNT(all), all, NULL, NULL, 0);
}

static bool
take_tables(PGconn *session, PGresult *ret_tables[SNAPSHOT_TABLE_COUNT],
	    const struct snapshot *compared, struct error *err)
{
	for (int i = 0; i < SNAPSHOT_TABLE_COUNT; i++) {
		ret_tables[i] = take_table(session, i, compared);
		if (PQresultStatus(ret_tables[i]) != PGRES_TUPLES_OK)
			return postgres_error(session, ret_tables[i],
					      "read the numbers of the page", err);
	}
	if (PQntuples(ret_tables[SNAPSHOT_now]) != 1)
		return error_set(err, ERROR_STOP, "ioc.now has %d rows, must have one",
				 PQntuples(ret_tables[SNAPSHOT_now]));
	return run(session, "commit", err);
}

static void
clear_tables(PGresult *tables[SNAPSHOT_TABLE_COUNT])
{
	for (int i = 0; i < SNAPSHOT_TABLE_COUNT; i++)
		PQclear(tables[i]);
}

/* The column as_of_us is whole microseconds, so that no text of an instant is parsed. */
static void
read_as_of(struct snapshot *snapshot)
{
	struct slice value = table_value(snapshot->tables[SNAPSHOT_now], 0, "as_of_us");

	snapshot->age.known = value.data != NULL;
	if (snapshot->age.known)
		snapshot->age.as_of_us = strtoll(value.data, NULL, 10);
}

struct snapshot *
snapshot_make(int64_t version, int64_t taken_us, PGresult *tables[SNAPSHOT_TABLE_COUNT])
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);

	CHECK(snapshot != NULL);
	atomic_init(&snapshot->holders, 1);
	snapshot->version = version;
	snapshot->taken_us = taken_us;
	for (int i = 0; i < SNAPSHOT_TABLE_COUNT; i++)
		snapshot->tables[i] = tables[i];
	read_as_of(snapshot);
	snapshot->age.recovering = slice_equal(
		table_value(snapshot->tables[SNAPSHOT_now], 0, "recovering"),
		SLICE_LITERAL("t"));
	snapshot->compared_us = taken_us;
	snapshot->compared_age = snapshot->age;
	return snapshot;
}

const struct age *
snapshot_age(const struct snapshot *snapshot, enum snapshot_table table)
{
	return table == SNAPSHOT_comparison ? &snapshot->compared_age : &snapshot->age;
}

bool
snapshot_take(struct snapshot **ret_snapshot, PGconn *session, int64_t version,
	      const struct snapshot *last, struct error *err)
{
	PGresult *tables[SNAPSHOT_TABLE_COUNT] = { NULL };
	const struct snapshot *compared = is_compared(last) ? last : NULL;

	if (!run(session, "begin isolation level repeatable read read only", err))
		return false;
	if (!take_tables(session, tables, compared, err)) {
		struct error ignored;

		clear_tables(tables);
		(void)run(session, "rollback", &ignored);
		return false;
	}
	*ret_snapshot = snapshot_make(version, clock_now_us(), tables);
	if (compared) {
		(*ret_snapshot)->compared_us = compared->compared_us;
		(*ret_snapshot)->compared_age = compared->compared_age;
	}
	return true;
}

struct snapshot *
snapshot_hold(struct snapshot *snapshot)
{
	if (snapshot)
		atomic_fetch_add(&snapshot->holders, 1);
	return snapshot;
}

struct snapshot *
snapshot_release(struct snapshot *snapshot)
{
	if (snapshot && atomic_fetch_sub(&snapshot->holders, 1) == 1) {
		clear_tables(snapshot->tables);
		free(snapshot);
	}
	return NULL;
}

/* "dossier.v1-0": 123, so that a record can be matched with the numbers that hold it. */
static void
position_json(struct text *text, const PGresult *partitions, int row)
{
	struct slice next = table_value(partitions, row, "next");

	text_json(text, postgres_value(partitions, row, 0));
	text_add(text, ":");
	text_put(text, next.data ? next : SLICE_LITERAL("null"));
}

void
snapshot_position_json(struct text *text, const struct snapshot *snapshot)
{
	const PGresult *partitions = snapshot->tables[SNAPSHOT_partitions];

	text_add(text, "\"position\":{");
	for (int row = 0; row < PQntuples(partitions); row++) {
		if (row > 0)
			text_add(text, ",");
		position_json(text, partitions, row);
	}
	text_add(text, "}");
}

void
snapshot_json(struct text *text, const struct snapshot *snapshot, int64_t now_us)
{
	text_format(text, "{\"version\":%lld,", (long long)snapshot->version);
	age_json(text, &snapshot->age, now_us);
	text_add(text, ",");
	snapshot_position_json(text, snapshot);
	text_add(text, ",\"now\":");
	table_row_json(text, snapshot->tables[SNAPSHOT_now], 0, 0);
	for (int i = SNAPSHOT_units; i < SNAPSHOT_TABLE_COUNT; i++) {
		text_format(text, ",\"%s\":", names[i]);
		table_rows_json(text, snapshot->tables[i]);
	}
	text_add(text, "}");
}

/* Writes the members that differ, without braces; returns how many. */
static int
changed_cells(struct text *text, const PGresult *old, int old_row, const PGresult *new,
	      int new_row)
{
	int count = 0;

	for (int column = 0; column < PQnfields(new); column++) {
		if (table_cell_same(old, old_row, new, new_row, column))
			continue;
		if (count++ > 0)
			text_add(text, ",");
		text_json(text, slice_text(PQfname(new, column)));
		text_add(text, ":");
		table_cell_json(text, new, new_row, column);
	}
	return count;
}

static bool
row_same(const PGresult *old, int old_row, const PGresult *new, int new_row)
{
	for (int column = 0; column < PQnfields(new); column++)
		if (!table_cell_same(old, old_row, new, new_row, column))
			return false;
	return true;
}

static void
begin_row(struct text *text, int *count, struct slice key)
{
	if ((*count)++ > 0)
		text_add(text, ",");
	text_json(text, key);
	text_add(text, ":");
}

static void
changed_rows(struct text *text, const PGresult *old, const PGresult *new)
{
	int count = 0;

	for (int row = 0; row < PQntuples(new); row++) {
		struct slice key = postgres_value(new, row, 0);
		int old_row = table_find(old, key, row);

		if (old_row >= 0 && row_same(old, old_row, new, row))
			continue;
		begin_row(text, &count, key);
		if (old_row < 0) {
			table_row_json(text, new, row, 0);
			continue;
		}
		text_add(text, "{");
		changed_cells(text, old, old_row, new, row);
		text_add(text, "}");
	}
	for (int row = 0; row < PQntuples(old); row++) {
		struct slice key = postgres_value(old, row, 0);

		if (table_find(new, key, row) >= 0)
			continue;
		begin_row(text, &count, key);
		text_add(text, "null");
	}
}

static void
changed_positions(struct text *text, const PGresult *old, const PGresult *new)
{
	int count = 0;

	for (int row = 0; row < PQntuples(new); row++) {
		int old_row = table_find(old, postgres_value(new, row, 0), row);

		if (old_row >= 0 && slice_equal(table_value(old, old_row, "next"),
						table_value(new, row, "next")))
			continue;
		if (count++ > 0)
			text_add(text, ",");
		position_json(text, new, row);
	}
}

void
snapshot_delta_json(struct text *text, const struct snapshot *old,
		    const struct snapshot *new, int64_t now_us)
{
	text_format(text, "{\"version\":%lld,", (long long)new->version);
	age_json(text, &new->age, now_us);
	text_add(text, ",\"position\":{");
	changed_positions(text, old->tables[SNAPSHOT_partitions],
			  new->tables[SNAPSHOT_partitions]);
	text_add(text, "},\"now\":{");
	changed_cells(text, old->tables[SNAPSHOT_now], 0, new->tables[SNAPSHOT_now], 0);
	text_add(text, "}");
	for (int i = SNAPSHOT_units; i < SNAPSHOT_TABLE_COUNT; i++) {
		text_format(text, ",\"%s\":{", names[i]);
		changed_rows(text, old->tables[i], new->tables[i]);
		text_add(text, "}");
	}
	text_add(text, "}");
}
