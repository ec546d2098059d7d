/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/primary.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "sql_statements.h"

struct primary {
	const char *conninfo;
	pthread_mutex_t lock;
	struct primary_id known;
	unsigned first; /* host to try first */
};

struct primary *
primary_open(const char *conninfo)
{
	struct primary *primary = calloc(1, sizeof *primary);

	CHECK(primary != NULL);
	primary->conninfo = conninfo;
	pthread_mutex_init(&primary->lock, NULL);
	return primary;
}

struct primary *
primary_close(struct primary *primary)
{
	if (!primary)
		return NULL;
	pthread_mutex_destroy(&primary->lock);
	free(primary);
	return NULL;
}

/* Below, at or above zero, as A counts less, as much or more than B, of one system. */
static int
compare(const struct primary_id *a, const struct primary_id *b)
{
	if (a->timeline != b->timeline)
		return a->timeline < b->timeline ? -1 : 1;
	return strcmp(a->branch, b->branch);
}

bool
primary_same(const struct primary_id *a, const struct primary_id *b)
{
	return strcmp(a->system, b->system) == 0 && compare(a, b) == 0 &&
	       strcmp(a->started, b->started) == 0;
}

static bool
refuse(const struct primary_id *id, int other, struct error *err)
{
	if (id->timeline == other)
		error_set(err, ERROR_STOP,
			  "refused the database server: two servers are on timeline %d, and "
			  "the numbers are on the other one",
			  other);
	else
		error_set(err, ERROR_STOP,
			  "refused the database server: it is on timeline %d, the numbers are "
			  "on timeline %d",
			  id->timeline, other);
	return error_hint(err, "It was the primary before a failover, and nothing that it is "
			       "sent counts.  Stop it; \"deploy/failover --rejoin\" makes it a "
			       "standby.");
}

static bool
identify(PGconn *session, struct primary_id *ret_id, int *ret_superseded_by,
	 struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_server_open, 0, NULL, 0, &result, err))
		return false;
	if (PQntuples(result) != 1)
		return error_set(err, ERROR_RETRY, "the database server is no primary");
	snprintf(ret_id->system, sizeof ret_id->system, "%s", PQgetvalue(result, 0, 0));
	ret_id->timeline = atoi(PQgetvalue(result, 0, 1));
	snprintf(ret_id->branch, sizeof ret_id->branch, "%s", PQgetvalue(result, 0, 2));
	snprintf(ret_id->started, sizeof ret_id->started, "%s", PQgetvalue(result, 0, 4));
	*ret_superseded_by = atoi(PQgetvalue(result, 0, 3));
	return true;
}

/* Tells the server itself: no matter if that fails, this worker refuses it anyway. */
static void
supersede(PGconn *session, int other)
{
	char timeline[16];
	const char *const values[] = { timeline };

	snprintf(timeline, sizeof timeline, "%d", other);
	PQclear(PQexecParams(session, sql_server_supersede, 1, NULL, values, NULL, NULL, 0));
}

/* A higher timeline, or another database system, is believed; 0, or the timeline that
 * counts instead. */
static int
admit(struct primary *primary, const struct primary_id *id, int superseded_by)
{
	bool known;
	int other = superseded_by;

	pthread_mutex_lock(&primary->lock);
	known = strcmp(primary->known.system, id->system) == 0;
	if (known && compare(id, &primary->known) < 0)
		other = primary->known.timeline;
	if (other != 0)
		primary->first++;
	else
		primary->known = *id;
	pthread_mutex_unlock(&primary->lock);
	return other;
}

static unsigned
first_host(struct primary *primary)
{
	unsigned first;

	pthread_mutex_lock(&primary->lock);
	first = primary->first;
	pthread_mutex_unlock(&primary->lock);
	return first;
}

bool
primary_connect(struct primary *primary, const char *application, PGconn **ret_session,
		struct primary_id *ret_id, struct error *err)
{
	PGconn *session;
	int superseded_by = 0, other;

	if (!postgres_open_from(&session, primary->conninfo, first_host(primary), application,
				err))
		return false;
	if (!identify(session, ret_id, &superseded_by, err)) {
		PQfinish(session);
		return false;
	}
	other = admit(primary, ret_id, superseded_by);
	if (other != 0) {
		supersede(session, other);
		PQfinish(session);
		return refuse(ret_id, other, err);
	}
	*ret_session = session;
	return true;
}

void
primary_note(struct primary *primary, char ret_note[PRIMARY_NOTE_BYTES])
{
	struct primary_id known = primary_known(primary);

	snprintf(ret_note, PRIMARY_NOTE_BYTES, "%s/%d/%s", known.system, known.timeline,
		 known.branch);
}

void
primary_learn(struct primary *primary, const char *note)
{
	struct primary_id id = { 0 };

	if (sscanf(note, "%23[0-9]/%9d/%36[0-9a-f-]", id.system, &id.timeline, id.branch) != 3)
		return;
	pthread_mutex_lock(&primary->lock);
	if (strcmp(primary->known.system, id.system) == 0 && compare(&id, &primary->known) > 0)
		primary->known = id;
	pthread_mutex_unlock(&primary->lock);
}

struct primary_id
primary_known(struct primary *primary)
{
	struct primary_id known;

	pthread_mutex_lock(&primary->lock);
	known = primary->known;
	pthread_mutex_unlock(&primary->lock);
	return known;
}

bool
primary_holds(struct primary *primary, const struct primary_id *id, struct error *err)
{
	struct primary_id known = primary_known(primary);

	if (primary_same(id, &known))
		return true;
	if (known.timeline == id->timeline)
		return error_set(err, ERROR_FENCED, "the database server was started again");
	return error_set(err, ERROR_FENCED,
			 "the numbers are on timeline %d now, this session is on timeline %d",
			 known.timeline, id->timeline);
}
