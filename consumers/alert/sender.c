/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/alert/sender.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "alert_statements.h"
#include "consumers/aggregate/backoff.h"
#include "consumers/alert/webhook.h"
#include "schema/base/check.h"
#include "schema/base/condition.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"

enum { LOOK_MS = 500, LEASE_MORE_SECONDS = 5 };

struct sender {
	const struct conf *conf;
	struct webhook *webhook;
	PGconn *session;
	struct backoff database, receiver;
	unsigned failures; /* each one asks the next of several servers */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wanted;
	atomic_bool stopping;
};

static bool
take(struct sender *sender, PGresult **ret_notice, struct error *err)
{
	char lease[16];
	const char *const values[] = { lease };

	snprintf(lease, sizeof lease, "%d",
		 (int)(sender->conf->alert_webhook_timeout_ms / 1000) + LEASE_MORE_SECONDS);
	return postgres_query(sender->session, sql_notice_take, 1, values, 0, ret_notice, err);
}

/* The outcome is stored either way; that it could not be stored is the error. */
static bool
send_one(struct sender *sender, const PGresult *notice, struct error *err)
{
	struct error problem = { 0 };
	bool delivered = webhook_post(sender->webhook, PQgetvalue(notice, 0, 1),
				      PQgetvalue(notice, 0, 2), &problem);
	const char *const values[] = { PQgetvalue(notice, 0, 0),
				       delivered ? NULL : problem.message };
	AUTO_PGRESULT result = NULL;

	if (delivered)
		backoff_succeeded(&sender->receiver, "the webhook");
	else if (!atomic_load(&sender->stopping))
		backoff_failed(&sender->receiver, &problem);
	return postgres_query(sender->session, sql_notice_settle, 2, values, 0, &result, err);
}

/* RET_IDLE: nothing is due. */
static bool
step(struct sender *sender, bool *ret_idle, struct error *err)
{
	AUTO_PGRESULT notice = NULL;
	bool is_new;

	*ret_idle = true;
	if (!postgres_keep(&sender->session, sender->conf->postgres_conninfo, sender->failures,
			   "trakhuc alert sender", &is_new, err) ||
	    !take(sender, &notice, err))
		return false;
	if (PQntuples(notice) == 0)
		return true;
	*ret_idle = false;
	return send_one(sender, notice, err);
}

static void
wait_for(struct sender *sender, int64_t ms)
{
	struct timespec until = condition_until(ms);

	pthread_mutex_lock(&sender->lock);
	if (!atomic_load(&sender->stopping))
		pthread_cond_timedwait(&sender->wanted, &sender->lock, &until);
	pthread_mutex_unlock(&sender->lock);
}

static void *
work(void *context)
{
	struct sender *sender = context;

	while (!atomic_load(&sender->stopping)) {
		struct error err = { 0 };
		bool idle;

		if (step(sender, &idle, &err)) {
			backoff_succeeded(&sender->database, "the database of the notices");
			if (idle)
				wait_for(sender, LOOK_MS);
		} else {
			backoff_failed(&sender->database, &err);
			postgres_drop(&sender->session);
			sender->failures++;
			wait_for(sender, sender->database.wait_us / 1000);
		}
	}
	return NULL;
}

struct sender *
sender_open(const struct conf *conf)
{
	struct sender *sender;

	if (conf->alert_webhook[0] == '\0')
		return NULL;
	sender = calloc(1, sizeof *sender);
	CHECK(sender != NULL);
	sender->conf = conf;
	atomic_init(&sender->stopping, false);
	sender->webhook = webhook_open(conf->alert_webhook, conf->alert_webhook_timeout_ms,
				       &sender->stopping);
	pthread_mutex_init(&sender->lock, NULL);
	condition_init(&sender->wanted);
	CHECK_OP(pthread_create(&sender->thread, NULL, work, sender), ==, 0);
	return sender;
}

void
sender_wake(struct sender *sender)
{
	if (!sender)
		return;
	pthread_mutex_lock(&sender->lock);
	pthread_cond_signal(&sender->wanted);
	pthread_mutex_unlock(&sender->lock);
}

struct sender *
sender_close(struct sender *sender)
{
	if (!sender)
		return NULL;
	atomic_store(&sender->stopping, true);
	sender_wake(sender);
	pthread_join(sender->thread, NULL);
	webhook_close(sender->webhook);
	PQfinish(sender->session);
	pthread_cond_destroy(&sender->wanted);
	pthread_mutex_destroy(&sender->lock);
	free(sender);
	return NULL;
}
