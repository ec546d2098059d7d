/* SPDX-License-Identifier: PostgreSQL */
#include "producers/outlet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "producers/stop.h"
#include "schema/base/check.h"
#include "schema/base/kafka.h"

enum {
	IN_FLIGHT_MAX = 80000,
	POLL_EVERY = 256,        /* records between two looks at acknowledgements */
	SETTLE_STOPPED_MS = 5000 /* after a stop by signal */
};

struct outlet {
	struct kafka_producer *producer; /* NULL: not Kafka */
	FILE *file;                      /* NULL: not a file */
	const char *name;
	outlet_failed_fn *on_failed;
	void *context;
	uint64_t sent;
	uint64_t acknowledged;
	uint64_t failed;
};

static void
on_delivered(void *context, uint64_t tag, bool acknowledged, const char *why)
{
	struct outlet *outlet = context;

	if (acknowledged) {
		outlet->acknowledged++;
		return;
	}
	outlet->failed++;
	if (outlet->on_failed)
		outlet->on_failed(outlet->context, tag, why);
}

static struct outlet *
outlet_new(void)
{
	struct outlet *outlet = calloc(1, sizeof *outlet);

	CHECK(outlet != NULL);
	return outlet;
}

struct outlet *
outlet_kafka(const struct conf *conf, outlet_failed_fn *failed, void *context,
	     struct error *err)
{
	struct outlet *outlet = outlet_new();

	outlet->on_failed = failed;
	outlet->context = context;
	if (!kafka_producer_open(&outlet->producer, conf, on_delivered, outlet, err)) {
		free(outlet);
		return NULL;
	}
	kafka_producer_stop_on(outlet->producer, &stop_signal);
	return outlet;
}

struct outlet *
outlet_file(FILE *file, const char *name)
{
	struct outlet *outlet = outlet_new();

	outlet->file = file;
	outlet->name = name;
	return outlet;
}

struct outlet *
outlet_nowhere(void)
{
	return outlet_new();
}

static bool
file_failed(const struct outlet *outlet, struct error *err)
{
	return error_set(err, ERROR_FATAL, "could not write %s: %s", outlet->name,
			 strerror(errno));
}

static bool
kafka_send(struct outlet *outlet, const char *topic, struct slice key,
	   struct slice payload, const char *content_type, uint64_t tag,
	   struct error *err)
{
	while (kafka_producer_in_flight(outlet->producer) >= IN_FLIGHT_MAX) {
		if (stop_signal != 0)
			return error_set(err, ERROR_RETRY, "stopped while waiting for Kafka");
		kafka_producer_poll(outlet->producer, 100);
	}
	if (!kafka_producer_send(outlet->producer, topic, key, payload, content_type, tag,
				 err))
		return false;
	if (++outlet->sent % POLL_EVERY == 0)
		kafka_producer_poll(outlet->producer, 0);
	return true;
}

bool
outlet_send(struct outlet *outlet, const char *topic, struct slice key,
	    struct slice payload, const char *content_type, uint64_t tag,
	    struct error *err)
{
	if (outlet->producer)
		return kafka_send(outlet, topic, key, payload, content_type, tag, err);
	if (outlet->file &&
	    (fwrite_unlocked(payload.data, 1, payload.length, outlet->file) !=
		     payload.length ||
	     fputc_unlocked('\n', outlet->file) == EOF))
		return file_failed(outlet, err);
	outlet->sent++;
	outlet->acknowledged++;
	return true;
}

void
outlet_poll(struct outlet *outlet, int timeout_ms)
{
	if (outlet->producer)
		kafka_producer_poll(outlet->producer, timeout_ms);
}

void
outlet_wait(struct outlet *outlet, int timeout_ms)
{
	struct timespec pause = { 0, timeout_ms * 1000000L };

	if (outlet->producer)
		kafka_producer_poll(outlet->producer, 0);
	nanosleep(&pause, NULL);
}

bool
outlet_settle(struct outlet *outlet, struct error *err)
{
	if (outlet->file && fflush(outlet->file) != 0)
		return file_failed(outlet, err);
	if (!outlet->producer)
		return true;
	if (stop_signal == 0 && kafka_producer_flush(outlet->producer, -1, err))
		return true;
	return kafka_producer_flush(outlet->producer, SETTLE_STOPPED_MS, err);
}

uint64_t
outlet_sent(const struct outlet *outlet)
{
	return outlet->sent;
}

uint64_t
outlet_acknowledged(const struct outlet *outlet)
{
	return outlet->acknowledged;
}

uint64_t
outlet_failed(const struct outlet *outlet)
{
	return outlet->failed;
}

struct outlet *
outlet_close(struct outlet *outlet)
{
	if (!outlet)
		return NULL;
	outlet->producer = kafka_producer_close(outlet->producer);
	free(outlet);
	return NULL;
}
