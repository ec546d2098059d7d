/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/province.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/simulate/csv.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

static const char *const fallback_units[] = {
	"21025", "21028", "21034", "21040", "21109", "21115",
	"21172", "21196", "21211", "21235", "21289", "21325",
};

static const struct procedure fallback_procedures[] = {
	{ "1.001193", 1, LIMIT_WORKING_DAYS, false, true },
	{ "1.000656", 1, LIMIT_WORKING_DAYS, false, true },
	{ "2.000635", 1, LIMIT_WORKING_DAYS, true, true },
	{ "1.001612", 3, LIMIT_WORKING_DAYS, true, true },
	{ "1.000894", 5, LIMIT_WORKING_DAYS, true, true },
	{ "1.004873", 10, LIMIT_CALENDAR_DAYS, false, false },
};

/* Read from the folder: holds a copy of TEXT that is cut to what a code may be. */
static bool
copy_code(char ret_code[CODE_BYTES], const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length >= CODE_BYTES)
		return false;
	memcpy(ret_code, text, length + 1);
	return true;
}

static void
add_unit(struct province *province, const struct csv *csv)
{
	size_t count = province->unit_count;

	if (count < UNITS_MAX && copy_code(province->units[count], csv_cell(csv, "unit")))
		province->unit_count++;
}

static enum limit_unit
limit_unit_of(const char *word)
{
	if (strcmp(word, "calendar_day") == 0)
		return LIMIT_CALENDAR_DAYS;
	if (strcmp(word, "hour") == 0)
		return LIMIT_HOURS;
	return strcmp(word, "month") == 0 ? LIMIT_MONTHS : LIMIT_WORKING_DAYS;
}

static void
add_procedure(struct province *province, const struct csv *csv)
{
	struct procedure procedure = { 0 };

	if (province->procedure_count >= PROCEDURES_MAX ||
	    !copy_code(procedure.code, csv_cell(csv, "procedure")))
		return;
	procedure.limit = (int32_t)strtol(csv_cell(csv, "limit_value"), NULL, 10);
	procedure.limit_unit = limit_unit_of(csv_cell(csv, "limit_unit"));
	procedure.has_fee = strcmp(csv_cell(csv, "has_fee"), "true") == 0;
	procedure.online = strstr(csv_cell(csv, "channels"), "online") != NULL;
	province->procedures[province->procedure_count++] = procedure;
}

static void
add_holiday(struct province *province, const struct csv *csv)
{
	int32_t day;

	if (day_parse(slice_text(csv_cell(csv, "holiday")), &day) == INSTANT_OK)
		calendar_set(&province->calendar, day,
			     strcmp(csv_cell(csv, "working"), "true") == 0);
}

static bool
read_file(struct province *province, const char *folder, const char *name,
	  void (*add)(struct province *, const struct csv *), struct error *err)
{
	char path[PATH_MAX];
	struct csv *csv;

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return false;
	if (!csv_open(&csv, path, err))
		return false;
	while (csv_next(csv))
		add(province, csv);
	csv_close(csv);
	return true;
}

static bool
read_folder(struct province *province, const char *folder, struct error *err)
{
	if (!read_file(province, folder, "units.csv", add_unit, err) ||
	    !read_file(province, folder, "procedures.csv", add_procedure, err))
		return false;
	return read_file(province, folder, "holidays.csv", add_holiday, err) ||
	       err->kind == ERROR_NONE;
}

/* Installed: libexec/trakhuc beside share/trakhuc; built: the sources' own folder. */
static bool
read_usual_folder(struct province *province, struct error *err)
{
	char self[PATH_MAX - 64], folder[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

	if (length > 0) {
		self[length] = '\0';
		snprintf(folder, sizeof folder, "%s/../../share/trakhuc/reference",
			 dirname(self));
		if (read_folder(province, folder, err))
			return true;
	}
	return read_folder(province, TRAKHUC_REFERENCE_FOLDER, err);
}

static void
take_fallback(struct province *province)
{
	province->unit_count = ARRAY_COUNT(fallback_units);
	for (size_t i = 0; i < province->unit_count; i++)
		CHECK(copy_code(province->units[i], fallback_units[i]));
	province->procedure_count = ARRAY_COUNT(fallback_procedures);
	memcpy(province->procedures, fallback_procedures, sizeof fallback_procedures);
}

static bool
fill(struct province *province, const char *folder, struct error *err)
{
	if (folder && !read_folder(province, folder, err)) {
		if (err->kind == ERROR_NONE)
			error_set(err, ERROR_USAGE,
				  "no units.csv and procedures.csv in \"%s\"", folder);
		return false;
	}
	if (!folder && !read_usual_folder(province, err) && err->kind != ERROR_NONE)
		return false;
	if (province->unit_count == 0 || province->procedure_count == 0)
		take_fallback(province);
	return true;
}

bool
province_open(struct province **ret_province, const char *folder, struct error *err)
{
	struct province *province = calloc(1, sizeof *province);

	CHECK(province != NULL);
	calendar_init(&province->calendar);
	if (!fill(province, folder, err)) {
		free(province);
		return false;
	}
	*ret_province = province;
	return true;
}

struct province *
province_close(struct province *province)
{
	free(province);
	return NULL;
}

const char *
province_unit(const struct province *province, struct random *random)
{
	uint64_t count = province->unit_count;

	/* half of the work by place in the list, half evenly: no unit is silent for long */
	return province->units[random_chance(random, 500) ? random_small(random, count)
							  : random_below(random, count)];
}

/* Forty procedures, spread over the catalogue, are three quarters of all dossiers. */
const struct procedure *
province_procedure(const struct province *province, struct random *random)
{
	uint64_t count = province->procedure_count;
	uint64_t frequent = count < 40 ? count : 40;

	if (random_chance(random, 750)) {
		uint64_t rank = random_small(random, frequent);

		return &province->procedures[(rank * 41 + 7) % count];
	}
	return &province->procedures[random_below(random, count)];
}
