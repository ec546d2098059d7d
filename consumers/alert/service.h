/* SPDX-License-Identifier: PostgreSQL
 *
 * service.h - trakhuc alert run: evaluates every rule, again and again.
 *
 * One transaction an evaluation (alert.evaluate()); without a database it tries again for
 * ever.  Two services at once do no harm: the second finds the first at it and does nothing.
 */
#ifndef CONSUMERS_ALERT_SERVICE_H
#define CONSUMERS_ALERT_SERVICE_H

#include "schema/base/conf.h"
#include "schema/base/error.h"

/* Returns true when TERM or INT came; false at once when the configuration is wrong. */
bool service_run(const struct conf *conf, struct error *err) MUST_CHECK;

#endif
