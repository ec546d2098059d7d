/* SPDX-License-Identifier: PostgreSQL
 *
 * feed.h - keeps the hub's snapshot fresh: the thread that reads the numbers.
 *
 * It reads again when a worker has committed (LISTEN trakhuc), but not more often than
 * every refresh_ms and never more than half of the time; once a second for the age,
 * which moves without a notice; and at local midnight, when gauges change without an
 * event (R24).  One session does both: PostgreSQL delivers notices between transactions.
 *
 * Without a database the hub keeps the last snapshot and says since when; the feed tries
 * again at growing distances, for ever, and logs the loss and the recovery once.
 */
#ifndef CONSUMERS_IOC_FEED_H
#define CONSUMERS_IOC_FEED_H

#include "consumers/ioc/hub.h"
#include "schema/base/conf.h"

struct feed;

struct feed *feed_open(const struct conf *conf, struct hub *hub);
struct feed *feed_close(struct feed *feed); /* NULL is fine; returns NULL */

#endif
