/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "consumers/aggregate/backoff.h"
#include "consumers/aggregate/fold.h"
#include "consumers/aggregate/load.h"
#include "consumers/aggregate/positions.h"
#include "consumers/aggregate/sink.h"
#include "consumers/aggregate/watch.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"

enum {
	WAIT_MS_MAX = 200,    /* between two looks at the stop flag and the rebalances */
	SETTLE_MS_MAX = 5000, /* for what is in flight when partitions are taken away */
	TOUCH_US = 5 * 1000000, /* between two times that it keeps in touch, see there */
	GROUP_MS_MAX = 3000,    /* to learn what the group knows */
};

/* What of the pipeline is usable.  The sentence is what the log says on the way in. */
enum worker_state {
	WORKER_DISCONNECTED, /* no database session: try to get one */
	WORKER_UNPOSITIONED, /* sessions, but the partitions' positions are not read */
	WORKER_READY,
};

struct worker {
	const struct conf *conf;
	struct kafka_consumer *consumer;
	struct decoder *decoder;
	struct watch *watch;
	int wake_fd;

	enum worker_state state;
	struct backoff backoff;
	struct primary *primary;
	struct primary_id id; /* the server of both sessions */
	PGconn *reads;
	struct sink *sink;

	/* the current assignment; its positions are in `positions` when READY */
	struct kafka_partition assigned[KAFKA_PARTITIONS_MAX];
	int assigned_count;
	struct positions positions;

	struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct batch batch;               /* the one that is gathered */
	struct write writes[SINK_DEPTH];
	uint64_t number, settled;         /* of the last batch folded, settled */

	struct error fatal;
	int64_t touched_us;
	uint64_t events_applied;
	bool was_full; /* a batch was full since the last nudge */
};

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

static void
disconnect(struct worker *worker, int settle_ms)
{
	worker->sink = sink_close(worker->sink, settle_ms);
	PQfinish(worker->reads);
	worker->reads = NULL;
	forget(worker);
	positions_clear(&worker->positions);
	worker->state = WORKER_DISCONNECTED;
}

/* A failure of the database: everything is read again once it answers. */
static void
lose(struct worker *worker, const struct error *err)
{
	struct error ignored;

	if (err->kind == ERROR_FENCED)
		log_error(LOG_LEVEL_INFO, err);
	else
		backoff_failed(&worker->backoff, err);
	disconnect(worker, 0);
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

static bool
connect_database(struct worker *worker, struct error *err)
{
	struct primary_id before = worker->id;

	if (!load_open(&worker->reads, worker->primary, &worker->id, err))
		return false;
	if (!load_all_codes(worker->reads, worker->codes, err) ||
	    !load_generations(worker->reads, &worker->fold.generations, err) ||
	    !sink_open(&worker->sink, worker->primary, &worker->id, worker->wake_fd, err)) {
		disconnect(worker, 0);
		return false;
	}
	say_server(&before, &worker->id);
	worker->state = WORKER_UNPOSITIONED;
	return true;
}

static void
heard(void *context, const char *topic, int32_t partition, int64_t offset, const char *note)
{
	struct worker *worker = context;
	enum topic found;

	CHECK(topic_find(slice_text(topic), &found));
	positions_reached(&worker->positions, found, partition, offset);
	primary_learn(worker->primary, note);
}

/* Offsets of the group are no truth.  But where they are ahead of the database it has
 * lost commits, and the notes beside them tell of a failover that we did not see. */
static bool
ask_group(struct worker *worker, struct error *err)
{
	return kafka_consumer_hints(worker->consumer, GROUP_MS_MAX, heard, worker, err) &&
	       primary_holds(worker->primary, &worker->id, err);
}

static void
say_lost(const struct worker *worker)
{
	int64_t records;
	int partitions = positions_lost(&worker->positions, &records);

	if (partitions > 0)
		log_warning("the database has lost commits: %lld records of %d partitions are "
			    "read again",
			    (long long)records, partitions);
}

/* Where the assigned partitions go on. */
static bool
ask_positions(struct worker *worker, enum topic *ret_topics, int64_t *ret_next,
	      struct error *err)
{
	int32_t partitions[KAFKA_PARTITIONS_MAX] = { 0 };

	for (int i = 0; i < worker->assigned_count; i++) {
		CHECK(topic_find(slice_text(worker->assigned[i].topic), &ret_topics[i]));
		partitions[i] = worker->assigned[i].partition;
	}
	return load_positions(worker->reads, ret_topics, partitions, ret_next,
			      worker->assigned_count, err);
}

/* Puts it into them. */
static bool
read_positions(struct worker *worker, struct error *err)
{
	enum topic topics[KAFKA_PARTITIONS_MAX] = { 0 };
	int64_t next[KAFKA_PARTITIONS_MAX] = { 0 };

	if (!ask_group(worker, err) || !ask_positions(worker, topics, next, err))
		return false;
	positions_begin(&worker->positions, &worker->id);
	for (int i = 0; i < worker->assigned_count; i++) {
		worker->assigned[i].offset = next[i];
		positions_add(&worker->positions, topics[i], worker->assigned[i].partition,
			      next[i]);
	}
	say_lost(worker);
	worker->touched_us = 0; /* soon: others may not know this server */
	worker->state = WORKER_READY;
	return true;
}

static bool
on_assigned(void *context, struct kafka_partition *partitions, int count)
{
	struct worker *worker = context;
	struct error err = { 0 };

	memcpy(worker->assigned, partitions, (size_t)count * sizeof *partitions);
	worker->assigned_count = count;
	log_info("%d partitions are ours", count);
	if (worker->state == WORKER_DISCONNECTED)
		return false;
	if (!read_positions(worker, &err)) {
		backoff_failed(&worker->backoff, &err);
		disconnect(worker, 0);
		return false;
	}
	memcpy(partitions, worker->assigned, (size_t)count * sizeof *partitions);
	return true;
}

static void settle(struct worker *worker);

static void
on_revoked(void *context)
{
	struct worker *worker = context;
	int64_t until = clock_monotonic_us() + SETTLE_MS_MAX * INT64_C(1000);

	batch_reset(&worker->batch);
	while (worker->sink && sink_in_flight(worker->sink) > 0 &&
	       clock_monotonic_us() < until) {
		usleep(500);
		settle(worker);
	}
	if (worker->state != WORKER_DISCONNECTED) {
		if (sink_in_flight(worker->sink) > 0) {
			disconnect(worker, 0);
		} else {
			entity_cache_clear(&worker->cache);
			worker->state = WORKER_UNPOSITIONED;
		}
	}
	positions_clear(&worker->positions);
	worker->assigned_count = 0;
}

/* Transport trouble is told by the watch, once; here only what stays. */
static void
on_trouble(void *context, bool fatal, const char *topic, int32_t partition,
	   const char *name, const char *why)
{
	struct worker *worker = context;

	if (fatal) {
		error_set(&worker->fatal, ERROR_FATAL, "Kafka refuses this worker: %s (%s)", why,
			  name);
		error_hint(&worker->fatal,
			   "Two workers with one aggregate.instance, or a broker outside 3.7 "
			   "to 3.9 and 4.0.1 or later, do this.");
	} else if (topic && strcmp(name, "_AUTO_OFFSET_RESET") == 0) {
		log_line(LOG_LEVEL_ERROR,
			 "topic \"%s\" partition %d stands still: its log does not reach our "
			 "position (%s)",
			 topic, (int)partition, why);
	} else {
		log_debug("Kafka: %s: %s", name, why);
	}
}

/* Takes back what the sink has settled. */
static void
settle(struct worker *worker)
{
	struct error err = { 0 };
	struct write *write;
	bool ok;

	while (worker->sink && (write = sink_settled(worker->sink, &ok, &err))) {
		if (!ok) {
			lose(worker, &err);
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
	if (!position || record->offset < position->gathered)
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
	if (worker->assigned_count > 0) {
		if (!read_positions(worker, &err) ||
		    !kafka_consumer_reassign(worker->consumer, worker->assigned,
					     worker->assigned_count, &err)) {
			lose(worker, &err);
			return;
		}
	}
	backoff_succeeded(&worker->backoff, "PostgreSQL");
}

/* An idle worker writes nothing, so no fence would tell it that the database went back:
 * a standby that lagged was promoted, or a backup restored. */
static bool
confirm_positions(struct worker *worker, struct error *err)
{
	enum topic topics[KAFKA_PARTITIONS_MAX] = { 0 };
	int64_t next[KAFKA_PARTITIONS_MAX] = { 0 };

	if (!ask_positions(worker, topics, next, err))
		return false;
	for (int i = 0; i < worker->assigned_count; i++)
		if (next[i] != worker->positions.items[i].applied)
			return error_set(err, ERROR_FENCED,
					 "the database stands at offset %lld of topic \"%s\" "
					 "partition %d, this worker had left it at %lld",
					 (long long)next[i], topic_name(topics[i]),
					 (int)worker->assigned[i].partition,
					 (long long)worker->positions.items[i].applied);
	return true;
}

/* Now and then: is the database where we left it, and a hint to the group. */
static void
keep_in_touch(struct worker *worker)
{
	int64_t now = clock_monotonic_us();
	char note[PRIMARY_NOTE_BYTES];
	struct error err = { 0 };

	if (worker->state != WORKER_READY || now - worker->touched_us < TOUCH_US)
		return;
	worker->touched_us = now;
	if (sink_in_flight(worker->sink) == 0 && !confirm_positions(worker, &err)) {
		lose(worker, &err);
		return;
	}
	primary_note(worker->primary, note);
	for (int i = 0; i < worker->assigned_count; i++) {
		const struct position *position = &worker->positions.items[i];

		/* how far it was once is not forgotten before it is there again */
		worker->assigned[i].offset = position->applied > position->recover_to
						     ? position->applied
						     : position->recover_to;
	}
	kafka_consumer_hint(worker->consumer, worker->assigned, worker->assigned_count, note);
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
		lose(worker, &err);
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

static void
turn(struct worker *worker)
{
	struct error err = { 0 };

	settle(worker);
	if (worker->state != WORKER_DISCONNECTED &&
	    !primary_holds(worker->primary, &worker->id, &err))
		lose(worker, &err);
	if (worker->state == WORKER_DISCONNECTED ||
	    (worker->state == WORKER_UNPOSITIONED && worker->assigned_count > 0))
		recover(worker);
	gather(worker);
	settle(worker);
	if (is_time_to_hand_over(worker)) {
		if (!hand_over(worker, &err))
			lose(worker, &err);
		return; /* more may be ready */
	}
	keep_in_touch(worker);
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
		settle(worker);
		if (worker->state == WORKER_READY && worker->batch.record_count > 0 &&
		    sink_in_flight(worker->sink) < SINK_DEPTH) {
			if (!hand_over(worker, &err))
				lose(worker, &err);
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
	static const struct kafka_consumer_calls calls = { on_assigned, on_revoked,
							   on_trouble };
	struct worker *worker = calloc(1, sizeof *worker);

	CHECK(worker != NULL);
	worker->conf = conf;
	open_memory(worker);
	for (int i = 0; i < TOPIC_COUNT; i++)
		topic_names[i] = topic_name((enum topic)i);
	if (!kafka_consumer_open(&worker->consumer, conf, topic_names, TOPIC_COUNT, &calls,
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
