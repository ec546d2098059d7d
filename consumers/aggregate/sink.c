/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/sink.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "schema/base/check.h"
#include "schema/base/condition.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

/* A batch goes waiting -> writing -> settled -> back to the worker. */
enum slot_state { SLOT_EMPTY, SLOT_WAITING, SLOT_WRITING, SLOT_SETTLED };

struct slot {
	enum slot_state state;
	struct write *write;
	bool ok;
	struct error err;
};

struct sink {
	struct primary *primary;
	PGconn *session;
	struct write_place place;
	int wake_fd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slot slots[SINK_DEPTH]; /* a ring */
	unsigned taken, handed_back;   /* how many went in and out */
	bool closing;
	bool broken;                   /* a batch failed: the rest must not be tried */
};

static bool
prepare(struct sink *sink, const char *name, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQprepare(sink->session, name, sql, 0, NULL);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(sink->session, result, name, err);
}

/* Plans are kept, and made while tables may be empty: see load.c. */
static bool
use_indexes(struct sink *sink, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	return postgres_query(sink->session, "set enable_seqscan to off", 0, NULL, 0, &result,
			      err);
}

static bool
prepare_all(struct sink *sink, struct error *err)
{
	sink->place = (struct write_place){ .prefix = "", .schema = "fact" };
	if (!use_indexes(sink, err) || !write_prepare(sink->session, &sink->place, err) ||
	    !prepare(sink, "server_hold", sql_server_hold, err) ||
	    !prepare(sink, "notify", sql_notify, err))
		return false;
	if (!PQenterPipelineMode(sink->session))
		return error_set(err, ERROR_FATAL, "cannot enter pipeline mode");
	return true;
}

static bool
send_rows(struct sink *sink, struct write *write, int table)
{
	return write_send(sink->session, &sink->place, write, table);
}

/* The server that counts as of now: between the folding and here another worker may
 * have told of a failover. */
static bool
send_hold(struct sink *sink)
{
	struct primary_id known = primary_known(sink->primary);
	char timeline[16];
	const char *const values[] = { timeline, known.branch };

	snprintf(timeline, sizeof timeline, "%d", known.timeline);
	return PQsendQueryPrepared(sink->session, "server_hold", 2, values, NULL, NULL, 0);
}

static bool
send_notify(struct sink *sink)
{
	const char *const values[] = { "applied" };

	return PQsendQueryPrepared(sink->session, "notify", 1, values, NULL, NULL, 0);
}

/* Sends the whole transaction; returns how many results to expect, -1 on failure. */
static int
send_all(struct sink *sink, struct write *write)
{
	int sent = 1;

	if (!send_hold(sink))
		return -1;
	for (int i = 0; i < WRITE_COUNT; i++) {
		if (write->rows[i].count == 0)
			continue;
		if (!send_rows(sink, write, i))
			return -1;
		sent++;
	}
	if (write->notify) {
		if (!send_notify(sink))
			return -1;
		sent++;
	}
	return PQpipelineSync(sink->session) ? sent : -1;
}

/* The first failure tells why; what follows it in the pipeline is only aborted. */
static void
take_result(struct sink *sink, const PGresult *result, bool *ok, struct error *err)
{
	ExecStatusType status = PQresultStatus(result);
	const char *state;

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	    status == PGRES_PIPELINE_SYNC)
		return;
	if (*ok) {
		postgres_error(sink->session, result, "apply a batch", err);
		state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		if (state && (strcmp(state, "TK001") == 0 || strcmp(state, "TK002") == 0))
			err->kind = ERROR_FENCED;
	}
	*ok = false;
}

static bool
receive_all(struct sink *sink, int expected, struct error *err)
{
	bool ok = true;

	for (int i = 0; i <= expected; i++) { /* the sync is one more */
		PGresult *result;

		if (PQstatus(sink->session) == CONNECTION_BAD)
			break;
		while ((result = PQgetResult(sink->session)) != NULL) {
			bool sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;

			take_result(sink, result, &ok, err);
			PQclear(result);
			if (sync)
				return ok;
		}
	}
	if (ok)
		postgres_error(sink->session, NULL, "learn whether a batch was committed", err);
	return false;
}

static bool
apply(struct sink *sink, struct write *write, struct error *err)
{
	int sent = send_all(sink, write);

	if (sent < 0)
		return postgres_error(sink->session, NULL, "send a batch", err);
	return receive_all(sink, sent, err);
}

static void
settle(struct sink *sink, struct slot *slot, bool ok)
{
	slot->state = SLOT_SETTLED;
	slot->ok = ok;
	sink->broken = sink->broken || !ok;
	pthread_cond_broadcast(&sink->changed);
	eventfd_write(sink->wake_fd, 1);
}

static struct slot *
next_waiting(struct sink *sink)
{
	for (unsigned i = sink->handed_back; i != sink->taken; i++)
		if (sink->slots[i % SINK_DEPTH].state == SLOT_WAITING)
			return &sink->slots[i % SINK_DEPTH];
	return NULL;
}

static void *
sink_main(void *context)
{
	struct sink *sink = context;
	struct slot *slot;
	bool ok;

	pthread_mutex_lock(&sink->lock);
	for (;;) {
		while (!(slot = next_waiting(sink)) && !sink->closing)
			pthread_cond_wait(&sink->changed, &sink->lock);
		if (!slot)
			break;
		slot->state = SLOT_WRITING;
		if (sink->broken) {
			error_set(&slot->err, ERROR_RETRY, "a batch before it failed");
			settle(sink, slot, false);
			continue;
		}
		pthread_mutex_unlock(&sink->lock);
		ok = apply(sink, slot->write, &slot->err);
		pthread_mutex_lock(&sink->lock);
		settle(sink, slot, ok);
	}
	pthread_mutex_unlock(&sink->lock);
	return NULL;
}

static bool
open_session(struct sink *sink, const struct primary_id *id, struct error *err)
{
	struct primary_id here;

	if (!primary_connect(sink->primary, "trakhuc aggregate writes", &sink->session, &here,
			     err))
		return false;
	return primary_same(&here, id) ||
	       error_set(err, ERROR_RETRY, "the database was replaced by another server");
}

bool
sink_open(struct sink **ret_sink, struct primary *primary, const struct primary_id *id,
	  int wake_fd, struct error *err)
{
	struct sink *sink = calloc(1, sizeof *sink);

	CHECK(sink != NULL);
	sink->primary = primary;
	sink->wake_fd = wake_fd;
	pthread_mutex_init(&sink->lock, NULL);
	condition_init(&sink->changed);
	if (!open_session(sink, id, err) ||
	    !prepare_all(sink, err)) {
		PQfinish(sink->session);
		free(sink);
		return false;
	}
	CHECK_OP(pthread_create(&sink->thread, NULL, sink_main, sink), ==, 0);
	*ret_sink = sink;
	return true;
}

int
sink_in_flight(const struct sink *sink)
{
	return (int)(sink->taken - sink->handed_back);
}

void
sink_take(struct sink *sink, struct write *write)
{
	struct slot *slot;

	pthread_mutex_lock(&sink->lock);
	CHECK_OP(sink_in_flight(sink), <, SINK_DEPTH);
	slot = &sink->slots[sink->taken % SINK_DEPTH];
	CHECK_OP(slot->state, ==, SLOT_EMPTY);
	slot->state = SLOT_WAITING;
	slot->write = write;
	sink->taken++;
	pthread_cond_broadcast(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
}

struct write *
sink_settled(struct sink *sink, bool *ret_ok, struct error *err)
{
	struct slot *slot = &sink->slots[sink->handed_back % SINK_DEPTH];
	struct write *write = NULL;

	pthread_mutex_lock(&sink->lock);
	if (sink_in_flight(sink) > 0 && slot->state == SLOT_SETTLED) {
		write = slot->write;
		*ret_ok = slot->ok;
		if (!slot->ok)
			*err = slot->err;
		slot->state = SLOT_EMPTY;
		sink->handed_back++;
	}
	pthread_mutex_unlock(&sink->lock);
	return write;
}

static bool
is_idle(const struct sink *sink)
{
	for (int i = 0; i < SINK_DEPTH; i++)
		if (sink->slots[i].state == SLOT_WAITING ||
		    sink->slots[i].state == SLOT_WRITING)
			return false;
	return true;
}

static void
wait_idle(struct sink *sink, int timeout_ms)
{
	struct timespec until = condition_until(timeout_ms);

	while (!is_idle(sink) &&
	       pthread_cond_timedwait(&sink->changed, &sink->lock, &until) == 0)
		continue;
}

/* A server that hangs holds PQgetResult; cutting the socket ends the wait. */
struct sink *
sink_close(struct sink *sink, int timeout_ms)
{
	if (!sink)
		return NULL;
	pthread_mutex_lock(&sink->lock);
	wait_idle(sink, timeout_ms);
	sink->closing = true;
	sink->broken = sink->broken || !is_idle(sink);
	if (!is_idle(sink) && PQsocket(sink->session) >= 0)
		shutdown(PQsocket(sink->session), SHUT_RDWR);
	pthread_cond_broadcast(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
	pthread_join(sink->thread, NULL);
	PQfinish(sink->session);
	pthread_cond_destroy(&sink->changed);
	pthread_mutex_destroy(&sink->lock);
	free(sink);
	return NULL;
}
