/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_pack.c - versions and marks as bytes, and back.
 *
 * The form is a function of the knowledge alone: stamps that no register uses any more
 * stay out, the others are sorted, so two workers that know the same write the same
 * bytes.  Reading is strict, for only this file writes the form: whatever it could not
 * have written is a damaged row.
 */
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/model/bytes.h"
#include "schema/model/dossier.h"

enum { STAGE_SHIFT = 6, INDEX_MASK = (1 << STAGE_SHIFT) - 1, STAGE_MAX = 2 };

/* Fills ORDER with the used stamps' places in ascending order, RANK with the reverse. */
static int
stamps_rank(const struct dossier *dossier, uint8_t *order, uint8_t *rank)
{
	bool used[UINT8_MAX + 1] = { false };
	int count = 0;

	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
		uint8_t stamp = dossier->stamp[reg];
		int place = count;

		if (dossier->state[reg] == REGISTER_ABSENT || used[stamp])
			continue;
		used[stamp] = true;
		for (; place > 0; place--) {
			if (stamp_compare(&dossier->stamps[order[place - 1]],
					  &dossier->stamps[stamp]) < 0)
				break;
			order[place] = order[place - 1];
		}
		order[place] = stamp;
		count++;
	}
	for (int i = 0; i < count; i++)
		rank[order[i]] = (uint8_t)i;
	return count;
}

size_t
dossier_pack_versions(const struct dossier *dossier, unsigned char *ret_bytes)
{
	uint8_t order[DOSSIER_REGISTER_COUNT], rank[UINT8_MAX + 1];
	int count = stamps_rank(dossier, order, rank);
	unsigned char *at = ret_bytes;

	*at++ = (unsigned char)count;
	for (int i = 0; i < count; i++, at += DOSSIER_STAMP_BYTES) {
		stamp_pack(&dossier->stamps[order[i]], at);
		put_u32(at + STAMP_BYTES, dossier->stamps[order[i]].source);
	}
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
		if (dossier->state[reg] == REGISTER_ABSENT)
			continue;
		*at++ = (unsigned char)reg;
		*at++ = (unsigned char)(dossier->stage[reg] << STAGE_SHIFT |
					rank[dossier->stamp[reg]]);
	}
	CHECK_OP(at - ret_bytes, <=, DOSSIER_VERSIONS_BYTES_MAX);
	return (size_t)(at - ret_bytes);
}

size_t
dossier_pack_marks(const struct dossier *dossier, unsigned char *ret_bytes)
{
	unsigned char *at = ret_bytes;

	for (int i = 0; i < dossier->mark_count; i++, at += MARK_BYTES) {
		put_i64(at, dossier->marks[i].at_us);
		at[8] = (unsigned char)dossier->marks[i].kind;
		put_i64(at + 9, dossier->marks[i].time_us);
		put_u32(at + 17, dossier->marks[i].source);
	}
	return (size_t)(at - ret_bytes);
}

size_t
dossier_pack_retractions(const struct dossier *dossier, unsigned char *ret_bytes)
{
	unsigned char *at = ret_bytes;

	for (int i = 0; i < dossier->retraction_count; i++, at += RETRACTION_BYTES) {
		put_i64(at, dossier->retractions[i].at_us);
		at[8] = (unsigned char)dossier->retractions[i].kind;
	}
	return (size_t)(at - ret_bytes);
}

/* Room for COUNT elements of SIZE; what was there is given up. */
static void *
fresh(void *old, size_t count, size_t size)
{
	void *memory;

	free(old);
	if (count == 0)
		return NULL;
	memory = malloc(count * size);
	CHECK(memory != NULL);
	return memory;
}

/* COUNT stamps, each greater than the one before. */
static bool
stamps_unpack(struct dossier *dossier, const unsigned char *bytes, uint8_t count)
{
	dossier->stamps = fresh(dossier->stamps, count, sizeof(struct stamp));
	dossier->stamp_capacity = count;
	dossier->stamp_count = count;
	for (int i = 0; i < count; i++) {
		dossier->stamps[i] = stamp_unpack(bytes + i * DOSSIER_STAMP_BYTES);
		dossier->stamps[i].source = get_u32(bytes + i * DOSSIER_STAMP_BYTES + STAMP_BYTES);
		if (i > 0 &&
		    stamp_compare(&dossier->stamps[i - 1], &dossier->stamps[i]) >= 0)
			return false;
	}
	return true;
}

/* The pairs of register and stamp; every stamp is used, every value has its version. */
static bool
pairs_unpack(struct dossier *dossier, const unsigned char *bytes, size_t count)
{
	bool listed[DOSSIER_REGISTER_COUNT] = { false };
	uint64_t used = 0;
	int before = -1;

	for (size_t i = 0; i < count; i++) {
		int reg = bytes[2 * i];
		int stage = bytes[2 * i + 1] >> STAGE_SHIFT;
		int stamp = bytes[2 * i + 1] & INDEX_MASK;

		if (reg <= before || reg >= DOSSIER_REGISTER_COUNT || stage > STAGE_MAX ||
		    stamp >= dossier->stamp_count)
			return false;
		if (dossier->state[reg] != REGISTER_STATED)
			dossier->state[reg] = REGISTER_NULL;
		dossier->stage[reg] = (uint8_t)stage;
		dossier->stamp[reg] = (uint8_t)stamp;
		listed[reg] = true;
		used |= UINT64_C(1) << stamp;
		before = reg;
	}
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++)
		if (!listed[reg] && dossier->state[reg] != REGISTER_ABSENT)
			return false;
	return used == (UINT64_C(1) << dossier->stamp_count) - 1;
}

static bool
versions_unpack(struct dossier *dossier, struct slice versions)
{
	const unsigned char *bytes = (const unsigned char *)versions.data;
	size_t count, pairs;

	if (versions.length == 0 || bytes[0] > DOSSIER_REGISTER_COUNT)
		return false;
	count = bytes[0];
	if (versions.length < 1 + count * DOSSIER_STAMP_BYTES)
		return false;
	pairs = versions.length - 1 - count * DOSSIER_STAMP_BYTES;
	if (pairs % 2 != 0 || pairs / 2 > DOSSIER_REGISTER_COUNT)
		return false;
	return stamps_unpack(dossier, bytes + 1, (uint8_t)count) &&
	       pairs_unpack(dossier, bytes + 1 + count * DOSSIER_STAMP_BYTES, pairs / 2);
}

/* Elements of SIZE bytes in ascending order of their first 9, at and kind. */
static struct mark *
marks_unpack(struct mark *old, struct slice packed, size_t size, bool *ret_intact)
{
	const unsigned char *bytes = (const unsigned char *)packed.data;
	size_t count = packed.length / size;
	struct mark *marks = fresh(old, count, sizeof(*marks));

	for (size_t i = 0; i < count; i++, bytes += size) {
		marks[i].at_us = get_i64(bytes);
		marks[i].kind = bytes[8];
		marks[i].time_us = size == MARK_BYTES ? get_i64(bytes + 9) : 0;
		marks[i].source = size == MARK_BYTES ? get_u32(bytes + 17) : 0;
		if (bytes[8] >= MARK_KIND_COUNT ||
		    (i > 0 && memcmp(bytes - size, bytes, RETRACTION_BYTES) >= 0))
			*ret_intact = false;
	}
	return marks;
}

bool
dossier_unpack(struct dossier *dossier, struct slice versions, struct slice marks,
	       struct slice retractions)
{
	bool intact = true;

	if (marks.length % MARK_BYTES != 0 || marks.length > DOSSIER_MARKS_BYTES_MAX ||
	    retractions.length % RETRACTION_BYTES != 0 ||
	    retractions.length > DOSSIER_RETRACTIONS_BYTES_MAX)
		return false;
	dossier->marks = marks_unpack(dossier->marks, marks, MARK_BYTES, &intact);
	dossier->mark_count = (uint8_t)(marks.length / MARK_BYTES);
	dossier->mark_capacity = dossier->mark_count;
	dossier->retractions = marks_unpack(dossier->retractions, retractions,
					    RETRACTION_BYTES, &intact);
	dossier->retraction_count = (uint8_t)(retractions.length / RETRACTION_BYTES);
	dossier->retraction_capacity = dossier->retraction_count;
	return intact && versions_unpack(dossier, versions);
}
