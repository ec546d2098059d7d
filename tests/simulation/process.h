/* SPDX-License-Identifier: PostgreSQL
 *
 * process.h - one worker as a simulated process: its two threads are fibers.
 *
 * The worker's code runs as it is; what it waits for gives control back.  process.c
 * stands in for watch.c and, by the linker's --wrap, for what the core takes from the
 * C library: threads, conditions, sleeping, clocks, event descriptors.
 *
 * A crash: from that moment nobody hears the process any more, its sessions are gone,
 * and it is run to its end only to give its memory back.
 */
#ifndef TESTS_SIMULATION_PROCESS_H
#define TESTS_SIMULATION_PROCESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/base/conf.h"

struct fiber;
struct kafka_consumer;
struct pg_conn;
struct positions;
struct worker;

struct process {
	int number; /* from 0 */
	struct conf conf;
	struct worker *worker;
	struct fiber *main, *sink;
	void *(*sink_start)(void *); /* what its sink's thread runs */
	void *sink_context;
	struct kafka_consumer *consumer;
	struct pg_conn *reads, *writes; /* its sessions; NULL: none */
	struct positions *positions;     /* what it tells of how far it is; NULL: nothing */
	bool unheard;
	atomic_int stop;
};

/* Starts anew: a process whose main thread has not run yet. */
void process_start(struct process *process, int number, int batch_events_max,
		   int cache_mib);
/* Lets its main thread go on until it waits; it may take RECORDS from the log. */
void process_run(struct process *process, int records);
/* The same for the thread of its sink, if there is one. */
void process_run_sink(struct process *process);
/* Crash, if there is still something that runs. */
void process_kill(struct process *process);
bool process_has_ended(const struct process *process);
/* The one whose code runs now. */
struct process *process_running(void);

/* The clock of all of them. */
void process_clock_reset(void);
void process_clock_advance(int64_t us);

#endif
