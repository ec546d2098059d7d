/* SPDX-License-Identifier: PostgreSQL
 *
 * kafka.h - the one home of librdkafka: a producer that knows what was acknowledged,
 * and a consumer whose positions come from elsewhere.
 *
 * What Debian's 2.0.2 cannot do safely is not used: no Kafka transactions, no
 * cooperative assignment, no batch consume, no seek (a fresh assignment with explicit
 * offsets replaces it).  Nagle's algorithm is off.  Offsets are never taken from Kafka:
 * auto.offset.reset is error, enable.auto.commit is false.
 */
#ifndef SCHEMA_BASE_KAFKA_H
#define SCHEMA_BASE_KAFKA_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/base/conf.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"

/* Called from kafka_producer_poll() and _flush(), in their thread, once a record. */
typedef void kafka_delivered_fn(void *context, uint64_t tag, bool acknowledged,
				const char *why);

struct kafka_producer;

/* acks=all, idempotence, zstd; DELIVERED may be NULL; CONF lives longer. */
bool kafka_producer_open(struct kafka_producer **ret_producer, const struct conf *conf,
			 kafka_delivered_fn *delivered, void *context,
			 struct error *err) MUST_CHECK;
/* From the moment when *STOP is not 0 (a signal handler sets it) a send that waits for
 * room, and a flush without time-out, give up. */
void kafka_producer_stop_on(struct kafka_producer *producer,
			    const volatile sig_atomic_t *stop);
/* Hands one record over; waits (serving deliveries) while the queue is full.  KEY and
 * PAYLOAD are copied.  CONTENT_TYPE NULL: no header. */
bool kafka_producer_send(struct kafka_producer *producer, const char *topic,
			 struct slice key, struct slice payload,
			 const char *content_type, uint64_t tag,
			 struct error *err) MUST_CHECK;
/* Serves deliveries for at most TIMEOUT_MS. */
void kafka_producer_poll(struct kafka_producer *producer, int timeout_ms);
/* Waits until nothing is in flight; false after TIMEOUT_MS; -1: no time-out. */
bool kafka_producer_flush(struct kafka_producer *producer, int timeout_ms,
			  struct error *err) MUST_CHECK;
/* Records handed over and not yet delivered. */
int kafka_producer_in_flight(const struct kafka_producer *producer);
/* NULL is fine; returns NULL.  What is in flight is dropped: flush first. */
struct kafka_producer *kafka_producer_close(struct kafka_producer *producer);

struct kafka_partition {
	const char *topic; /* the name as subscribed: static */
	int32_t partition;
	int64_t offset;    /* where to read on */
};

enum { KAFKA_PARTITIONS_MAX = 512, KAFKA_HEADERS_MAX = 32 };

/* A record of the log; valid until kafka_record_release(). */
struct kafka_header {
	struct slice name;
	struct slice value;
};
struct kafka_record {
	const char *topic; /* the name as subscribed: pointers can be compared */
	int32_t partition;
	int64_t offset;
	int64_t broker_time_us; /* LogAppendTime, or 0 */
	struct slice payload;   /* data NULL: tombstone */
	struct slice key;       /* data NULL: none */
	struct kafka_header headers[KAFKA_HEADERS_MAX];
	size_t header_count;
	void *message;
};

/* What the owner of a consumer decides.  All are called from kafka_consumer_poll() and
 * kafka_consumer_close(), in their thread. */
struct kafka_consumer_calls {
	/* Leaves those that are to be read in front, with their offsets, and returns how
	 * many; the others, with 0 all, wait for kafka_consumer_reassign(). */
	int (*assigned)(void *context, struct kafka_partition *partitions, int count);
	/* Settle what is in flight for them; afterwards they belong to others. */
	void (*revoked)(void *context);
	/* The log holds no record from the last one that came up to UPTO: what lies there, if
	 * anything, are marks of transactions.  Said whenever all that may be read was read. */
	void (*tail)(void *context, const char *topic, int32_t partition, int64_t upto);
	/* Anything librdkafka reports about brokers and partitions. */
	void (*trouble)(void *context, bool fatal, const char *topic, int32_t partition,
			const char *name, const char *why);
};

struct kafka_consumer;

/* TOPICS live as long as the consumer. */
bool kafka_consumer_open(struct kafka_consumer **ret_consumer, const struct conf *conf,
			 const char *const *topics, int topic_count,
			 const struct kafka_consumer_calls *calls, void *context,
			 struct error *err) MUST_CHECK;
/* An eventfd that librdkafka adds to whenever the empty queue gets something. */
void kafka_consumer_wake_on(struct kafka_consumer *consumer, int fd);
/* True: ret_record is filled.  False: nothing came within TIMEOUT_MS. */
bool kafka_consumer_poll(struct kafka_consumer *consumer, int timeout_ms,
			 struct kafka_record *ret_record);
/* Makes a broker's thread look again whether it may fetch: librdkafka before 2.2 sleeps
 * a whole second after its queue was full, however fast it is emptied. */
void kafka_consumer_nudge(struct kafka_consumer *consumer);
void kafka_record_release(struct kafka_record *record);
/* Reads on at the offsets given: all that is fetched ahead is thrown away. */
bool kafka_consumer_reassign(struct kafka_consumer *consumer,
			     const struct kafka_partition *partitions, int count,
			     struct error *err) MUST_CHECK;
/* Tells the group the positions, as a hint for lag tools only, and NOTE beside each;
 * asynchronous. */
void kafka_consumer_hint(struct kafka_consumer *consumer,
			 const struct kafka_partition *partitions, int count,
			 const char *note);
/* What the group was told last of one partition: TOPIC as subscribed. */
typedef void kafka_hint_fn(void *context, const char *topic, int32_t partition,
			   int64_t offset, const char *note);
/* Asks what the group was told of every partition of our topics, by any of its members;
 * calls HEARD for each before it returns.  From any thread. */
bool kafka_consumer_hints(struct kafka_consumer *consumer, int timeout_ms,
			  kafka_hint_fn *heard, void *context,
			  struct error *err) MUST_CHECK;
/* Leaves the group; returns NULL. */
struct kafka_consumer *kafka_consumer_close(struct kafka_consumer *consumer);

/* Ends of the log, asked from the brokers on a connection of its own, since a fetch
 * that waits for records would hold up any other question on its connection. */
struct kafka_watcher;
bool kafka_watcher_open(struct kafka_watcher **ret_watcher, const struct conf *conf,
			struct error *err) MUST_CHECK;
/* First and next offset of a partition. */
bool kafka_watcher_ends(struct kafka_watcher *watcher, const char *topic,
			int32_t partition, int timeout_ms, int64_t *ret_first,
			int64_t *ret_end, struct error *err) MUST_CHECK;
/* Offset of the first record that the broker recorded at TIME_US (since 1970) or later;
 * INT64_MAX: there is none.  Broker times are whole milliseconds. */
bool kafka_watcher_offset_at(struct kafka_watcher *watcher, const char *topic,
			     int32_t partition, int64_t time_us, int timeout_ms,
			     int64_t *ret_offset, struct error *err) MUST_CHECK;
/* The end of what a reader of committed records gets: before an open transaction. */
bool kafka_watcher_stable_end(struct kafka_watcher *watcher, const char *topic,
			      int32_t partition, int timeout_ms, int64_t *ret_end,
			      struct error *err) MUST_CHECK;
/* The id of the cluster that the brokers belong to. */
bool kafka_watcher_cluster(struct kafka_watcher *watcher, int timeout_ms, char *ret_id,
			   size_t size, struct error *err) MUST_CHECK;
struct kafka_watcher *kafka_watcher_close(struct kafka_watcher *watcher);

/* Single records of the log by their place; without a group, so that nobody is disturbed.
 * Rising offsets of one partition are read in one go. */
struct kafka_reader;
bool kafka_reader_open(struct kafka_reader **ret_reader, const struct conf *conf,
		       struct error *err) MUST_CHECK;
/* Reads the record at OFFSET; TOPIC is static text.  ERROR_REJECT: the log does not have
 * it, and the message says why; ERROR_RETRY: the brokers did not answer. */
bool kafka_reader_read(struct kafka_reader *reader, const char *topic, int32_t partition,
		       int64_t offset, struct kafka_record *ret_record,
		       struct error *err) MUST_CHECK;
struct kafka_reader *kafka_reader_close(struct kafka_reader *reader);

/* One partition from an offset on, in order and fast; without a group. */
struct kafka_scan;
/* AHEAD_KIB: memory for records fetched ahead. */
bool kafka_scan_open(struct kafka_scan **ret_scan, const struct conf *conf,
		     int64_t ahead_kib, struct error *err) MUST_CHECK;
/* TOPIC is static text; what was being read is given up. */
bool kafka_scan_begin(struct kafka_scan *scan, const char *topic, int32_t partition,
		      int64_t offset, struct error *err) MUST_CHECK;
enum kafka_scanned {
	KAFKA_SCAN_RECORD,  /* ret_record is filled */
	KAFKA_SCAN_END,     /* nothing is left below UPTO */
	KAFKA_SCAN_NOTHING, /* not within the time-out */
	KAFKA_SCAN_FAILED,  /* ERR; ERROR_REJECT: the log does not have these offsets */
};
/* The next record below UPTO. */
enum kafka_scanned kafka_scan_next(struct kafka_scan *scan, int64_t upto, int timeout_ms,
				   struct kafka_record *ret_record, struct error *err);
struct kafka_scan *kafka_scan_close(struct kafka_scan *scan);

#endif
