/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/backoff.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

enum {
	ASK_MS_MAX = 2000,
	GROUP_US = 2 * 1000000, /* between two questions to the group */
};

struct watch {
	const struct conf *conf;
	struct positions *positions;
	struct primary *primary;
	struct kafka_consumer *consumer;
	struct kafka_watcher *kafka;
	PGconn *session;
	struct primary_id id; /* the server of the session */
	int64_t group_us;     /* when the group was asked last, monotonic */
	struct backoff kafka_backoff, session_backoff;
	char worker[128];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool closing;
};

enum { WATCH_TOPIC, WATCH_PARTITION, WATCH_END, WATCH_CAUGHT_UP, WATCH_RECOVER_TO, WATCH_ARRAYS };

static void
add_instant(struct array *array, bool known, int64_t instant_us)
{
	/* '-infinity' of timestamptz stands for unknown, greatest() then keeps the old. */
	array_add_number(array, known ? instant_us - POSTGRES_EPOCH_US : INT64_MIN);
}

/* Asks for every partition's end; false when a broker does not answer. */
static bool
ask(struct watch *watch, const struct position *positions, int count,
    struct array arrays[WATCH_ARRAYS], struct error *err)
{
	for (int i = 0; i < count; i++) {
		const struct position *position = &positions[i];
		int64_t asked_us = clock_now_us();
		int64_t first, end;

		if (!kafka_watcher_ends(watch->kafka, topic_name(position->topic),
					position->partition, ASK_MS_MAX, &first, &end, err))
			return false;
		array_add_number(&arrays[WATCH_TOPIC], position->topic);
		array_add_number(&arrays[WATCH_PARTITION], position->partition);
		array_add_number(&arrays[WATCH_END], end);
		add_instant(&arrays[WATCH_CAUGHT_UP], position->applied >= end, asked_us);
		array_add_number(&arrays[WATCH_RECOVER_TO], position->recover_to);
	}
	return true;
}

static bool
store(struct watch *watch, struct array arrays[WATCH_ARRAYS], struct error *err)
{
	char now[INSTANT_TEXT_BYTES];
	const char *values[WATCH_ARRAYS + 2];
	int lengths[WATCH_ARRAYS + 2] = { 0 };
	int formats[WATCH_ARRAYS + 2] = { 1, 1, 1, 1, 1, 0, 0 };
	AUTO_PGRESULT result = NULL;

	for (int i = 0; i < WATCH_ARRAYS; i++) {
		array_end(&arrays[i]);
		values[i] = (const char *)arrays[i].buffer.bytes;
		lengths[i] = (int)arrays[i].buffer.length;
	}
	values[WATCH_ARRAYS] = watch->worker;
	values[WATCH_ARRAYS + 1] = instant_format(clock_now_us(), now);
	result = PQexecParams(watch->session, sql_watch, WATCH_ARRAYS + 2, NULL, values,
			      lengths, formats, 0);
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(watch->session, result, "report how far the log reaches", err);
}

static void
drop_session(struct watch *watch)
{
	PQfinish(watch->session);
	watch->session = NULL;
}

static void
report(struct watch *watch, const struct position *positions, int count)
{
	struct array arrays[WATCH_ARRAYS] = { 0 };
	struct error err = { 0 };

	array_begin(&arrays[WATCH_TOPIC], ROW_SMALLINT);
	array_begin(&arrays[WATCH_PARTITION], ROW_SMALLINT);
	array_begin(&arrays[WATCH_END], ROW_BIGINT);
	array_begin(&arrays[WATCH_CAUGHT_UP], ROW_TIMESTAMPTZ);
	array_begin(&arrays[WATCH_RECOVER_TO], ROW_BIGINT);
	if (!ask(watch, positions, count, arrays, &err)) {
		backoff_failed(&watch->kafka_backoff, &err);
	} else {
		backoff_succeeded(&watch->kafka_backoff, "Kafka");
		if (!store(watch, arrays, &err))
			drop_session(watch); /* the worker tells of the database */
	}
	for (int i = 0; i < WATCH_ARRAYS; i++)
		array_release(&arrays[i]);
}

static void
heard(void *context, const char *topic, int32_t partition, int64_t offset, const char *note)
{
	struct watch *watch = context;

	(void)topic, (void)partition, (void)offset;
	primary_learn(watch->primary, note);
}

/* Without an answer nothing is learnt, and the next question comes soon. */
static void
ask_group(struct watch *watch)
{
	struct error ignored = { 0 };
	int64_t now_us = clock_monotonic_us();

	if (now_us - watch->group_us < GROUP_US)
		return;
	watch->group_us = now_us;
	if (!kafka_consumer_hints(watch->consumer, ASK_MS_MAX, heard, watch, &ignored))
		return;
	if (watch->session && !primary_holds(watch->primary, &watch->id, &ignored))
		drop_session(watch);
}

static void
look(struct watch *watch)
{
	static _Thread_local struct position positions[KAFKA_PARTITIONS_MAX];
	struct error err = { 0 };
	struct primary_id server;
	int count = positions_copy(watch->positions, positions, &server);

	if (count == 0 || !backoff_due(&watch->kafka_backoff) ||
	    !backoff_due(&watch->session_backoff))
		return;
	ask_group(watch);
	if (!watch->session &&
	    !primary_connect(watch->primary, "trakhuc aggregate watch", &watch->session,
			     &watch->id, &err)) {
		watch->session_backoff.next_us = clock_monotonic_us() + SECOND_US;
		return;
	}
	/* positions of another server, or from before it was started again, tell nothing
	 * of this one: the worker has not read them again yet */
	if (primary_same(&watch->id, &server))
		report(watch, positions, count);
	else
		drop_session(watch);
}

static void
wait_ms(struct watch *watch, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!watch->closing &&
	       pthread_cond_timedwait(&watch->ended, &watch->lock, &until) == 0)
		continue;
}

static void *
watch_main(void *context)
{
	struct watch *watch = context;

	pthread_mutex_lock(&watch->lock);
	while (!watch->closing) {
		pthread_mutex_unlock(&watch->lock);
		look(watch);
		pthread_mutex_lock(&watch->lock);
		wait_ms(watch, watch->conf->aggregate_watch_ms);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

static void
name_worker(struct watch *watch)
{
	if (watch->conf->aggregate_instance[0] != '\0')
		snprintf(watch->worker, sizeof watch->worker, "%s",
			 watch->conf->aggregate_instance);
	else if (gethostname(watch->worker, sizeof watch->worker) != 0)
		snprintf(watch->worker, sizeof watch->worker, "worker");
	watch->worker[sizeof watch->worker - 1] = '\0';
}

bool
watch_open(struct watch **ret_watch, const struct conf *conf,
	   struct positions *positions, struct primary *primary,
	   struct kafka_consumer *consumer, struct error *err)
{
	struct watch *watch = calloc(1, sizeof *watch);

	CHECK(watch != NULL);
	watch->conf = conf;
	watch->primary = primary;
	watch->consumer = consumer;
	watch->positions = positions;
	if (!kafka_watcher_open(&watch->kafka, conf, err)) {
		free(watch);
		return false;
	}
	name_worker(watch);
	pthread_mutex_init(&watch->lock, NULL);
	pthread_cond_init(&watch->ended, NULL);
	CHECK_OP(pthread_create(&watch->thread, NULL, watch_main, watch), ==, 0);
	*ret_watch = watch;
	return true;
}

struct watch *
watch_close(struct watch *watch)
{
	if (!watch)
		return NULL;
	pthread_mutex_lock(&watch->lock);
	watch->closing = true;
	pthread_cond_broadcast(&watch->ended);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	watch->kafka = kafka_watcher_close(watch->kafka);
	PQfinish(watch->session);
	pthread_cond_destroy(&watch->ended);
	pthread_mutex_destroy(&watch->lock);
	free(watch);
	return NULL;
}
