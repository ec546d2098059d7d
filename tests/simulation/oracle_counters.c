/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/oracle.h"

#include <xxhash.h>

#include "consumers/aggregate/entity.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "tests/simulation/rule.h"
#include "tests/simulation/state.h"
#include "tests/simulation/verdict.h"

enum { SUMS_MAX = 16384, SLOTS = 32768, KEY_MAX = 4 };

/* What a row of a counter table must hold. */
struct sum {
	enum write_table table;
	int64_t key[KEY_MAX];
	bool met; /* there is such a row */
	int64_t n[COUNTER_COUNT];
};

static struct sum sums[SUMS_MAX];
static uint16_t slots[SLOTS]; /* number of the sum + 1, 0: free */
static int sum_count;

/* What is being added. */
static int generation, sign;

/* NULL: nothing was added under this key, and MAKE is false. */
static struct sum *
sum_of(enum write_table table, const int64_t key[KEY_MAX], bool make)
{
	uint64_t slot = XXH3_64bits_withSeed(key, KEY_MAX * sizeof *key, table) % SLOTS;

	for (; slots[slot] != 0; slot = (slot + 1) % SLOTS) {
		struct sum *sum = &sums[slots[slot] - 1];

		if (sum->table == table && memcmp(sum->key, key, sizeof sum->key) == 0)
			return sum;
	}
	if (!make)
		return NULL;
	CHECK_OP(sum_count, <, SUMS_MAX);
	slots[slot] = (uint16_t)(sum_count + 1);
	sums[sum_count] = (struct sum){ .table = table };
	memcpy(sums[sum_count].key, key, sizeof sums[0].key);
	return &sums[sum_count++];
}

static void
add_keys(enum write_table table, const int64_t key[KEY_MAX], int counter, int64_t n)
{
	sum_of(table, key, true)->n[counter] += n * sign;
}

static void
add(enum write_table table, int64_t cell, int counter, int64_t n)
{
	add_keys(table, (const int64_t[KEY_MAX]){ cell }, counter, n);
}

/* A gauge has a sum of all its steps beside those of the months. */
static void
add_ever(const struct cell *cell, const struct step *step)
{
	if (step->counter < COUNTER_FLOW_COUNT)
		return;
	add(WRITE_unit_month,
	    cell_unit_month(generation, MONTH_EVER, cell->handling_unit, cell->channel),
	    step->counter, step->n);
	add(WRITE_procedure_month,
	    cell_procedure_month(generation, MONTH_EVER, cell->procedure, cell->channel),
	    step->counter, step->n);
}

static void
add_step(const struct cell *cell, const struct step *step)
{
	int32_t day = step->day, month = day_month(day), channel = cell->channel;
	int counter = step->counter;

	add(WRITE_fine, cell_fine(generation, cell), counter, step->n);
	add(WRITE_unit_day, cell_unit_day(generation, day, cell->handling_unit, channel),
	    counter, step->n);
	add(WRITE_province_day, cell_unit_day(generation, day, 0, channel), counter, step->n);
	add(WRITE_unit_month,
	    cell_unit_month(generation, month, cell->handling_unit, channel), counter,
	    step->n);
	add(WRITE_procedure_month,
	    cell_procedure_month(generation, month, cell->procedure, channel), counter,
	    step->n);
	add_ever(cell, step);
	if (cell->unit == cell->handling_unit)
		return;
	add(WRITE_moved_day, cell_unit_day(generation, day, cell->unit, channel), counter,
	    step->n);
	add(WRITE_moved_day, cell_unit_day(generation, day, cell->handling_unit, channel),
	    counter, -step->n);
}

static void
add_dossier(const struct dossier *dossier)
{
	static struct contribution c;

	dossier_contribution(dossier, &c);
	for (uint32_t i = 0; i < c.step_count; i++) {
		c.cell.day = c.steps[i].day;
		add_step(&c.cell, &c.steps[i]);
	}
	if (c.received_day < 0)
		return;
	add_keys(WRITE_service,
		 (const int64_t[]){ generation, day_month(c.received_day), c.service,
				    c.cell.channel },
		 0, 1);
	add_keys(WRITE_party,
		 (const int64_t[]){ generation, c.received_day, c.cell.unit,
				    c.applicant_kind },
		 0, 1);
}

static void
add_document_step(void *context, enum document_table table, int32_t day, int32_t unit,
		  int32_t level, int counter, int64_t n)
{
	(void)context;
	if (table == DOCUMENT_TABLE_RECIPIENT) {
		add(WRITE_recipient_day, cell_recipient_day(generation, day, unit), counter,
		    n);
		add(WRITE_recipient_month,
		    cell_recipient_month(generation, day_month(day), unit), counter, n);
	} else {
		add(table == DOCUMENT_TABLE_ISSUED ? WRITE_document_day : WRITE_workfile_day,
		    cell_document_day(generation, day, unit, level), counter, n);
	}
}

static int64_t
period_key(struct slice period)
{
	return (int64_t)XXH3_64bits(period.data, period.length);
}

static void
add_indicator(const struct entity *entity, const struct codes *codes)
{
	struct oracle_indicator key = oracle_indicator(entity, codes);
	struct indicator_contribution c;
	struct sum *sum = sum_of(WRITE_count_indicator,
				 (const int64_t[]){ generation, key.indicator, key.unit,
						    period_key(key.period) },
				 true);

	indicator_contribution(&entity->indicator, &c);
	sum->n[0] += sign * c.reported;
	if (c.latest > 0)
		sum->n[c.latest] += sign;
	sum->n[5] += sign * c.approved;
	sum->n[6] += sign * c.values;
	sum->n[7] += sign * c.shares;
	sum->n[8] += sign * c.value;
	sum->n[9] += sign * c.numerator;
	sum->n[10] += sign * c.denominator;
}

static void
add_entity(const struct entity *entity, const struct codes *codes)
{
	if (entity->kind == ENTITY_DOSSIER)
		add_dossier(&entity->dossier);
	else if (entity->kind == ENTITY_DOCUMENT)
		document_contribution(&entity->document, 1, add_document_step, NULL);
	else if (entity->kind == ENTITY_WORKFILE)
		workfile_contribution(&entity->workfile, 1, add_document_step, NULL);
	else
		add_indicator(entity, codes);
}

/* A row may be there with nothing in it: what it held was taken out again. */
static void
check_row(enum write_table table, struct slice value)
{
	static const struct sum nothing;
	const int *columns;
	int keys = rule_key_columns(table, &columns);
	int64_t key[KEY_MAX] = { 0 };
	const struct sum *want = &nothing;
	struct wire_row row;
	struct sum *sum;

	wire_split(value, &row);
	for (int i = 0; i < keys; i++)
		key[i] = table == WRITE_count_indicator && i == 3
				 ? period_key(row.column[i])
				 : wire_number(row.column[i]);
	sum = sum_of(table, key, false);
	if (sum) {
		sum->met = true;
		want = sum;
	}
	for (int i = keys; i < row.count; i++)
		if (wire_number(row.column[i]) != want->n[i - keys])
			verdict_broken("counter %d of a row of table %d is %lld, the facts "
				       "contribute %lld",
				       i - keys, table, (long long)wire_number(row.column[i]),
				       (long long)want->n[i - keys]);
}

static bool
is_zero(const struct sum *sum)
{
	for (int i = 0; i < COUNTER_COUNT; i++)
		if (sum->n[i] != 0)
			return false;
	return true;
}

void
oracle_counters_begin(void)
{
	memset(slots, 0, sizeof slots);
	sum_count = 0;
}

void
oracle_counters_add(int to_generation, const struct entity_cache *entities,
		    const struct codes *codes, int with_sign)
{
	generation = to_generation;
	sign = with_sign;
	for (const struct entity *entity = entities->oldest; entity; entity = entity->newer)
		add_entity(entity, codes);
}

void
oracle_counters_check(void)
{
	const struct state_row *row;

	for (uint32_t i = 0; (row = state_row(i)) != NULL; i++)
		if (row->table < WRITE_COUNT && row->value.data &&
		    rule_is_counter((enum write_table)row->table))
			check_row((enum write_table)row->table, row->value);
	for (int i = 0; i < sum_count; i++)
		if (!sums[i].met && !is_zero(&sums[i]))
			verdict_broken("a row of counters is missing in table %d",
				       sums[i].table);
}
