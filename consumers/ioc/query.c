/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/query.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

struct worker {
	struct query *query;
	pthread_t thread;
	PGconn *session;
};

struct query {
	const struct conf *conf;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct query_job *first, *last;
	int waiting;
	bool closing;
	int worker_count;
	struct worker *workers;
};

static void
ignore_notice(void *context, const char *text)
{
	(void)context, (void)text;
}

/* A limit of time, so that a long statement cannot outlive the patience of its asker.  The
 * planner's compiler costs more than any of these statements, and so do parallel workers: what
 * they would read together one reads before they have started. */
static bool
prepare_session(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, "set timezone to 'Asia/Ho_Chi_Minh';"
					       " set statement_timeout to '5s';"
					       " set jit to off;"
					       " set max_parallel_workers_per_gather to 0;"
					       " set plan_cache_mode to force_custom_plan");

	PQsetNoticeProcessor(session, ignore_notice, NULL);
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "prepare the session of the API", err);
}

static bool
need_session(struct worker *worker, struct error *err)
{
	bool is_new;

	return postgres_keep(&worker->session, worker->query->conf->postgres_conninfo, 0,
			     "trakhuc ioc api", &is_new, err) &&
	       (!is_new || prepare_session(worker->session, err));
}

static bool
run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, sql);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "answer a question", err);
}

static void
read_age(struct query_job *job, const PGresult *table)
{
	struct slice as_of = table_value(table, 0, "as_of_us");

	job->age = (struct age){ .known = as_of.data != NULL };
	if (job->age.known)
		job->age.as_of_us = strtoll(as_of.data, NULL, 10);
	job->age.recovering = slice_equal(table_value(table, 0, "recovering"),
					  SLICE_LITERAL("t"));
	job->position = table_value(table, 0, "position");
}

static bool
read_parts(PGconn *session, struct query_job *job, struct error *err)
{
	for (int i = 0; i < job->part_count; i++) {
		const struct query_part *part = &job->parts[i];

		if (!postgres_query(session, part->statement, part->value_count, part->values,
				    0, &job->tables[i], err))
			return false;
	}
	return true;
}

static void
clear_tables(struct query_job *job)
{
	for (int i = 0; i < job->part_count; i++) {
		PQclear(job->tables[i]);
		job->tables[i] = NULL;
	}
}

static bool
ask(PGconn *session, struct query_job *job, struct error *err)
{
	AUTO_PGRESULT age = NULL;
	bool read = run(session, "begin isolation level repeatable read read only", err) &&
		    postgres_query(session, statement_as_of, 0, NULL, 0, &age, err) &&
		    read_parts(session, job, err) && run(session, "commit", err);

	if (read) {
		read_age(job, age);
		job->write(job);
	}
	clear_tables(job);
	return read;
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
answer(struct worker *worker, struct query_job *job)
{
	struct error err = { 0 };

	for (int attempt = 0; attempt < 2; attempt++) {
		if (!need_session(worker, &err))
			break;
		if (ask(worker->session, job, &err))
			return;
		roll_back(worker->session);
		if (PQstatus(worker->session) == CONNECTION_OK)
			break;
	}
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
	struct worker *worker = context;
	struct query_job *job;
	bool closing;

	while ((job = take(worker->query, &closing)) != NULL) {
		int64_t waited_us = clock_monotonic_us() - job->asked_us;

		if (closing)
			give_up(job, "The server is being stopped.");
		else if (waited_us > QUERY_SECONDS_MAX * SECOND_US)
			give_up(job, "The question waited too long behind others.");
		else
			answer(worker, job);
		job->done(job);
	}
	postgres_drop(&worker->session);
	return NULL;
}

struct query *
query_open(const struct conf *conf)
{
	struct query *query = calloc(1, sizeof *query);

	CHECK(query != NULL);
	query->conf = conf;
	pthread_mutex_init(&query->lock, NULL);
	pthread_cond_init(&query->changed, NULL);
	query->worker_count = (int)conf->ioc_query_sessions;
	query->workers = calloc((size_t)query->worker_count, sizeof *query->workers);
	CHECK(query->workers != NULL);
	for (int i = 0; i < query->worker_count; i++) {
		query->workers[i].query = query;
		CHECK_OP(pthread_create(&query->workers[i].thread, NULL, work,
					&query->workers[i]),
			 ==, 0);
	}
	return query;
}

void
query_end(struct query *query)
{
	pthread_mutex_lock(&query->lock);
	query->closing = true;
	pthread_cond_broadcast(&query->changed);
	pthread_mutex_unlock(&query->lock);
	for (int i = 0; i < query->worker_count; i++)
		pthread_join(query->workers[i].thread, NULL);
}

struct query *
query_close(struct query *query)
{
	if (!query)
		return NULL;
	pthread_cond_destroy(&query->changed);
	pthread_mutex_destroy(&query->lock);
	free(query->workers);
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
