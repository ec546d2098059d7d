/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

struct kafka_consumer {
	rd_kafka_t *kafka;
	const char *const *topics;
	int topic_count;
	struct kafka_consumer_calls calls;
	void *context;
};

/* The partitions as librdkafka wants them. */
static rd_kafka_topic_partition_list_t *
list_of(const struct kafka_partition *partitions, int count)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(count);

	for (int i = 0; i < count; i++)
		rd_kafka_topic_partition_list_add(list, partitions[i].topic,
						  partitions[i].partition)
			->offset = partitions[i].offset;
	return list;
}

static const char *
subscribed_name(const struct kafka_consumer *consumer, const char *topic)
{
	for (int i = 0; i < consumer->topic_count; i++)
		if (strcmp(consumer->topics[i], topic) == 0)
			return consumer->topics[i];
	return NULL;
}

static int
partitions_of(const struct kafka_consumer *consumer,
	      const rd_kafka_topic_partition_list_t *list,
	      struct kafka_partition ret_partitions[KAFKA_PARTITIONS_MAX])
{
	CHECK_OP(list->cnt, <=, KAFKA_PARTITIONS_MAX);
	for (int i = 0; i < list->cnt; i++) {
		ret_partitions[i] = (struct kafka_partition){
			.topic = subscribed_name(consumer, list->elems[i].topic),
			.partition = list->elems[i].partition,
			.offset = RD_KAFKA_OFFSET_INVALID,
		};
		CHECK(ret_partitions[i].topic != NULL);
	}
	return list->cnt;
}

static void
report(struct kafka_consumer *consumer, rd_kafka_resp_err_t code, const char *topic,
       int32_t partition, const char *why)
{
	bool fatal = code == RD_KAFKA_RESP_ERR__FATAL ||
		     code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE;

	consumer->calls.trouble(consumer->context, fatal, topic, partition,
				rd_kafka_err2name(code), why);
}

static void
assign(struct kafka_consumer *consumer, const rd_kafka_topic_partition_list_t *list)
{
	rd_kafka_resp_err_t code = rd_kafka_assign(consumer->kafka, list);

	if (code)
		report(consumer, code, NULL, -1, rd_kafka_err2str(code));
}

static void
on_rebalance(rd_kafka_t *kafka, rd_kafka_resp_err_t code,
	     rd_kafka_topic_partition_list_t *list, void *opaque)
{
	struct kafka_consumer *consumer = opaque;
	struct kafka_partition partitions[KAFKA_PARTITIONS_MAX];
	rd_kafka_topic_partition_list_t *positioned;
	int count;

	(void)kafka;
	if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
		consumer->calls.revoked(consumer->context);
		assign(consumer, NULL);
		return;
	}
	count = partitions_of(consumer, list, partitions);
	count = consumer->calls.assigned(consumer->context, partitions, count);
	positioned = list_of(partitions, count);
	assign(consumer, positioned);
	rd_kafka_topic_partition_list_destroy(positioned);
}

static void
on_error(rd_kafka_t *kafka, int code, const char *why, void *opaque)
{
	char fatal_why[256];

	if (code == RD_KAFKA_RESP_ERR__FATAL) {
		rd_kafka_fatal_error(kafka, fatal_why, sizeof fatal_why);
		why = fatal_why;
	}
	report(opaque, (rd_kafka_resp_err_t)code, NULL, -1, why);
}

/* librdkafka's own log lines: what matters comes through on_error. */
static void
on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
	(void)kafka;
	(void)level;
	(void)facility;
	(void)text;
}

static bool
subscribe(struct kafka_consumer *consumer, struct error *err)
{
	rd_kafka_topic_partition_list_t *list =
		rd_kafka_topic_partition_list_new(consumer->topic_count);
	rd_kafka_resp_err_t code;

	for (int i = 0; i < consumer->topic_count; i++)
		rd_kafka_topic_partition_list_add(list, consumer->topics[i],
						  RD_KAFKA_PARTITION_UA);
	code = rd_kafka_subscribe(consumer->kafka, list);
	rd_kafka_topic_partition_list_destroy(list);
	if (code)
		return error_set(err, ERROR_FATAL, "cannot subscribe: %s",
				 rd_kafka_err2str(code));
	return true;
}

static bool
make_conf(rd_kafka_conf_t **ret_kafka, const struct conf *conf, struct error *err)
{
	char fetch_kib[24];
	const struct kafka_setting own[] = {
		{ "group.id", conf->aggregate_group },
		{ "session.timeout.ms", "6000" },
		{ "heartbeat.interval.ms", "1000" },
		{ "fetch.wait.max.ms", "100" },
		{ "fetch.error.backoff.ms", "50" },
		/* small, since kafka_consumer_nudge() ends the second of sleep that
		 * a full queue costs */
		{ "queued.min.messages", "12000" },
		{ "queued.max.messages.kbytes", fetch_kib },
		/* compressed: a fetch grows many times over when it is opened */
		{ "fetch.message.max.bytes", "65536" },
		{ "fetch.max.bytes", "1000000" },
	};
	const struct kafka_setting fixed[] = {
		{ "partition.assignment.strategy", "range" },
		{ "enable.auto.commit", "false" },
		{ "enable.auto.offset.store", "false" },
		{ "enable.partition.eof", "true" },
		{ "auto.offset.reset", "error" },
		{ "isolation.level", "read_committed" },
		{ "allow.auto.create.topics", "false" },
	};
	bool named = conf->aggregate_instance[0] != '\0';

	snprintf(fetch_kib, sizeof fetch_kib, "%lld", (long long)conf->aggregate_fetch_mib * 1024);
	if (!kafka_conf_make(ret_kafka, conf, own, ARRAY_COUNT(own), fixed,
			     ARRAY_COUNT(fixed), err))
		return false;
	if (named)
		CHECK_OP(rd_kafka_conf_set(*ret_kafka, "group.instance.id",
					   conf->aggregate_instance, NULL, 0),
			 ==, RD_KAFKA_CONF_OK);
	return true;
}

bool
kafka_consumer_open(struct kafka_consumer **ret_consumer, const struct conf *conf,
		    const char *const *topics, int topic_count,
		    const struct kafka_consumer_calls *calls, void *context,
		    struct error *err)
{
	struct kafka_consumer *consumer;
	rd_kafka_conf_t *kafka;
	char why[256];

	if (!make_conf(&kafka, conf, err))
		return false;
	consumer = calloc(1, sizeof *consumer);
	CHECK(consumer != NULL);
	consumer->topics = topics;
	consumer->topic_count = topic_count;
	consumer->calls = *calls;
	consumer->context = context;
	rd_kafka_conf_set_opaque(kafka, consumer);
	rd_kafka_conf_set_rebalance_cb(kafka, on_rebalance);
	rd_kafka_conf_set_error_cb(kafka, on_error);
	rd_kafka_conf_set_log_cb(kafka, on_log);
	consumer->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, kafka, why, sizeof why);
	if (!consumer->kafka) {
		rd_kafka_conf_destroy(kafka);
		free(consumer);
		return error_set(err, ERROR_CONFIG, "cannot start a Kafka consumer: %s", why);
	}
	rd_kafka_poll_set_consumer(consumer->kafka);
	if (!subscribe(consumer, err)) {
		kafka_consumer_close(consumer);
		return false;
	}
	*ret_consumer = consumer;
	return true;
}

void
kafka_consumer_wake_on(struct kafka_consumer *consumer, int fd)
{
	rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer->kafka);

	rd_kafka_queue_io_event_enable(queue, fd, "\1\0\0\0\0\0\0\0", 8);
	rd_kafka_queue_destroy(queue);
}

/* What comes next; an end is no reason to stop asking, since there is more behind it. */
static rd_kafka_message_t *
poll_past_ends(struct kafka_consumer *consumer, int timeout_ms)
{
	rd_kafka_message_t *message;

	while ((message = rd_kafka_consumer_poll(consumer->kafka, timeout_ms)) &&
	       message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		consumer->calls.tail(
			consumer->context,
			subscribed_name(consumer, rd_kafka_topic_name(message->rkt)),
			message->partition, message->offset);
		rd_kafka_message_destroy(message);
	}
	return message;
}

bool
kafka_consumer_poll(struct kafka_consumer *consumer, int timeout_ms,
		    struct kafka_record *ret_record)
{
	rd_kafka_message_t *message = poll_past_ends(consumer, timeout_ms);

	if (!message)
		return false;
	if (message->err) {
		report(consumer, message->err,
		       message->rkt ? rd_kafka_topic_name(message->rkt) : NULL,
		       message->rkt ? message->partition : -1,
		       rd_kafka_message_errstr(message));
		rd_kafka_message_destroy(message);
		return false;
	}
	kafka_record_fill(ret_record, message,
			  subscribed_name(consumer, rd_kafka_topic_name(message->rkt)));
	return true;
}

void
kafka_consumer_nudge(struct kafka_consumer *consumer)
{
	const struct rd_kafka_metadata *metadata = NULL;

	if (rd_kafka_metadata(consumer->kafka, 0, NULL, &metadata, 1) ==
	    RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_metadata_destroy(metadata);
}

bool
kafka_consumer_reassign(struct kafka_consumer *consumer,
			const struct kafka_partition *partitions, int count,
			struct error *err)
{
	rd_kafka_topic_partition_list_t *list = list_of(partitions, count);
	rd_kafka_resp_err_t code = rd_kafka_assign(consumer->kafka, list);

	rd_kafka_topic_partition_list_destroy(list);
	if (code)
		return error_set(err, ERROR_RETRY, "could not go on at the positions: %s",
				 rd_kafka_err2str(code));
	return true;
}

void
kafka_consumer_hint(struct kafka_consumer *consumer,
		    const struct kafka_partition *partitions, int count, const char *note)
{
	rd_kafka_topic_partition_list_t *list = list_of(partitions, count);

	for (int i = 0; i < list->cnt; i++) {
		list->elems[i].metadata = strdup(note); /* the list frees it */
		CHECK(list->elems[i].metadata != NULL);
		list->elems[i].metadata_size = strlen(note);
	}
	rd_kafka_commit(consumer->kafka, list, 1);
	rd_kafka_topic_partition_list_destroy(list);
}

/* Every partition of our topics that the cluster has. */
static rd_kafka_topic_partition_list_t *
list_all(const struct kafka_consumer *consumer, const struct rd_kafka_metadata *metadata)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(0);

	for (int i = 0; i < metadata->topic_cnt; i++) {
		const struct rd_kafka_metadata_topic *topic = &metadata->topics[i];

		if (!subscribed_name(consumer, topic->topic))
			continue;
		for (int j = 0; j < topic->partition_cnt; j++)
			rd_kafka_topic_partition_list_add(list, topic->topic,
							  topic->partitions[j].id);
	}
	return list;
}

static void
hear(const struct kafka_consumer *consumer, const rd_kafka_topic_partition_t *told,
     kafka_hint_fn *heard, void *context)
{
	char note[256];

	if (told->err || told->offset < 0)
		return; /* never told */
	snprintf(note, sizeof note, "%.*s", (int)told->metadata_size,
		 told->metadata ? (const char *)told->metadata : "");
	heard(context, subscribed_name(consumer, told->topic), told->partition, told->offset,
	      note);
}

bool
kafka_consumer_hints(struct kafka_consumer *consumer, int timeout_ms,
		     kafka_hint_fn *heard, void *context, struct error *err)
{
	const struct rd_kafka_metadata *metadata = NULL;
	rd_kafka_topic_partition_list_t *list;
	rd_kafka_resp_err_t code =
		rd_kafka_metadata(consumer->kafka, 0, NULL, &metadata, timeout_ms);

	if (code)
		return error_set(err, ERROR_RETRY, "could not learn the partitions: %s",
				 rd_kafka_err2str(code));
	list = list_all(consumer, metadata);
	rd_kafka_metadata_destroy(metadata);
	if (list->cnt > 0)
		code = rd_kafka_committed(consumer->kafka, list, timeout_ms);
	for (int i = 0; i < list->cnt && !code; i++)
		hear(consumer, &list->elems[i], heard, context);
	rd_kafka_topic_partition_list_destroy(list);
	if (code)
		return error_set(err, ERROR_RETRY, "could not ask what the group knows: %s",
				 rd_kafka_err2str(code));
	return true;
}

struct kafka_consumer *
kafka_consumer_close(struct kafka_consumer *consumer)
{
	if (!consumer)
		return NULL;
	rd_kafka_consumer_close(consumer->kafka);
	rd_kafka_destroy(consumer->kafka);
	free(consumer);
	return NULL;
}
