/* SPDX-License-Identifier: PostgreSQL
 *
 * sender.h - a thread that sends notices to the webhook, one after another.
 *
 * Apart from the evaluation, with a session of its own, so that a receiver that is slow, or
 * gone, holds up no alert.  A notice is lent by the database for longer than one attempt can
 * last; whoever dies in between loses nothing, it is due again then, with the same key.
 */
#ifndef CONSUMERS_ALERT_SENDER_H
#define CONSUMERS_ALERT_SENDER_H

#include "schema/base/conf.h"

struct sender;

/* CONF lives as long.  Without a webhook nothing is started. */
struct sender *sender_open(const struct conf *conf);
/* There may be something to send. */
void sender_wake(struct sender *sender);
struct sender *sender_close(struct sender *sender); /* NULL is fine; returns NULL */

#endif
