/* SPDX-License-Identifier: PostgreSQL
 *
 * foreign.h - reads what department systems send to the national portal.
 *
 * One dated fact becomes one event; an undated fact never gets the time of the message,
 * because systems send the same snapshot again for months (FORMATS 1).  Ids are computed
 * from the content, so reading a message twice gives the same events.
 *
 * A record that cannot be counted is refused alone; a message beyond the limits is
 * refused as a whole.  Both go to the report, never with a value from the message.
 */
#ifndef PRODUCERS_FORMATS_FOREIGN_H
#define PRODUCERS_FORMATS_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "producers/formats/profile.h"
#include "producers/report.h"
#include "schema/contract/event.h"

enum foreign_kind {
	FOREIGN_DOSSIERS, /* DongBoHoSoMC */
	FOREIGN_PROGRESS, /* CapNhatTienDoHoSoMC */
};

/* EVENT lives during the call. */
typedef bool foreign_event_fn(void *context, const struct event *event, uint64_t record,
			      struct error *err);

struct foreign {
	/* in */
	enum foreign_kind kind;
	const char *path;
	struct slice source;
	int64_t stated_at_us; /* 0: not given */
	const struct foreign_profile *profile;
	struct report *report;
	foreign_event_fn *event;
	void *context;
	/* out */
	uint64_t records;
	int64_t bytes;
};

/* False: the file could not be read, or EVENT failed.  What is refused is no failure. */
bool foreign_read(struct foreign *foreign, struct error *err) MUST_CHECK;

/* The same for a message in memory. */
bool foreign_read_message(struct foreign *foreign, struct slice document,
			  struct error *err) MUST_CHECK;

#endif
