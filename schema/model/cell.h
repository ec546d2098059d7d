/* SPDX-License-Identifier: PostgreSQL
 *
 * cell.h - the keys of counters, packed into one 64-bit number each (R19).
 *
 *   fine             generation 5 | day 17 | handling unit 12 | unit 12 | procedure 14 | channel 3
 *   unit day         generation 5 | day 17 | handling unit 12 | channel 3
 *   province day     generation 5 | day 17 | 0, 12 bits | channel 3   (built as a unit day)
 *   unit month       generation 5 | month 17 | handling unit 12 | channel 3
 *   procedure month  generation 5 | month 17 | procedure 14 | channel 3
 *   document day     generation 5 | day 17 | unit 12 | level 3   (work files likewise)
 *   recipient day    generation 5 | day 17 | recipient 12   (recipient month likewise)
 *
 * The day stands in front of everything but the generation, so a range of days is a
 * range of keys.  63 bits: a key is never negative.  In SQL count.cell_*() builds and
 * takes keys apart; nobody reads bits by hand.
 *
 * The month MONTH_EVER holds the steps of gauges of all days, gone and to come, and no
 * flows: less the steps after a day it is the gauge at its end, found from the near side.
 */
#ifndef SCHEMA_MODEL_CELL_H
#define SCHEMA_MODEL_CELL_H

#include <stdint.h>

struct cell {
	int32_t day;           /* of base/instant.h */
	int32_t handling_unit; /* code numbers; 0 = not stated */
	int32_t unit;
	int32_t procedure;
	int32_t channel; /* enum channel */
};

enum { GENERATION_MAX = 31 };

/* Above all months, of which the days of 17 bits reach the 4307th. */
enum { MONTH_EVER = 131071 };

int64_t cell_fine(int generation, const struct cell *cell);
int64_t cell_unit_day(int generation, int32_t day, int32_t handling_unit, int32_t channel);
int64_t cell_unit_month(int generation, int32_t month, int32_t handling_unit,
			int32_t channel);
int64_t cell_procedure_month(int generation, int32_t month, int32_t procedure,
			     int32_t channel);
int64_t cell_document_day(int generation, int32_t day, int32_t unit, int32_t level);
int64_t cell_recipient_day(int generation, int32_t day, int32_t recipient);
int64_t cell_recipient_month(int generation, int32_t month, int32_t recipient);
struct cell cell_of_fine(int64_t key);

#endif
