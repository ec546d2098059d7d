/* SPDX-License-Identifier: PostgreSQL
 *
 * figures.h - what happened in all runs so far, for the line at the end.
 */
#ifndef TESTS_SIMULATION_FIGURES_H
#define TESTS_SIMULATION_FIGURES_H

#include <stdint.h>

struct figures {
	uint64_t schedules, steps, records;
	uint64_t commits, fences, stranded_commits, unknown_commits;
	uint64_t crashes, rebalances, lost_sessions, failovers, lost_commits, generations;
	uint64_t states; /* distinct ones */
};

extern struct figures figures;

#endif
