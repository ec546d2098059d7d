/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc aggregate: the worker as a program.
 *
 * First SIGTERM or SIGINT: the open batch is settled, exit 0.  Second, or where that takes
 * longer than STOP_S_MAX, as with a broker or a database that stands still: out at once,
 * which loses and doubles nothing either.
 */
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "consumers/aggregate/worker.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"

static const char usage[] =
	"usage: trakhuc aggregate [options]\n"
	"\n"
	"Folds the events of its share of the partitions into PostgreSQL: facts, counters,\n"
	"dead letters and positions in one transaction a batch.  Any number of workers\n"
	"share the partitions.  Reconnects to Kafka and PostgreSQL for ever.\n"
	"\n"
	"Worker:\n"
	"      --instance NAME    name of this worker, unique and the same after a restart\n"
	"      --batch-events N   largest number of events in one transaction\n"
	"\n"
	"Signals: TERM or INT settles the open batch and exits 0, within 12 seconds also when\n"
	"Kafka or PostgreSQL stands still; a second one leaves at once.  Neither loses or\n"
	"doubles anything.\n";

enum { STOP_S_MAX = 12 }; /* usage[] tells it; deploy/down kills after 15 */

enum { OPTION_INSTANCE = 256, OPTION_BATCH_EVENTS };

static const struct option options[] = {
	{ "instance", required_argument, NULL, OPTION_INSTANCE },
	{ "batch-events", required_argument, NULL, OPTION_BATCH_EVENTS },
	{ 0 },
};

static atomic_int stop;
static int stop_fd = -1;

/* A handler cannot tell of a failure. */
static void
write_or_not(int fd, const void *bytes, size_t length)
{
	ssize_t written = write(fd, bytes, length);

	(void)written;
}

static void
on_signal(int number)
{
	static const char late[] = "level=warning program=aggregate message=\"left before Kafka "
				   "or PostgreSQL answered; nothing is lost\"\n";
	uint64_t one = 1;

	if (number == SIGALRM)
		write_or_not(STDERR_FILENO, late, sizeof late - 1);
	if (atomic_fetch_add(&stop, 1) > 0)
		_exit(EXIT_OK);
	alarm(STOP_S_MAX);
	write_or_not(stop_fd, &one, sizeof one);
}

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct cli *cli = context;

	return conf_set(cli->conf,
			option == OPTION_INSTANCE ? "aggregate.instance"
						  : "aggregate.batch_events_max",
			argument, err);
}

/* Before any thread starts: librdkafka's threads inherit the mask. */
static void
set_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	CHECK_OP(sigaction(SIGTERM, &action, NULL), ==, 0);
	CHECK_OP(sigaction(SIGINT, &action, NULL), ==, 0);
	CHECK_OP(sigaction(SIGALRM, &action, NULL), ==, 0);
	signal(SIGPIPE, SIG_IGN);
}

static void
block_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(how, &set, NULL);
}

/* A heap for each thread, and heaps that never give back, would come on top of what the
 * configuration bounds. */
static void
bound_memory(void)
{
	mallopt(M_ARENA_MAX, 2);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

int
main(int argc, char **argv)
{
	struct cli cli = { .program = "aggregate", .usage = usage };
	struct worker *worker;
	struct error err = { 0 };

	cli_open(&cli, argc, argv, options, on_option, &cli);
	log_open("aggregate", cli.conf->aggregate_instance,
		 cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	prctl(PR_SET_DUMPABLE, 0); /* no core file with events in it */
	bound_memory();
	block_signals(SIG_BLOCK);
	if (!worker_open(&worker, cli.conf, &err))
		return cli_fail(&cli, &err);
	stop_fd = worker_wake_fd(worker);
	set_signals();
	block_signals(SIG_UNBLOCK);
	log_info("started, brokers %s", cli.conf->kafka_brokers);
	/* librdkafka 2.0.2 can wait for ever for its leave from a group that has refused it;
	 * what is in flight is committed or read again, as after any end */
	if (!worker_run(worker, &stop, &err))
		_exit(cli_fail(&cli, &err));
	worker_close(worker);
	cli_close(&cli);
	return EXIT_OK;
}
