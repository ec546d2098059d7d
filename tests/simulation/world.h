/* SPDX-License-Identifier: PostgreSQL
 *
 * world.h - runs a schedule: workers, log, group and database, one step at a time.
 *
 * After the last step everything heals, every worker hears what the group wants, and all
 * go on until the whole log is applied.  Then the committed state must be what the
 * records say (oracle.h).  One thread, one clock of its own: the same schedule is the
 * same run.
 */
#ifndef TESTS_SIMULATION_WORLD_H
#define TESTS_SIMULATION_WORLD_H

#include <stdint.h>

#include "tests/simulation/schedule.h"

/* NULL, or which promise was broken; the text lives until the next run.  RET_HASH: of
 * everything that happened. */
const char *world_run(const struct schedule *schedule, uint64_t *ret_hash);

#endif
