/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/settle.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "consumers/aggregate/fold.h"
#include "consumers/aggregate/load.h"
#include "consumers/aggregate/sink.h"
#include "schema/base/check.h"

enum { CACHE_BYTES_MAX = 64 << 20 };

struct settle {
	const struct conf *conf;
	struct kafka_reader *reader;
	struct decoder *decoder;
	int wake_fd;

	struct primary *primary;
	struct primary_id id; /* the server of both sessions */
	PGconn *session;   /* NULL: connect before the next page */
	struct sink *sink;
	struct codes *codes;
	PGresult *rows;    /* that the letters of the page point into */

	struct batch batch;
	struct entity_cache cache;
	struct fold fold;
	struct write write;
	uint64_t number;
};

bool
settle_open(struct settle **ret_settle, const struct conf *conf, struct error *err)
{
	struct settle *settle = calloc(1, sizeof *settle);

	CHECK(settle != NULL);
	settle->conf = conf;
	settle->primary = primary_open(conf->postgres_conninfo);
	settle->decoder = decoder_open();
	settle->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	CHECK_OP(settle->wake_fd, >=, 0);
	batch_init(&settle->batch);
	entity_cache_init(&settle->cache, CACHE_BYTES_MAX);
	fold_init(&settle->fold, &settle->cache, NULL);
	write_init(&settle->write);
	if (!kafka_reader_open(&settle->reader, conf, err)) {
		settle_close(settle);
		return false;
	}
	*ret_settle = settle;
	return true;
}

static void
disconnect(struct settle *settle)
{
	settle->sink = sink_close(settle->sink, 0);
	PQfinish(settle->session);
	settle->session = NULL;
	settle->codes = codes_close(settle->codes);
}

struct settle *
settle_close(struct settle *settle)
{
	if (!settle)
		return NULL;
	disconnect(settle);
	primary_close(settle->primary);
	kafka_reader_close(settle->reader);
	decoder_close(settle->decoder);
	PQclear(settle->rows);
	write_release(&settle->write);
	fold_release(&settle->fold);
	entity_cache_clear(&settle->cache);
	batch_release(&settle->batch);
	close(settle->wake_fd);
	free(settle);
	return NULL;
}

static bool
connect_database(struct settle *settle, struct error *err)
{
	if (settle->session)
		return true;
	settle->codes = codes_open();
	settle->fold.codes = settle->codes;
	if (load_open(&settle->session, settle->primary, &settle->id, err) &&
	    load_all_codes(settle->session, settle->codes, err) &&
	    sink_open(&settle->sink, settle->primary, &settle->id, settle->wake_fd,
		      err))
		return true;
	disconnect(settle);
	return false;
}

/* -- what is written ------------------------------------------------------------------ */

static void
put_text(struct rows *rows, struct slice text)
{
	if (text.length == 0)
		row_null(rows, ROW_TEXT);
	else
		row_text(rows, ROW_TEXT, text);
}

static const char *
status_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_APPLIED:
		return "retried";
	case OUTCOME_DROPPED:
		return "dropped";
	case OUTCOME_REFUSED_ANEW:
		return "waiting";
	case OUTCOME_WAITING:
	case OUTCOME_REFUSED:
	case OUTCOME_NOT_IN_LOG:
	case OUTCOME_OTHER_RECORD:
	case OUTCOME_SETTLED:
	case OUTCOME_COUNT:
		break;
	}
	return NULL;
}

/* A letter that was refused anew keeps today's fault, any other the one it died of. */
static void
put_settle(const struct letter *letter, const struct settle_order *order, struct rows *rows)
{
	const struct fault *fault = &letter->fault;
	bool anew = letter->outcome == OUTCOME_REFUSED_ANEW;

	row_begin(rows, 13);
	row_number(rows, ROW_SMALLINT, letter->place.topic);
	row_number(rows, ROW_SMALLINT, letter->place.partition);
	row_number(rows, ROW_BIGINT, letter->place.offset);
	row_number(rows, ROW_INTEGER, anew ? fault->byte : letter->byte);
	row_text(rows, ROW_BYTEA, letter->hash);
	row_text(rows, ROW_TEXT,
		 anew ? slice_text(reason_name(fault->reason)) : letter->reason);
	row_text(rows, ROW_TEXT, anew ? slice_text(fault->member) : letter->member);
	put_text(rows, anew ? fault->source : letter->source);
	put_text(rows, anew ? fault->id : letter->id);
	row_text(rows, ROW_TEXT, slice_text(status_of(letter->outcome)));
	put_text(rows, slice_text(anew ? "" : order->actor));
	put_text(rows, slice_text(anew || !order->why ? "" : order->why));
	if (letter->place.log == 0)
		row_null(rows, ROW_INTEGER);
	else
		row_number(rows, ROW_INTEGER, letter->place.log);
	row_end(rows);
}

static void
put_action(const struct letter *letter, const struct settle_order *order, struct rows *rows)
{
	char place[PLACE_TEXT_BYTES], outcome[128];

	if (letter->outcome == OUTCOME_REFUSED_ANEW)
		snprintf(outcome, sizeof outcome, "refused for %s, before for %.*s",
			 reason_name(letter->fault.reason), (int)letter->reason.length,
			 letter->reason.data);
	else
		snprintf(outcome, sizeof outcome, "%s, was refused for %.*s",
			 outcome_name(letter->outcome), (int)letter->reason.length,
			 letter->reason.data);
	row_begin(rows, 5);
	row_text(rows, ROW_TEXT, slice_text(order->actor));
	row_text(rows, ROW_TEXT, slice_text(order->drop ? "dead drop" : "dead retry"));
	row_text(rows, ROW_TEXT, slice_text(place_format(&letter->place, place)));
	row_text(rows, ROW_TEXT, slice_text(outcome));
	put_text(rows, slice_text(order->why ? order->why : ""));
	row_end(rows);
}

/* False: none of the letters changes. */
static bool
put_letters(struct settle *settle, const struct settle_order *order,
	    const struct letter *letters, int count)
{
	struct rows *rows = settle->write.rows;
	bool any = false;

	for (int i = 0; i < count; i++) {
		if (!status_of(letters[i].outcome))
			continue;
		put_settle(&letters[i], order, &rows[WRITE_dead_settle]);
		put_action(&letters[i], order, &rows[WRITE_action]);
		any = true;
	}
	settle->write.notify = settle->write.notify || any;
	return any;
}

/* The worker's way from events to rows.  Nothing is cached from page to page: workers
 * change the entities meanwhile. */
static bool
fold_events(struct settle *settle, struct error *err)
{
	struct fold *fold = &settle->fold;

	entity_cache_clear(&settle->cache);
	settle->number++;
	if (!load_generations(settle->session, &fold->generations, err) ||
	    !load_batch(settle->session, &settle->batch, settle->number, settle->codes,
			&settle->cache, err))
		return false;
	fold_batch(fold, &settle->batch, settle->number, &settle->write);
	return true;
}

static bool
commit(struct settle *settle, struct error *err)
{
	struct pollfd fd = { .fd = settle->wake_fd, .events = POLLIN };
	eventfd_t count;
	bool ok;

	sink_take(settle->sink, &settle->write);
	while (!sink_settled(settle->sink, &ok, err)) {
		if (poll(&fd, 1, -1) < 0)
			CHECK_OP(errno, ==, EINTR);
		eventfd_read(settle->wake_fd, &count);
	}
	return ok;
}

/* -- a page --------------------------------------------------------------------------- */

static bool
decide(struct settle *settle, const struct settle_order *order, struct letter *letters,
       int count, struct error *err)
{
	batch_reset(&settle->batch);
	for (int i = 0; i < count; i++) {
		if (order->drop)
			letters[i].outcome = OUTCOME_DROPPED;
		else if (!letter_try(&letters[i], settle->reader, settle->decoder,
				     &settle->batch, err)) {
			err->kind = ERROR_STOP; /* the log, not the database: no use in a hurry */
			return false;
		}
	}
	return true;
}

static bool
apply(struct settle *settle, const struct settle_order *order, struct letter *letters,
      int count, struct error *err)
{
	return fold_events(settle, err) &&
	       (!put_letters(settle, order, letters, count) || commit(settle, err));
}

/* Those that are not among the LOADED ones were settled by somebody, or by the commit
 * whose outcome we did not learn.  Places are in order, and so are letters. */
static void
fill_gaps(const struct place *places, int count, struct letter *letters, int loaded)
{
	for (int i = count; i-- > 0;) {
		if (loaded > 0 && letters[loaded - 1].place.offset == places[i].offset)
			letters[i] = letters[--loaded];
		else
			letters[i] = (struct letter){ .place = places[i],
						      .outcome = OUTCOME_SETTLED };
	}
}

bool
settle_page(struct settle *settle, const struct settle_order *order,
	    const struct place *places, int count, struct letter *ret_letters,
	    struct error *err)
{
	int loaded;

	CHECK(count > 0 && count <= SETTLE_PAGE_MAX);
	PQclear(settle->rows);
	settle->rows = NULL;
	if (!connect_database(settle, err) ||
	    !letter_load(settle->session, places, count, ret_letters, &loaded,
			 &settle->rows, err) ||
	    !decide(settle, order, ret_letters, loaded, err) ||
	    (!order->dry_run && !apply(settle, order, ret_letters, loaded, err))) {
		disconnect(settle);
		return false;
	}
	fill_gaps(places, count, ret_letters, loaded);
	return true;
}
