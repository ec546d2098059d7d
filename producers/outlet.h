/* SPDX-License-Identifier: PostgreSQL
 *
 * outlet.h - where events of a producer go: Kafka, a file of lines, or nowhere.
 *
 * With Kafka an event is done when it is acknowledged; otherwise when it is written.
 * Thread: one outlet belongs to one thread.
 */
#ifndef PRODUCERS_OUTLET_H
#define PRODUCERS_OUTLET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "schema/base/conf.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"

struct outlet;

/* TAG as given to outlet_send(). */
typedef void outlet_failed_fn(void *context, uint64_t tag, const char *why);

/* FAILED may be NULL. */
struct outlet *outlet_kafka(const struct conf *conf, outlet_failed_fn *failed,
			    void *context, struct error *err) MUST_CHECK;
struct outlet *outlet_file(FILE *file, const char *name); /* NDJSON; FILE stays open */
struct outlet *outlet_nowhere(void);

/* KEY data NULL: no key.  Waits while too much is in flight, but not beyond a stop. */
bool outlet_send(struct outlet *outlet, const char *topic, struct slice key,
		 struct slice payload, const char *content_type, uint64_t tag,
		 struct error *err) MUST_CHECK;
/* Serves acknowledgements for at most TIMEOUT_MS. */
void outlet_poll(struct outlet *outlet, int timeout_ms);
/* The same, but takes all of the time, whatever the outlet; a signal ends it. */
void outlet_wait(struct outlet *outlet, int timeout_ms);
/* Waits until everything is acknowledged or has failed, after a stop at most a few
 * seconds; false: something is still in flight, or the file could not be written. */
bool outlet_settle(struct outlet *outlet, struct error *err) MUST_CHECK;

uint64_t outlet_sent(const struct outlet *outlet);
uint64_t outlet_acknowledged(const struct outlet *outlet);
uint64_t outlet_failed(const struct outlet *outlet);

struct outlet *outlet_close(struct outlet *outlet); /* NULL is fine; returns NULL */

#endif
