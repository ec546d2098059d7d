/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/query.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/snapshot.h"
#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"

struct query {
	const char *conninfo;
	PGconn *session;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct query_job *first, *last;
	int waiting;
	bool closing;
};

static void
ignore_notice(void *context, const char *text)
{
	(void)context, (void)text;
}

/* A limit of time, so that a long statement cannot outlive the patience of its asker. */
static bool
prepare_session(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, "set timezone to 'Asia/Ho_Chi_Minh';"
					       " set statement_timeout to '5s';"
					       " set plan_cache_mode to force_custom_plan");

	PQsetNoticeProcessor(session, ignore_notice, NULL);
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "prepare the session of the API", err);
}

static void
drop_session(struct query *query)
{
	PQfinish(query->session);
	query->session = NULL;
}

static bool
need_session(struct query *query, struct error *err)
{
	if (query->session && PQstatus(query->session) == CONNECTION_OK)
		return true;
	drop_session(query);
	return postgres_open(&query->session, query->conninfo, "trakhuc ioc api", err) &&
	       prepare_session(query->session, err);
}

static bool
run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, sql);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "answer a question", err);
}

/* Puts "next" when the page of rows is full: there may be more behind its last row. */
static void
put_next(struct query_job *job, const PGresult *table)
{
	const struct request *request = job->request;
	int last = PQntuples(table) - 1;
	struct text place = { 0 };
	struct slice day, code;
	int limit = 0;

	for (int i = 0; i < request->value_count; i++)
		if (strcmp(request->route->parameters[i].name, "limit") == 0)
			limit = (int)strtol(request->values[i], NULL, 10);
	text_add(&job->body, ",\"next\":");
	if (last + 1 < limit || last < 0) {
		text_add(&job->body, "null");
		return;
	}
	day = table_value(table, last, "due");
	code = table_value(table, last, "dossier");
	text_put(&place, day.data ? day : SLICE_LITERAL("infinity"));
	text_add(&place, "|");
	text_put(&place, code);
	text_add(&job->body, "\"");
	request_next(&job->body, request, slice_text(place.data));
	text_add(&job->body, "\"");
	text_release(&place);
}

static void
write_answer(struct query_job *job, const PGresult *table)
{
	const struct route *route = job->request->route;

	text_reset(&job->body);
	if (route->one && PQntuples(table) == 0) {
		problem_set(&job->problem, 404, route->parameters[0].name,
			    "There is nothing of this name.");
		problem_todo(&job->problem, "The list has every name there is.");
		return;
	}
	if (job->request->format == REQUEST_CSV) {
		table_csv(&job->body, table);
		return;
	}
	text_add(&job->body, "{");
	snapshot_age_json(&job->body, job->as_of_known, job->as_of_us, clock_now_us());
	if (route->one) {
		text_add(&job->body, ",\"row\":");
		table_row_json(&job->body, table, 0);
	} else {
		text_add(&job->body, ",\"rows\":");
		table_rows_json(&job->body, table);
	}
	if (route->paged)
		put_next(job, table);
	text_add(&job->body, "}\n");
}

static bool
read_age(PGconn *session, struct query_job *job, struct error *err)
{
	AUTO_PGRESULT result = NULL;
	struct slice value;

	if (!postgres_query(session, statement_as_of, 0, NULL, 0, &result, err))
		return false;
	value = table_value(result, 0, "as_of_us");
	job->as_of_known = value.data != NULL;
	if (job->as_of_known)
		job->as_of_us = strtoll(value.data, NULL, 10);
	return true;
}

static bool
ask(PGconn *session, struct query_job *job, struct error *err)
{
	const struct request *request = job->request;
	const char *statement = request->route->statement;
	AUTO_PGRESULT result = NULL;

	if (!run(session, "begin isolation level repeatable read read only", err) ||
	    !read_age(session, job, err) ||
	    !postgres_query(session, statement, request->value_count, request->values, 0,
			    &result, err))
		return false;
	write_answer(job, result);
	return run(session, "commit", err);
}

static void
roll_back(PGconn *session)
{
	struct error ignored;

	if (session && PQtransactionStatus(session) != PQTRANS_IDLE)
		(void)run(session, "rollback", &ignored);
}

/* A session that was cut since the last question is opened again, once. */
static void
answer(struct query *query, struct query_job *job)
{
	struct error err = { 0 };

	for (int attempt = 0; attempt < 2; attempt++) {
		if (!need_session(query, &err))
			break;
		if (ask(query->session, job, &err))
			return;
		roll_back(query->session);
		if (PQstatus(query->session) == CONNECTION_OK)
			break;
	}
	text_reset(&job->body);
	problem_set(&job->problem, err.kind == ERROR_RETRY ? 503 : 500, NULL, "%s",
		    err.message);
	problem_todo(&job->problem, "%s", err.kind == ERROR_RETRY
						  ? "Try again later, or ask for less."
						  : "Tell the operator of the server.");
	job->problem.retry_seconds = err.kind == ERROR_RETRY ? 2 : 0;
}

static void
give_up(struct query_job *job, const char *why)
{
	problem_set(&job->problem, 503, NULL, "%s", why);
	problem_todo(&job->problem, "Try again later.");
	job->problem.retry_seconds = 2;
}

/* Waits for a job; NULL when there will be none. */
static struct query_job *
take(struct query *query, bool *ret_closing)
{
	struct query_job *job;

	pthread_mutex_lock(&query->lock);
	while (!query->first && !query->closing)
		pthread_cond_wait(&query->changed, &query->lock);
	job = query->first;
	if (job) {
		query->first = job->next;
		if (!query->first)
			query->last = NULL;
		query->waiting--;
	}
	*ret_closing = query->closing;
	pthread_mutex_unlock(&query->lock);
	return job;
}

static void *
work(void *context)
{
	struct query *query = context;
	struct query_job *job;
	bool closing;

	while ((job = take(query, &closing)) != NULL) {
		int64_t waited_us = clock_monotonic_us() - job->asked_us;

		if (closing)
			give_up(job, "The server is being stopped.");
		else if (waited_us > QUERY_SECONDS_MAX * SECOND_US)
			give_up(job, "The question waited too long behind others.");
		else
			answer(query, job);
		job->done(job->context);
	}
	drop_session(query);
	return NULL;
}

struct query *
query_open(const char *conninfo)
{
	struct query *query = calloc(1, sizeof *query);

	CHECK(query != NULL);
	query->conninfo = conninfo;
	pthread_mutex_init(&query->lock, NULL);
	pthread_cond_init(&query->changed, NULL);
	CHECK_OP(pthread_create(&query->thread, NULL, work, query), ==, 0);
	return query;
}

void
query_end(struct query *query)
{
	pthread_mutex_lock(&query->lock);
	query->closing = true;
	pthread_cond_signal(&query->changed);
	pthread_mutex_unlock(&query->lock);
	pthread_join(query->thread, NULL);
}

struct query *
query_close(struct query *query)
{
	if (!query)
		return NULL;
	pthread_cond_destroy(&query->changed);
	pthread_mutex_destroy(&query->lock);
	free(query);
	return NULL;
}

static void
append(struct query *query, struct query_job *job)
{
	job->next = NULL;
	job->asked_us = clock_monotonic_us();
	if (query->last)
		query->last->next = job;
	else
		query->first = job;
	query->last = job;
	query->waiting++;
	pthread_cond_signal(&query->changed);
}

bool
query_submit(struct query *query, struct query_job *job, struct problem *ret_problem)
{
	bool taken;

	pthread_mutex_lock(&query->lock);
	taken = query->waiting < QUERY_WAITING_MAX && !query->closing;
	if (taken)
		append(query, job);
	pthread_mutex_unlock(&query->lock);
	if (taken)
		return true;
	problem_set(ret_problem, 503, NULL, "Too many questions wait already.");
	problem_todo(ret_problem, "Try again later.");
	ret_problem->retry_seconds = 2;
	return false;
}
