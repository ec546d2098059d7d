/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <stdlib.h>

#include "schema/base/check.h"

struct kafka_watcher {
	rd_kafka_t *kafka;
};

static void
ignore_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
	(void)kafka;
	(void)level;
	(void)facility;
	(void)text;
}

bool
kafka_watcher_open(struct kafka_watcher **ret_watcher, const struct conf *conf,
		   struct error *err)
{
	rd_kafka_conf_t *kafka;
	struct kafka_watcher *watcher;
	char why[256];

	if (!kafka_conf_make(&kafka, conf, NULL, 0, NULL, 0, err))
		return false;
	rd_kafka_conf_set_log_cb(kafka, ignore_log);
	watcher = calloc(1, sizeof *watcher);
	CHECK(watcher != NULL);
	watcher->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, kafka, why, sizeof why);
	if (!watcher->kafka) {
		rd_kafka_conf_destroy(kafka);
		free(watcher);
		return error_set(err, ERROR_CONFIG, "cannot start a Kafka client: %s", why);
	}
	*ret_watcher = watcher;
	return true;
}

/* librdkafka 2.0.2 goes on asking the leader of before, for minutes, until something else
 * makes it learn the new one. */
static void
learn_leaders(struct kafka_watcher *watcher, int timeout_ms)
{
	const struct rd_kafka_metadata *metadata = NULL;

	if (rd_kafka_metadata(watcher->kafka, 0, NULL, &metadata, timeout_ms) ==
	    RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_metadata_destroy(metadata);
}

bool
kafka_watcher_ends(struct kafka_watcher *watcher, const char *topic, int32_t partition,
		   int timeout_ms, int64_t *ret_first, int64_t *ret_end,
		   struct error *err)
{
	rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
		watcher->kafka, topic, partition, ret_first, ret_end, timeout_ms);

	if (code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
		learn_leaders(watcher, timeout_ms);
	if (code)
		return error_set(err, ERROR_RETRY,
				 "could not ask for the end of topic \"%s\" partition %d: %s",
				 topic, (int)partition, rd_kafka_err2str(code));
	return true;
}

struct kafka_watcher *
kafka_watcher_close(struct kafka_watcher *watcher)
{
	if (!watcher)
		return NULL;
	rd_kafka_destroy(watcher->kafka);
	free(watcher);
	return NULL;
}
