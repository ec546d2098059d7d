/* SPDX-License-Identifier: PostgreSQL
 *
 * kafka_conf.h - inside of kafka_*.c: what clients share, configuration and records.
 */
#ifndef SCHEMA_BASE_KAFKA_CONF_H
#define SCHEMA_BASE_KAFKA_CONF_H

#include <librdkafka/rdkafka.h>

#include "schema/base/kafka.h"

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

/* RECORD takes MESSAGE over and points into it; TOPIC is its name, static. */
void kafka_record_fill(struct kafka_record *record, rd_kafka_message_t *message,
		       const char *topic);

#endif
