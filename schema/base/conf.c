/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/check.h"
#include "schema/base/ini_file.h"

#define PROPERTIES_SECTION "kafka.properties"
#define SYSTEM_FILE "/etc/trakhuc/trakhuc.ini"

enum setting_kind { SETTING_TEXT, SETTING_NUMBER };

struct setting {
	const char *section;
	const char *key;
	enum setting_kind kind;
	size_t offset;
	const char *text;    /* default of a text */
	int64_t number;      /* default of a number */
	int64_t lowest, highest;
	const char *unit;
	bool secret;
	const char *sentence;
};

static const struct setting settings[] = {
#define CONF_TEXT(section, key, value, secret, sentence)                           \
	{ #section, #key, SETTING_TEXT, offsetof(struct conf, section##_##key),    \
	  value, 0, 0, 0, "", secret, sentence },
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence)          \
	{ #section, #key, SETTING_NUMBER, offsetof(struct conf, section##_##key),  \
	  NULL, value, lowest, highest, unit, false, sentence },
#include "schema/base/conf.def"
};

/* What conf_open() hands out begins with the public structure. */
struct conf_whole {
	struct conf conf;
	char *origin[ARRAY_COUNT(settings)];
	char *text[ARRAY_COUNT(settings)];
	char *path;
};

struct reading {
	struct conf_whole *whole;
	struct error *err;
	char *origin;
};

static char *
copy_text(const char *text)
{
	char *copy = strdup(text);

	CHECK(copy != NULL);
	return copy;
}

static struct conf_whole *
whole_of(struct conf *conf)
{
	return (struct conf_whole *)conf;
}

/* Number of single-character edits between two short names. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[65];
	size_t b_length = strnlen(b, 64);

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0' && i <= 64; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t above = row[j];
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[b_length];
}

static bool
unknown_setting(const char *section, const char *key, struct error *err)
{
	char wanted[65], name[65], nearest[65] = "";
	size_t best = 65;

	snprintf(wanted, sizeof wanted, "%s.%s", section, key);
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		snprintf(name, sizeof name, "%s.%s", settings[i].section, settings[i].key);
		if (edit_distance(wanted, name) < best) {
			best = edit_distance(wanted, name);
			memcpy(nearest, name, sizeof nearest);
		}
	}
	error_set(err, ERROR_CONFIG, "unknown setting \"%s\", the nearest known one is \"%s\"",
		  wanted, nearest);
	return error_hint(err, "\"trakhuc check-config --sample\" prints every setting.");
}

static bool
store_number(struct conf *conf, const struct setting *setting, const char *value,
	     struct error *err)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 || number < setting->lowest ||
	    number > setting->highest)
		return error_set(err, ERROR_CONFIG,
				 "setting \"%s.%s\" is \"%s\", must be between %lld and %lld %s",
				 setting->section, setting->key, value,
				 (long long)setting->lowest, (long long)setting->highest,
				 setting->unit);
	*(int64_t *)((char *)conf + setting->offset) = number;
	return true;
}

static bool
store(struct conf_whole *whole, size_t index, const char *value, const char *origin,
      struct error *err)
{
	const struct setting *setting = &settings[index];

	if (setting->kind == SETTING_NUMBER) {
		if (!store_number(&whole->conf, setting, value, err))
			return false;
	} else {
		free(whole->text[index]);
		whole->text[index] = copy_text(value);
		*(const char **)((char *)&whole->conf + setting->offset) =
			whole->text[index];
	}
	free(whole->origin[index]);
	whole->origin[index] = copy_text(origin);
	return true;
}

static bool
add_property(struct conf *conf, const char *name, const char *value, const char *origin,
	     struct error *err)
{
	struct conf_property *property;

	if (conf->property_count == CONF_PROPERTIES_MAX)
		return error_set(err, ERROR_CONFIG, "more than %d librdkafka properties",
				 CONF_PROPERTIES_MAX);
	property = &conf->properties[conf->property_count++];
	property->name = copy_text(name);
	property->value = copy_text(value);
	property->origin = origin;
	return true;
}

static bool
set(struct conf_whole *whole, const char *section, const char *key, const char *value,
    const char *origin, struct error *err)
{
	if (strcmp(section, PROPERTIES_SECTION) == 0)
		return add_property(&whole->conf, key, value, "file", err);
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++)
		if (strcmp(section, settings[i].section) == 0 &&
		    strcmp(key, settings[i].key) == 0)
			return store(whole, i, value, origin, err);
	return unknown_setting(section, key, err);
}

/* inih's handler: 0 is an error. */
static int
on_pair(void *context, const char *section, const char *key, const char *value)
{
	struct reading *reading = context;

	if (reading->err->kind != ERROR_NONE)
		return 0;
	return set(reading->whole, section, key, value, reading->origin, reading->err);
}

static bool
read_file(struct conf_whole *whole, const char *path, struct error *err)
{
	struct reading reading = { whole, err, whole->path };
	int line;

	err->kind = ERROR_NONE;
	line = ini_file_read(path, on_pair, &reading);
	if (err->kind != ERROR_NONE)
		return error_wrap(err, "%s, line %d", path, line);
	if (line < 0)
		return error_set(err, ERROR_CONFIG, "could not read configuration \"%s\": %s",
				 path, strerror(errno));
	if (line > 0)
		return error_set(err, ERROR_CONFIG,
				 "%s, line %d: neither [section] nor key = value", path, line);
	return true;
}

static void
environment_name(const struct setting *setting, char ret_name[80])
{
	snprintf(ret_name, 80, "TRAKHUC_%s_%s", setting->section, setting->key);
	for (char *c = ret_name; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
}

static bool
read_environment(struct conf_whole *whole, struct error *err)
{
	char name[80];

	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		const char *value;

		environment_name(&settings[i], name);
		value = getenv(name);
		if (value && !store(whole, i, value, name, err))
			return error_wrap(err, "environment variable %s", name);
	}
	return true;
}

static bool
load(struct conf_whole *whole, const char *path, struct error *err)
{
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		const struct setting *setting = &settings[i];
		char number[24];

		snprintf(number, sizeof number, "%lld", (long long)setting->number);
		CHECK(store(whole, i, setting->kind == SETTING_TEXT ? setting->text : number,
			    "default", err));
	}
	if (!path)
		path = getenv("TRAKHUC_CONFIG");
	if (!path && access(SYSTEM_FILE, R_OK) == 0)
		path = SYSTEM_FILE;
	if (path && path[0] != '\0') {
		whole->path = copy_text(path);
		whole->conf.path = whole->path;
		if (!read_file(whole, path, err))
			return false;
	}
	return read_environment(whole, err);
}

bool
conf_open(struct conf **ret_conf, const char *path, struct error *err)
{
	struct conf_whole *whole = calloc(1, sizeof *whole);

	CHECK(whole != NULL);
	if (!load(whole, path, err)) {
		conf_close(&whole->conf);
		return false;
	}
	*ret_conf = &whole->conf;
	return true;
}

struct conf *
conf_close(struct conf *conf)
{
	struct conf_whole *whole = conf ? whole_of(conf) : NULL;

	if (!whole)
		return NULL;
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		free(whole->origin[i]);
		free(whole->text[i]);
	}
	for (int i = 0; i < conf->property_count; i++) {
		free(conf->properties[i].name);
		free(conf->properties[i].value);
	}
	free(whole->path);
	free(whole);
	return NULL;
}

bool
conf_set(struct conf *conf, const char *name, const char *value, struct error *err)
{
	char section[64];
	const char *dot = strchr(name, '.');

	if (!dot || (size_t)(dot - name) >= sizeof section)
		return error_set(err, ERROR_CONFIG, "setting \"%s\" is not section.key", name);
	memcpy(section, name, (size_t)(dot - name));
	section[dot - name] = '\0';
	return set(whole_of(conf), section, dot + 1, value, "command line", err);
}

bool
conf_set_property(struct conf *conf, const char *assignment, struct error *err)
{
	char name[128];
	const char *equals = strchr(assignment, '=');

	if (!equals || equals == assignment || (size_t)(equals - assignment) >= sizeof name)
		return error_set(err, ERROR_USAGE,
				 "librdkafka property \"%s\" is not name=value", assignment);
	memcpy(name, assignment, (size_t)(equals - assignment));
	name[equals - assignment] = '\0';
	return add_property(conf, name, equals + 1, "command line", err);
}

static bool
property_is_secret(const char *name)
{
	return strstr(name, "password") || strstr(name, "secret") || strstr(name, "key.pem");
}

/* Of a libpq connection string, or in the user part of a URI. */
static bool
holds_password(const char *conninfo)
{
	return strstr(conninfo, "password") || (strstr(conninfo, "://") && strchr(conninfo, '@'));
}

static void
print_setting(const struct conf_whole *whole, size_t index, FILE *out)
{
	const struct setting *setting = &settings[index];
	const char *at = (const char *)&whole->conf + setting->offset;
	const char *section = index == 0 ? "" : settings[index - 1].section;

	if (strcmp(section, setting->section) != 0)
		fprintf(out, "%s[%s]\n", index == 0 ? "" : "\n", setting->section);
	if (setting->kind == SETTING_NUMBER)
		fprintf(out, "%s = %lld", setting->key, (long long)*(const int64_t *)at);
	else if (setting->secret && holds_password(*(const char *const *)at))
		fprintf(out, "%s = (hidden, it holds a password)", setting->key);
	else
		fprintf(out, "%s = %s", setting->key, *(const char *const *)at);
	fprintf(out, "    ; %s\n", whole->origin[index]);
}

void
conf_print(const struct conf *conf, FILE *out)
{
	const struct conf_whole *whole = (const struct conf_whole *)conf;

	for (size_t i = 0; i < ARRAY_COUNT(settings); i++)
		print_setting(whole, i, out);
	if (conf->property_count > 0)
		fprintf(out, "\n[%s]\n", PROPERTIES_SECTION);
	for (int i = 0; i < conf->property_count; i++) {
		const struct conf_property *property = &conf->properties[i];

		fprintf(out, "%s = %s    ; %s\n", property->name,
			property_is_secret(property->name) ? "(hidden)" : property->value,
			property->origin);
	}
}

void
conf_print_sample(FILE *out)
{
	fprintf(out, "; trakhuc.ini - every setting with its default.\n"
		     "; The environment overrides a key: TRAKHUC_KAFKA_BROKERS=...\n");
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		const struct setting *setting = &settings[i];
		bool first = i == 0 || strcmp(settings[i - 1].section, setting->section) != 0;

		if (first)
			fprintf(out, "\n[%s]\n", setting->section);
		fprintf(out, "; %s\n", setting->sentence);
		if (setting->kind == SETTING_TEXT)
			fprintf(out, ";%s = %s\n", setting->key, setting->text);
		else
			fprintf(out, "; %lld to %lld %s\n;%s = %lld\n",
				(long long)setting->lowest, (long long)setting->highest,
				setting->unit, setting->key, (long long)setting->number);
	}
	fprintf(out, "\n[%s]\n; Any property of librdkafka by its own name.\n"
		     ";security.protocol = sasl_ssl\n",
		PROPERTIES_SECTION);
}
