/* SPDX-License-Identifier: PostgreSQL
 *
 * webhook.h - one HTTP POST to the address that was configured: the one home of libcurl.
 *
 * Only http and https; no redirect is followed, so that nobody but the operator says where
 * notices go; what the receiver answers is not read but for its status.  2xx is delivered,
 * all else may work later.
 *
 * Thread: a webhook belongs to one thread; the flag that stops it to anybody.
 */
#ifndef CONSUMERS_ALERT_WEBHOOK_H
#define CONSUMERS_ALERT_WEBHOOK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/base/error.h"

struct webhook;

/* Whether URL can be posted to; says why not (ERROR_CONFIG). */
bool webhook_check(const char *url, struct error *err) MUST_CHECK;

/* URL and STOPPING live as long.  Before other threads start: libcurl is opened once. */
struct webhook *webhook_open(const char *url, int64_t timeout_ms, const atomic_bool *stopping);
struct webhook *webhook_close(struct webhook *webhook); /* NULL is fine; returns NULL */

/* BODY is JSON; KEY goes into the header Idempotency-Key.  Returns within a second when
 * STOPPING becomes true.  An error never names the address, which may hold a secret. */
bool webhook_post(struct webhook *webhook, const char *key, const char *body,
		  struct error *err) MUST_CHECK;

#endif
