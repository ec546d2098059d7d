/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka_conf.h"

#include <string.h>

static const struct kafka_setting shared[] = {
	{ "client.id", "trakhuc" },
	{ "socket.nagle.disable", "true" },
	{ "reconnect.backoff.ms", "50" },
	{ "reconnect.backoff.max.ms", "2000" },
	{ "log.connection.close", "false" },
	/* a connection that was lost without a word is given up after this time */
	{ "socket.timeout.ms", "10000" },
	{ "topic.metadata.refresh.interval.ms", "30000" },
};

static bool
put(rd_kafka_conf_t *kafka, const char *name, const char *value, struct error *err)
{
	char why[256];

	if (rd_kafka_conf_set(kafka, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
		return true;
	error_set(err, ERROR_CONFIG, "librdkafka property \"%s\": %s", name, why);
	return error_hint(err, "librdkafka's CONFIGURATION.md lists names and ranges.");
}

static bool
put_all(rd_kafka_conf_t *kafka, const struct kafka_setting *settings, size_t count,
	struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!put(kafka, settings[i].name, settings[i].value, err))
			return false;
	return true;
}

static bool
put_user(rd_kafka_conf_t *kafka, const struct conf *conf,
	 const struct kafka_setting *fixed, size_t fixed_count, struct error *err)
{
	for (int i = 0; i < conf->property_count; i++) {
		const struct conf_property *property = &conf->properties[i];

		for (size_t j = 0; j < fixed_count; j++)
			if (strcmp(property->name, fixed[j].name) == 0)
				return error_set(err, ERROR_CONFIG,
						 "librdkafka property \"%s\" is always "
						 "\"%s\", exactness rests on it",
						 fixed[j].name, fixed[j].value);
		if (!put(kafka, property->name, property->value, err))
			return false;
	}
	return true;
}

bool
kafka_conf_make(rd_kafka_conf_t **ret_conf, const struct conf *conf,
		const struct kafka_setting *own, size_t own_count,
		const struct kafka_setting *fixed, size_t fixed_count, struct error *err)
{
	rd_kafka_conf_t *kafka = rd_kafka_conf_new();

	if (!put_all(kafka, shared, ARRAY_COUNT(shared), err) ||
	    !put(kafka, "bootstrap.servers", conf->kafka_brokers, err) ||
	    !put_all(kafka, own, own_count, err) ||
	    !put_user(kafka, conf, fixed, fixed_count, err) ||
	    !put_all(kafka, fixed, fixed_count, err)) {
		rd_kafka_conf_destroy(kafka);
		return false;
	}
	*ret_conf = kafka;
	return true;
}
