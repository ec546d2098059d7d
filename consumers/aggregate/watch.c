/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/aggregate/array.h"
#include "consumers/aggregate/backoff.h"
#include "consumers/aggregate/halt.h"
#include "schema/base/check.h"
#include "schema/base/condition.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

enum {
	ASK_MS_MAX = 2000,
	GROUP_US = 2 * 1000000, /* between two questions to the group */
	STALLED_US = 2 * 1000000, /* between two looks at sessions that stand still */
	SHORT_US = 5 * 1000000, /* that a new leader may know less than the one before */
};

/* What the broker says of one partition. */
struct log_ends {
	int64_t first, stable, end;
};

/* Since when a log has been shorter than our position. */
struct short_log {
	enum topic topic;
	int32_t partition;
	int64_t since_us; /* monotonic; 0: it is not */
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
	int64_t stalled_us;   /* when it was looked for sessions that stand still */
	bool cluster_known;   /* in this session it was found to be the right one */
	struct short_log logs[KAFKA_PARTITIONS_MAX];
	int log_count;
	struct backoff kafka_backoff, session_backoff;
	char worker[128];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool closing;
};

enum { WATCH_TOPIC, WATCH_PARTITION, WATCH_END, WATCH_CAUGHT_UP, WATCH_RECOVER_TO,
       WATCH_STABLE, WATCH_STABLE_FROM, WATCH_ARRAYS };

static void
add_instant(struct array *array, bool known, int64_t instant_us)
{
	/* '-infinity' of timestamptz stands for unknown, greatest() then keeps the old. */
	array_add_number(array, known ? instant_us - POSTGRES_EPOCH_US : INT64_MIN);
}

static bool
ask_ends(struct watch *watch, const struct position *position, struct log_ends *ret_ends,
	 struct error *err)
{
	const char *topic = topic_name(position->topic);

	if (!kafka_watcher_ends(watch->kafka, topic, position->partition, ASK_MS_MAX,
				&ret_ends->first, &ret_ends->end, err))
		return false;
	ret_ends->stable = ret_ends->end;
	return position_is_at(position, ret_ends->end) ||
	       kafka_watcher_stable_end(watch->kafka, topic, position->partition, ASK_MS_MAX,
					&ret_ends->stable, err);
}

/* Whether the log has been shorter for so long that no election explains it. */
static bool
is_short(struct watch *watch, const struct position *position, bool now)
{
	struct short_log *log = watch->logs;
	int64_t now_us = clock_monotonic_us();

	while (log < watch->logs + watch->log_count &&
	       (log->topic != position->topic || log->partition != position->partition))
		log++;
	if (log == watch->logs + watch->log_count) {
		CHECK_OP(watch->log_count, <, KAFKA_PARTITIONS_MAX);
		watch->log_count++;
		*log = (struct short_log){ .topic = position->topic,
					   .partition = position->partition };
	}
	if (!now)
		log->since_us = 0;
	else if (log->since_us == 0)
		log->since_us = now_us;
	return now && now_us - log->since_us >= SHORT_US;
}

/* Halts the partition where its log does not reach our position.  The position may be of
 * an instant ago: the database compares it with its own. */
static bool
judge(struct watch *watch, const struct position *position, const struct log_ends *ends,
      struct error *err)
{
	bool is_behind = is_short(watch, position, ends->end < position->applied);
	bool halted = false, ok = true;

	if (position->halted)
		return true;
	if (ends->first > position->applied)
		ok = halt_add(watch->session, position, HALT_RECORDS_GONE, &halted, err,
			      "offsets %lld to %lld are gone, the log begins at %lld",
			      (long long)position->applied, (long long)ends->first - 1,
			      (long long)ends->first);
	else if (is_behind)
		ok = halt_add(watch->session, position, HALT_LOG_SHORTER, &halted, err,
			      "the log ends at %lld, before our offset %lld",
			      (long long)ends->end, (long long)position->applied);
	if (halted)
		positions_halt(watch->positions, position->topic, position->partition);
	return ok;
}

/* Positions of another cluster tell nothing of these logs: all that are ours, and come to
 * be ours, are halted until a person says that this cluster is right. */
static bool
know_cluster(struct watch *watch, const struct position *positions, int count,
	     struct error *err)
{
	char found[80];
	const char *const values[] = { found };
	AUTO_PGRESULT result = NULL;
	bool halted;

	if (watch->cluster_known)
		return true;
	if (!kafka_watcher_cluster(watch->kafka, ASK_MS_MAX, found, sizeof found, err) ||
	    !postgres_query(watch->session, sql_cluster_know, 1, values, 0, &result, err))
		return false;
	watch->cluster_known = strcmp(PQgetvalue(result, 0, 0), found) == 0;
	for (int i = 0; i < count && !watch->cluster_known; i++) {
		if (positions[i].halted)
			continue;
		halted = false;
		if (!halt_add(watch->session, &positions[i], HALT_OTHER_CLUSTER, &halted, err,
			      "the brokers are of cluster %s, the positions of cluster %s", found,
			      PQgetvalue(result, 0, 0)))
			return false;
		if (halted)
			positions_halt(watch->positions, positions[i].topic,
				       positions[i].partition);
	}
	return true;
}

/* Asks for every partition's end; false when a broker does not answer. */
static bool
ask(struct watch *watch, const struct position *positions, int count,
    struct array arrays[WATCH_ARRAYS], struct error *err)
{
	for (int i = 0; i < count; i++) {
		const struct position *position = &positions[i];
		int64_t asked_us = clock_now_us();
		struct log_ends ends;
		bool is_at_end, is_at_stable;

		if (!ask_ends(watch, position, &ends, err) ||
		    !judge(watch, position, &ends, err))
			return false;
		positions_readable(watch->positions, position->topic, position->partition,
				   ends.stable);
		array_add_number(&arrays[WATCH_TOPIC], position->topic);
		array_add_number(&arrays[WATCH_PARTITION], position->partition);
		/* marks of transactions behind the last record are nothing to wait for */
		is_at_end = position_is_at(position, ends.end);
		is_at_stable = position_is_at(position, ends.stable);
		array_add_number(&arrays[WATCH_END], is_at_end ? position->applied : ends.end);
		add_instant(&arrays[WATCH_CAUGHT_UP], is_at_end, asked_us);
		array_add_number(&arrays[WATCH_RECOVER_TO], position->recover_to);
		array_add_number(&arrays[WATCH_STABLE], ends.stable);
		array_add_number(&arrays[WATCH_STABLE_FROM],
				 is_at_stable ? position->applied : ends.stable);
	}
	return true;
}

static bool
store(struct watch *watch, struct array arrays[WATCH_ARRAYS], struct error *err)
{
	char now[INSTANT_TEXT_BYTES];
	const char *values[WATCH_ARRAYS + 2];
	int lengths[WATCH_ARRAYS + 2] = { 0 };
	int formats[WATCH_ARRAYS + 2] = { 1, 1, 1, 1, 1, 1, 1, 0, 0 };
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

/* A busy worker hears only from here that a person has resumed a partition. */
static bool
look_for_resumed(struct watch *watch, const struct position *positions, int count,
		 struct error *err)
{
	AUTO_PGRESULT rows = NULL;

	if (!postgres_query(watch->session, sql_halt_load, 0, NULL, 1, &rows, err))
		return false;
	for (int i = 0; i < count; i++) {
		int row = 0;

		while (row < PQntuples(rows) &&
		       (postgres_number(rows, row, 0) != positions[i].topic ||
			postgres_number(rows, row, 1) != positions[i].partition))
			row++;
		if (positions[i].halted && row == PQntuples(rows))
			positions_resume(watch->positions);
	}
	return true;
}

static void
drop_session(struct watch *watch)
{
	PQfinish(watch->session);
	watch->session = NULL;
	watch->cluster_known = false;
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
	array_begin(&arrays[WATCH_STABLE], ROW_BIGINT);
	array_begin(&arrays[WATCH_STABLE_FROM], ROW_BIGINT);
	if (!know_cluster(watch, positions, count, &err) ||
	    !ask(watch, positions, count, arrays, &err)) {
		backoff_failed(&watch->kafka_backoff, &err);
		if (PQstatus(watch->session) != CONNECTION_OK)
			drop_session(watch);
	} else {
		backoff_succeeded(&watch->kafka_backoff, "Kafka");
		if (!store(watch, arrays, &err) ||
		    !look_for_resumed(watch, positions, count, &err))
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

/* Here, since the worker itself may be waiting for the locks of such a session. */
static void
end_stalled(struct watch *watch)
{
	int64_t now_us = clock_monotonic_us();
	AUTO_PGRESULT result = NULL;
	struct error ignored = { 0 };
	const char *ended;

	if (now_us - watch->stalled_us < STALLED_US)
		return;
	watch->stalled_us = now_us;
	if (!postgres_query(watch->session, sql_stalled_end, 0, NULL, 0, &result, &ignored)) {
		drop_session(watch);
		return;
	}
	ended = PQgetvalue(result, 0, 0);
	if (strcmp(ended, "0") != 0)
		log_warning("a worker stood still in the middle of a batch and held up others: "
			    "%s database sessions were ended",
			    ended);
}

static void
look(struct watch *watch)
{
	static _Thread_local struct position positions[KAFKA_PARTITIONS_MAX];
	struct error err = { 0 };
	struct primary_id server;
	int count = positions_copy(watch->positions, positions, &server);

	if (!backoff_due(&watch->kafka_backoff) || !backoff_due(&watch->session_backoff))
		return;
	if (count > 0)
		ask_group(watch);
	if (!watch->session &&
	    !primary_connect(watch->primary, "trakhuc aggregate watch", &watch->session,
			     &watch->id, &err)) {
		watch->session_backoff.next_us = clock_monotonic_us() + SECOND_US;
		return;
	}
	end_stalled(watch);
	if (!watch->session || count == 0)
		return;
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
	struct timespec until = condition_until(ms);

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
	condition_init(&watch->ended);
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
