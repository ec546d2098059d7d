/* SPDX-License-Identifier: PostgreSQL */
#include "producers/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "schema/base/instant.h"

#define SHOW_EVERY_US (SECOND_US / 2)

void
progress_begin(struct progress *progress, int64_t whole)
{
	*progress = (struct progress){
		.begin_us = clock_monotonic_us(),
		.whole = whole,
		.terminal = isatty(STDERR_FILENO) == 1,
	};
}

double
progress_seconds(const struct progress *progress)
{
	return (double)(clock_monotonic_us() - progress->begin_us) / (double)SECOND_US;
}

void
progress_show(struct progress *progress, const struct progress_figures *figures)
{
	int64_t now_us;
	double seconds;

	if (!progress->terminal)
		return;
	now_us = clock_monotonic_us();
	if (now_us - progress->shown_us < SHOW_EVERY_US)
		return;
	progress->shown_us = now_us;
	seconds = progress_seconds(progress);
	fprintf(stderr, "\r\033[K%" PRIu64 " read, %" PRIu64 " acknowledged, %" PRIu64
			" refused, %.0f/s",
		figures->read, figures->acknowledged, figures->refused,
		(double)figures->acknowledged / (seconds > 0 ? seconds : 1));
	if (progress->whole > 0 && figures->part > 0) {
		double share = (double)figures->part / (double)progress->whole;

		fprintf(stderr, ", %.0f %%, %.0f s left", share * 100,
			share < 1 ? seconds / share - seconds : 0);
	}
}

void
progress_end(struct progress *progress)
{
	if (progress->terminal)
		fputs("\r\033[K", stderr);
}
