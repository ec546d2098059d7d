/* SPDX-License-Identifier: PostgreSQL
 *
 * schedule.h - one run as a list of steps, made from a seed or read from a file.
 *
 * Text form, one step a line, "#" begins a comment:
 *   workers 2
 *   batch 3        records that fill a batch
 *   cache 0        MiB of entities kept between batches
 *   append D1-received 0
 *   run 0 4
 */
#ifndef TESTS_SIMULATION_SCHEDULE_H
#define TESTS_SIMULATION_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum step_kind {
#define STEP(name, word, first, second, group, weight, sentence) STEP_##name,
#include "tests/simulation/step.def"
	STEP_COUNT,
};

struct step {
	enum step_kind kind;
	int first, second;
};

enum { SCHEDULE_STEPS_MAX = 512, SCHEDULE_WORKERS_MAX = 3 };

struct schedule {
	int workers, batch, cache;
	int count;
	struct step steps[SCHEDULE_STEPS_MAX];
};

void schedule_make(struct schedule *ret, uint64_t seed);
void schedule_print(FILE *file, const struct schedule *schedule);
/* False: the file cannot be read or line ret_line of it is no step. */
bool schedule_read(struct schedule *ret, const char *path, int *ret_line);
/* The steps with what they mean. */
void schedule_print_steps(FILE *file);

#endif
