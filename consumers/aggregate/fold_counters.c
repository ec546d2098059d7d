/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/fold.h"

#include "schema/base/check.h"
#include "schema/base/instant.h"

/* Keys of the small tables, in the order of their primary keys; one bit field each. */
enum { SERVICE_BITS = 31, CHANNEL_BITS = 3, UNIT_BITS = 12, KIND_BITS = 8, DAY_BITS = 17 };

static int64_t
service_key(int generation, int32_t month, int32_t service, int32_t channel)
{
	return (((int64_t)generation << DAY_BITS | month) << SERVICE_BITS | service)
		       << CHANNEL_BITS | channel;
}

/* A kind that was not stated is -1 in the table and sorts first. */
static int64_t
party_key(int generation, int32_t day, int32_t unit, int32_t kind)
{
	return (((int64_t)generation << DAY_BITS | day) << UNIT_BITS | unit) << KIND_BITS |
	       (kind + 1);
}

static int64_t
take(int64_t *key, int bits)
{
	int64_t field = *key & ((INT64_C(1) << bits) - 1);

	*key >>= bits;
	return field;
}

/* Received at one unit for another (R28, phi địa giới): what stands at the handling
 * unit stands at the receiving one as well, as a difference of its own. */
static void
add_moved(struct fold *fold, int generation, const struct cell *cell,
	  const struct step *step, int64_t n)
{
	delta_add(&fold->moved_day,
		  cell_unit_day(generation, step->day, cell->unit, cell->channel),
		  step->counter, n);
	delta_add(&fold->moved_day,
		  cell_unit_day(generation, step->day, cell->handling_unit, cell->channel),
		  step->counter, -n);
}

static void
add_received(struct fold *fold, int generation, const struct contribution *contribution,
	     int sign)
{
	const struct cell *cell = &contribution->cell;

	if (contribution->received_day < 0)
		return;
	delta_add(&fold->service,
		  service_key(generation, day_month(contribution->received_day),
			      contribution->service, cell->channel),
		  0, sign);
	delta_add(&fold->party,
		  party_key(generation, contribution->received_day, cell->unit,
			    contribution->applicant_kind),
		  0, sign);
}

void
fold_add_dossier(struct fold *fold, const struct contribution *contribution, int sign)
{
	struct cell cell = contribution->cell;

	for (int g = 0; g < fold->generations.count; g++) {
		int generation = fold->generations.items[g].number;

		for (uint32_t i = 0; i < contribution->step_count; i++) {
			const struct step *step = &contribution->steps[i];

			cell.day = step->day;
			delta_add(&fold->fine, cell_fine(generation, &cell), step->counter,
				  sign * step->n);
			if (cell.unit != cell.handling_unit)
				add_moved(fold, generation, &cell, step, sign * step->n);
		}
		add_received(fold, generation, contribution, sign);
	}
}

void
fold_add_document_step(void *context, enum document_table table, int32_t day,
		       int32_t unit, int32_t level, int counter, int64_t n)
{
	struct fold *fold = context;

	for (int g = 0; g < fold->generations.count; g++) {
		int generation = fold->generations.items[g].number;

		if (table == DOCUMENT_TABLE_RECIPIENT) {
			delta_add(&fold->recipient_day,
				  cell_recipient_day(generation, day, unit), counter, n);
			delta_add(&fold->recipient_month,
				  cell_recipient_month(generation, day_month(day), unit),
				  counter, n);
		} else {
			delta_add(table == DOCUMENT_TABLE_ISSUED ? &fold->document_day
								 : &fold->workfile_day,
				  cell_document_day(generation, day, unit, level), counter,
				  n);
		}
	}
}

static void
put_counters(struct rows *rows, const struct delta *delta, const struct delta_row *row)
{
	int count = delta->wide_count + delta->narrow_count;

	for (int i = 0; i < count; i++)
		row_counter(rows, i < delta->wide_count ? ROW_BIGINT : ROW_INTEGER,
			    delta_get(delta, row, i));
}

static void
put_sorted(const struct delta *delta, struct delta_row *const *sorted, size_t count,
	   struct rows *rows)
{
	for (size_t i = 0; i < count; i++) {
		row_begin(rows, 1 + delta->wide_count + delta->narrow_count);
		row_number(rows, ROW_BIGINT, sorted[i]->key);
		put_counters(rows, delta, sorted[i]);
		row_end(rows);
	}
}

static void
put_delta(struct delta *delta, struct rows *rows)
{
	struct delta_row **sorted;
	size_t count = delta_sort(delta, &sorted);

	put_sorted(delta, sorted, count, rows);
}

static void
put_services(struct delta *delta, struct rows *rows)
{
	struct delta_row **sorted;
	size_t count = delta_sort(delta, &sorted);

	for (size_t i = 0; i < count; i++) {
		int64_t key = sorted[i]->key;
		int64_t channel = take(&key, CHANNEL_BITS);
		int64_t service = take(&key, SERVICE_BITS);
		int64_t month = take(&key, DAY_BITS);

		row_begin(rows, 5);
		row_number(rows, ROW_SMALLINT, key);
		row_number(rows, ROW_INTEGER, month);
		row_number(rows, ROW_INTEGER, service);
		row_number(rows, ROW_SMALLINT, channel);
		put_counters(rows, delta, sorted[i]);
		row_end(rows);
	}
}

static void
put_parties(struct delta *delta, struct rows *rows)
{
	struct delta_row **sorted;
	size_t count = delta_sort(delta, &sorted);

	for (size_t i = 0; i < count; i++) {
		int64_t key = sorted[i]->key;
		int64_t kind = take(&key, KIND_BITS) - 1;
		int64_t unit = take(&key, UNIT_BITS);
		int64_t day = take(&key, DAY_BITS);

		row_begin(rows, 5);
		row_number(rows, ROW_SMALLINT, key);
		row_number(rows, ROW_INTEGER, day);
		row_number(rows, ROW_INTEGER, unit);
		row_number(rows, ROW_SMALLINT, kind);
		put_counters(rows, delta, sorted[i]);
		row_end(rows);
	}
}

/* The coarser cells to which a fine one adds. */
struct coarse {
	int64_t unit_day, unit_month, unit_ever, procedure_month, procedure_ever, province_day;
};

static struct coarse
coarse_of(int64_t fine)
{
	const int generation_shift = 58;
	int generation = (int)(fine >> generation_shift);
	struct cell cell = cell_of_fine(fine);
	int32_t month = day_month(cell.day), channel = cell.channel;

	return (struct coarse){
		.unit_day = cell_unit_day(generation, cell.day, cell.handling_unit, channel),
		.unit_month = cell_unit_month(generation, month, cell.handling_unit, channel),
		.unit_ever = cell_unit_month(generation, MONTH_EVER, cell.handling_unit,
					     channel),
		.procedure_month = cell_procedure_month(generation, month, cell.procedure,
							channel),
		.procedure_ever = cell_procedure_month(generation, MONTH_EVER,
						       cell.procedure, channel),
		.province_day = cell_unit_day(generation, cell.day, 0, channel),
	};
}

/* The coarser tables are sums of the fine rows of this batch (R23). */
static void
roll_up(struct fold *fold, struct delta_row *const *sorted, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct coarse cell = coarse_of(sorted[i]->key);

		for (int counter = 0; counter < COUNTER_COUNT; counter++) {
			int64_t n = delta_get(&fold->fine, sorted[i], counter);

			if (n == 0)
				continue;
			delta_add(&fold->unit_day, cell.unit_day, counter, n);
			delta_add(&fold->province_day, cell.province_day, counter, n);
			delta_add(&fold->unit_month, cell.unit_month, counter, n);
			delta_add(&fold->procedure_month, cell.procedure_month, counter, n);
			if (counter < COUNTER_FLOW_COUNT)
				continue;
			delta_add(&fold->unit_month, cell.unit_ever, counter, n);
			delta_add(&fold->procedure_month, cell.procedure_ever, counter, n);
		}
	}
}

/* An indicator's cell is its own key, so its delta is the difference of two
 * contributions; keys come in the order of the changed entities, hence sorted. */
static void
put_indicator(struct fold *fold, const struct entity *entity, int generation,
	      struct rows *rows)
{
	const struct indicator_contribution *old = &entity->indicator_old;
	struct indicator_key key = fold_indicator_key(fold, entity);
	struct indicator_contribution new;

	indicator_contribution(&entity->indicator, &new);
	row_begin(rows, 15);
	row_number(rows, ROW_SMALLINT, generation);
	row_number(rows, ROW_INTEGER, key.indicator);
	row_number(rows, ROW_INTEGER, key.unit);
	row_text(rows, ROW_TEXT, key.period);
	row_counter(rows, ROW_INTEGER, new.reported - old->reported);
	for (int status = INDICATOR_DRAFT; status <= INDICATOR_RETURNED; status++)
		row_counter(rows, ROW_INTEGER,
			    (new.latest == status) - (old->latest == status));
	row_counter(rows, ROW_INTEGER, new.approved - old->approved);
	row_counter(rows, ROW_INTEGER, new.values - old->values);
	row_counter(rows, ROW_INTEGER, new.shares - old->shares);
	row_counter(rows, ROW_BIGINT, new.value - old->value);
	row_counter(rows, ROW_BIGINT, new.numerator - old->numerator);
	row_counter(rows, ROW_BIGINT, new.denominator - old->denominator);
	row_end(rows);
}

void
fold_counters(struct fold *fold, struct write *write)
{
	struct delta_row **fine;
	size_t fine_count = delta_sort(&fold->fine, &fine);

	put_sorted(&fold->fine, fine, fine_count, &write->rows[WRITE_fine]);
	roll_up(fold, fine, fine_count);
	put_delta(&fold->unit_day, &write->rows[WRITE_unit_day]);
	put_delta(&fold->moved_day, &write->rows[WRITE_moved_day]);
	put_delta(&fold->unit_month, &write->rows[WRITE_unit_month]);
	put_delta(&fold->procedure_month, &write->rows[WRITE_procedure_month]);
	put_delta(&fold->province_day, &write->rows[WRITE_province_day]);
	put_services(&fold->service, &write->rows[WRITE_service]);
	put_parties(&fold->party, &write->rows[WRITE_party]);
	put_delta(&fold->document_day, &write->rows[WRITE_document_day]);
	put_delta(&fold->recipient_day, &write->rows[WRITE_recipient_day]);
	put_delta(&fold->recipient_month, &write->rows[WRITE_recipient_month]);
	put_delta(&fold->workfile_day, &write->rows[WRITE_workfile_day]);
	for (int g = 0; g < fold->generations.count; g++)
		for (uint32_t i = 0; i < fold->changed_count; i++)
			if (fold->changed[i]->kind == ENTITY_INDICATOR)
				put_indicator(fold, fold->changed[i],
					      fold->generations.items[g].number,
					      &write->rows[WRITE_count_indicator]);
}
