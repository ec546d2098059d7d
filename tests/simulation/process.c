/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/process.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "consumers/aggregate/watch.h"
#include "consumers/aggregate/worker.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/fiber.h"
#include "tests/simulation/session.h"
#include "tests/simulation/verdict.h"

enum { END_ROUNDS_MAX = 10000 };

static struct process *running;
static int64_t now_us;

static void
process_main(void *context)
{
	struct process *process = context;
	struct error err = { 0 };

	CHECK(worker_open(&process->worker, &process->conf, &err));
	if (!worker_run(process->worker, &process->stop, &err))
		verdict_broken("worker %d gave up: %s", process->number, err.message);
	process->worker = worker_close(process->worker);
}

void
process_start(struct process *process, int number, int batch_events_max, int cache_mib)
{
	*process = (struct process){ .number = number };
	process->conf.postgres_conninfo = "";
	process->conf.aggregate_instance = "";
	process->conf.aggregate_batch_events_max = batch_events_max;
	process->conf.aggregate_batch_mib = 1;
	process->conf.aggregate_cache_mib = cache_mib;
	process->main = fiber_start(process_main, process);
}

struct process *
process_running(void)
{
	CHECK(running != NULL);
	return running;
}

void
process_run(struct process *process, int records)
{
	if (!process->main)
		return;
	if (process->consumer)
		broker_allow(process->consumer, records);
	running = process;
	process->main = fiber_resume(process->main);
	running = NULL;
}

void
process_run_sink(struct process *process)
{
	if (!process->sink)
		return;
	running = process;
	process->sink = fiber_resume(process->sink);
	running = NULL;
}

bool
process_has_ended(const struct process *process)
{
	return !process->main && !process->sink;
}

void
process_kill(struct process *process)
{
	process->unheard = true;
	session_strand_all(process);
	atomic_store(&process->stop, 1);
	for (int i = 0; !process_has_ended(process) && !verdict_is_stuck(); i++) {
		CHECK_OP(i, <, END_ROUNDS_MAX);
		process_run(process, 0);
		process_run_sink(process);
	}
}

void
process_clock_reset(void)
{
	now_us = 1000 * SECOND_US;
}

void
process_clock_advance(int64_t us)
{
	now_us += us;
}

/* consumers/aggregate/watch.h: it takes part in no batch. */

bool
watch_open(struct watch **ret_watch, const struct conf *conf, struct positions *positions,
	   struct primary *primary, struct kafka_consumer *consumer, struct error *err)
{
	(void)conf;
	(void)primary;
	(void)consumer;
	(void)err;
	process_running()->positions = positions;
	*ret_watch = NULL;
	return true;
}

struct watch *
watch_close(struct watch *watch)
{
	(void)watch;
	process_running()->positions = NULL;
	return NULL;
}

/* The C library, for the objects that --wrap names. */

int64_t __wrap_clock_monotonic_us(void);
int64_t __wrap_clock_now_us(void);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_time);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int __wrap_usleep(useconds_t us);
int __wrap_shutdown(int socket, int how);
int __wrap_eventfd(unsigned count, int flags);
int __wrap_eventfd_read(int fd, eventfd_t *ret_count);
int __wrap_eventfd_write(int fd, eventfd_t count);
int __wrap_close(int fd);
int __wrap_pthread_create(pthread_t *ret_thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *context);
int __wrap_pthread_join(pthread_t thread, void **ret_value);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock,
				  const struct timespec *until);

int64_t
__wrap_clock_monotonic_us(void)
{
	return now_us;
}

int64_t
__wrap_clock_now_us(void)
{
	return now_us;
}

int
__wrap_clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	(void)clock;
	ret_time->tv_sec = now_us / SECOND_US;
	ret_time->tv_nsec = now_us % SECOND_US * 1000;
	return 0;
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	(void)fds;
	(void)count;
	(void)timeout_ms;
	fiber_yield();
	return 0;
}

int
__wrap_usleep(useconds_t us)
{
	(void)us;
	fiber_yield();
	return 0;
}

int
__wrap_shutdown(int socket, int how)
{
	(void)socket;
	(void)how;
	session_strand(process_running());
	return 0;
}

int
__wrap_eventfd(unsigned count, int flags)
{
	(void)count;
	(void)flags;
	return 0;
}

int
__wrap_eventfd_read(int fd, eventfd_t *ret_count)
{
	(void)fd;
	*ret_count = 0;
	return 0;
}

int
__wrap_eventfd_write(int fd, eventfd_t count)
{
	(void)fd;
	(void)count;
	return 0;
}

int
__wrap_close(int fd)
{
	(void)fd;
	return 0;
}

/* One thread beside the main one: the sink's. */
static void
sink_main(void *context)
{
	const struct process *process = context;

	process->sink_start(process->sink_context);
}

int
__wrap_pthread_create(pthread_t *ret_thread, const pthread_attr_t *attributes,
		      void *(*start)(void *), void *context)
{
	struct process *process = process_running();

	(void)attributes;
	CHECK(process->sink == NULL);
	process->sink_start = start;
	process->sink_context = context;
	process->sink = fiber_start(sink_main, process);
	memset(ret_thread, 0, sizeof *ret_thread);
	return 0;
}

int
__wrap_pthread_join(pthread_t thread, void **ret_value)
{
	struct process *process = process_running();

	(void)thread;
	(void)ret_value;
	while (process->sink)
		fiber_yield();
	return 0;
}

int
__wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *lock)
{
	(void)condition;
	pthread_mutex_unlock(lock);
	fiber_yield();
	pthread_mutex_lock(lock);
	return 0;
}

int
__wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *lock,
			      const struct timespec *until)
{
	(void)condition;
	pthread_mutex_unlock(lock);
	fiber_yield();
	pthread_mutex_lock(lock);
	return until->tv_sec * SECOND_US + until->tv_nsec / 1000 <= now_us ? ETIMEDOUT : 0;
}
