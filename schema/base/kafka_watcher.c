/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/base/check.h"

struct kafka_watcher {
	const struct conf *conf;
	rd_kafka_t *all;       /* sees open transactions */
	rd_kafka_t *committed; /* does not; NULL: not yet asked */
};

static void
ignore_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
	(void)kafka;
	(void)level;
	(void)facility;
	(void)text;
}

static bool
open_client(rd_kafka_t **ret_kafka, const struct conf *conf, const char *isolation,
	    struct error *err)
{
	const struct kafka_setting fixed[] = { { "isolation.level", isolation } };
	rd_kafka_conf_t *kafka;
	char why[256];

	if (!kafka_conf_make(&kafka, conf, NULL, 0, fixed, ARRAY_COUNT(fixed), err))
		return false;
	rd_kafka_conf_set_log_cb(kafka, ignore_log);
	*ret_kafka = rd_kafka_new(RD_KAFKA_CONSUMER, kafka, why, sizeof why);
	if (*ret_kafka)
		return true;
	rd_kafka_conf_destroy(kafka);
	return error_set(err, ERROR_CONFIG, "cannot start a Kafka client: %s", why);
}

bool
kafka_watcher_open(struct kafka_watcher **ret_watcher, const struct conf *conf,
		   struct error *err)
{
	struct kafka_watcher *watcher = calloc(1, sizeof *watcher);

	CHECK(watcher != NULL);
	watcher->conf = conf;
	if (!open_client(&watcher->all, conf, "read_uncommitted", err)) {
		free(watcher);
		return false;
	}
	*ret_watcher = watcher;
	return true;
}

/* librdkafka 2.0.2 goes on asking the leader of before, for minutes, until something else
 * makes it learn the new one. */
static void
learn_leaders(rd_kafka_t *kafka, int timeout_ms)
{
	const struct rd_kafka_metadata *metadata = NULL;

	if (rd_kafka_metadata(kafka, 0, NULL, &metadata, timeout_ms) ==
	    RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_metadata_destroy(metadata);
}

static bool
ask_ends(rd_kafka_t *kafka, const char *topic, int32_t partition, int timeout_ms,
	 int64_t *ret_first, int64_t *ret_end, struct error *err)
{
	rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
		kafka, topic, partition, ret_first, ret_end, timeout_ms);

	if (code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
		learn_leaders(kafka, timeout_ms);
	if (code)
		return error_set(err, ERROR_RETRY,
				 "could not ask for the end of topic \"%s\" partition %d: %s",
				 topic, (int)partition, rd_kafka_err2str(code));
	return true;
}

bool
kafka_watcher_ends(struct kafka_watcher *watcher, const char *topic, int32_t partition,
		   int timeout_ms, int64_t *ret_first, int64_t *ret_end,
		   struct error *err)
{
	return ask_ends(watcher->all, topic, partition, timeout_ms, ret_first, ret_end, err);
}

bool
kafka_watcher_offset_at(struct kafka_watcher *watcher, const char *topic, int32_t partition,
			int64_t time_us, int timeout_ms, int64_t *ret_offset,
			struct error *err)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_topic_partition_t *asked =
		rd_kafka_topic_partition_list_add(list, topic, partition);
	rd_kafka_resp_err_t code;

	asked->offset = (time_us + 999) / 1000; /* the time goes in where the offset comes out */
	code = rd_kafka_offsets_for_times(watcher->all, list, timeout_ms);
	if (!code)
		code = asked->err;
	*ret_offset = asked->offset == RD_KAFKA_OFFSET_END ? INT64_MAX : asked->offset;
	rd_kafka_topic_partition_list_destroy(list);
	if (code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
		learn_leaders(watcher->all, timeout_ms);
	if (code)
		return error_set(err, ERROR_RETRY,
				 "could not ask topic \"%s\" partition %d for the offset of a time: %s",
				 topic, (int)partition, rd_kafka_err2str(code));
	return true;
}

/* A client sees one kind of end, as its isolation level says; the second one is opened
 * when something has to be explained. */
bool
kafka_watcher_stable_end(struct kafka_watcher *watcher, const char *topic,
			 int32_t partition, int timeout_ms, int64_t *ret_end,
			 struct error *err)
{
	int64_t first;

	return (watcher->committed ||
		open_client(&watcher->committed, watcher->conf, "read_committed", err)) &&
	       ask_ends(watcher->committed, topic, partition, timeout_ms, &first, ret_end, err);
}

bool
kafka_watcher_cluster(struct kafka_watcher *watcher, int timeout_ms, char *ret_id,
		      size_t size, struct error *err)
{
	char *id = rd_kafka_clusterid(watcher->all, timeout_ms);

	if (!id)
		return error_set(err, ERROR_RETRY, "no broker said to which cluster it belongs");
	snprintf(ret_id, size, "%s", id);
	rd_kafka_mem_free(watcher->all, id);
	return true;
}

struct kafka_watcher *
kafka_watcher_close(struct kafka_watcher *watcher)
{
	if (!watcher)
		return NULL;
	rd_kafka_destroy(watcher->all);
	if (watcher->committed)
		rd_kafka_destroy(watcher->committed);
	free(watcher);
	return NULL;
}
