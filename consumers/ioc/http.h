/* SPDX-License-Identifier: PostgreSQL
 *
 * http.h - the server: the one home of libmicrohttpd.
 *
 * One thread polls all connections.  A question to the database and a live stream with
 * nothing to send are suspended, so neither costs a thread.  Only GET and HEAD, no body,
 * no cookies; a strict content security policy on every answer.
 */
#ifndef CONSUMERS_IOC_HTTP_H
#define CONSUMERS_IOC_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/hub.h"
#include "consumers/ioc/map.h"
#include "consumers/ioc/query.h"
#include "schema/base/conf.h"
#include "schema/base/error.h"

struct http;

/* Refuses any address that is not of this machine alone.  MAP lives as long. */
bool http_open(struct http **ret_http, const struct conf *conf, const struct map *map,
	       struct error *err) MUST_CHECK;
struct hub *http_hub(struct http *http);
uint16_t http_port(const struct http *http);
/* About once a second: ends connections that are too slow, comforts viewers who hear
 * nothing; from a thread that never waits for the database. */
void http_sweep(struct http *http);
/* Ends streams, waits for answers under way, stops.  NULL is fine; returns NULL. */
struct http *http_close(struct http *http);

#endif
