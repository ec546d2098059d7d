/* SPDX-License-Identifier: PostgreSQL
 *
 * conf.h - the settings of a program, from one INI file.
 *
 * Order of strength: the default, the file, the environment (TRAKHUC_SECTION_KEY), the
 * command line.  The section [kafka.properties] takes every librdkafka property by its
 * own name.  An unknown key is an error that names the nearest known one.
 *
 * Ownership: conf_open() gives one block that conf_close() frees; texts live as long.
 */
#ifndef SCHEMA_BASE_CONF_H
#define SCHEMA_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "schema/base/error.h"

struct conf_property {
	char *name;
	char *value;
	const char *origin;
};

enum { CONF_PROPERTIES_MAX = 64 };

struct conf {
#define CONF_TEXT(section, key, value, secret, sentence) const char *section##_##key;
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence) \
	int64_t section##_##key;
#include "schema/base/conf.def"
	/* librdkafka properties, in the order in which they were given */
	struct conf_property properties[CONF_PROPERTIES_MAX];
	int property_count;
	const char *path; /* file that was read, or NULL */
};

/* PATH NULL: $TRAKHUC_CONFIG, else /etc/trakhuc/trakhuc.ini if it exists, else none. */
bool conf_open(struct conf **ret_conf, const char *path, struct error *err) MUST_CHECK;
struct conf *conf_close(struct conf *conf); /* NULL is fine; returns NULL */

/* A setting of the command line.  NAME is "section.key". */
bool conf_set(struct conf *conf, const char *name, const char *value,
	      struct error *err) MUST_CHECK;
/* "-X name=value" */
bool conf_set_property(struct conf *conf, const char *assignment,
		       struct error *err) MUST_CHECK;

/* Effective values with their origin; secrets are hidden. */
void conf_print(const struct conf *conf, FILE *out);
/* The commented sample file. */
void conf_print_sample(FILE *out);

#endif
