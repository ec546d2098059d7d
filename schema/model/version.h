/* SPDX-License-Identifier: PostgreSQL
 *
 * version.h - which statement about a register wins.
 *
 * R8: (stage, time, correction, at, XXH64 of source NUL id, XXH64 of the content), a
 * total order; hashes compare as unsigned numbers.  What `submitted` states has stage
 * 0, what `received` states 1, what later steps and corrections state 2; dates of
 * events have no stage (0 for all).  So a reception that a second system states again
 * never takes back a re-appointment, a transfer or a correction.
 *
 * Who stated it cannot be read back from the hash of source and id, so a stamp has the hash
 * of the source beside them.  It follows from what is compared and decides nothing.
 */
#ifndef SCHEMA_MODEL_VERSION_H
#define SCHEMA_MODEL_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/contract/event.h"

/* Registers that one event states share one stamp. */
struct stamp {
	int64_t time_us;
	int64_t at_us;
	uint64_t hash_identity;
	uint64_t hash_content;
	bool corrected;
	uint32_t source; /* hash of the source, of a dossier's stamps; else 0 */
};

/* Bytes of a packed stamp: time_us * 2 + corrected, at_us, identity, content; each
 * big-endian, signed values with the sign bit turned, so that bytes sort as stamps.
 * The source is not in them. */
enum { STAMP_BYTES = 32 };

struct stamp stamp_of(const struct event *event);
int stamp_compare(const struct stamp *a, const struct stamp *b);
void stamp_pack(const struct stamp *stamp, unsigned char ret_bytes[STAMP_BYTES]);
struct stamp stamp_unpack(const unsigned char bytes[STAMP_BYTES]);

#endif
