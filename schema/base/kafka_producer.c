/* SPDX-License-Identifier: PostgreSQL
 *
 * kafka_producer.c - hands records over and counts what was acknowledged.
 *
 * A record is acknowledged when all in-sync replicas have it (acks=all).  Idempotence
 * keeps the order and drops most repetitions of a retry; it is not what exactness rests
 * on, since a producer that was started again has another identity: a repeated event
 * changes nothing because facts are a join.
 *
 * While the brokers are away records wait, by default for ever: a time-out here would
 * only turn an outage into a loss that somebody has to repair by hand.  A program that
 * wants an end sets message.timeout.ms.  The trouble is logged when it begins and when
 * it is over, not in between: librdkafka's own lines repeat with every attempt.
 *
 * Keys are hashed as Java clients do it (murmur2): the events of one dossier that come
 * from two systems meet in one partition, which saves work; nothing depends on it.
 */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"

enum { TOPICS_MAX = 16, WAIT_MS = 100, AGAIN_MAX = 1000000 /* records of a process */ };

struct kafka_producer {
	rd_kafka_t *kafka;
	rd_kafka_topic_t *topics[TOPICS_MAX];
	int topic_count;
	kafka_delivered_fn *delivered;
	void *context;
	const volatile sig_atomic_t *stop; /* NULL: never */
	int in_flight;
	int sent_again;
	int64_t away_since_us; /* 0: the brokers answer */
};

static const struct kafka_setting own[] = {
	{ "compression.type", "zstd" },
	{ "linger.ms", "5" },
	{ "message.timeout.ms", "0" },
	{ "partitioner", "murmur2_random" },
	{ "queue.buffering.max.messages", "100000" },
	{ "queue.buffering.max.kbytes", "65536" },
};

static const struct kafka_setting fixed[] = {
	{ "acks", "all" },
	{ "enable.idempotence", "true" },
};

static void
note_away(struct kafka_producer *producer, const char *why)
{
	if (producer->away_since_us != 0)
		return;
	producer->away_since_us = clock_monotonic_us();
	log_warning("could not reach Kafka: %s; %d records wait, trying again until it "
		    "answers",
		    why, producer->in_flight);
}

static void
note_back(struct kafka_producer *producer)
{
	if (producer->away_since_us == 0)
		return;
	log_info("Kafka answers again after %lld s",
		 (long long)((clock_monotonic_us() - producer->away_since_us) / SECOND_US));
	producer->away_since_us = 0;
}

static rd_kafka_resp_err_t
hand_over(rd_kafka_t *kafka, rd_kafka_topic_t *topic, struct slice key,
	  struct slice payload, const char *content_type, uint64_t tag)
{
	/* librdkafka takes a copy, whatever its type says */
	void *bytes = (void *)(uintptr_t)payload.data;

	if (!content_type)
		return rd_kafka_producev(
			kafka, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_KEY(key.data, key.length),
			RD_KAFKA_V_VALUE(bytes, payload.length),
			RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
			RD_KAFKA_V_OPAQUE((void *)(uintptr_t)tag), RD_KAFKA_V_END);
	return rd_kafka_producev(
		kafka, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_KEY(key.data, key.length),
		RD_KAFKA_V_VALUE(bytes, payload.length),
		RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
		RD_KAFKA_V_OPAQUE((void *)(uintptr_t)tag),
		RD_KAFKA_V_HEADER("content-type", content_type, -1), RD_KAFKA_V_END);
}

/* A broker that has led before may find a gap in our numbers when it leads again: librdkafka
 * gives up what was in flight and begins a new row of numbers.  Sent again it counts once, as
 * whatever is published twice. */
static bool
send_again(struct kafka_producer *producer, const rd_kafka_message_t *message)
{
	rd_kafka_headers_t *headers;
	const void *content_type = NULL;
	size_t size;

	if (message->err != RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER ||
	    producer->sent_again >= AGAIN_MAX)
		return false;
	if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_header_get_last(headers, "content-type", &content_type, &size);
	if (hand_over(producer->kafka, message->rkt,
		      (struct slice){ message->key, message->key_len },
		      (struct slice){ message->payload, message->len }, content_type,
		      (uint64_t)(uintptr_t)message->_private) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return false;
	producer->sent_again++;
	return true;
}

static void
on_delivered(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *opaque)
{
	struct kafka_producer *producer = opaque;
	bool acknowledged = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;

	(void)kafka;
	if (send_again(producer, message))
		return;
	CHECK_OP(producer->in_flight, >, 0);
	producer->in_flight--;
	if (acknowledged)
		note_back(producer);
	if (producer->delivered)
		producer->delivered(producer->context,
				    (uint64_t)(uintptr_t)message->_private, acknowledged,
				    acknowledged ? NULL : rd_kafka_err2str(message->err));
}

/* A single connection that breaks is no trouble while another broker answers; what
 * stops everything is told by its own code. */
static void
on_error(rd_kafka_t *kafka, int code, const char *why, void *opaque)
{
	struct kafka_producer *producer = opaque;

	(void)kafka;
	switch (code) {
	case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
	case RD_KAFKA_RESP_ERR__AUTHENTICATION:
	case RD_KAFKA_RESP_ERR__SSL:
		note_away(producer, why);
		break;
	default:
		log_debug("librdkafka: %s: %s",
			  rd_kafka_err2name((rd_kafka_resp_err_t)code), why);
	}
}

static void
on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
	(void)kafka;
	(void)level;
	log_debug("librdkafka: %s: %s", facility, text);
}

bool
kafka_producer_open(struct kafka_producer **ret_producer, const struct conf *conf,
		    kafka_delivered_fn *delivered, void *context, struct error *err)
{
	struct kafka_producer *producer;
	rd_kafka_conf_t *kafka;
	char why[256];

	if (!kafka_conf_make(&kafka, conf, own, ARRAY_COUNT(own), fixed, ARRAY_COUNT(fixed),
			     err))
		return false;
	producer = calloc(1, sizeof *producer);
	CHECK(producer != NULL);
	producer->delivered = delivered;
	producer->context = context;
	rd_kafka_conf_set_opaque(kafka, producer);
	rd_kafka_conf_set_dr_msg_cb(kafka, on_delivered);
	rd_kafka_conf_set_error_cb(kafka, on_error);
	rd_kafka_conf_set_log_cb(kafka, on_log);
	producer->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, kafka, why, sizeof why);
	if (!producer->kafka) {
		rd_kafka_conf_destroy(kafka);
		free(producer);
		return error_set(err, ERROR_CONFIG, "cannot start a Kafka producer: %s", why);
	}
	*ret_producer = producer;
	return true;
}

void
kafka_producer_stop_on(struct kafka_producer *producer, const volatile sig_atomic_t *stop)
{
	producer->stop = stop;
}

static rd_kafka_topic_t *
topic_of(struct kafka_producer *producer, const char *name)
{
	for (int i = 0; i < producer->topic_count; i++)
		if (strcmp(rd_kafka_topic_name(producer->topics[i]), name) == 0)
			return producer->topics[i];
	CHECK_OP(producer->topic_count, <, TOPICS_MAX);
	producer->topics[producer->topic_count] =
		rd_kafka_topic_new(producer->kafka, name, NULL);
	CHECK(producer->topics[producer->topic_count] != NULL);
	return producer->topics[producer->topic_count++];
}

static bool
send_failed(const struct kafka_producer *producer, const char *topic,
	    rd_kafka_resp_err_t code, struct error *err)
{
	char why[256] = "";

	if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
		return error_set(err, ERROR_REJECT,
				 "cannot publish to topic \"%s\": the record is larger than "
				 "message.max.bytes",
				 topic);
	if (code == RD_KAFKA_RESP_ERR__FATAL)
		rd_kafka_fatal_error(producer->kafka, why, sizeof why);
	error_set(err, ERROR_STOP, "could not publish to topic \"%s\": %s", topic,
		  why[0] != '\0' ? why : rd_kafka_err2str(code));
	return error_hint(err, "Run it again: an event that is published twice counts once.");
}

bool
kafka_producer_send(struct kafka_producer *producer, const char *topic, struct slice key,
		    struct slice payload, const char *content_type, uint64_t tag,
		    struct error *err)
{
	rd_kafka_topic_t *handle = topic_of(producer, topic);
	rd_kafka_resp_err_t code;

	for (;;) {
		code = hand_over(producer->kafka, handle, key, payload, content_type, tag);
		if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
			break;
		if (producer->stop && *producer->stop)
			return error_set(err, ERROR_RETRY,
					 "could not publish to topic \"%s\": stopped while "
					 "waiting for Kafka",
					 topic);
		kafka_producer_poll(producer, WAIT_MS);
	}
	if (code)
		return send_failed(producer, topic, code, err);
	producer->in_flight++;
	return true;
}

void
kafka_producer_poll(struct kafka_producer *producer, int timeout_ms)
{
	rd_kafka_poll(producer->kafka, timeout_ms);
}

/* In steps, so that a stop by signal is seen; rd_kafka_flush() sends at once what
 * would otherwise linger. */
bool
kafka_producer_flush(struct kafka_producer *producer, int timeout_ms, struct error *err)
{
	int64_t end_us = clock_monotonic_us() + timeout_ms * INT64_C(1000);

	while (producer->in_flight > 0) {
		if (timeout_ms >= 0 && clock_monotonic_us() >= end_us)
			return error_set(err, ERROR_RETRY,
					 "could not publish %d records within %d ms: no "
					 "acknowledgement from Kafka",
					 producer->in_flight, timeout_ms);
		if (timeout_ms < 0 && producer->stop && *producer->stop)
			return error_set(err, ERROR_RETRY,
					 "could not publish %d records: stopped while waiting "
					 "for Kafka",
					 producer->in_flight);
		rd_kafka_flush(producer->kafka, WAIT_MS);
	}
	return true;
}

int
kafka_producer_in_flight(const struct kafka_producer *producer)
{
	return producer->in_flight;
}

struct kafka_producer *
kafka_producer_close(struct kafka_producer *producer)
{
	if (!producer)
		return NULL;
	rd_kafka_purge(producer->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	for (int i = 0; i < producer->topic_count; i++)
		rd_kafka_topic_destroy(producer->topics[i]);
	rd_kafka_destroy(producer->kafka);
	free(producer);
	return NULL;
}
