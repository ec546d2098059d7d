/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/world.h"

#include <string.h>
#include <xxhash.h>

#include "consumers/aggregate/positions.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/generation.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/process.h"
#include "tests/simulation/server.h"
#include "tests/simulation/session.h"
#include "tests/simulation/story.h"
#include "tests/simulation/verdict.h"

enum {
	DRAIN_ROUNDS_MAX = 2000,
	DRAIN_ROUND_US = 50 * 1000,
	RECORDS_ALL = 1000,
	SEEN_BITS = 1 << 26, /* a bit a state that was seen */
};

static struct process processes[SCHEDULE_WORKERS_MAX];
static const struct schedule *plan;
static uint64_t run_hash;
static bool went_back; /* the database, at least once */

static void
start(int worker)
{
	process_start(&processes[worker], worker, plan->batch, plan->cache);
}

static void
crash(int worker)
{
	process_kill(&processes[worker]);
	figures.crashes++;
	start(worker);
}

/* One that was asked to stop and has ended is started again. */
static void
run_main(int worker, int records)
{
	process_run(&processes[worker], records);
	if (process_has_ended(&processes[worker]) && !verdict_is_stuck())
		start(worker);
}

static void
fail_over(int commits)
{
	for (int i = 0; i < plan->workers; i++) {
		session_cut(processes[i].reads);
		session_cut(processes[i].writes);
	}
	went_back = true;
	figures.failovers++;
	figures.lost_commits += (uint64_t)server_fail_over(commits);
}

static void
append(const struct story *story, int choice)
{
	broker_append(broker_partition(story->topic, choice), story);
}

static void
step(const struct step *step)
{
	struct process *process = &processes[step->first % SCHEDULE_WORKERS_MAX];

	switch (step->kind) {
	case STEP_APPEND:
		append(story_at(step->first), step->second);
		return;
	case STEP_RUN:
		run_main(step->first, step->second);
		return;
	case STEP_WRITE:
		process_run_sink(process);
		return;
	case STEP_TELL:
		if (process->consumer)
			broker_tell(process->consumer);
		return;
	case STEP_SERVE:
		session_serve(process->reads);
		return;
	case STEP_COMMIT:
		session_serve(process->writes);
		return;
	case STEP_SKIP:
		broker_skip(step->first % BROKER_PARTITIONS);
		return;
	case STEP_TICK:
		process_clock_advance(step->first * SECOND_US);
		return;
	case STEP_REBALANCE:
		broker_rebalance(step->first, plan->workers);
		return;
	case STEP_CRASH:
		crash(step->first);
		return;
	case STEP_STOP:
		process->stop = 1;
		return;
	case STEP_REFUSE_QUERY:
		session_refuse(process->reads, "53200");
		return;
	case STEP_REFUSE:
		session_refuse(process->writes, "40P01");
		return;
	case STEP_CUT_QUERY:
		session_cut(process->reads);
		return;
	case STEP_CUT:
		session_cut(process->writes);
		return;
	case STEP_STRAND:
		session_strand(process);
		return;
	case STEP_END_STRANDED:
		server_end_stranded();
		return;
	case STEP_DOWN:
	case STEP_UP:
		session_server_is(step->kind == STEP_DOWN);
		return;
	case STEP_FAIL_OVER:
		fail_over(step->first);
		return;
	case STEP_GENERATION:
		generation_step();
		return;
	case STEP_COUNT:
		break;
	}
	CHECK(!"no such step");
}

/* What a worker tells the watch is the age of the numbers: it must be committed. */
static void
check_claims(const struct process *process)
{
	static struct position items[KAFKA_PARTITIONS_MAX];
	struct primary_id server;
	int count = positions_copy(process->positions, items, &server);

	for (int i = 0; i < count; i++) {
		int64_t next = server_position(items[i].topic, items[i].partition).next;

		if (items[i].applied > next)
			verdict_broken("worker %d tells that %s %d is applied up to %lld, the "
				       "database stands at %lld",
				       process->number, topic_name(items[i].topic),
				       (int)items[i].partition, (long long)items[i].applied,
				       (long long)next);
	}
}

/* Of where everything stands: for the figure of distinct states, and, step by step, for
 * the proof that the same schedule is the same run. */
static void
note_state(void)
{
	static unsigned char seen[SEEN_BITS / 8];
	uint64_t parts[BROKER_PARTITIONS * 2 + SCHEDULE_WORKERS_MAX * 3] = { 0 };
	int count = 0;
	uint64_t hash;

	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		int32_t partition;
		enum topic topic = broker_topic(i, &partition);

		parts[count++] = (uint64_t)broker_end(i);
		parts[count++] = (uint64_t)server_position(topic, partition).next;
	}
	for (int i = 0; i < plan->workers; i++) {
		const struct process *process = &processes[i];

		parts[count++] =
			process->consumer ? broker_consumer_hash(process->consumer) : 0;
		parts[count++] = session_hash(process->reads);
		parts[count++] = session_hash(process->writes);
	}
	hash = XXH3_64bits(parts, sizeof parts);
	run_hash = run_hash * UINT64_C(0x9E3779B97F4A7C15) + hash;
	hash %= SEEN_BITS;
	figures.states += (seen[hash / 8] >> hash % 8 & 1) == 0;
	seen[hash / 8] |= (unsigned char)(1 << hash % 8);
}

static bool
is_drained(void)
{
	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		int32_t partition;
		enum topic topic = broker_topic(i, &partition);

		if (server_position(topic, partition).next != broker_end(i))
			return false;
	}
	for (int i = 0; i < plan->workers; i++)
		if (session_is_waiting(processes[i].reads) ||
		    session_is_waiting(processes[i].writes))
			return false;
	return true;
}

/* No more faults.  What is stranded at the server comes to its end. */
static void
heal(void)
{
	session_server_is(false);
	while (server_end_stranded())
		continue;
}

static void
drain(void)
{
	heal();
	for (int round = 0; round < DRAIN_ROUNDS_MAX && !verdict_text(); round++) {
		for (int i = 0; i < plan->workers; i++) {
			run_main(i, RECORDS_ALL);
			process_run_sink(&processes[i]);
			if (processes[i].consumer)
				broker_tell(processes[i].consumer);
		}
		heal(); /* a worker that gives a session up strands what it had asked */
		process_clock_advance(DRAIN_ROUND_US);
		note_state();
		if (round > 5 && is_drained())
			return;
	}
	verdict_broken("after %d s without any fault the log is not applied",
		       DRAIN_ROUNDS_MAX * DRAIN_ROUND_US / 1000000);
}

static void
end(void)
{
	for (int i = 0; i < plan->workers && !verdict_is_stuck(); i++)
		process_kill(&processes[i]);
}

const char *
world_run(const struct schedule *schedule, uint64_t *ret_hash)
{
	plan = schedule;
	run_hash = 0;
	went_back = false;
	verdict_reset();
	broker_reset();
	server_reset();
	session_reset();
	process_clock_reset();
	broker_rebalance(0x2545, schedule->workers);
	for (int i = 0; i < schedule->workers; i++)
		start(i);
	for (int i = 0; i < schedule->count && !verdict_text(); i++) {
		step(&schedule->steps[i]);
		process_clock_advance(1000);
		for (int j = 0; j < schedule->workers && !went_back; j++)
			if (processes[j].positions)
				check_claims(&processes[j]);
		note_state();
	}
	figures.schedules++;
	figures.steps += (uint64_t)schedule->count;
	if (!verdict_text())
		drain();
	if (!verdict_text())
		oracle_check();
	end();
	*ret_hash = run_hash;
	return verdict_text();
}
