/* SPDX-License-Identifier: PostgreSQL
 *
 * papers.h - the lists of a dossier record that are counted: papers handed in, papers
 * of the result, fees.  Of files only what tells one from another is looked at, and
 * forgotten with the record.
 */
#ifndef PRODUCERS_FORMATS_PAPERS_H
#define PRODUCERS_FORMATS_PAPERS_H

#include "producers/formats/statement.h"

struct papers {
	bool tells_digitised; /* some row says whether its paper is digitised */
	int64_t papers;
	int64_t digitised;
	int64_t reused;
	bool stored;
	bool electronic_result; /* a file that was not handed in */
	bool has_fee;
	int64_t fee_vnd;
};

void papers_read(struct message *message, const struct foreign_record *record,
		 struct papers *ret_papers);
/* dossier.digitised, where the record tells. */
bool papers_send(struct message *message, const struct papers *papers,
		 int64_t at_us) MUST_CHECK;

#endif
