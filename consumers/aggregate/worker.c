/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "consumers/aggregate/load.h"
#include "consumers/aggregate/worker_inside.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"

enum { WAIT_MS_MAX = 200 }; /* between two looks at the stop flag and the rebalances */

static const char *topic_names[TOPIC_COUNT];

/* Memory: nothing of what was decoded, cached or in flight counts any more. */
static void
forget(struct worker *worker)
{
	batch_reset(&worker->batch);
	entity_cache_clear(&worker->cache);
	worker->codes = codes_close(worker->codes);
	worker->codes = codes_open();
	worker->fold.codes = worker->codes;
	worker->settled = worker->number;
}

void
worker_disconnect(struct worker *worker, int settle_ms)
{
	worker->sink = sink_close(worker->sink, settle_ms);
	PQfinish(worker->reads);
	worker->reads = NULL;
	forget(worker);
	positions_clear(&worker->positions);
	worker->state = WORKER_DISCONNECTED;
}

void
worker_lose(struct worker *worker, const struct error *err)
{
	struct error ignored;

	if (err->kind == ERROR_FENCED)
		log_error(LOG_LEVEL_INFO, err);
	else
		backoff_failed(&worker->backoff, err);
	worker_disconnect(worker, 0);
	if (!kafka_consumer_reassign(worker->consumer, NULL, 0, &ignored))
		log_error(LOG_LEVEL_DEBUG, &ignored);
}

static void
say_server(const struct primary_id *before, const struct primary_id *id)
{
	if (before->timeline != 0 && strcmp(before->system, id->system) != 0)
		log_warning("the database is another system than before: its own positions "
			    "count");
	else if (before->timeline != id->timeline)
		log_info("the database is on timeline %d", id->timeline);
}

/* Counters of other rules are not for us to write: not to be read again is loud. */
static bool
load_fitting_generations(struct worker *worker, struct error *err)
{
	if (load_generations(worker->reads, &worker->fold.generations, err))
		return true;
	if (err->kind == ERROR_STOP)
		worker_halt_all(worker, HALT_OTHER_RULES, err->message);
	return false;
}

static bool
connect_database(struct worker *worker, struct error *err)
{
	struct primary_id before = worker->id;

	if (!load_open(&worker->reads, worker->primary, &worker->id, err))
		return false;
	if (!load_all_codes(worker->reads, worker->codes, err) ||
	    !load_fitting_generations(worker, err) ||
	    !sink_open(&worker->sink, worker->primary, &worker->id, worker->wake_fd, err)) {
		worker_disconnect(worker, 0);
		return false;
	}
	say_server(&before, &worker->id);
	worker->state = WORKER_UNPOSITIONED;
	return true;
}

void
worker_settle(struct worker *worker)
{
	struct error err = { 0 };
	struct write *write;
	bool ok;

	while (worker->sink && (write = sink_settled(worker->sink, &ok, &err))) {
		if (!ok) {
			worker_lose(worker, &err);
			return;
		}
		backoff_succeeded(&worker->backoff, "PostgreSQL");
		worker->settled = write->number;
		worker->events_applied += write->record_count;
		for (int i = 0; i < write->range_count; i++)
			positions_applied(&worker->positions, write->ranges[i].topic,
					  write->ranges[i].partition, write->ranges[i].upto);
	}
}

static bool
is_full(const struct worker *worker)
{
	return batch_is_full(&worker->batch, worker->conf->aggregate_batch_events_max,
			     worker->conf->aggregate_batch_mib << 20);
}

static void
take_record(struct worker *worker, const struct kafka_record *record)
{
	struct position *position;
	enum topic topic;

	CHECK(topic_find(slice_text(record->topic), &topic));
	position = positions_find(&worker->positions, topic, record->partition);
	if (!position || !worker_proves(worker, position, record))
		return; /* from before a rebalance or a new start: it comes again */
	batch_add(&worker->batch, worker->decoder, topic, record, position->gathered);
	position->gathered = record->offset + 1;
}

/* Takes what librdkafka has ready.  Rebalances happen inside of the poll. */
static void
gather(struct worker *worker)
{
	struct kafka_record record;

	while (!is_full(worker) &&
	       kafka_consumer_poll(worker->consumer, 0, &record)) {
		if (worker->state == WORKER_READY)
			take_record(worker, &record);
		kafka_record_release(&record);
	}
}

/* Loads, folds and hands the batch over; the sink has room. */
static bool
hand_over(struct worker *worker, struct error *err)
{
	struct write *write = &worker->writes[(worker->number + 1) % SINK_DEPTH];

	entity_cache_trim(&worker->cache, worker->settled);
	worker->number++;
	if (!load_batch(worker->reads, &worker->batch, worker->number, worker->codes,
			&worker->cache, err))
		return false;
	worker->was_full = worker->was_full || is_full(worker);
	fold_batch(&worker->fold, &worker->batch, worker->number, write);
	sink_take(worker->sink, write);
	batch_reset(&worker->batch);
	return true;
}

/* An idle sink takes whatever there is; a busy one gets the next batch when it is full,
 * so that batches grow with the backlog. */
static bool
is_time_to_hand_over(const struct worker *worker)
{
	int in_flight;

	if (worker->state != WORKER_READY || worker->batch.record_count == 0)
		return false;
	in_flight = sink_in_flight(worker->sink);
	return in_flight == 0 || (in_flight < SINK_DEPTH && is_full(worker));
}

static void
recover(struct worker *worker)
{
	struct error err = { 0 };

	if (!backoff_due(&worker->backoff))
		return;
	if (worker->state == WORKER_DISCONNECTED && !connect_database(worker, &err)) {
		backoff_failed(&worker->backoff, &err);
		return;
	}
	if (worker->assigned_count > 0 && !worker_take_positions(worker, &err)) {
		worker_lose(worker, &err);
		return;
	}
	backoff_succeeded(&worker->backoff, "PostgreSQL");
}

static void
wait_for_work(struct worker *worker)
{
	struct pollfd fds[] = {
		{ .fd = worker->wake_fd, .events = POLLIN },
		/* an idle worker, too, must notice that its server is gone: the next one
		 * may have lost commits */
		{ .fd = worker->reads ? PQsocket(worker->reads) : -1, .events = POLLIN },
	};
	struct error err = { 0 };
	eventfd_t count;
	bool waiting = worker->state != WORKER_READY && worker->assigned_count > 0;

	if (poll(fds, ARRAY_COUNT(fds), waiting ? 20 : WAIT_MS_MAX) <= 0)
		return;
	eventfd_read(worker->wake_fd, &count);
	if (fds[1].revents != 0 && !PQconsumeInput(worker->reads)) {
		postgres_error(worker->reads, NULL, "keep the database session", &err);
		worker_lose(worker, &err);
	}
}

/* The queue ran dry right after a full batch: there is more in the log, but the fetching
 * may sleep. */
static void
wake_fetching(struct worker *worker)
{
	if (!worker->was_full || is_full(worker))
		return;
	worker->was_full = false;
	kafka_consumer_nudge(worker->consumer);
}

/* A partition was halted or resumed, or its log has nothing before our offset. */
static void
read_again(struct worker *worker)
{
	struct error err = { 0 };

	if (worker->state != WORKER_READY ||
	    (!positions_changed(&worker->positions) && !worker->reread))
		return;
	worker->reread = false;
	error_set(&err, ERROR_FENCED, "the positions are read again");
	worker_lose(worker, &err);
}

static void
turn(struct worker *worker)
{
	struct error err = { 0 };

	worker_settle(worker);
	if (worker->state != WORKER_DISCONNECTED &&
	    !primary_holds(worker->primary, &worker->id, &err))
		worker_lose(worker, &err);
	if (worker->state == WORKER_DISCONNECTED ||
	    (worker->state == WORKER_UNPOSITIONED && worker->assigned_count > 0))
		recover(worker);
	gather(worker);
	read_again(worker);
	worker_settle(worker);
	if (is_time_to_hand_over(worker)) {
		if (!hand_over(worker, &err))
			worker_lose(worker, &err);
		return; /* more may be ready */
	}
	worker_keep_in_touch(worker);
	worker_notice_dry(worker);
	wake_fetching(worker);
	wait_for_work(worker);
}

/* What is gathered is written, what is in flight is waited for. */
static void
finish(struct worker *worker)
{
	int64_t until = clock_monotonic_us() + SETTLE_MS_MAX * INT64_C(1000);
	struct error err = { 0 };

	while (worker->state == WORKER_READY && clock_monotonic_us() < until &&
	       (worker->batch.record_count > 0 || sink_in_flight(worker->sink) > 0)) {
		worker_settle(worker);
		if (worker->state == WORKER_READY && worker->batch.record_count > 0 &&
		    sink_in_flight(worker->sink) < SINK_DEPTH) {
			if (!hand_over(worker, &err))
				worker_lose(worker, &err);
		} else {
			usleep(1000);
		}
	}
	log_info("stopped after %llu events",
		 (unsigned long long)worker->events_applied);
}

bool
worker_run(struct worker *worker, const atomic_int *stop, struct error *err)
{
	while (atomic_load(stop) == 0) {
		turn(worker);
		if (worker->fatal.kind != ERROR_NONE) {
			*err = worker->fatal;
			return false;
		}
	}
	finish(worker);
	return true;
}

int
worker_wake_fd(const struct worker *worker)
{
	return worker->wake_fd;
}

static void
open_memory(struct worker *worker)
{
	worker->primary = primary_open(worker->conf->postgres_conninfo);
	worker->decoder = decoder_open();
	worker->codes = codes_open();
	positions_init(&worker->positions);
	entity_cache_init(&worker->cache, (size_t)worker->conf->aggregate_cache_mib << 20);
	fold_init(&worker->fold, &worker->cache, worker->codes);
	batch_init(&worker->batch);
	for (int i = 0; i < SINK_DEPTH; i++)
		write_init(&worker->writes[i]);
	worker->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	CHECK(worker->wake_fd >= 0);
}

bool
worker_open(struct worker **ret_worker, const struct conf *conf, struct error *err)
{
	struct worker *worker = calloc(1, sizeof *worker);

	CHECK(worker != NULL);
	worker->conf = conf;
	open_memory(worker);
	for (int i = 0; i < TOPIC_COUNT; i++)
		topic_names[i] = topic_name((enum topic)i);
	if (!kafka_consumer_open(&worker->consumer, conf, topic_names, TOPIC_COUNT, &worker_calls,
				 worker, err) ||
	    !watch_open(&worker->watch, conf, &worker->positions, worker->primary,
			worker->consumer, err)) {
		worker_close(worker);
		return false;
	}
	kafka_consumer_wake_on(worker->consumer, worker->wake_fd);
	*ret_worker = worker;
	return true;
}

struct worker *
worker_close(struct worker *worker)
{
	if (!worker)
		return NULL;
	worker->closing = true;
	worker->watch = watch_close(worker->watch);
	worker->consumer = kafka_consumer_close(worker->consumer);
	worker->sink = sink_close(worker->sink, SETTLE_MS_MAX);
	PQfinish(worker->reads);
	for (int i = 0; i < SINK_DEPTH; i++)
		write_release(&worker->writes[i]);
	batch_release(&worker->batch);
	fold_release(&worker->fold);
	entity_cache_clear(&worker->cache);
	worker->codes = codes_close(worker->codes);
	worker->decoder = decoder_close(worker->decoder);
	worker->primary = primary_close(worker->primary);
	close(worker->wake_fd);
	free(worker);
	return NULL;
}
