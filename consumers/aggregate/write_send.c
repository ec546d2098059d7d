/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

enum { NAME_BYTES = 64 };

static const struct {
	const char *name;
	const char *sql;
} statements[WRITE_COUNT] = {
#define WRITE(name, statement, type) [WRITE_##name] = { #statement, sql_##statement },
#include "consumers/aggregate/write.def"
};

/* "wire.position wire.dossier ...", each with a blank before it */
static const char types[] =
#define WRITE(name, statement, type) " wire." type
#include "consumers/aggregate/write.def"
	;

/* SQL with every "fact." in it as "SCHEMA."; to be freed. */
static char *
on_schema(const char *sql, const char *schema)
{
	const char fact[] = "fact.";
	size_t room = strlen(sql) * (strlen(schema) + 1) + 1, length = 0;
	char *text = malloc(room);
	const char *found;

	CHECK(text != NULL);
	while ((found = strstr(sql, fact)) != NULL) {
		length += (size_t)snprintf(text + length, room - length, "%.*s%s.",
					   (int)(found - sql), sql, schema);
		sql = found + sizeof fact - 1;
	}
	snprintf(text + length, room - length, "%s", sql);
	return text;
}

bool
write_prepare_one(PGconn *session, const struct write_place *place, const char *name,
		  const char *sql, struct error *err)
{
	bool ours = strcmp(place->schema, "fact") == 0;
	char *text = ours ? NULL : on_schema(sql, place->schema);
	char full_name[NAME_BYTES];
	AUTO_PGRESULT result = NULL;

	snprintf(full_name, sizeof full_name, "%s%s", place->prefix, name);
	result = PQprepare(session, full_name, ours ? sql : text, 0, NULL);
	free(text);
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, name, err);
}

/* The oids of the wire types; those of a restored database are others. */
static bool
read_oids(PGconn *session, uint32_t ret_oids[WRITE_COUNT], struct error *err)
{
	const char *const values[] = { types + 1 };
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_wire_oid, 1, values, 0, &result, err))
		return false;
	CHECK_OP(PQntuples(result), ==, WRITE_COUNT);
	for (int i = 0; i < WRITE_COUNT; i++)
		ret_oids[i] = (uint32_t)strtoul(PQgetvalue(result, i, 0), NULL, 10);
	return true;
}

bool
write_prepare(PGconn *session, struct write_place *place, struct error *err)
{
	bool facts_only = strcmp(place->schema, "fact") != 0;

	for (int i = facts_only ? WRITE_dossier : 0;
	     i <= (facts_only ? WRITE_indicator : WRITE_COUNT - 1); i++)
		if (!write_prepare_one(session, place, statements[i].name, statements[i].sql,
				       err))
			return false;
	return read_oids(session, place->oids, err);
}

bool
write_send(PGconn *session, const struct write_place *place, struct write *write, int table)
{
	struct slice parameter = rows_parameter(&write->rows[table], place->oids[table]);
	const char *const values[] = { parameter.data };
	const int lengths[] = { (int)parameter.length };
	const int formats[] = { 1 };
	char name[NAME_BYTES];

	snprintf(name, sizeof name, "%s%s", place->prefix, statements[table].name);
	return PQsendQueryPrepared(session, name, 1, values, lengths, formats, 1);
}

bool
write_run(PGconn *session, const struct write_place *place, struct write *write,
	  struct error *err)
{
	for (int i = 0; i < WRITE_COUNT; i++) {
		AUTO_PGRESULT result = NULL;
		PGresult *rest;

		if (write->rows[i].count == 0)
			continue;
		if (!write_send(session, place, write, i))
			return postgres_error(session, NULL, "send rows", err);
		result = PQgetResult(session);
		while ((rest = PQgetResult(session)) != NULL)
			PQclear(rest);
		if (PQresultStatus(result) != PGRES_TUPLES_OK &&
		    PQresultStatus(result) != PGRES_COMMAND_OK)
			return postgres_error(session, result, statements[i].name, err);
	}
	return true;
}
