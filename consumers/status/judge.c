/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/status/judge.h"

#include <stdarg.h>
#include <stdio.h>

#include "schema/base/attr.h"
#include "schema/base/instant.h"

const char *
state_name(enum state state)
{
	static const char *const names[] = { "healthy", "late", "stopped" };

	return names[state];
}

PRINTF_LIKE(4, 5)
static void
set(struct part *part, enum state state, int64_t since_us, const char *format, ...)
{
	va_list args;

	part->state = state;
	part->since_us = state == STATE_HEALTHY ? 0 : since_us;
	va_start(args, format);
	vsnprintf(part->why, sizeof part->why, format, args);
	va_end(args);
	part->todo[0] = '\0';
}

static void
advise(struct part *part, const char *todo)
{
	snprintf(part->todo, sizeof part->todo, "%s", todo);
}

/* Who asks the server that was replaced sees numbers that nobody keeps. */
static void
judge_database(const struct facts *facts, struct part *part)
{
	char since[INSTANT_TEXT_BYTES];

	if (facts->superseded_by != 0) {
		set(part, STATE_STOPPED, facts->superseded_at_us,
		    "this database server was replaced: it is on timeline %lld, the numbers "
		    "are on timeline %lld",
		    (long long)facts->timeline, (long long)facts->superseded_by);
		advise(part, "Stop it; \"deploy/failover --rejoin\" makes it a standby.");
	} else if (facts->timeline > 1) {
		set(part, STATE_HEALTHY, 0,
		    "the database answers, on timeline %lld since %.19s",
		    (long long)facts->timeline, instant_format(facts->timeline_since_us, since));
	} else {
		set(part, STATE_HEALTHY, 0, "the database answers");
	}
}

static void
judge_workers(const struct facts *facts, struct part *part)
{
	if (facts->partitions == 0) {
		set(part, STATE_STOPPED, 0, "no worker has ever reported");
		advise(part, "Start \"trakhuc aggregate\", or look into its log.");
	} else if (facts->workers == 0) {
		set(part, STATE_STOPPED, facts->unseen_since_us, "no worker is running");
		advise(part, "Start \"trakhuc aggregate\", or look into its log.");
	} else if (facts->unseen > 0) {
		set(part, STATE_STOPPED, facts->unseen_since_us,
		    "%lld of %lld partitions have no worker", (long long)facts->unseen,
		    (long long)facts->partitions);
		advise(part, "Look into the workers' logs.");
	} else if (facts->halted > 0) {
		set(part, STATE_STOPPED, facts->halted_since_us,
		    "%lld of %lld partitions are halted, the first %.200s",
		    (long long)facts->halted, (long long)facts->partitions,
		    facts->halted_first);
		advise(part, "\"trakhuc partition list\" says why; a person decides to resume or "
			     "to reset.");
	} else if (facts->stuck > 0) {
		set(part, STATE_LATE, facts->as_of_us,
		    "%lld of %lld partitions are stuck behind an open transaction",
		    (long long)facts->stuck, (long long)facts->partitions);
		advise(part, "It ends with the producer's transaction.timeout.ms; "
			     "kafka-transactions.sh finds and aborts it.");
	} else {
		set(part, STATE_HEALTHY, 0, "%lld workers read %lld partitions",
		    (long long)facts->workers, (long long)facts->partitions);
	}
}

static void
judge_age(const struct facts *facts, struct part *part)
{
	double seconds = (double)(facts->now_us - facts->as_of_us) / (double)SECOND_US;

	if (facts->as_of_us == 0) {
		set(part, STATE_STOPPED, 0, "the numbers have no age: some partition was never "
					    "read to its end");
		advise(part, "Wait for the workers to catch up, or see their logs.");
	} else if (facts->recovering > 0) {
		set(part, STATE_LATE, facts->as_of_us,
		    "the numbers are being recovered: %lld of %lld partitions are read again "
		    "after the database restarted or lost commits, %lld records wait",
		    (long long)facts->recovering, (long long)facts->partitions,
		    (long long)facts->lag);
		advise(part, "Wait: counters may be lower than they were until this is over.");
	} else if (seconds > JUDGE_LATE_SECONDS) {
		set(part, STATE_LATE, facts->as_of_us,
		    "the numbers are %.0f s old, %lld records wait to be read", seconds,
		    (long long)facts->lag);
		advise(part, facts->lag > 0 ? "The workers are behind; more of them share the "
					      "partitions."
					    : "Look into the workers' logs.");
	} else {
		set(part, STATE_HEALTHY, 0, "the numbers are %.1f s old, %lld records wait",
		    seconds > 0 ? seconds : 0.0, (long long)facts->lag);
	}
}

static void
judge_sources(const struct facts *facts, struct part *part)
{
	if (facts->silent == 0) {
		set(part, STATE_HEALTHY, 0, "%lld sources, none silent",
		    (long long)facts->sources);
		return;
	}
	set(part, STATE_LATE, facts->silent_since_us,
	    "%lld of %lld sources are silent, the longest \"%s\"", (long long)facts->silent,
	    (long long)facts->sources, facts->silent_name);
	advise(part, "Check that the producer of that department runs and reaches Kafka.");
}

/* Only information: a refused record is the sender's matter, and stops nothing. */
static void
judge_dead(const struct facts *facts, struct part *part)
{
	if (facts->dead_hour == 0) {
		set(part, STATE_HEALTHY, 0, "no dead letters in the last hour, %lld wait",
		    (long long)facts->dead);
		return;
	}
	set(part, STATE_HEALTHY, 0, "%lld dead letters in the last hour, most \"%s\"",
	    (long long)facts->dead_hour, facts->dead_reason);
	advise(part, "\"trakhuc dead list\" has the place of each in the log, and why.");
}

/* Only information: what alerts tell of is the offices' matter, not that of the numbers. */
static void
judge_alerts(const struct facts *facts, struct part *part)
{
	char since[INSTANT_TEXT_BYTES];

	if (facts->alerts_open == 0) {
		set(part, STATE_HEALTHY, 0, "no open alerts, %lld acknowledged",
		    (long long)facts->alerts_acknowledged);
		return;
	}
	set(part, STATE_HEALTHY, 0,
	    "%lld open alerts, the oldest since %.19s, most of rule \"%s\"; %lld acknowledged",
	    (long long)facts->alerts_open, instant_format(facts->alerts_since_us, since),
	    facts->alert_rule, (long long)facts->alerts_acknowledged);
	advise(part, "\"trakhuc alert list\" has them; \"trakhuc alert acknowledge\" takes one on.");
}

void
judge(const struct facts *facts, struct part ret_parts[PART_COUNT])
{
	static const char *const names[PART_COUNT] = {
		[PART_DATABASE] = "database", [PART_WORKERS] = "workers", [PART_AGE] = "age",
		[PART_SOURCES] = "sources",   [PART_DEAD] = "dead letters",
		[PART_ALERTS] = "alerts",
	};

	for (int i = 0; i < PART_COUNT; i++)
		ret_parts[i] = (struct part){ .name = names[i] };
	judge_database(facts, &ret_parts[PART_DATABASE]);
	judge_workers(facts, &ret_parts[PART_WORKERS]);
	judge_age(facts, &ret_parts[PART_AGE]);
	judge_sources(facts, &ret_parts[PART_SOURCES]);
	judge_dead(facts, &ret_parts[PART_DEAD]);
	judge_alerts(facts, &ret_parts[PART_ALERTS]);
}

const struct part *
judge_worst(const struct part parts[PART_COUNT])
{
	const struct part *worst = &parts[PART_AGE];

	/* Without workers the numbers age too, but the workers are the reason. */
	for (int i = 0; i < PART_COUNT; i++)
		if (parts[i].state > worst->state ||
		    (i == PART_WORKERS && parts[i].state != STATE_HEALTHY &&
		     parts[i].state >= worst->state))
			worst = &parts[i];
	return worst;
}
