/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier.h - what is known of one dossier, and how a statement changes it.
 *
 * A dossier is a set of registers (one fact each, the greatest version wins) and marks
 * (instants at which something happened).  Applying an event is a join: associative,
 * commutative and idempotent, so order, duplicates and batch cuts do not matter.
 *
 * Rules R4, R5, R8, R9, R10 (schema/model/README.md has them with their sources:
 * Nghị định 118/2025 and 61/2018 on receiving and re-appointing, the status list of the
 * national synchronisation message, form II.06a).
 *
 * Pure: no clock, no I/O.  Memory: a dossier owns its stamps and marks.
 */
#ifndef SCHEMA_MODEL_DOSSIER_H
#define SCHEMA_MODEL_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/model/codes.h"
#include "schema/model/version.h"

enum dossier_register {
#define DOSSIER_REGISTER(name, member, kind) DOSSIER_##name,
#include "schema/model/register.def"
	DOSSIER_REGISTER_COUNT,
};

/* In the order of R9: of one instant, closing comes before pausing. */
enum mark_kind {
	MARK_PROCESSING,
	MARK_RESUMED,
	MARK_SUPPLEMENT,
	MARK_PAYMENT,
	MARK_PAID,
	MARK_STOPPED,
	MARK_FINAL,
	MARK_KIND_COUNT,
};

enum { DOSSIER_MARKS_MAX = 128, DOSSIER_RETRACTIONS_MAX = 128 };

struct mark {
	int64_t at_us;
	int64_t time_us; /* earliest time at which it was stated; 0 in a retraction */
	uint32_t source; /* hash of the source that stated it then; 0 in a retraction */
	enum mark_kind kind;
};

enum register_state {
	REGISTER_ABSENT, /* never stated */
	REGISTER_STATED,
	REGISTER_NULL,   /* stated as "not so" */
};

struct dossier {
	/* Value of a stated register: microseconds, day, VND, number, word index, 0 or 1,
	 * or code number, as register.def says.  Else 0. */
	int64_t value[DOSSIER_REGISTER_COUNT];
	uint8_t state[DOSSIER_REGISTER_COUNT];  /* enum register_state */
	uint8_t stage[DOSSIER_REGISTER_COUNT];  /* 0, 1, 2 (R8) */
	uint8_t stamp[DOSSIER_REGISTER_COUNT];  /* index into stamps */
	uint8_t stamp_count;
	uint8_t mark_count;
	uint8_t retraction_count;
	uint8_t stamp_capacity, mark_capacity, retraction_capacity;
	struct stamp *stamps;    /* distinct; sorted only in the packed form */
	struct mark *marks;       /* sorted by (at, kind), distinct; the latest 128 */
	struct mark *retractions; /* likewise */
};

void dossier_init(struct dossier *dossier); /* nothing known */
void dossier_release(struct dossier *dossier);
void dossier_copy(struct dossier *to, const struct dossier *from); /* TO is initialised */

static inline bool
dossier_stated(const struct dossier *dossier, enum dossier_register reg)
{
	return dossier->state[reg] == REGISTER_STATED;
}

/* Joins what EVENT states into DOSSIER.  EVENT is of ENTITY_DOSSIER; every code that
 * it states must have its number in CODES (dossier_needs_code tells which).  Returns
 * whether anything changed. */
bool dossier_apply(struct dossier *dossier, const struct event *event,
		   const struct codes *codes);

/* The kind of code that MEMBER holds in a fact, or 0 where it holds none. */
enum code_kind member_code_kind(enum member_name member);

/* The packed forms that the fact row holds; canonical, so equal knowledge is equal
 * bytes.
 *   versions  one byte n, then n distinct stamps in ascending order, each of 32 bytes and
 *             4 of the hash of its source, then for every register that is not absent, in order of the registers:
 *             one byte register, one byte stage * 64 + index of its stamp
 *             (at most 38 registers, so an index fits 6 bits).
 *             A register listed here whose column is NULL is a stated null.
 *   marks     21 bytes each: at (8, sign bit turned, big-endian), kind (1), time (8),
 *             hash of the source (4), in ascending order of (at, kind)
 *   retractions 9 bytes each: at (8), kind (1), ascending
 * Buffers must hold the _BYTES_MAX below; the length is returned. */
enum {
	DOSSIER_STAMP_BYTES = STAMP_BYTES + 4,
	DOSSIER_VERSIONS_BYTES_MAX =
		1 + DOSSIER_REGISTER_COUNT * (DOSSIER_STAMP_BYTES + 2),
	MARK_BYTES = 21,
	RETRACTION_BYTES = 9,
	DOSSIER_MARKS_BYTES_MAX = DOSSIER_MARKS_MAX * MARK_BYTES,
	DOSSIER_RETRACTIONS_BYTES_MAX = DOSSIER_RETRACTIONS_MAX * RETRACTION_BYTES,
};
size_t dossier_pack_versions(const struct dossier *dossier, unsigned char *ret_bytes);
size_t dossier_pack_marks(const struct dossier *dossier, unsigned char *ret_bytes);
size_t dossier_pack_retractions(const struct dossier *dossier, unsigned char *ret_bytes);

/* The reverse: values are set by the caller from the columns beforehand, for registers
 * whose column is not NULL with state REGISTER_STATED.  False: the bytes are no packed
 * form, the row is damaged. */
bool dossier_unpack(struct dossier *dossier, struct slice versions, struct slice marks,
		    struct slice retractions) MUST_CHECK;

#endif
