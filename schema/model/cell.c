/* SPDX-License-Identifier: PostgreSQL */
#include "schema/model/cell.h"

#include "schema/base/check.h"

enum {
	DAY_BITS = 17,
	UNIT_BITS = 12,
	PROCEDURE_BITS = 14,
	CHANNEL_BITS = 3,
	LEVEL_BITS = 3,
};

/* Puts VALUE behind what KEY holds so far. */
static int64_t
append(int64_t key, int32_t value, int bits)
{
	CHECK(value >= 0);
	CHECK_OP(value, <, 1 << bits);
	return key << bits | value;
}

/* Takes the last BITS bits off KEY. */
static int32_t
take(int64_t *key, int bits)
{
	int32_t value = (int32_t)(*key & ((INT64_C(1) << bits) - 1));

	*key >>= bits;
	return value;
}

static int64_t
front(int generation, int32_t day_or_month)
{
	CHECK(generation >= 0);
	CHECK_OP(generation, <=, GENERATION_MAX);
	return append(generation, day_or_month, DAY_BITS);
}

int64_t
cell_fine(int generation, const struct cell *cell)
{
	int64_t key = front(generation, cell->day);

	key = append(key, cell->handling_unit, UNIT_BITS);
	key = append(key, cell->unit, UNIT_BITS);
	key = append(key, cell->procedure, PROCEDURE_BITS);
	return append(key, cell->channel, CHANNEL_BITS);
}

int64_t
cell_unit_day(int generation, int32_t day, int32_t handling_unit, int32_t channel)
{
	int64_t key = append(front(generation, day), handling_unit, UNIT_BITS);

	return append(key, channel, CHANNEL_BITS);
}

int64_t
cell_unit_month(int generation, int32_t month, int32_t handling_unit, int32_t channel)
{
	return cell_unit_day(generation, month, handling_unit, channel);
}

int64_t
cell_procedure_month(int generation, int32_t month, int32_t procedure, int32_t channel)
{
	int64_t key = append(front(generation, month), procedure, PROCEDURE_BITS);

	return append(key, channel, CHANNEL_BITS);
}

struct cell
cell_of_fine(int64_t key)
{
	struct cell cell;

	cell.channel = take(&key, CHANNEL_BITS);
	cell.procedure = take(&key, PROCEDURE_BITS);
	cell.unit = take(&key, UNIT_BITS);
	cell.handling_unit = take(&key, UNIT_BITS);
	cell.day = take(&key, DAY_BITS);
	return cell;
}

int64_t
cell_document_day(int generation, int32_t day, int32_t unit, int32_t level)
{
	return append(append(front(generation, day), unit, UNIT_BITS), level, LEVEL_BITS);
}

int64_t
cell_recipient_day(int generation, int32_t day, int32_t recipient)
{
	return append(front(generation, day), recipient, UNIT_BITS);
}

int64_t
cell_recipient_month(int generation, int32_t month, int32_t recipient)
{
	return cell_recipient_day(generation, month, recipient);
}
