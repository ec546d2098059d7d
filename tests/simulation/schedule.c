/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/attr.h"
#include "schema/base/check.h"
#include "tests/property/random.h"
#include "tests/simulation/story.h"

enum argument { ARGUMENT_NONE, ARGUMENT_WORKER, ARGUMENT_STORY, ARGUMENT_CHOICE };

enum group {
	GROUP_WORK,
	GROUP_REBALANCES,
	GROUP_CRASHES,
	GROUP_STOPS,
	GROUP_REFUSALS,
	GROUP_CUTS,
	GROUP_STRANDS,
	GROUP_OUTAGES,
	GROUP_FAILOVERS,
	GROUP_GENERATIONS,
	GROUP_COUNT,
};

static const struct {
	const char *word;
	enum argument first, second;
	enum group group;
	int weight;
	const char *sentence;
} kinds[STEP_COUNT] = {
#define STEP(name, word, first, second, group, weight, sentence) \
	{ word, ARGUMENT_##first, ARGUMENT_##second, GROUP_##group, weight, sentence },
#include "tests/simulation/step.def"
};

/* What this schedule draws from: few entities meet more often than many. */
struct scene {
	struct random random;
	int workers;
	bool has[GROUP_COUNT];
	int weight;       /* of all steps that it may have */
	int stories[12];  /* records that enter the log, again and again */
	int story_count;
};

static int
choice_of(struct scene *scene, enum step_kind kind)
{
	static const int records[] = { 0, 1, 1, 2, 3, 8 };

	if (kind == STEP_RUN)
		return records[random_below(&scene->random, ARRAY_COUNT(records))];
	if (kind == STEP_APPEND)
		return random_below(&scene->random, 2);
	if (kind == STEP_REBALANCE)
		return random_below(&scene->random, 2187); /* 3^7 */
	if (kind == STEP_FAIL_OVER)
		return random_below(&scene->random, 4);
	return 1 + random_below(&scene->random, 6);
}

static int
argument_of(struct scene *scene, enum step_kind kind, enum argument argument)
{
	switch (argument) {
	case ARGUMENT_WORKER:
		return random_below(&scene->random, scene->workers);
	case ARGUMENT_STORY:
		return scene->stories[random_below(&scene->random, scene->story_count)];
	case ARGUMENT_CHOICE:
		return choice_of(scene, kind);
	case ARGUMENT_NONE:
		break;
	}
	return 0;
}

static enum step_kind
kind_of(struct scene *scene)
{
	int pick = random_below(&scene->random, scene->weight), kind = 0;

	for (; kind < STEP_COUNT; kind++) {
		if (!scene->has[kinds[kind].group])
			continue;
		pick -= kinds[kind].weight;
		if (pick < 0)
			break;
	}
	return (enum step_kind)kind;
}

static void
set_scene(struct scene *scene)
{
	scene->workers = 2 + random_below(&scene->random, SCHEDULE_WORKERS_MAX - 1);
	scene->has[GROUP_WORK] = true;
	for (int group = 1; group < GROUP_COUNT; group++)
		scene->has[group] = random_chance(&scene->random, 45);
	for (int kind = 0; kind < STEP_COUNT; kind++)
		if (scene->has[kinds[kind].group])
			scene->weight += kinds[kind].weight;
	scene->story_count = 3 + random_below(&scene->random, 10);
	for (int i = 0; i < scene->story_count; i++)
		scene->stories[i] = random_below(&scene->random, story_count());
}

static struct step
make_step(struct scene *scene)
{
	struct step step = { .kind = kind_of(scene) };

	step.first = argument_of(scene, step.kind, kinds[step.kind].first);
	step.second = argument_of(scene, step.kind, kinds[step.kind].second);
	return step;
}

void
schedule_make(struct schedule *ret, uint64_t seed)
{
	struct scene scene = { .random = { seed } };

	set_scene(&scene);
	ret->workers = scene.workers;
	ret->batch = 1 + random_below(&scene.random, 5);
	ret->cache = random_below(&scene.random, 2);
	ret->count = 40 + random_below(&scene.random, 260);
	for (int i = 0; i < ret->count; i++)
		ret->steps[i] = make_step(&scene);
}

static void
print_argument(FILE *file, enum argument argument, int value)
{
	if (argument == ARGUMENT_STORY)
		fprintf(file, " %s", story_at(value)->name);
	else if (argument != ARGUMENT_NONE)
		fprintf(file, " %d", value);
}

void
schedule_print(FILE *file, const struct schedule *schedule)
{
	fprintf(file, "workers %d\nbatch %d\ncache %d\n", schedule->workers, schedule->batch,
		schedule->cache);
	for (int i = 0; i < schedule->count; i++) {
		const struct step *step = &schedule->steps[i];

		fputs(kinds[step->kind].word, file);
		print_argument(file, kinds[step->kind].first, step->first);
		print_argument(file, kinds[step->kind].second, step->second);
		fputc('\n', file);
	}
}

static bool
read_argument(enum argument argument, int workers, int *ret_value)
{
	const char *word = argument == ARGUMENT_NONE ? NULL : strtok(NULL, " \n");
	char *end;
	long value;

	*ret_value = 0;
	if (argument == ARGUMENT_NONE)
		return true;
	if (!word)
		return false;
	if (argument == ARGUMENT_STORY) {
		*ret_value = story_find(word);
		return *ret_value >= 0;
	}
	value = strtol(word, &end, 10);
	*ret_value = (int)value;
	return *end == '\0' && value >= 0 && value < 100000 &&
	       (argument != ARGUMENT_WORKER || value < workers);
}

static bool
read_setting(struct schedule *schedule, const char *word, bool *ret_ok)
{
	int *setting = strcmp(word, "workers") == 0 ? &schedule->workers :
		       strcmp(word, "batch") == 0   ? &schedule->batch :
		       strcmp(word, "cache") == 0   ? &schedule->cache :
						      NULL;

	if (!setting)
		return false;
	*ret_ok = read_argument(ARGUMENT_CHOICE, 0, setting) &&
		  schedule->workers <= SCHEDULE_WORKERS_MAX;
	return true;
}

static bool
read_step(struct schedule *schedule, const char *word)
{
	struct step *step = &schedule->steps[schedule->count];
	int kind = 0;
	bool ok;

	if (read_setting(schedule, word, &ok))
		return ok;
	while (kind < STEP_COUNT && strcmp(word, kinds[kind].word) != 0)
		kind++;
	if (kind == STEP_COUNT || schedule->count == SCHEDULE_STEPS_MAX)
		return false;
	step->kind = (enum step_kind)kind;
	schedule->count++;
	return read_argument(kinds[kind].first, schedule->workers, &step->first) &&
	       read_argument(kinds[kind].second, schedule->workers, &step->second);
}

bool
schedule_read(struct schedule *ret, const char *path, int *ret_line)
{
	FILE *file = fopen(path, "r");
	char line[256];
	bool ok = file != NULL;

	*ret = (struct schedule){ .workers = 2, .batch = 3 };
	for (*ret_line = 1; ok && fgets(line, sizeof line, file); ++*ret_line) {
		const char *word = strtok(line, " \n");

		if (word && word[0] != '#')
			ok = read_step(ret, word);
		if (!ok)
			break;
	}
	if (file)
		fclose(file);
	return ok;
}

void
schedule_print_steps(FILE *file)
{
	static const char *const arguments[] = { "", " WORKER", " RECORD", " CHOICE" };

	for (int i = 0; i < STEP_COUNT; i++) {
		char form[48];

		snprintf(form, sizeof form, "%s%s%s", kinds[i].word,
			 arguments[kinds[i].first], arguments[kinds[i].second]);
		fprintf(file, "  %-24s %s\n", form, kinds[i].sentence);
	}
}
