/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/alert/service.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alert_statements.h"
#include "consumers/aggregate/backoff.h"
#include "consumers/alert/sender.h"
#include "consumers/alert/webhook.h"
#include "schema/base/log.h"
#include "schema/base/postgres.h"
#include "schema/base/signals.h"

struct service {
	const struct conf *conf;
	PGconn *session;
	struct sender *sender;
	struct backoff backoff;
	unsigned failures; /* each one asks the next of several servers */
};

/* An evaluation that hangs behind a lock is given up: the next one sees all that it saw. */
static bool
need_session(struct service *service, struct error *err)
{
	AUTO_PGRESULT result = NULL;
	bool is_new;

	if (!postgres_keep(&service->session, service->conf->postgres_conninfo, service->failures,
			   "trakhuc alert", &is_new, err))
		return false;
	return !is_new ||
	       postgres_query(service->session, "set statement_timeout to '30s'", 0, NULL, 0,
			      &result, err);
}

static bool
evaluate(struct service *service, struct error *err)
{
	AUTO_PGRESULT row = NULL;
	const char *opened, *closed;

	if (!need_session(service, err) ||
	    !postgres_query(service->session, sql_evaluate, 0, NULL, 0, &row, err))
		return false;
	if (PQntuples(row) == 0)
		return true;
	opened = PQgetvalue(row, 0, 0);
	closed = PQgetvalue(row, 0, 1);
	if (strcmp(opened, "0") != 0 || strcmp(closed, "0") != 0)
		log_info("%s alerts opened, %s closed, %s are open", opened, closed,
			 PQgetvalue(row, 0, 2));
	return true;
}

/* False: a signal to end came. */
static bool
wait_us(const sigset_t *signals, int64_t us)
{
	const struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	return sigtimedwait(signals, NULL, &time) < 0;
}

static void
serve(struct service *service, const sigset_t *signals)
{
	int64_t wait;

	do {
		struct error err = { 0 };

		if (evaluate(service, &err)) {
			backoff_succeeded(&service->backoff, "the evaluation of alerts");
			sender_wake(service->sender);
			wait = service->conf->alert_interval_seconds * 1000000;
		} else {
			backoff_failed(&service->backoff, &err);
			postgres_drop(&service->session);
			service->failures++;
			wait = service->backoff.wait_us;
		}
	} while (wait_us(signals, wait));
}

bool
service_run(const struct conf *conf, struct error *err)
{
	struct service service = { .conf = conf };
	sigset_t signals;

	if (conf->alert_webhook[0] != '\0' && !webhook_check(conf->alert_webhook, err))
		return false;
	signals_block(&signals);
	service.sender = sender_open(conf);
	log_info("evaluating alerts every %lld s, %s", (long long)conf->alert_interval_seconds,
		 service.sender ? "telling a webhook" : "without a webhook");
	serve(&service, &signals);
	log_info("stopping");
	sender_close(service.sender);
	PQfinish(service.session);
	return true;
}
