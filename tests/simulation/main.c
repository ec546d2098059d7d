/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - replays the regressions, then runs schedules made from seeds; a failing one
 * is shrunk and printed as a file for regressions/.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/log.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/schedule.h"
#include "tests/simulation/story.h"
#include "tests/simulation/world.h"

enum { TWICE_EVERY = 500 }; /* schedules that are run twice, to compare the runs */

struct figures figures;

static uint64_t
number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

static bool
fails(const struct schedule *schedule)
{
	uint64_t hash;

	return world_run(schedule, &hash) != NULL;
}

static void
leave_out(struct schedule *schedule, int first, int count)
{
	memmove(schedule->steps + first, schedule->steps + first + count,
		(size_t)(schedule->count - first - count) * sizeof *schedule->steps);
	schedule->count -= count;
}

/* Leaves out runs of steps, long ones first, as long as it still fails. */
static void
shrink(struct schedule *schedule)
{
	static struct schedule shorter;

	for (int length = schedule->count / 2; length > 0;) {
		bool left_out = false;

		for (int i = 0; i + length <= schedule->count;) {
			shorter = *schedule;
			leave_out(&shorter, i, length);
			if (fails(&shorter)) {
				*schedule = shorter;
				left_out = true;
			} else {
				i += length;
			}
		}
		if (!left_out || length > 1)
			length = length > 1 ? length / 2 : left_out;
	}
}

static int
show(struct schedule *schedule, uint64_t seed, uint64_t number)
{
	uint64_t hash;

	shrink(schedule);
	printf("# %s\n# seed %" PRIu64 ", schedule %" PRIu64 ", shrunk\n",
	       world_run(schedule, &hash), seed, number);
	schedule_print(stdout, schedule);
	printf("\nnot ok - seed %" PRIu64 ": %s\n", seed, world_run(schedule, &hash));
	return EXIT_FAILURE;
}

static bool
replay(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	static struct schedule schedule;
	const char *broken;
	uint64_t hash;
	int line;

	if (!schedule_read(&schedule, path, &line)) {
		printf("not ok - %s: line %d is no step\n", name, line);
		return false;
	}
	broken = world_run(&schedule, &hash);
	printf("%s - %s%s%s\n", broken ? "not ok" : "ok", name, broken ? ": " : "",
	       broken ? broken : "");
	return !broken;
}

static bool
replay_all(void)
{
	static const char folder[] = TESTS_FOLDER "/simulation/regressions";
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);
	bool ok = count >= 0;
	char path[1024];

	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			ok = replay(path) && ok;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return ok;
}

static bool
is_the_same_twice(const struct schedule *schedule, uint64_t hash)
{
	uint64_t again;

	return !world_run(schedule, &again) && again == hash;
}

static void
print_figures(void)
{
	printf("%" PRIu64 " schedules, %" PRIu64 " steps, %" PRIu64 " states, %" PRIu64
	       " records, %" PRIu64 " commits, %" PRIu64 " fenced, %" PRIu64
	       " committed without being told, %" PRIu64 " after the client was gone, %" PRIu64
	       " rebalances, %" PRIu64 " crashes, %" PRIu64 " sessions lost, %" PRIu64
	       " failovers that lost %" PRIu64 " commits, %" PRIu64
	       " generations registered, 0 violations\n",
	       figures.schedules, figures.steps, figures.states, figures.records,
	       figures.commits, figures.fences, figures.unknown_commits,
	       figures.stranded_commits, figures.rebalances, figures.crashes,
	       figures.lost_sessions, figures.failovers, figures.lost_commits,
	       figures.generations);
}

static int
run_seeds(uint64_t first, uint64_t count)
{
	static struct schedule schedule;
	uint64_t hash;

	printf("seeds %" PRIu64 " to %" PRIu64 "\n", first, first + count - 1);
	for (uint64_t i = 0; i < count; i++) {
		schedule_make(&schedule, first + i);
		if (world_run(&schedule, &hash))
			return show(&schedule, first + i, i + 1);
		if (i % TWICE_EVERY == 0 && !is_the_same_twice(&schedule, hash)) {
			printf("not ok - seed %" PRIu64 ": two runs differ\n", first + i);
			return EXIT_FAILURE;
		}
	}
	print_figures();
	printf("ok - %" PRIu64 " schedules from seed %" PRIu64 "\n", count, first);
	return EXIT_SUCCESS;
}

static int
usage(void)
{
	printf("usage: worker-simulation [FILE]\n\n"
	       "Replays the regressions, then runs $TRAKHUC_SCHEDULES schedules (100000)\n"
	       "from $TRAKHUC_SEED (1).  FILE: replays this schedule only.  Its steps:\n\n");
	schedule_print_steps(stdout);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	int code;

	log_open("simulation", "", LOG_LEVEL_ERROR);
	setvbuf(stdout, NULL, _IOLBF, 0);
	story_open();
	if (argc > 1 && argv[1][0] == '-')
		code = usage();
	else if (argc > 1)
		code = replay(argv[1]) ? EXIT_SUCCESS : EXIT_FAILURE;
	else if (!replay_all())
		code = EXIT_FAILURE;
	else
		code = run_seeds(number_from("TRAKHUC_SEED", 1),
				 number_from("TRAKHUC_SCHEDULES", 100000));
	story_close();
	return code;
}
