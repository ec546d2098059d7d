/* SPDX-License-Identifier: PostgreSQL
 *
 * readers.h - inside of the formats: one function a kind of record.
 *
 * Each takes one record and sends its events.  False: sending failed; a record that is
 * refused or left out is true.
 */
#ifndef PRODUCERS_FORMATS_READERS_H
#define PRODUCERS_FORMATS_READERS_H

#include "producers/formats/fact.h"

bool read_dossier(struct message *message, const struct envelope *envelope,
		  const struct foreign_record *record) MUST_CHECK;
bool read_progress(struct message *message, const struct foreign_record *record) MUST_CHECK;

#endif
