/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/feed.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"

#define AGE_US SECOND_US
#define RETRY_FIRST_US (SECOND_US / 5)
#define RETRY_LAST_US (5 * SECOND_US)

struct feed {
	const struct conf *conf;
	struct hub *hub;
	PGconn *session;
	pthread_t thread;
	int stop_fd;
	int64_t version;
	bool changed;             /* a worker has committed since the last snapshot */
	int64_t begun_us;         /* monotonic: when the last snapshot was begun, */
	int64_t took_us;          /* and how long it took */
	int64_t midnight_us;      /* wall clock: the next one */
	int64_t away_since_us;    /* wall clock; 0: the database is there */
	int64_t retry_us;         /* monotonic: when to try again */
	int64_t retry_wait_us;
};

static int64_t
next_midnight(void)
{
	return day_begin(instant_day(clock_now_us()) + 1);
}

static void
lose(struct feed *feed, const struct error *err)
{
	PQfinish(feed->session);
	feed->session = NULL;
	if (feed->away_since_us == 0) {
		log_error(LOG_LEVEL_WARNING, err);
		feed->away_since_us = clock_now_us();
		feed->retry_wait_us = RETRY_FIRST_US;
		hub_state(feed->hub, feed->away_since_us);
	}
	feed->retry_us = clock_monotonic_us() + feed->retry_wait_us;
	feed->retry_wait_us *= 2;
	if (feed->retry_wait_us > RETRY_LAST_US)
		feed->retry_wait_us = RETRY_LAST_US;
}

static void
recover(struct feed *feed)
{
	if (feed->away_since_us == 0)
		return;
	log_info("the database is back after %lld s",
		 (long long)((clock_now_us() - feed->away_since_us) / SECOND_US));
	feed->away_since_us = 0;
	hub_state(feed->hub, 0);
}

static bool
connect_session(struct feed *feed, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_open(&feed->session, feed->conf->postgres_conninfo, "trakhuc ioc",
			   err) ||
	    !snapshot_prepare(feed->session, err))
		return false;
	result = PQexec(feed->session, "listen trakhuc");
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(feed->session, result, "listen for commits", err);
}

static bool
refresh(struct feed *feed, struct error *err)
{
	int64_t begun_us = clock_monotonic_us();
	int64_t now_ms = clock_now_us() / 1000;
	int64_t away_since_us;
	struct snapshot *last, *snapshot;
	bool taken;

	feed->version = feed->version < now_ms ? now_ms : feed->version + 1;
	feed->changed = false;
	last = hub_current(feed->hub, &away_since_us);
	taken = snapshot_take(&snapshot, feed->session, feed->version, last, err);
	snapshot_release(last);
	if (!taken)
		return false;
	feed->begun_us = begun_us;
	feed->took_us = clock_monotonic_us() - begun_us;
	feed->midnight_us = next_midnight();
	hub_publish(feed->hub, snapshot);
	snapshot_release(snapshot);
	log_debug("snapshot %lld took %lld us", (long long)feed->version,
		  (long long)feed->took_us);
	return true;
}

/* Microseconds until the next snapshot is due, 0 when it is. */
static int64_t
until_due(const struct feed *feed)
{
	int64_t pause_us = feed->conf->ioc_refresh_ms * 1000;
	int64_t midnight_us = feed->midnight_us - clock_now_us();
	int64_t due_us;

	if (pause_us < 2 * feed->took_us)
		pause_us = 2 * feed->took_us;
	if (!feed->changed && pause_us < AGE_US)
		pause_us = AGE_US;
	due_us = feed->begun_us + pause_us - clock_monotonic_us();
	if (due_us > midnight_us)
		due_us = midnight_us;
	return due_us > 0 ? due_us : 0;
}

static bool
take_notices(struct feed *feed, struct error *err)
{
	PGnotify *notice;

	if (!PQconsumeInput(feed->session))
		return postgres_error(feed->session, NULL, "hear of commits", err);
	while ((notice = PQnotifies(feed->session)) != NULL) {
		feed->changed = true;
		PQfreemem(notice);
	}
	return true;
}

/* Sleeps for at most WAIT_US, or until something comes; false: the feed must stop. */
static bool
doze(struct feed *feed, int64_t wait_us)
{
	struct pollfd fds[] = {
		{ .fd = feed->stop_fd, .events = POLLIN },
		{ .fd = feed->session ? PQsocket(feed->session) : -1, .events = POLLIN },
	};

	poll(fds, ARRAY_COUNT(fds), (int)((wait_us + 999) / 1000));
	return fds[0].revents == 0;
}

/* One turn with a session: reads when it is time; false: the session is lost. */
static bool
turn(struct feed *feed, struct error *err)
{
	if (!feed->session && !connect_session(feed, err))
		return false;
	if (!take_notices(feed, err))
		return false;
	if (until_due(feed) == 0) {
		if (!refresh(feed, err) || !take_notices(feed, err))
			return false;
		recover(feed);
	}
	return true;
}

static void *
work(void *context)
{
	struct feed *feed = context;
	struct error err = { 0 };
	int64_t wait_us = 0;

	while (doze(feed, wait_us)) {
		int64_t retry_us = feed->retry_us - clock_monotonic_us();

		if (!feed->session && retry_us > 0) {
			wait_us = retry_us < AGE_US ? retry_us : AGE_US;
			continue;
		}
		if (!turn(feed, &err))
			lose(feed, &err);
		wait_us = feed->session ? until_due(feed) : 0;
	}
	PQfinish(feed->session);
	return NULL;
}

struct feed *
feed_open(const struct conf *conf, struct hub *hub)
{
	struct feed *feed = calloc(1, sizeof *feed);

	CHECK(feed != NULL);
	feed->conf = conf;
	feed->hub = hub;
	feed->midnight_us = next_midnight();
	feed->begun_us = clock_monotonic_us() - 2 * AGE_US; /* the first is due now */
	feed->stop_fd = eventfd(0, EFD_CLOEXEC);
	CHECK_OP(feed->stop_fd, >=, 0);
	CHECK_OP(pthread_create(&feed->thread, NULL, work, feed), ==, 0);
	return feed;
}

struct feed *
feed_close(struct feed *feed)
{
	uint64_t one = 1;

	if (!feed)
		return NULL;
	CHECK_OP(write(feed->stop_fd, &one, sizeof one), ==, (ssize_t)sizeof one);
	pthread_join(feed->thread, NULL);
	close(feed->stop_fd);
	free(feed);
	return NULL;
}
