/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/simulate.h"

#include <inttypes.h>
#include <stdio.h>

#include "producers/progress.h"
#include "producers/simulate/happening.h"
#include "producers/simulate/output.h"
#include "producers/simulate/poison.h"
#include "producers/simulate/queue.h"
#include "producers/stop.h"
#include "schema/base/instant.h"

struct writing {
	struct simulation *sim;
	struct output *output;
	struct poison poison;
	struct random random; /* where poison falls */
	struct progress progress;
};

static bool
write_one(struct writing *writing, const struct happening *happening, struct error *err)
{
	struct simulation *sim = writing->sim;
	enum reason reason;
	struct slice line;

	sim->source_sent[happening->source]++;
	if (!output_line(writing->output, happening_encode(sim, happening), REASON_NONE, err))
		return false;
	if (!random_ppm(&writing->random, sim->options.poison_ppm))
		return true;
	line = poison_next(&writing->poison, happening->time_us, &reason);
	return output_line(writing->output, line, reason, err);
}

/* Everything that enters the log before LIMIT. */
static bool
drain(struct writing *writing, int64_t limit_us, struct error *err)
{
	struct queue *queue = writing->sim->queue;

	while (queue_count(queue) > 0 && queue_first_us(queue) < limit_us) {
		if (stop_signal != 0)
			return error_set(err, ERROR_STOP, "stopped by a signal");
		if (!write_one(writing, queue_take(queue), err))
			return false;
	}
	return true;
}

static bool
write_days(struct writing *writing, struct error *err)
{
	struct simulation *sim = writing->sim;

	for (int64_t day = 0; day < sim->options.days; day++) {
		int32_t local_day = sim->options.from + (int32_t)day;
		struct progress_figures figures = {
			.part = day,
			.read = output_lines(writing->output),
			.acknowledged = output_lines(writing->output),
		};

		if (day_begin(local_day) > sim->options.until_us)
			break;
		history_plan_day(sim, day);
		if (!drain(writing, day_begin(local_day + 1), err))
			return false;
		progress_show(&writing->progress, &figures);
	}
	return drain(writing, INT64_MAX, err) && output_finish(writing->output, err);
}

static void
summarise(const struct writing *writing)
{
	double seconds = progress_seconds(&writing->progress);
	uint64_t lines = output_lines(writing->output);

	if (writing->sim->options.json)
		fprintf(stderr, "{\"lines\":%" PRIu64 ",\"poison\":%" PRIu64
				",\"seconds\":%.3f}\n",
			lines, output_poison(writing->output), seconds);
	else
		fprintf(stderr, "%" PRIu64 " lines, %" PRIu64 " of them poison, %.1f s, "
				"%.0f lines/s\n",
			lines, output_poison(writing->output), seconds,
			(double)lines / (seconds > 0 ? seconds : 1));
}

bool
history_write(struct simulation *sim, struct error *err)
{
	struct writing writing = {
		.sim = sim,
		.random = random_stream((uint64_t)sim->options.seed, STREAM_POISON, 0),
	};
	bool ok;

	if (!output_open(&writing.output, &sim->options, err))
		return false;
	stop_listen();
	poison_init(&writing.poison, (uint64_t)sim->options.seed);
	progress_begin(&writing.progress, sim->options.days);
	history_begin(sim);
	ok = write_days(&writing, err);
	progress_end(&writing.progress);
	if (ok)
		summarise(&writing);
	poison_release(&writing.poison);
	output_close(writing.output);
	return ok;
}
