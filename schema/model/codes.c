/* SPDX-License-Identifier: PostgreSQL
 *
 * codes.c - one array of pairs with two open-addressing indexes over it.
 *
 * Every event asks for two to four numbers, so finding is one hash and, at half load,
 * about one and a half looks.  Pairs are never removed; texts lie in an arena that is
 * released with the table, so a text that was handed out stays valid.
 */
#include "schema/model/codes.h"

#include <stdlib.h>
#include <xxhash.h>

#include "schema/base/arena.h"
#include "schema/base/check.h"

struct pair {
	struct slice code;
	uint64_t hash; /* of code and kind */
	enum code_kind kind;
	int32_t number;
};

struct codes {
	struct arena texts;
	struct pair *pairs;
	uint32_t *by_code;   /* slots: index of a pair plus 1; 0 is free */
	uint32_t *by_number; /* likewise */
	uint32_t slot_count; /* a power of two, at least twice pair_count */
	uint32_t pair_count;
	int32_t greatest[CODE_KIND_END];
};

enum { SLOTS_FIRST = 1024 };

static uint64_t
code_hash(enum code_kind kind, struct slice code)
{
	return XXH3_64bits_withSeed(code.data, code.length, (uint64_t)kind);
}

/* Numbers are dense, so one multiplication spreads them. */
static uint64_t
number_hash(enum code_kind kind, int32_t number)
{
	uint64_t key = (uint64_t)kind << 32 | (uint32_t)number;

	return key * UINT64_C(0x9E3779B97F4A7C15) >> 20;
}

static int32_t
number_max(enum code_kind kind)
{
	if (kind == CODE_UNIT)
		return CODE_UNIT_MAX;
	return kind == CODE_PROCEDURE ? CODE_PROCEDURE_MAX : CODE_OTHER_MAX;
}

/* The pair of CODE, or NULL; RET_SLOT is where it is or would be. */
static const struct pair *
find_code(const struct codes *codes, enum code_kind kind, struct slice code, uint64_t hash,
	  uint32_t *ret_slot)
{
	uint32_t mask = codes->slot_count - 1;
	uint32_t slot = (uint32_t)hash & mask;

	for (; codes->by_code[slot] != 0; slot = (slot + 1) & mask) {
		const struct pair *pair = &codes->pairs[codes->by_code[slot] - 1];

		if (pair->hash == hash && pair->kind == kind &&
		    slice_equal(pair->code, code))
			break;
	}
	*ret_slot = slot;
	return codes->by_code[slot] ? &codes->pairs[codes->by_code[slot] - 1] : NULL;
}

static const struct pair *
find_number(const struct codes *codes, enum code_kind kind, int32_t number,
	    uint32_t *ret_slot)
{
	uint32_t mask = codes->slot_count - 1;
	uint32_t slot = (uint32_t)number_hash(kind, number) & mask;

	for (; codes->by_number[slot] != 0; slot = (slot + 1) & mask) {
		const struct pair *pair = &codes->pairs[codes->by_number[slot] - 1];

		if (pair->number == number && pair->kind == kind)
			break;
	}
	*ret_slot = slot;
	return codes->by_number[slot] ? &codes->pairs[codes->by_number[slot] - 1] : NULL;
}

/* Puts every pair into fresh indexes of SLOT_COUNT slots. */
static void
rebuild(struct codes *codes, uint32_t slot_count)
{
	free(codes->by_code);
	free(codes->by_number);
	codes->slot_count = slot_count;
	codes->by_code = calloc(slot_count, sizeof(*codes->by_code));
	codes->by_number = calloc(slot_count, sizeof(*codes->by_number));
	codes->pairs = realloc(codes->pairs, slot_count / 2 * sizeof(*codes->pairs));
	CHECK(codes->by_code != NULL && codes->by_number != NULL && codes->pairs != NULL);
	for (uint32_t i = 0; i < codes->pair_count; i++) {
		const struct pair *pair = &codes->pairs[i];
		uint32_t slot;

		CHECK(find_code(codes, pair->kind, pair->code, pair->hash, &slot) == NULL);
		codes->by_code[slot] = i + 1;
		CHECK(find_number(codes, pair->kind, pair->number, &slot) == NULL);
		codes->by_number[slot] = i + 1;
	}
}

struct codes *
codes_open(void)
{
	struct codes *codes = calloc(1, sizeof(*codes));

	CHECK(codes != NULL);
	arena_init(&codes->texts);
	rebuild(codes, SLOTS_FIRST);
	return codes;
}

struct codes *
codes_close(struct codes *codes)
{
	if (codes == NULL)
		return NULL;
	arena_release(&codes->texts);
	free(codes->pairs);
	free(codes->by_code);
	free(codes->by_number);
	free(codes);
	return NULL;
}

bool
codes_find(const struct codes *codes, enum code_kind kind, struct slice code,
	   int32_t *ret_number)
{
	const struct pair *pair;
	uint32_t slot;

	CHECK(kind > 0 && kind < CODE_KIND_END);
	if (code.length == 0) {
		*ret_number = 0;
		return true;
	}
	pair = find_code(codes, kind, code, code_hash(kind, code), &slot);
	if (pair == NULL)
		return false;
	*ret_number = pair->number;
	return true;
}

void
codes_add(struct codes *codes, enum code_kind kind, struct slice code, int32_t number)
{
	uint64_t hash = code_hash(kind, code);
	const struct pair *known;
	uint32_t code_slot, number_slot;

	CHECK(kind > 0 && kind < CODE_KIND_END);
	CHECK(code.length > 0 && number > 0);
	CHECK_OP(number, <=, number_max(kind));
	if (codes->pair_count == codes->slot_count / 2)
		rebuild(codes, codes->slot_count * 2);
	known = find_code(codes, kind, code, hash, &code_slot);
	if (known != NULL) {
		CHECK_OP(known->number, ==, number);
		return;
	}
	CHECK(find_number(codes, kind, number, &number_slot) == NULL);
	codes->pairs[codes->pair_count++] = (struct pair){
		.code = arena_copy(&codes->texts, code),
		.hash = hash,
		.kind = kind,
		.number = number,
	};
	codes->by_code[code_slot] = codes->pair_count;
	codes->by_number[number_slot] = codes->pair_count;
	if (number > codes->greatest[kind])
		codes->greatest[kind] = number;
}

struct slice
codes_text(const struct codes *codes, enum code_kind kind, int32_t number)
{
	const struct pair *pair;
	uint32_t slot;

	CHECK(kind > 0 && kind < CODE_KIND_END);
	pair = find_number(codes, kind, number, &slot);
	return pair ? pair->code : SLICE_LITERAL("");
}

int32_t
codes_next(const struct codes *codes, enum code_kind kind)
{
	CHECK(kind > 0 && kind < CODE_KIND_END);
	return codes->greatest[kind] + 1;
}
