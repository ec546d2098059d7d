/* SPDX-License-Identifier: PostgreSQL
 *
 * profile.h - what a foreign format leaves open and its source decides.
 *
 * Two systems use the same field names for different lists, so a reader without a
 * profile would be wrong silently.  The profile "national" is built in; others are INI
 * files with one section [profile], see producers/profiles.
 */
#ifndef PRODUCERS_FORMATS_PROFILE_H
#define PRODUCERS_FORMATS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/base/error.h"
#include "schema/base/slice.h"
#include "schema/contract/event.h"

enum { PROFILE_KINDS_MAX = 100, PROFILE_CODE_BYTES = 65 };

struct foreign_profile {
	enum channel default_channel; /* where a record does not say; unknown: direct */
	/* a status code without a date of its own is believed, at the time of the message:
	 * only for a system that sends every change once */
	bool end_codes_without_date;
	bool padded_progress; /* progress steps 9 are invented (drop them) */
	bool only_snapshot;   /* without --stated-at: the latest date of each record */
	int8_t applicant_kinds[PROFILE_KINDS_MAX]; /* the list's code to ours, -1: not stated */
	char default_unit[PROFILE_CODE_BYTES];     /* "": none */
	struct unit_map *units;                    /* NULL: organisation codes as stated */
};

/* NAME NULL: national. */
bool foreign_profile_open(struct foreign_profile **ret_profile, const char *name,
			  struct error *err) MUST_CHECK;
struct foreign_profile *foreign_profile_close(struct foreign_profile *profile);

/* The unit of an organisation code, by the map where it has the code. */
struct slice foreign_profile_unit(const struct foreign_profile *profile,
				  struct slice organisation);

#endif
