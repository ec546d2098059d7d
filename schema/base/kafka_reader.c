/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

enum {
	ANSWER_MS_MAX = 10000, /* for one record, or the ends of the log */
	AHEAD_MAX = 1000,      /* records that are read over rather than begun anew */
};

struct kafka_reader {
	rd_kafka_t *kafka;
	rd_kafka_topic_t *topic; /* NULL: nothing is being read */
	const char *name;
	int32_t partition;
	int64_t next;            /* offset that comes next */
	int64_t first, end;      /* of the log, when the reading began */
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
kafka_reader_open(struct kafka_reader **ret_reader, const struct conf *conf,
		  struct error *err)
{
	const struct kafka_setting own[] = {
		{ "fetch.wait.max.ms", "50" },
		{ "queued.min.messages", "1000" },
		{ "queued.max.messages.kbytes", "4096" },
	};
	const struct kafka_setting fixed[] = {
		{ "isolation.level", "read_committed" },
		{ "auto.offset.reset", "error" },
		{ "enable.auto.commit", "false" },
		{ "allow.auto.create.topics", "false" },
	};
	struct kafka_reader *reader;
	rd_kafka_conf_t *kafka;
	char why[256];

	if (!kafka_conf_make(&kafka, conf, own, ARRAY_COUNT(own), fixed, ARRAY_COUNT(fixed),
			     err))
		return false;
	rd_kafka_conf_set_log_cb(kafka, ignore_log);
	reader = calloc(1, sizeof *reader);
	CHECK(reader != NULL);
	reader->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, kafka, why, sizeof why);
	if (!reader->kafka) {
		rd_kafka_conf_destroy(kafka);
		free(reader);
		return error_set(err, ERROR_CONFIG, "cannot start a Kafka client: %s", why);
	}
	*ret_reader = reader;
	return true;
}

static void
stop(struct kafka_reader *reader)
{
	if (!reader->topic)
		return;
	rd_kafka_consume_stop(reader->topic, reader->partition);
	rd_kafka_topic_destroy(reader->topic);
	reader->topic = NULL;
}

static bool
refuse_kafka(const struct kafka_reader *reader, int64_t offset, rd_kafka_resp_err_t code,
	     struct error *err)
{
	error_set(err, ERROR_RETRY, "could not read topic \"%s\" partition %d offset %lld: %s",
		  reader->name, (int)reader->partition, (long long)offset,
		  rd_kafka_err2str(code));
	return error_hint(err, "See whether the brokers of \"kafka.brokers\" are up.");
}

static bool
is_in_log(const struct kafka_reader *reader, int64_t offset, struct error *err)
{
	if (offset < reader->first) {
		error_set(err, ERROR_REJECT,
			  "removed from the log: topic \"%s\" partition %d begins at offset "
			  "%lld",
			  reader->name, (int)reader->partition, (long long)reader->first);
		return error_hint(err, "Retention or a deletion of records took it; only its "
				       "source can send it again.");
	}
	if (offset >= reader->end) {
		error_set(err, ERROR_REJECT,
			  "not in the log: topic \"%s\" partition %d ends at offset %lld",
			  reader->name, (int)reader->partition, (long long)reader->end);
		return error_hint(err, "The log was truncated, or its topic was made anew.");
	}
	return true;
}

static bool
begin(struct kafka_reader *reader, const char *name, int32_t partition, int64_t offset,
      struct error *err)
{
	rd_kafka_resp_err_t code;

	stop(reader);
	reader->name = name;
	reader->partition = partition;
	reader->next = offset;
	code = rd_kafka_query_watermark_offsets(reader->kafka, name, partition, &reader->first,
						&reader->end, ANSWER_MS_MAX);
	if (code)
		return refuse_kafka(reader, offset, code, err);
	if (!is_in_log(reader, offset, err))
		return false;
	reader->topic = rd_kafka_topic_new(reader->kafka, name, NULL);
	if (!reader->topic ||
	    rd_kafka_consume_start(reader->topic, partition, offset) != 0)
		return refuse_kafka(reader, offset, rd_kafka_last_error(), err);
	return true;
}

static bool
is_near(const struct kafka_reader *reader, const char *name, int32_t partition,
	int64_t offset)
{
	return reader->topic && strcmp(reader->name, name) == 0 &&
	       reader->partition == partition && offset >= reader->next &&
	       offset - reader->next < AHEAD_MAX && offset < reader->end;
}

/* NULL: nothing came in time, or CODE says what came instead. */
static rd_kafka_message_t *
take(const struct kafka_reader *reader, int64_t until_us, rd_kafka_resp_err_t *ret_code)
{
	int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
	rd_kafka_message_t *message;

	*ret_code = RD_KAFKA_RESP_ERR__TIMED_OUT;
	if (left_ms <= 0)
		return NULL;
	message = rd_kafka_consume(reader->topic, reader->partition, (int)left_ms);
	if (!message || message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
		return message;
	*ret_code = message->err;
	rd_kafka_message_destroy(message);
	return NULL;
}

static bool
refuse_gone(const struct kafka_reader *reader, int64_t offset, struct error *err)
{
	error_set(err, ERROR_REJECT,
		  "removed from the log: topic \"%s\" partition %d has nothing at offset %lld",
		  reader->name, (int)reader->partition, (long long)offset);
	return error_hint(err, "Compaction took it; only its source can send it again.");
}

bool
kafka_reader_read(struct kafka_reader *reader, const char *topic, int32_t partition,
		  int64_t offset, struct kafka_record *ret_record, struct error *err)
{
	int64_t until_us = clock_monotonic_us() + ANSWER_MS_MAX * INT64_C(1000);
	rd_kafka_message_t *message;
	rd_kafka_resp_err_t code;

	if (!is_near(reader, topic, partition, offset) &&
	    !begin(reader, topic, partition, offset, err))
		return false;
	while ((message = take(reader, until_us, &code))) {
		reader->next = message->offset + 1;
		if (message->offset == offset) {
			kafka_record_fill(ret_record, message, reader->name);
			return true;
		}
		rd_kafka_message_destroy(message);
		if (reader->next > offset) {
			stop(reader);
			return refuse_gone(reader, offset, err);
		}
	}
	stop(reader);
	return refuse_kafka(reader, offset, code, err);
}

struct kafka_reader *
kafka_reader_close(struct kafka_reader *reader)
{
	if (!reader)
		return NULL;
	stop(reader);
	rd_kafka_destroy(reader->kafka);
	free(reader);
	return NULL;
}
