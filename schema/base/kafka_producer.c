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

enum { TOPICS_MAX = 16, WAIT_MS = 100, RENEWED_MAX = 1000 };

/* A record that a lost producer has not brought to an end. */
struct kept {
	struct kept *next;
	char topic[64], content_type[64]; /* content type "": none */
	size_t key_length, length;
	uint64_t tag;
	char bytes[]; /* key, payload */
};

struct kafka_producer {
	rd_kafka_t *kafka;
	rd_kafka_topic_t *topics[TOPICS_MAX];
	int topic_count;
	kafka_delivered_fn *delivered;
	void *context;
	const volatile sig_atomic_t *stop; /* NULL: never */
	const struct conf *conf;
	int in_flight; /* those that are kept, too */
	struct kept *kept;
	int renewed; /* how often there was a new one */
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

/* -- a producer that the brokers no longer follow ---------------------------------------- */

/* A broker that stood still and leads again may find a gap in our numbers.  librdkafka takes
 * that for the end of the producer: only a new one helps.  What was in flight is sent again
 * by it, and counts once, as whatever is published twice. */
static bool
is_lost(const struct kafka_producer *producer)
{
	rd_kafka_resp_err_t code = rd_kafka_fatal_error(producer->kafka, NULL, 0);

	return code == RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER &&
	       producer->renewed < RENEWED_MAX;
}

static void
keep(struct kafka_producer *producer, const rd_kafka_message_t *message)
{
	struct kept *kept = calloc(1, sizeof *kept + message->key_len + message->len);
	rd_kafka_headers_t *headers;
	const void *content_type = NULL;
	size_t size;

	CHECK(kept != NULL);
	snprintf(kept->topic, sizeof kept->topic, "%s", rd_kafka_topic_name(message->rkt));
	if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
	    rd_kafka_header_get_last(headers, "content-type", &content_type, &size) ==
		    RD_KAFKA_RESP_ERR_NO_ERROR)
		snprintf(kept->content_type, sizeof kept->content_type, "%s",
			 (const char *)content_type);
	kept->key_length = message->key_len;
	kept->length = message->len;
	kept->tag = (uint64_t)(uintptr_t)message->_private;
	if (message->key_len > 0)
		memcpy(kept->bytes, message->key, message->key_len);
	memcpy(kept->bytes + message->key_len, message->payload, message->len);
	kept->next = producer->kept;
	producer->kept = kept;
}

static void
on_delivered(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *opaque)
{
	struct kafka_producer *producer = opaque;
	bool acknowledged = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;

	(void)kafka;
	if (!acknowledged && is_lost(producer)) {
		keep(producer, message);
		return;
	}
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

static bool
start(struct kafka_producer *producer, struct error *err)
{
	rd_kafka_conf_t *kafka;
	char why[256];

	if (!kafka_conf_make(&kafka, producer->conf, own, ARRAY_COUNT(own), fixed,
			     ARRAY_COUNT(fixed), err))
		return false;
	rd_kafka_conf_set_opaque(kafka, producer);
	rd_kafka_conf_set_dr_msg_cb(kafka, on_delivered);
	rd_kafka_conf_set_error_cb(kafka, on_error);
	rd_kafka_conf_set_log_cb(kafka, on_log);
	producer->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, kafka, why, sizeof why);
	if (producer->kafka)
		return true;
	rd_kafka_conf_destroy(kafka);
	return error_set(err, ERROR_CONFIG, "cannot start a Kafka producer: %s", why);
}

bool
kafka_producer_open(struct kafka_producer **ret_producer, const struct conf *conf,
		    kafka_delivered_fn *delivered, void *context, struct error *err)
{
	struct kafka_producer *producer = calloc(1, sizeof *producer);

	CHECK(producer != NULL);
	producer->conf = conf;
	producer->delivered = delivered;
	producer->context = context;
	if (!start(producer, err)) {
		free(producer);
		return false;
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

static void
end(struct kafka_producer *producer)
{
	for (int i = 0; i < producer->topic_count; i++)
		rd_kafka_topic_destroy(producer->topics[i]);
	producer->topic_count = 0;
	rd_kafka_destroy(producer->kafka);
	producer->kafka = NULL;
}

/* What cannot be handed over is told as not acknowledged. */
static void
send_kept(struct kafka_producer *producer)
{
	struct kept *kept;

	while ((kept = producer->kept) != NULL) {
		rd_kafka_resp_err_t code = hand_over(
			producer->kafka, topic_of(producer, kept->topic),
			(struct slice){ kept->bytes, kept->key_length },
			(struct slice){ kept->bytes + kept->key_length, kept->length },
			kept->content_type[0] != '\0' ? kept->content_type : NULL, kept->tag);

		producer->kept = kept->next;
		if (code) {
			producer->in_flight--;
			if (producer->delivered)
				producer->delivered(producer->context, kept->tag, false,
						    rd_kafka_err2str(code));
		}
		free(kept);
	}
}

/* All that was in flight comes back through on_delivered(), which keeps it. */
static void
renew_if_lost(struct kafka_producer *producer)
{
	struct error err = { 0 };

	if (!is_lost(producer))
		return;
	rd_kafka_purge(producer->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	while (rd_kafka_outq_len(producer->kafka) > 0)
		rd_kafka_flush(producer->kafka, WAIT_MS); /* purged: every record comes back */
	log_info("a broker lost count of this producer: a new one sends %d records again",
		 producer->in_flight);
	end(producer);
	CHECK(start(producer, &err)); /* as it could be started before */
	producer->renewed++;
	send_kept(producer);
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
		if (code == RD_KAFKA_RESP_ERR__FATAL && is_lost(producer)) {
			renew_if_lost(producer);
			handle = topic_of(producer, topic);
			continue;
		}
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
	renew_if_lost(producer);
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
		renew_if_lost(producer);
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
	struct kept *kept;

	if (!producer)
		return NULL;
	rd_kafka_purge(producer->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	end(producer);
	while ((kept = producer->kept) != NULL) {
		producer->kept = kept->next;
		free(kept);
	}
	free(producer);
	return NULL;
}
