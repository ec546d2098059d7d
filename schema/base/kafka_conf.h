/* SPDX-License-Identifier: PostgreSQL
 *
 * kafka_conf.h - inside of kafka_*.c: the configuration that clients share.
 */
#ifndef SCHEMA_BASE_KAFKA_CONF_H
#define SCHEMA_BASE_KAFKA_CONF_H

#include <librdkafka/rdkafka.h>

#include "schema/base/conf.h"

struct kafka_setting {
	const char *name;
	const char *value;
};

/* Brokers, client id, what every client needs, then OWN, then the user's properties,
 * which win except over FIXED (its promises rest on those): naming one is an error. */
bool kafka_conf_make(rd_kafka_conf_t **ret_conf, const struct conf *conf,
		     const struct kafka_setting *own, size_t own_count,
		     const struct kafka_setting *fixed, size_t fixed_count,
		     struct error *err) MUST_CHECK;

#endif
