/* SPDX-License-Identifier: PostgreSQL */
#include "producers/stop.h"

#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

volatile sig_atomic_t stop_signal;

static void
on_signal(int number)
{
	if (stop_signal != 0)
		_exit(128 + number);
	stop_signal = number;
}

static sigset_t
signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

void
stop_block(void)
{
	sigset_t set = signals();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void
stop_listen(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t set = signals();

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int
stop_exit_code(void)
{
	return 128 + (int)stop_signal;
}
