/* SPDX-License-Identifier: PostgreSQL
 *
 * province.h - units, procedures and holidays that a simulation draws from.
 *
 * Read from the reference folder (units.csv, procedures.csv, holidays.csv; columns by
 * their heads), so that codes and limits are those of the catalogue.  Without the folder
 * a few of them are compiled in: a simulation works anywhere.
 */
#ifndef PRODUCERS_SIMULATE_PROVINCE_H
#define PRODUCERS_SIMULATE_PROVINCE_H

#include <stddef.h>

#include "producers/simulate/calendar.h"
#include "schema/base/error.h"

enum { UNITS_MAX = 512, PROCEDURES_MAX = 4096, CODE_BYTES = 24 };

struct procedure {
	char code[CODE_BYTES];
	int32_t limit; /* 0: the catalogue does not say */
	enum limit_unit limit_unit;
	bool has_fee;
	bool online; /* can be filed online */
};

struct province {
	struct calendar calendar;
	char units[UNITS_MAX][CODE_BYTES];
	size_t unit_count;
	struct procedure procedures[PROCEDURES_MAX];
	size_t procedure_count;
};

/* FOLDER NULL: beside the program or the sources, else what is compiled in. */
bool province_open(struct province **ret_province, const char *folder,
		   struct error *err) MUST_CHECK;
struct province *province_close(struct province *province);

/* Wards at the front of the list get more than mountain communes; the most frequent
 * procedures stand at fixed places and make up most of the work. */
const char *province_unit(const struct province *province, struct random *random);
const struct procedure *province_procedure(const struct province *province,
					   struct random *random);

#endif
