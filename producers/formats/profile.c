/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/profile.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/formats/dates.h"
#include "producers/report.h"
#include "schema/base/check.h"
#include "schema/base/ini_file.h"

struct unit_pair {
	char organisation[PROFILE_CODE_BYTES];
	char unit[PROFILE_CODE_BYTES];
};

struct unit_map {
	struct unit_pair *pairs; /* ordered by organisation */
	size_t count;
};

struct reading {
	struct foreign_profile *profile;
	const char *path;
	struct error *err;
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct unit_pair *left = a, *right = b;

	return strcmp(left->organisation, right->organisation);
}

static bool
copy_code(char ret_code[PROFILE_CODE_BYTES], struct slice text)
{
	text = text_trim(text);
	if (!report_is_code(text) || text.length >= PROFILE_CODE_BYTES)
		return false;
	memcpy(ret_code, text.data, text.length);
	ret_code[text.length] = '\0';
	return true;
}

/* "organisation,unit"; a first line with other words is the head. */
static bool
add_pair(struct unit_map *map, const char *line)
{
	const char *comma = strchr(line, ',');
	struct unit_pair pair;

	if (!comma ||
	    !copy_code(pair.organisation, (struct slice){ line, (size_t)(comma - line) }) ||
	    !copy_code(pair.unit, slice_text(comma + 1)))
		return false;
	if (strcmp(pair.organisation, "organisation") == 0)
		return true;
	map->pairs = realloc(map->pairs, (map->count + 1) * sizeof *map->pairs);
	CHECK(map->pairs != NULL);
	map->pairs[map->count++] = pair;
	return true;
}

static bool
read_map(struct unit_map *map, FILE *file, const char *path, struct error *err)
{
	char line[512];

	for (int number = 1; fgets(line, sizeof line, file); number++) {
		if (text_trim(slice_text(line)).length == 0 || line[0] == '#')
			continue;
		if (!add_pair(map, line))
			return error_set(err, ERROR_CONFIG,
					 "\"%s\" line %d is not organisation,unit", path, number);
	}
	if (map->count > 0)
		qsort(map->pairs, map->count, sizeof *map->pairs, compare_pairs);
	return true;
}

/* The path is relative to the profile's own. */
static bool
set_map(struct reading *reading, const char *value)
{
	char own[PATH_MAX], path[2 * PATH_MAX];
	FILE *file;
	bool ok;

	snprintf(own, sizeof own, "%s", reading->path);
	if (value[0] == '/')
		snprintf(path, sizeof path, "%s", value);
	else
		snprintf(path, sizeof path, "%s/%s", dirname(own), value);
	file = fopen(path, "re");
	if (!file)
		return error_set(reading->err, ERROR_CONFIG, "cannot read unit map \"%s\": %s",
				 path, strerror(errno));
	reading->profile->units = calloc(1, sizeof *reading->profile->units);
	CHECK(reading->profile->units != NULL);
	ok = read_map(reading->profile->units, file, path, reading->err);
	fclose(file);
	return ok;
}

static bool
set_truth(struct reading *reading, const char *name, const char *value, bool *ret_truth)
{
	if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
		return error_set(reading->err, ERROR_CONFIG,
				 "profile setting \"%s\" is \"%s\", must be true or false", name,
				 value);
	*ret_truth = value[0] == 't';
	return true;
}

static bool
set_channel(struct reading *reading, const char *value)
{
	int word = list_find(LIST_CHANNEL, slice_text(value));

	if (word == 0)
		return error_set(reading->err, ERROR_CONFIG,
				 "profile setting \"default_channel\" is \"%s\", must be direct, "
				 "online or postal",
				 value);
	reading->profile->default_channel = (enum channel)word;
	return true;
}

/* "1=1 2=2": the list's code and ours. */
static bool
set_kinds(struct reading *reading, const char *value)
{
	int theirs, ours, length;

	while (sscanf(value, " %d=%d%n", &theirs, &ours, &length) == 2) {
		if (theirs < 0 || theirs >= PROFILE_KINDS_MAX || ours < 0 ||
		    ours >= PROFILE_KINDS_MAX)
			break;
		reading->profile->applicant_kinds[theirs] = (int8_t)ours;
		value += length;
		value += strspn(value, " ,");
	}
	if (*value == '\0')
		return true;
	return error_set(reading->err, ERROR_CONFIG,
			 "profile setting \"applicant_kinds\" is not a list of theirs=ours, "
			 "numbers from 0 to 99");
}

static bool
set_code_list(struct reading *reading, const char *value)
{
	if (strcmp(value, "national") == 0)
		return true;
	error_set(reading->err, ERROR_CONFIG, "profile setting \"code_list\" is \"%s\"", value);
	return error_hint(reading->err, "Only the list \"national\" can be read so far.");
}

static bool
set(struct reading *reading, const char *name, const char *value)
{
	struct foreign_profile *profile = reading->profile;

	if (strcmp(name, "code_list") == 0)
		return set_code_list(reading, value);
	if (strcmp(name, "default_channel") == 0)
		return set_channel(reading, value);
	if (strcmp(name, "applicant_kinds") == 0)
		return set_kinds(reading, value);
	if (strcmp(name, "unit_map") == 0)
		return set_map(reading, value);
	if (strcmp(name, "end_codes_without_date") == 0)
		return set_truth(reading, name, value, &profile->end_codes_without_date);
	if (strcmp(name, "padded_progress") == 0)
		return set_truth(reading, name, value, &profile->padded_progress);
	if (strcmp(name, "only_snapshot") == 0)
		return set_truth(reading, name, value, &profile->only_snapshot);
	if (strcmp(name, "default_unit") == 0 &&
	    copy_code(profile->default_unit, slice_text(value)))
		return true;
	error_set(reading->err, ERROR_CONFIG, "unknown profile setting \"%s\" = \"%s\"", name,
		  value);
	return error_hint(reading->err,
			  "Settings are code_list, default_channel, applicant_kinds, unit_map, "
			  "default_unit, end_codes_without_date, padded_progress, only_snapshot.");
}

static int
on_setting(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;

	if (strcmp(section, "profile") == 0)
		return set(reading, name, value);
	error_set(reading->err, ERROR_CONFIG, "unknown section [%s], must be [profile]", section);
	return 0;
}

static bool
read_profile(struct foreign_profile *profile, const char *path, struct error *err)
{
	struct reading reading = { profile, path, err };
	int line = ini_file_read(path, on_setting, &reading);

	if (line == 0)
		return true;
	if (line < 0)
		return error_set(err, ERROR_CONFIG, "cannot read profile \"%s\"", path);
	if (err->kind == ERROR_NONE)
		error_set(err, ERROR_CONFIG, "not a setting");
	return error_wrap(err, "profile \"%s\" line %d", path, line);
}

bool
foreign_profile_open(struct foreign_profile **ret_profile, const char *name,
		     struct error *err)
{
	struct foreign_profile *profile = calloc(1, sizeof *profile);

	CHECK(profile != NULL);
	memset(profile->applicant_kinds, -1, sizeof profile->applicant_kinds);
	if (name && strcmp(name, "national") != 0 && !read_profile(profile, name, err)) {
		foreign_profile_close(profile);
		return false;
	}
	*ret_profile = profile;
	return true;
}

struct foreign_profile *
foreign_profile_close(struct foreign_profile *profile)
{
	if (!profile)
		return NULL;
	if (profile->units)
		free(profile->units->pairs);
	free(profile->units);
	free(profile);
	return NULL;
}

struct slice
foreign_profile_unit(const struct foreign_profile *profile, struct slice organisation)
{
	struct unit_pair wanted = { 0 };
	const struct unit_pair *found;

	if (!profile->units || profile->units->count == 0 ||
	    !copy_code(wanted.organisation, organisation))
		return organisation;
	found = bsearch(&wanted, profile->units->pairs, profile->units->count, sizeof wanted,
			compare_pairs);
	return found ? slice_text(found->unit) : organisation;
}
