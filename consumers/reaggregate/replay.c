/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/replay.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "consumers/aggregate/load.h"
#include "consumers/reaggregate/letters.h"
#include "consumers/reaggregate/pace.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum {
	BATCH_RECORDS = 10000,
	BATCH_BYTES = 8 << 20,
	AHEAD_KIB = 8 << 10, /* of one thread */
	LOOK_MS = 20,
	PATIENCE_US = 30 * 1000000, /* with brokers that give nothing */
};

/* One of the threads, and what it needs. */
struct job {
	struct replay *replay;
	pthread_t thread;
	struct shadow_hand hand;
	struct kafka_scan *scan;
	struct decoder *decoder;
	struct batch batch;
};

struct replay {
	struct replay_options options;
	struct kafka_reader *reader; /* of the main thread */
	atomic_bool stop, pause;
	bool running, flush;
	pthread_mutex_t lock; /* of all below, and of the tracks while threads run */
	struct pace pace;
	int working;          /* threads that have not ended */
	struct error err;     /* why one gave up */
	struct job jobs[];
};

/* -- one batch ------------------------------------------------------------------------ */

static bool
lost_patience(const struct track *track, int64_t since_us, struct error *err)
{
	if (clock_monotonic_us() - since_us < PATIENCE_US)
		return false;
	error_set(err, ERROR_RETRY, "could not read topic \"%s\" partition %d from offset %lld on",
		  topic_name(track->topic), (int)track->partition, (long long)track->at);
	error_hint(err, "See whether the brokers of \"kafka.brokers\" are up.");
	return true;
}

static void
take_record(struct job *job, struct track *track, struct kafka_record *record)
{
	batch_add(&job->batch, job->decoder, track->topic, record, track->at);
	track_take(track, record);
	kafka_record_release(record);
}

/* Fills the batch, or reaches the end of TRACK, or is told to stop. */
static bool
gather(struct job *job, struct track *track, struct error *err)
{
	int64_t since_us = clock_monotonic_us();
	struct kafka_record record;

	while (track->at < track->next && !atomic_load(&job->replay->stop) &&
	       !batch_is_full(&job->batch, BATCH_RECORDS, BATCH_BYTES))
		switch (kafka_scan_next(job->scan, track->next, LOOK_MS, &record, err)) {
		case KAFKA_SCAN_RECORD:
			take_record(job, track, &record);
			since_us = clock_monotonic_us();
			break;
		case KAFKA_SCAN_END:
			track_end(track);
			break;
		case KAFKA_SCAN_NOTHING:
			if (lost_patience(track, since_us, err))
				return false;
			break;
		case KAFKA_SCAN_FAILED:
			return false;
		}
	return true;
}

static bool
fold_next(struct job *job, struct track *track, PGconn *session, bool trim,
	  struct error *err)
{
	batch_reset(&job->batch);
	return gather(job, track, err) &&
	       (job->batch.record_count == 0 ||
		(letters_take_out(&job->batch, job->replay->options.until_us, session,
				  err) &&
		 shadow_fold(job->replay->options.shadow, &job->hand, &job->batch, trim, err)));
}

/* -- threads -------------------------------------------------------------------------- */

static void
give_up(struct replay *replay, const struct error *err)
{
	pthread_mutex_lock(&replay->lock);
	if (replay->err.kind == ERROR_NONE)
		replay->err = *err;
	pthread_mutex_unlock(&replay->lock);
	atomic_store(&replay->stop, true);
}

static void
wait_for_turn(struct replay *replay)
{
	int64_t until_us = clock_monotonic_us();

	pthread_mutex_lock(&replay->lock);
	until_us += pace_take(&replay->pace, until_us, BATCH_RECORDS);
	pthread_mutex_unlock(&replay->lock);
	while ((atomic_load(&replay->pause) || clock_monotonic_us() < until_us) &&
	       !atomic_load(&replay->stop))
		usleep(LOOK_MS * 1000);
}

/* The one with the most left, so that the threads end about together. */
static struct track *
take_track(struct replay *replay)
{
	struct tracks *tracks = replay->options.tracks;
	struct track *best = NULL;

	pthread_mutex_lock(&replay->lock);
	for (int i = 0; i < tracks->count; i++) {
		struct track *track = &tracks->items[i];

		if (!track->taken && track->at < track->next &&
		    (!best || track->next - track->at > best->next - best->at))
			best = track;
	}
	if (best)
		best->taken = true;
	pthread_mutex_unlock(&replay->lock);
	return best;
}

static void
publish(struct replay *replay, struct track *track, const struct track *mine)
{
	pthread_mutex_lock(&replay->lock);
	*track = *mine;
	pthread_mutex_unlock(&replay->lock);
}

static bool
fold_track(struct job *job, struct track *track, struct error *err)
{
	struct track mine = *track; /* others look at it meanwhile */

	if (!kafka_scan_begin(job->scan, topic_name(mine.topic), mine.partition, mine.at, err))
		return false;
	while (mine.at < mine.next && !atomic_load(&job->replay->stop)) {
		wait_for_turn(job->replay);
		if (!fold_next(job, &mine, job->hand.session, true, err))
			return false;
		publish(job->replay, track, &mine);
	}
	mine.taken = false;
	publish(job->replay, track, &mine);
	return true;
}

static bool
fold_all(struct job *job, struct error *err)
{
	struct replay *replay = job->replay;
	struct track *track;

	while (!atomic_load(&replay->stop) && (track = take_track(replay)) != NULL)
		if (!fold_track(job, track, err))
			return false;
	return true;
}

/* Every thread its own shards. */
static bool
flush_own(struct job *job, struct error *err)
{
	const struct replay_options *options = &job->replay->options;

	return shadow_flush(options->shadow, (int)(job - job->replay->jobs), options->jobs,
			    &job->hand, job->hand.session, err);
}

static void *
job_main(void *context)
{
	struct job *job = context;
	struct replay *replay = job->replay;
	struct error err = { 0 };

	if (replay->flush ? !flush_own(job, &err) : !fold_all(job, &err))
		give_up(replay, &err);
	pthread_mutex_lock(&replay->lock);
	replay->working--;
	pthread_mutex_unlock(&replay->lock);
	return NULL;
}

void
replay_start(struct replay *replay, bool flush)
{
	CHECK(!replay->running);
	replay->running = true;
	replay->flush = flush;
	replay->working = replay->options.jobs;
	for (int i = 0; i < replay->options.jobs; i++)
		CHECK_OP(pthread_create(&replay->jobs[i].thread, NULL, job_main,
					&replay->jobs[i]), ==, 0);
}

void
replay_pause(struct replay *replay, bool pause)
{
	atomic_store(&replay->pause, pause);
}

struct replay_progress
replay_look(struct replay *replay, struct error *err)
{
	struct replay_progress progress;

	pthread_mutex_lock(&replay->lock);
	progress = (struct replay_progress){ .folded = tracks_folded(replay->options.tracks),
					     .left = tracks_left(replay->options.tracks),
					     .ended = replay->working == 0 };
	progress.ok = progress.ended && replay->err.kind == ERROR_NONE &&
		      (replay->flush || progress.left == 0);
	if (replay->err.kind != ERROR_NONE)
		*err = replay->err;
	pthread_mutex_unlock(&replay->lock);
	return progress;
}

void
replay_stop(struct replay *replay)
{
	if (!replay->running)
		return;
	pthread_mutex_lock(&replay->lock);
	if (replay->working > 0)
		atomic_store(&replay->stop, true);
	pthread_mutex_unlock(&replay->lock);
	for (int i = 0; i < replay->options.jobs; i++)
		pthread_join(replay->jobs[i].thread, NULL);
	replay->running = false;
}

/* -- in the main thread --------------------------------------------------------------- */

static bool
fold_settled(struct job *job, PGconn *session, struct error *err)
{
	batch_reset(&job->batch);
	return letters_add_settled(&job->batch, job->decoder, job->replay->reader, session,
				   err) &&
	       shadow_fold(job->replay->options.shadow, &job->hand, &job->batch, false, err);
}

bool
replay_rest(struct replay *replay, PGconn *session, struct error *err)
{
	struct tracks *tracks = replay->options.tracks;
	struct job *job = &replay->jobs[0];

	CHECK(!replay->running);
	for (int i = 0; i < tracks->count; i++) {
		struct track *track = &tracks->items[i];

		if (track->at >= track->next)
			continue;
		if (!kafka_scan_begin(job->scan, topic_name(track->topic), track->partition,
				      track->at, err))
			return false;
		while (track->at < track->next)
			if (!fold_next(job, track, session, false, err))
				return false;
	}
	return fold_settled(job, session, err) &&
	       shadow_flush(replay->options.shadow, 0, 1, &job->hand, session, err);
}

bool
replay_codes(struct replay *replay, const struct codes **ret_codes, struct error *err)
{
	struct shadow_hand *hand = &replay->jobs[0].hand;

	*ret_codes = hand->codes;
	return load_all_codes(hand->session, hand->codes, err);
}

/* -- open and close ------------------------------------------------------------------- */

static bool
open_session(struct job *job, struct error *err)
{
	const struct replay_options *options = &job->replay->options;
	struct primary_id here;
	PGconn *session;

	if (!primary_connect(options->primary, "trakhuc reaggregate log", &session, &here, err))
		return false;
	if (!primary_same(&here, &options->id)) {
		PQfinish(session);
		return error_set(err, ERROR_RETRY, "the database was replaced by another server");
	}
	return shadow_hand_open(&job->hand, session, err);
}

static bool
open_job(struct job *job, struct replay *replay, struct error *err)
{
	job->replay = replay;
	job->decoder = decoder_open();
	batch_init(&job->batch);
	return kafka_scan_open(&job->scan, replay->options.conf, AHEAD_KIB, err) &&
	       open_session(job, err);
}

bool
replay_open(struct replay **ret_replay, const struct replay_options *options,
	    struct error *err)
{
	struct replay *replay = calloc(
		1, sizeof *replay + (size_t)options->jobs * sizeof(struct job));
	bool ok;

	CHECK(replay != NULL);
	replay->options = *options;
	replay->pace.rate = options->rate;
	pthread_mutex_init(&replay->lock, NULL);
	ok = kafka_reader_open(&replay->reader, options->conf, err);
	for (int i = 0; ok && i < options->jobs; i++)
		ok = open_job(&replay->jobs[i], replay, err);
	*ret_replay = ok ? replay : replay_close(replay);
	return ok;
}

static void
close_job(struct job *job)
{
	if (!job->replay)
		return;
	kafka_scan_close(job->scan);
	decoder_close(job->decoder);
	batch_release(&job->batch);
	if (job->hand.session)
		shadow_hand_close(&job->hand);
}

struct replay *
replay_close(struct replay *replay)
{
	if (!replay)
		return NULL;
	replay_stop(replay);
	for (int i = 0; i < replay->options.jobs; i++)
		close_job(&replay->jobs[i]);
	kafka_reader_close(replay->reader);
	pthread_mutex_destroy(&replay->lock);
	free(replay);
	return NULL;
}
