/* SPDX-License-Identifier: PostgreSQL
 *
 * queue.h - what is planned and not yet in the log, earliest first.
 *
 * Equal instants keep the order in which they were put in, so that the output is a
 * function of the options.
 */
#ifndef PRODUCERS_SIMULATE_QUEUE_H
#define PRODUCERS_SIMULATE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct happening;
struct queue;

struct queue *queue_open(void);
struct queue *queue_close(struct queue *queue);

/* Takes a copy. */
void queue_put(struct queue *queue, const struct happening *happening);
size_t queue_count(const struct queue *queue);
/* When the first one enters the log; the queue is not empty. */
int64_t queue_first_us(const struct queue *queue);
/* The first one; valid until the next call.  NULL when there is none. */
const struct happening *queue_take(struct queue *queue);

#endif
