/* SPDX-License-Identifier: PostgreSQL
 *
 * progress.h - how far a long run is: one line on a terminal, rewritten twice a second,
 * and a summary at the end.  Without a terminal only the summary.
 */
#ifndef PRODUCERS_PROGRESS_H
#define PRODUCERS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	int64_t begin_us;
	int64_t shown_us;
	int64_t whole; /* bytes or events in all; 0: not known, no ETA */
	bool terminal;
};

struct progress_figures {
	int64_t part; /* of `whole` */
	uint64_t read;
	uint64_t acknowledged;
	uint64_t refused;
};

void progress_begin(struct progress *progress, int64_t whole);
/* Cheap: most calls only read the clock.  Call it every few hundred events. */
void progress_show(struct progress *progress, const struct progress_figures *figures);
/* Takes the line off the terminal again. */
void progress_end(struct progress *progress);
double progress_seconds(const struct progress *progress);

#endif
