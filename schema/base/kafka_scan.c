/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/base/check.h"

struct kafka_scan {
	rd_kafka_t *kafka;
	rd_kafka_topic_t *topic; /* NULL: nothing is being read */
	const char *name;
	int32_t partition;
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
kafka_scan_open(struct kafka_scan **ret_scan, const struct conf *conf, int64_t ahead_kib,
		struct error *err)
{
	char kib[16];
	const struct kafka_setting own[] = {
		{ "fetch.wait.max.ms", "50" },
		{ "queued.min.messages", "1000000" },
		{ "queued.max.messages.kbytes", kib },
		{ "fetch.message.max.bytes", "2097152" },
	};
	const struct kafka_setting fixed[] = {
		{ "isolation.level", "read_committed" },
		{ "auto.offset.reset", "error" },
		{ "enable.auto.commit", "false" },
		{ "enable.partition.eof", "true" },
		{ "allow.auto.create.topics", "false" },
	};
	struct kafka_scan *scan;
	rd_kafka_conf_t *kafka;
	char why[256];

	snprintf(kib, sizeof kib, "%lld", (long long)ahead_kib);
	if (!kafka_conf_make(&kafka, conf, own, ARRAY_COUNT(own), fixed, ARRAY_COUNT(fixed),
			     err))
		return false;
	rd_kafka_conf_set_log_cb(kafka, ignore_log);
	scan = calloc(1, sizeof *scan);
	CHECK(scan != NULL);
	scan->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, kafka, why, sizeof why);
	if (!scan->kafka) {
		rd_kafka_conf_destroy(kafka);
		free(scan);
		return error_set(err, ERROR_CONFIG, "cannot start a Kafka client: %s", why);
	}
	*ret_scan = scan;
	return true;
}

static void
stop(struct kafka_scan *scan)
{
	if (!scan->topic)
		return;
	rd_kafka_consume_stop(scan->topic, scan->partition);
	rd_kafka_topic_destroy(scan->topic);
	scan->topic = NULL;
}

bool
kafka_scan_begin(struct kafka_scan *scan, const char *topic, int32_t partition,
		 int64_t offset, struct error *err)
{
	rd_kafka_topic_t *handle;

	stop(scan);
	scan->name = topic;
	scan->partition = partition;
	handle = rd_kafka_topic_new(scan->kafka, topic, NULL);
	if (!handle || rd_kafka_consume_start(handle, partition, offset) != 0) {
		error_set(err, ERROR_RETRY, "could not read topic \"%s\" partition %d: %s", topic,
			  (int)partition, rd_kafka_err2str(rd_kafka_last_error()));
		if (handle)
			rd_kafka_topic_destroy(handle);
		return false;
	}
	scan->topic = handle;
	return true;
}

/* See kafka_consumer_nudge(). */
static void
nudge(const struct kafka_scan *scan)
{
	const struct rd_kafka_metadata *metadata = NULL;

	if (rd_kafka_metadata(scan->kafka, 0, NULL, &metadata, 1) ==
	    RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_metadata_destroy(metadata);
}

/* What came instead of a record.  Trouble of brokers passes, or the caller's patience. */
static enum kafka_scanned
take_event(const struct kafka_scan *scan, const rd_kafka_message_t *message, int64_t upto,
	   struct error *err)
{
	if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
		return message->offset >= upto ? KAFKA_SCAN_END : KAFKA_SCAN_NOTHING;
	if (message->err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET &&
	    message->err != RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
		return KAFKA_SCAN_NOTHING;
	error_set(err, ERROR_REJECT,
		  "topic \"%s\" partition %d does not have the offsets asked for: %s", scan->name,
		  (int)scan->partition, rd_kafka_err2str(message->err));
	return KAFKA_SCAN_FAILED;
}

enum kafka_scanned
kafka_scan_next(struct kafka_scan *scan, int64_t upto, int timeout_ms,
		struct kafka_record *ret_record, struct error *err)
{
	rd_kafka_message_t *message = rd_kafka_consume(scan->topic, scan->partition, timeout_ms);
	enum kafka_scanned found = KAFKA_SCAN_RECORD;

	if (!message) {
		nudge(scan);
		return KAFKA_SCAN_NOTHING;
	}
	if (message->err)
		found = take_event(scan, message, upto, err);
	else if (message->offset >= upto)
		found = KAFKA_SCAN_END;
	if (found == KAFKA_SCAN_RECORD)
		kafka_record_fill(ret_record, message, scan->name);
	else
		rd_kafka_message_destroy(message);
	return found;
}

struct kafka_scan *
kafka_scan_close(struct kafka_scan *scan)
{
	if (!scan)
		return NULL;
	stop(scan);
	rd_kafka_destroy(scan->kafka);
	free(scan);
	return NULL;
}
