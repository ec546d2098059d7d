/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_facts.h - the facts of a record of DongBoHoSoMC, read before anything is sent.
 */
#ifndef PRODUCERS_FORMATS_DOSSIER_FACTS_H
#define PRODUCERS_FORMATS_DOSSIER_FACTS_H

#include "producers/formats/papers.h"
#include "producers/formats/statement.h"

/* TrangThaiHoSo */
enum status {
	STATUS_NONE,
	STATUS_SUBMITTED,
	STATUS_RECEIVED,
	STATUS_REFUSED,
	STATUS_PROCESSING,
	STATUS_SUPPLEMENT,
	STATUS_PAYMENT,
	STATUS_WITHDRAWN,
	STATUS_STOPPED,
	STATUS_RESOLVED,
	STATUS_RETURNED,
};

struct facts {
	struct slice procedure; /* data NULL: not stated, for all of these */
	struct slice service;
	struct slice unit;
	enum channel channel;
	int64_t submitted_us; /* 0: not stated, for all of these */
	int64_t received_us;
	int64_t refused_us;
	int64_t ended_us;
	int64_t returned_us;
	bool has_due;
	int64_t due;
	enum status status;
	struct papers papers;
	bool supplement_dated; /* a row says when a supplement was asked for */
};

/* Everything; false: the record is refused, and reported. */
bool dossier_facts(struct message *message, const struct envelope *envelope,
		   const struct foreign_record *record, struct facts *facts);
/* The record tells of a reception that counts: codes 1 and 3 say that there was none. */
bool dossier_is_received(const struct facts *facts);

#endif
