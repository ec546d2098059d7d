/* SPDX-License-Identifier: PostgreSQL
 *
 * selection.h - which dead letters are meant: by filters, by places, or both.
 *
 * Reads the public view ioc.dead_letter, so the reader's rights are enough.
 */
#ifndef CONSUMERS_DEAD_SELECTION_H
#define CONSUMERS_DEAD_SELECTION_H

#include "consumers/dead/place.h"
#include "consumers/ioc/text.h"
#include "schema/base/instant.h"
#include "schema/base/postgres.h"

struct selection {
	const char *status; /* of each: NULL is any */
	const char *reason;
	const char *source;
	const char *topic;
	char since[INSTANT_TEXT_BYTES]; /* recorded then or later; "" is any */
	char until[INSTANT_TEXT_BYTES]; /* recorded before it */
	struct text places;             /* as an array of PostgreSQL */
	int place_count;                /* 0: any */
};

/* Names of the filters, checked: a word that cannot occur is an error, not an empty list. */
bool selection_set_reason(struct selection *selection, const char *reason,
			  struct error *err) MUST_CHECK;
bool selection_set_topic(struct selection *selection, const char *topic,
			 struct error *err) MUST_CHECK;
bool selection_set_status(struct selection *selection, const char *status,
			  struct error *err) MUST_CHECK;
/* A day of Asia/Ho_Chi_Minh or an instant; OPTION is for the message. */
bool selection_set_time(char ret_text[INSTANT_TEXT_BYTES], const char *option,
			const char *text, struct error *err) MUST_CHECK;
bool selection_add_place(struct selection *selection, const char *text,
			 struct error *err) MUST_CHECK;
void selection_release(struct selection *selection);

/* Whether it names anything but a status. */
bool selection_is_narrow(const struct selection *selection);

/* Rows of dead_select.sql, times of Asia/Ho_Chi_Minh; LIMIT 0 is all. */
bool selection_rows(PGconn *session, const struct selection *selection, int64_t limit,
		    PGresult **ret_rows, struct error *err) MUST_CHECK;
/* Rows of dead_count.sql. */
bool selection_count(PGconn *session, const struct selection *selection, const char *by,
		     PGresult **ret_rows, struct error *err) MUST_CHECK;
/* Places of all, in the order of the log; the caller frees them. */
bool selection_places(PGconn *session, const struct selection *selection,
		      struct place **ret_places, int *ret_count,
		      struct error *err) MUST_CHECK;

#endif
