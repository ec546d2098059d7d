/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/http_guard.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

struct guard_entry {
	struct guard_entry *next, *before;
	int fd;
	int64_t until_us; /* monotonic; INT64_MAX: let off */
};

struct guard {
	pthread_mutex_t lock;
	struct guard_entry *first;
};

struct guard *
guard_open(void)
{
	struct guard *guard = calloc(1, sizeof *guard);

	CHECK(guard != NULL);
	pthread_mutex_init(&guard->lock, NULL);
	return guard;
}

struct guard *
guard_close(struct guard *guard)
{
	if (!guard)
		return NULL;
	CHECK(guard->first == NULL);
	pthread_mutex_destroy(&guard->lock);
	free(guard);
	return NULL;
}

static int64_t
deadline(void)
{
	return clock_monotonic_us() + GUARD_SECONDS * SECOND_US;
}

struct guard_entry *
guard_watch(struct guard *guard, int fd)
{
	struct guard_entry *entry = calloc(1, sizeof *entry);

	CHECK(entry != NULL);
	entry->fd = fd;
	entry->until_us = deadline();
	pthread_mutex_lock(&guard->lock);
	entry->next = guard->first;
	if (guard->first)
		guard->first->before = entry;
	guard->first = entry;
	pthread_mutex_unlock(&guard->lock);
	return entry;
}

void
guard_forget(struct guard *guard, struct guard_entry *entry)
{
	pthread_mutex_lock(&guard->lock);
	if (entry->before)
		entry->before->next = entry->next;
	else
		guard->first = entry->next;
	if (entry->next)
		entry->next->before = entry->before;
	pthread_mutex_unlock(&guard->lock);
	free(entry);
}

static void
set_until(struct guard *guard, struct guard_entry *entry, int64_t until_us)
{
	pthread_mutex_lock(&guard->lock);
	entry->until_us = until_us;
	pthread_mutex_unlock(&guard->lock);
}

void
guard_finished(struct guard *guard, struct guard_entry *entry)
{
	set_until(guard, entry, deadline());
}

void
guard_let_off(struct guard *guard, struct guard_entry *entry)
{
	set_until(guard, entry, INT64_MAX);
}

void
guard_sweep(struct guard *guard)
{
	int64_t now_us = clock_monotonic_us();

	pthread_mutex_lock(&guard->lock);
	for (struct guard_entry *entry = guard->first; entry; entry = entry->next) {
		if (entry->until_us > now_us)
			continue;
		shutdown(entry->fd, SHUT_RDWR);
		entry->until_us = INT64_MAX;
	}
	pthread_mutex_unlock(&guard->lock);
}
