/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/builder.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "consumers/aggregate/backoff.h"
#include "consumers/aggregate/fold.h"
#include "consumers/aggregate/load.h"
#include "consumers/aggregate/sink.h"
#include "consumers/reaggregate/lanes.h"
#include "consumers/reaggregate/pace.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"

enum {
	LOOK_MS = 50,         /* between two looks at the stop flag */
	SETTLE_MS_MAX = 5000, /* for what is in flight at the end */
	CACHE_BYTES_MAX = 1 << 30, /* not reached: a portion is cleared before the next */
};

/* A portion on its way to the database. */
struct load {
	struct write write;
	char *upto;
	int64_t entities;
	bool finished;
};

/* One of the threads. */
struct hand {
	struct builder *builder;
	pthread_t thread;
	PGconn *reads;
	struct primary_id id; /* the server of both sessions */
	struct sink *sink;
	int wake_fd;
	struct backoff backoff;
	struct generations generations; /* that take deltas, as the sink checks it */
	struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct portion portion;
	struct load loads[SINK_DEPTH]; /* used in turn, as the sink settles them */
	uint64_t sent, settled;
};

struct builder {
	struct builder_options options;
	struct primary *primary;
	atomic_bool stop, pause;
	pthread_mutex_t lock; /* of all below */
	struct lanes lanes;
	struct pace pace;
	int working;          /* threads that have not ended */
	struct error err;     /* why the builder gave up */
	struct hand hands[];
};

static void
give_up(struct builder *builder, const struct error *err)
{
	pthread_mutex_lock(&builder->lock);
	if (builder->err.kind == ERROR_NONE)
		builder->err = *err;
	pthread_mutex_unlock(&builder->lock);
	atomic_store(&builder->stop, true);
}

static void
disconnect(struct hand *hand)
{
	hand->sink = sink_close(hand->sink, 0);
	PQfinish(hand->reads);
	hand->reads = NULL;
	hand->codes = codes_close(hand->codes);
	hand->sent = hand->settled = 0;
}

static bool
check_generation(const struct hand *hand, struct error *err)
{
	int building = generations_building(&hand->generations);

	if (building == hand->builder->options.generation)
		return true;
	error_set(err, ERROR_STOP, "generation %d is no longer being built",
		  hand->builder->options.generation);
	return error_hint(err, "Somebody else ended or aborted it, see \"trakhuc reaggregate "
			       "status\".");
}

/* Whatever was known of the lanes may be out of date. */
static bool
read_lanes(struct hand *hand, struct error *err)
{
	struct builder *builder = hand->builder;
	bool ok;

	pthread_mutex_lock(&builder->lock);
	ok = lanes_read(&builder->lanes, hand->reads, err);
	pthread_mutex_unlock(&builder->lock);
	return ok;
}

static bool
connect_database(struct hand *hand, struct error *err)
{
	struct primary *primary = hand->builder->primary;

	hand->codes = codes_open();
	hand->fold.codes = hand->codes;
	return portion_open(&hand->reads, primary, "fact", &hand->id, err) &&
	       load_generations(hand->reads, &hand->generations, err) &&
	       check_generation(hand, err) &&
	       load_all_codes(hand->reads, hand->codes, err) && read_lanes(hand, err) &&
	       sink_open(&hand->sink, primary, &hand->id, hand->wake_fd, err);
}

static void
sleep_until(const struct builder *builder, int64_t until_us)
{
	int64_t left_us;

	while (!atomic_load(&builder->stop) &&
	       (left_us = until_us - clock_monotonic_us()) > 0)
		usleep((useconds_t)(left_us < LOOK_MS * 1000 ? left_us : LOOK_MS * 1000));
}

static void
wait_for_turn(struct builder *builder)
{
	int64_t now = clock_monotonic_us();
	int64_t wait_us;

	pthread_mutex_lock(&builder->lock);
	wait_us = pace_take(&builder->pace, now, builder->options.portion);
	pthread_mutex_unlock(&builder->lock);
	sleep_until(builder, now + wait_us);
	while (atomic_load(&builder->pause) && !atomic_load(&builder->stop))
		usleep(LOOK_MS * 1000);
}

/* Takes back what the sink has settled, until at most MOST portions are in flight. */
static bool
settle(struct hand *hand, struct lane *lane, int most, struct error *err)
{
	struct pollfd fd = { .fd = hand->wake_fd, .events = POLLIN };
	eventfd_t count;
	bool ok;

	for (;;) {
		while (sink_settled(hand->sink, &ok, err)) {
			struct load *load = &hand->loads[hand->settled++ % SINK_DEPTH];

			if (!ok)
				return false;
			pthread_mutex_lock(&hand->builder->lock);
			lane_advance(lane, load->upto, load->entities, load->finished);
			pthread_mutex_unlock(&hand->builder->lock);
		}
		if (sink_in_flight(hand->sink) <= most)
			return true;
		if (poll(&fd, 1, LOOK_MS) > 0)
			eventfd_read(hand->wake_fd, &count);
	}
}

static void
put_advance(const struct hand *hand, const struct lane *lane, const char *since,
	    const struct load *load, struct rows *rows)
{
	row_begin(rows, 7);
	row_number(rows, ROW_SMALLINT, hand->builder->options.generation);
	row_number(rows, ROW_SMALLINT, lane->kind);
	row_number(rows, ROW_SMALLINT, lane->number);
	row_number(rows, ROW_BIGINT, load->entities);
	row_number(rows, ROW_BOOL, load->finished);
	row_text(rows, ROW_TEXT, slice_text(since));
	row_text(rows, ROW_TEXT, slice_text(load->upto));
	row_end(rows);
}

/* Folds what was read and hands it to the sink, which has room. */
static void
send_portion(struct hand *hand, const struct lane *lane, const char *since)
{
	struct load *load = &hand->loads[hand->sent++ % SINK_DEPTH];

	free(load->upto);
	load->upto = strdup(hand->portion.upto);
	CHECK(load->upto != NULL);
	load->entities = hand->portion.count;
	load->finished = hand->portion.finished;
	fold_whole(&hand->fold, hand->portion.entities, hand->portion.count, &load->write);
	generations_put(&hand->generations, &load->write.rows[WRITE_generation]);
	put_advance(hand, lane, since, load, &load->write.rows[WRITE_build]);
	sink_take(hand->sink, &load->write);
}

/* Portion by portion; one is read while the one before is written. */
static bool
walk(struct hand *hand, struct lane *lane, struct error *err)
{
	struct builder *builder = hand->builder;
	char *since = strdup(lane->done);
	bool ok = true;

	hand->portion.finished = false;
	while (ok && !hand->portion.finished && !atomic_load(&builder->stop)) {
		wait_for_turn(builder);
		ok = portion_read(hand->reads, lane, since, builder->options.portion,
				  hand->codes, &hand->cache, &hand->portion, err) &&
		     settle(hand, lane, SINK_DEPTH - 1, err);
		if (!ok)
			break;
		send_portion(hand, lane, since);
		free(since);
		since = strdup(hand->portion.upto);
		CHECK(since != NULL);
	}
	free(since);
	return ok && settle(hand, lane, 0, err);
}

static struct lane *
take_lane(struct builder *builder)
{
	struct lane *lane;

	pthread_mutex_lock(&builder->lock);
	lane = lanes_take(&builder->lanes);
	pthread_mutex_unlock(&builder->lock);
	return lane;
}

static void
give_back(struct builder *builder, struct lane *lane)
{
	pthread_mutex_lock(&builder->lock);
	lane->taken = false;
	pthread_mutex_unlock(&builder->lock);
}

/* Trouble that passes is waited for.  Being fenced means that somebody else was faster,
 * and the next connection tells how far. */
static void
recover(struct hand *hand, const struct error *err)
{
	disconnect(hand);
	if (err->kind != ERROR_RETRY && err->kind != ERROR_FENCED) {
		give_up(hand->builder, err);
		return;
	}
	backoff_failed(&hand->backoff, err);
	sleep_until(hand->builder, hand->backoff.next_us);
}

static void *
hand_main(void *context)
{
	struct hand *hand = context;
	struct builder *builder = hand->builder;
	struct lane *lane;

	while (!atomic_load(&builder->stop)) {
		struct error err = { 0 };
		bool ok;

		if (!hand->sink && !connect_database(hand, &err)) {
			recover(hand, &err);
			continue;
		}
		if ((lane = take_lane(builder)) == NULL)
			break;
		ok = walk(hand, lane, &err);
		give_back(builder, lane);
		if (ok)
			backoff_succeeded(&hand->backoff, "PostgreSQL");
		else
			recover(hand, &err);
	}
	pthread_mutex_lock(&builder->lock);
	builder->working--;
	pthread_mutex_unlock(&builder->lock);
	return NULL;
}

static void
hand_open(struct hand *hand, struct builder *builder)
{
	hand->builder = builder;
	hand->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	CHECK(hand->wake_fd >= 0);
	entity_cache_init(&hand->cache, CACHE_BYTES_MAX);
	fold_init(&hand->fold, &hand->cache, NULL);
	hand->fold.generations = (struct generations){
		.items = { { builder->options.generation, true, 0 } }, .count = 1
	};
	for (int i = 0; i < SINK_DEPTH; i++)
		write_init(&hand->loads[i].write);
	CHECK_OP(pthread_create(&hand->thread, NULL, hand_main, hand), ==, 0);
}

static void
hand_close(struct hand *hand)
{
	pthread_join(hand->thread, NULL);
	hand->sink = sink_close(hand->sink, SETTLE_MS_MAX);
	disconnect(hand);
	entity_cache_clear(&hand->cache);
	fold_release(&hand->fold);
	portion_release(&hand->portion);
	for (int i = 0; i < SINK_DEPTH; i++) {
		write_release(&hand->loads[i].write);
		free(hand->loads[i].upto);
	}
	close(hand->wake_fd);
}

static bool
read_first_lanes(struct builder *builder, struct error *err)
{
	AUTO_PGCONN session = NULL;

	return postgres_open(&session, builder->options.conninfo, "trakhuc reaggregate", err) &&
	       lanes_read(&builder->lanes, session, err);
}

bool
builder_open(struct builder **ret_builder, const struct builder_options *options,
	     struct error *err)
{
	struct builder *builder = calloc(
		1, sizeof *builder + (size_t)options->jobs * sizeof(struct hand));

	CHECK(builder != NULL);
	builder->options = *options;
	builder->pace.rate = options->rate;
	pthread_mutex_init(&builder->lock, NULL);
	if (!read_first_lanes(builder, err)) {
		lanes_release(&builder->lanes);
		free(builder);
		return false;
	}
	builder->primary = primary_open(options->conninfo);
	builder->working = options->jobs;
	for (int i = 0; i < options->jobs; i++)
		hand_open(&builder->hands[i], builder);
	*ret_builder = builder;
	return true;
}

void
builder_pause(struct builder *builder, bool pause)
{
	atomic_store(&builder->pause, pause);
}

struct builder_progress
builder_look(struct builder *builder, struct error *err)
{
	struct builder_progress progress = { 0 };

	pthread_mutex_lock(&builder->lock);
	progress.entities = lanes_entities(&builder->lanes);
	progress.about = lanes_about(&builder->lanes);
	progress.ended = builder->working == 0;
	progress.ok = progress.ended && lanes_finished(&builder->lanes);
	if (builder->err.kind != ERROR_NONE)
		*err = builder->err;
	pthread_mutex_unlock(&builder->lock);
	return progress;
}

struct builder *
builder_close(struct builder *builder)
{
	if (!builder)
		return NULL;
	atomic_store(&builder->stop, true);
	for (int i = 0; i < builder->options.jobs; i++)
		hand_close(&builder->hands[i]);
	lanes_release(&builder->lanes);
	primary_close(builder->primary);
	pthread_mutex_destroy(&builder->lock);
	free(builder);
	return NULL;
}
