/* SPDX-License-Identifier: PostgreSQL
 *
 * live.c - the province as time goes by.
 *
 * First the history of the same options is planned again, without writing it: what is
 * stated after --until is still to come and enters the log at its own time, so dossiers
 * that were open go on.  New dossiers fill the gap up to the rate that was asked for:
 * steps that are due always go first, a new one begins only while fewer events were
 * sent than the rate allows.
 *
 * Memory is bounded: when too many dossiers are open, new ones live faster.
 */
#include "producers/simulate/simulate.h"

#include <inttypes.h>
#include <stdio.h>

#include "producers/outlet.h"
#include "producers/simulate/happening.h"
#include "producers/simulate/queue.h"
#include "producers/stop.h"
#include "schema/base/instant.h"
#include "schema/contract/encode.h"

enum { WAIT_MS_MAX = 20, BEHIND_SECONDS_MAX = 2, HEARTBEAT_NONE = 0 };

struct live {
	struct simulation *sim;
	struct outlet *outlet;
	int64_t begin_us;     /* monotonic; of the pace */
	uint64_t paced;       /* events since then */
	int64_t heartbeat_us; /* monotonic; of the next */
	int64_t heartbeat_every_us; /* 0: none */
	int32_t day;          /* of the last number */
	uint64_t number;      /* of the next new entity on that day */
	uint64_t failed;
};

static void
on_failed(void *context, uint64_t tag, const char *why)
{
	struct live *live = context;

	(void)tag;
	if (live->failed++ == 0)
		log_warning("could not publish an event: %s", why);
}

/* What the history says later is left in the queue. */
static void
catch_up(struct live *live)
{
	struct simulation *sim = live->sim;
	struct queue *later = queue_open();
	const struct happening *happening;

	history_begin(sim);
	for (int64_t day = 0; day < sim->options.days; day++) {
		int64_t end_us = day_begin(sim->options.from + (int32_t)day + 1);

		history_plan_day(sim, day);
		while (queue_count(sim->queue) > 0 && queue_first_us(sim->queue) < end_us) {
			happening = queue_take(sim->queue);
			sim->source_sent[happening->source]++;
			if (happening->time_us > sim->options.since_us)
				queue_put(later, happening);
		}
		if (end_us > sim->options.since_us)
			break;
	}
	while ((happening = queue_take(sim->queue)) != NULL)
		if (happening->time_us > sim->options.since_us)
			queue_put(later, happening);
	queue_close(sim->queue);
	sim->queue = later;
}

static bool
send_first(struct live *live, struct error *err)
{
	struct simulation *sim = live->sim;
	const struct happening *happening = queue_take(sim->queue);
	const char *topic = topic_name(event_type_topic(happening->type));

	sim->source_sent[happening->source]++;
	live->paced++;
	return outlet_send(live->outlet, topic, slice_text(happening->entity),
			   happening_encode(sim, happening), EVENT_CONTENT_TYPE, 0, err);
}

/* Numbers of new entities are milliseconds of the day, or one more than the last: a run
 * that is started again on the same day gives other codes. */
static uint64_t
next_number(struct live *live, int64_t now_us)
{
	int32_t day = instant_day(now_us);
	uint64_t millisecond = (uint64_t)((now_us - day_begin(day)) / 1000);

	if (day != live->day)
		live->number = 0;
	live->day = day;
	live->number = millisecond > live->number ? millisecond : live->number + 1;
	return (uint64_t)day * 1000000000u + live->number;
}

static uint64_t
allowed(const struct live *live)
{
	int64_t run_us = clock_monotonic_us() - live->begin_us;

	return (uint64_t)(run_us / 1000 * live->sim->options.rate_per_thousand_s / 1000000);
}

/* After a stop of the machine or of Kafka the pace begins anew, without a flood. */
static void
keep_pace(struct live *live)
{
	uint64_t slack = (uint64_t)(live->sim->options.rate_per_thousand_s *
				    BEHIND_SECONDS_MAX / 1000) + 1;

	if (allowed(live) <= live->paced + slack)
		return;
	live->begin_us = clock_monotonic_us();
	live->paced = 0;
}

static bool
send_due(struct live *live, struct error *err)
{
	struct queue *queue = live->sim->queue;
	int64_t now_us = clock_now_us();

	while (stop_signal == 0) {
		if (queue_count(queue) > 0 && queue_first_us(queue) <= now_us) {
			if (!send_first(live, err))
				return false;
		} else if (live->paced < allowed(live)) {
			live_plan(live->sim, next_number(live, now_us), now_us);
		} else {
			break;
		}
	}
	return true;
}

static bool
beat(struct live *live, struct error *err)
{
	int64_t now_us = clock_monotonic_us();

	if (live->heartbeat_every_us == HEARTBEAT_NONE || now_us < live->heartbeat_us)
		return true;
	live->heartbeat_us = now_us + live->heartbeat_every_us;
	for (size_t i = 0; i < (size_t)live->sim->options.sources; i++) {
		live->sim->source_sent[i]++;
		heartbeat_plan(live->sim, i, clock_now_us());
	}
	(void)err;
	return true;
}

static bool
run(struct live *live, struct error *err)
{
	int64_t seconds = live->sim->options.seconds;
	int64_t end_us = clock_monotonic_us() + seconds * SECOND_US;

	live->begin_us = clock_monotonic_us();
	while (stop_signal == 0 && (seconds == 0 || clock_monotonic_us() < end_us)) {
		if (!beat(live, err) || !send_due(live, err))
			return stop_signal != 0;
		keep_pace(live);
		outlet_wait(live->outlet, WAIT_MS_MAX);
	}
	return true;
}

static struct outlet *
open_outlet(struct live *live, const struct conf *conf, struct error *err)
{
	if (live->sim->options.to_stdout) {
		setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
		return outlet_file(stdout, "standard output");
	}
	stop_block();
	return outlet_kafka(conf, on_failed, live, err);
}

bool
live_run(struct simulation *sim, const struct conf *conf, struct error *err)
{
	struct live live = {
		.sim = sim,
		.heartbeat_every_us = conf->source_heartbeat_seconds * SECOND_US,
	};
	bool ok;

	live.outlet = open_outlet(&live, conf, err);
	if (!live.outlet)
		return false;
	stop_listen();
	catch_up(&live);
	log_info("live: %zu steps of open dossiers are still to come, rate %g events/s",
		 queue_count(sim->queue), (double)sim->options.rate_per_thousand_s / 1000);
	ok = run(&live, err);
	ok = outlet_settle(live.outlet, err) && ok;
	log_info("live: %" PRIu64 " events sent, %" PRIu64 " acknowledged",
		 outlet_sent(live.outlet), outlet_acknowledged(live.outlet));
	live.outlet = outlet_close(live.outlet);
	if (ok && live.failed > 0)
		return error_set(err, ERROR_RETRY, "could not publish %" PRIu64 " events",
				 live.failed);
	return ok;
}
