/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/session.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "sql_statements.h"
#include "tests/simulation/fiber.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/process.h"
#include "tests/simulation/result.h"
#include "tests/simulation/server.h"
#include "tests/simulation/state.h"

enum { PARAMETERS_MAX = 4 };

enum session_state { SESSION_IDLE, SESSION_ASKED, SESSION_ANSWERED };

struct pg_conn {
	struct process *process;
	struct pg_conn **place; /* where the process keeps it */
	bool broken;
	bool seen_broken; /* before the results that had come were taken */
	bool told_broken; /* the failure was handed out, what follows is NULL */
	enum session_state state;

	/* a query: what was asked, what came of it */
	const char *statement;
	struct slice parameters[PARAMETERS_MAX];
	struct answer answer;

	/* a pipeline: one transaction, then results up to the sync */
	struct transaction *transaction;
	int failed_at; /* statement that was refused; -1: none */
	const char *sqlstate;
	int handed_out;  /* results that were taken */
	bool between;    /* NULL comes next, the end of a statement's results */
};

static bool server_down;

void
session_reset(void)
{
	server_down = false;
}

void
session_server_is(bool down)
{
	server_down = down;
}

static bool
is_dead(const struct pg_conn *session)
{
	return session->broken || session->process->unheard;
}

void
session_serve(struct pg_conn *session)
{
	if (!session || is_dead(session) || session->state != SESSION_ASKED)
		return;
	if (session->transaction)
		session->failed_at = server_apply(session->transaction, &session->sqlstate);
	else
		session->answer = server_query(session->statement, session->parameters);
	session->state = SESSION_ANSWERED;
}

void
session_refuse(struct pg_conn *session, const char *sqlstate)
{
	if (!session || is_dead(session) || session->state != SESSION_ASKED)
		return;
	session->failed_at = 0;
	session->sqlstate = sqlstate;
	session->answer = (struct answer){ .sqlstate = sqlstate };
	session->state = SESSION_ANSWERED;
}

static void
break_off(struct pg_conn *session, bool seen)
{
	if (!session || session->broken)
		return;
	session->broken = true;
	session->seen_broken = seen;
	if (session->transaction && session->state == SESSION_ASKED) {
		/* its statements' results may come, what the sync says does not */
		session->state = SESSION_ANSWERED;
		session->failed_at = -1;
	} else if (session->transaction && session->state == SESSION_ANSWERED) {
		figures.unknown_commits += session->failed_at < 0;
	}
	figures.lost_sessions += !session->process->unheard; /* else it is a crash */
}

void
session_cut(struct pg_conn *session)
{
	break_off(session, true);
}

void
session_strand(struct process *process)
{
	struct pg_conn *session = process->writes;

	if (session && !session->broken && session->state == SESSION_ASKED)
		server_strand(session->transaction);
	break_off(session, false);
}

void
session_strand_all(struct process *process)
{
	session_strand(process);
	session_cut(process->reads);
}

bool
session_is_waiting(const struct pg_conn *session)
{
	return session && !session->broken && session->state == SESSION_ASKED;
}

uint64_t
session_hash(const struct pg_conn *session)
{
	if (!session)
		return 0;
	return 1 + (uint64_t)session->state * 2 + session->broken +
	       (session->statement ? (uint64_t)session->statement[0] * 8 : 0);
}

/* From here on: libpq, which has other names for the same parameters.
 * NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

static PGresult *
done(void)
{
	return result_make(PGRES_COMMAND_OK, (struct answer){ 0 });
}

static PGresult *
failure(const char *sqlstate)
{
	return result_make(PGRES_FATAL_ERROR, (struct answer){ .sqlstate = sqlstate });
}

PGconn *
PQconnectdbParams(const char *const *keywords, const char *const *values, int expand)
{
	struct process *process = process_running();
	PGconn *session = calloc(1, sizeof *session);

	(void)expand;
	CHECK(session != NULL);
	session->process = process;
	session->broken = server_down;
	session->place = &process->writes;
	for (int i = 0; keywords[i]; i++)
		if (strcmp(keywords[i], "fallback_application_name") == 0 &&
		    strstr(values[i], "reads"))
			session->place = &process->reads;
	CHECK(*session->place == NULL);
	*session->place = session;
	return session;
}

void
PQfinish(PGconn *session)
{
	if (!session)
		return;
	*session->place = NULL;
	free(session);
}

/* A session that broke may still bring what had come before. */
static bool
result_is_lost(const PGconn *session)
{
	return is_dead(session) && (!session->transaction || session->state != SESSION_ANSWERED ||
				    session->handed_out == session->transaction->count);
}

ConnStatusType
PQstatus(const PGconn *session)
{
	return (is_dead(session) && session->seen_broken) || result_is_lost(session)
		       ? CONNECTION_BAD
		       : CONNECTION_OK;
}

char *
PQerrorMessage(const PGconn *session)
{
	static char text[] = "server closed the connection unexpectedly";

	(void)session;
	return text;
}

int
PQsocket(const PGconn *session)
{
	return is_dead(session) ? -1 : 0;
}

PGresult *
PQprepare(PGconn *session, const char *name, const char *sql, int count,
	  const Oid *types)
{
	(void)name;
	(void)sql;
	(void)count;
	(void)types;
	return is_dead(session) ? failure(NULL) : done();
}

PGresult *
PQexec(PGconn *session, const char *sql)
{
	return PQprepare(session, NULL, sql, 0, NULL);
}

/* Waits until the server has answered; a server that nobody held up answers now. */
static bool
wait_for_answer(PGconn *session)
{
	session->state = SESSION_ASKED;
	fiber_yield();
	session_serve(session);
	if (is_dead(session))
		return false;
	session->state = SESSION_IDLE;
	return true;
}

PGresult *
PQexecPrepared(PGconn *session, const char *name, int count, const char *const *values,
	       const int *lengths, const int *formats, int format)
{
	(void)formats;
	(void)format;
	CHECK_OP(count, <=, PARAMETERS_MAX);
	if (is_dead(session))
		return failure(NULL);
	session->statement = name;
	for (int i = 0; i < count; i++)
		session->parameters[i] = (struct slice){ values[i], (size_t)lengths[i] };
	if (!wait_for_answer(session))
		return failure(NULL);
	if (session->answer.sqlstate)
		return failure(session->answer.sqlstate);
	return result_make(PGRES_TUPLES_OK, session->answer);
}

/* sql_server_open: a failover is another timeline and another branch of one system. */
static PGresult *
server_identity(void)
{
	char *timeline = arena_alloc(state_arena(), 12);
	struct slice *cells = arena_alloc(state_arena(), 5 * sizeof *cells);

	snprintf(timeline, 12, "%d", server_timeline());
	cells[0] = SLICE_LITERAL("7000000000000000001");
	cells[1] = cells[2] = cells[4] = slice_text(timeline);
	cells[3] = SLICE_LITERAL("0");
	return result_make(PGRES_TUPLES_OK, (struct answer){ .row_count = 1,
							   .column_count = 5,
							   .cells = cells });
}

PGresult *
PQexecParams(PGconn *session, const char *sql, int count, const Oid *types,
	     const char *const *values, const int *lengths, const int *formats, int format)
{
	static struct slice oids[WRITE_COUNT]; /* sql_wire_oid: a row a type; any number will do */

	(void)types;
	(void)values;
	(void)lengths;
	if (sql == sql_server_open && !is_dead(session))
		return server_identity();
	if (sql == sql_code_load)
		return PQexecPrepared(session, "code_load", 0, NULL, NULL, formats, format);
	if (sql == sql_generation_load)
		return PQexecPrepared(session, "generation_load", 0, NULL, NULL, formats,
				      format);
	if (count == 0 || is_dead(session))
		return PQprepare(session, NULL, sql, 0, NULL);
	for (int i = 0; i < WRITE_COUNT; i++)
		oids[i] = (struct slice){ "70001", 5 };
	return result_make(PGRES_TUPLES_OK, (struct answer){ .row_count = WRITE_COUNT,
							   .column_count = 1,
							   .cells = oids });
}

int
PQenterPipelineMode(PGconn *session)
{
	return !is_dead(session);
}

/* "fine_add" writes the table fine, and so on. */
static enum write_table
table_of(const char *statement)
{
	static const char *const statements[WRITE_COUNT] = {
#define WRITE(name, statement, type) #statement,
#include "consumers/aggregate/write.def"
	};
	int table = 0;

	while (table < WRITE_COUNT && strcmp(statements[table], statement) != 0)
		table++;
	CHECK(table < WRITE_COUNT || strcmp(statement, "notify") == 0 ||
	      strcmp(statement, "server_hold") == 0);
	return (enum write_table)table;
}

int
PQsendQueryPrepared(PGconn *session, const char *name, int count,
		    const char *const *values, const int *lengths, const int *formats,
		    int format)
{
	struct transaction *transaction = session->transaction;
	enum write_table table = table_of(name);
	struct slice rows = { NULL, 0 };

	(void)count;
	(void)formats;
	(void)format;
	if (is_dead(session))
		return 0;
	if (!transaction) {
		transaction = arena_alloc(state_arena(), sizeof *transaction);
		transaction->count = 0;
		transaction->timeline = 0;
		session->transaction = transaction;
	}
	if (strcmp(name, "server_hold") == 0)
		transaction->timeline = atoi(values[0]);
	else if (table != WRITE_COUNT)
		rows = arena_copy(state_arena(),
				  (struct slice){ values[0], (size_t)lengths[0] });
	transaction->statements[transaction->count].table = table;
	transaction->statements[transaction->count++].rows = rows;
	return 1;
}

int
PQpipelineSync(PGconn *session)
{
	if (is_dead(session))
		return 0;
	session->state = SESSION_ASKED;
	session->handed_out = 0;
	session->between = false;
	return 1;
}

static PGresult *
lost(PGconn *session)
{
	bool first = !session->told_broken;

	session->told_broken = true;
	return first ? failure(NULL) : NULL;
}

PGresult *
PQgetResult(PGconn *session)
{
	int number = session->handed_out;

	if (session->state == SESSION_ASKED && !is_dead(session)) {
		fiber_yield();
		session_serve(session);
	}
	if (result_is_lost(session))
		return lost(session);
	if (session->between) {
		session->between = false;
		return NULL;
	}
	session->handed_out++;
	if (number == session->transaction->count) {
		session->transaction = NULL;
		session->state = SESSION_IDLE;
		return result_make(PGRES_PIPELINE_SYNC, (struct answer){ 0 });
	}
	session->between = true;
	if (session->failed_at >= 0 && number >= session->failed_at)
		return number == session->failed_at
			       ? failure(session->sqlstate)
			       : result_make(PGRES_PIPELINE_ABORTED, (struct answer){ 0 });
	return done();
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
