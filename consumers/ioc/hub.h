/* SPDX-License-Identifier: PostgreSQL
 *
 * hub.h - one publisher of snapshots, many viewers of the live stream.
 *
 * Every event is made once and kept in a ring that all viewers share; a viewer is only a
 * place in the ring.  One that falls out of the ring because it reads too slowly gets
 * the newest snapshot as a whole, so a slow viewer costs nothing and no queue can grow.
 *
 * Server-sent events: `snapshot` (id = version), `delta` (id = version, only what
 * changed), `state` (without id: is the database there), a comment after 15 quiet
 * seconds.
 *
 * Thread: all functions may be called from any thread.  PARK and WAKE are called with
 * the hub's lock held, in that order for one viewer: no wake-up is lost.
 */
#ifndef CONSUMERS_IOC_HUB_H
#define CONSUMERS_IOC_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "consumers/ioc/snapshot.h"

struct hub;
struct hub_viewer;

enum { HUB_RING = 64, HUB_QUIET_SECONDS_MAX = 15 };
enum { HUB_END = -1 };

struct hub_calls {
	void (*park)(void *connection); /* nothing to send: wait for WAKE */
	void (*wake)(void *connection);
};

struct hub *hub_open(const struct hub_calls *calls, int viewers_max);
struct hub *hub_close(struct hub *hub); /* every viewer must have left; returns NULL */

/* Publishes; the hub holds the snapshot from now on. */
void hub_publish(struct hub *hub, struct snapshot *snapshot);
/* Whether the database can be asked; SINCE_US 0: it can. */
void hub_state(struct hub *hub, int64_t away_since_us);
/* Comments for who has been quiet; about once a second. */
void hub_tick(struct hub *hub);
/* From now on every stream ends. */
void hub_end(struct hub *hub);

/* The newest snapshot, held for the caller; NULL before the first. */
struct snapshot *hub_current(struct hub *hub, int64_t *ret_away_since_us);
/* {"database":"away","since":"..."} or {"database":"here"} */
void hub_state_json(struct text *text, int64_t away_since_us);

/* NULL: there are viewers_max already.  LAST_VERSION: of Last-Event-ID, else 0. */
struct hub_viewer *hub_join(struct hub *hub, int64_t last_version, void *connection);
void hub_leave(struct hub *hub, struct hub_viewer *viewer);
/* Bytes written to BUFFER; 0: parked; HUB_END: the stream ends. */
ssize_t hub_read(struct hub *hub, struct hub_viewer *viewer, char *buffer, size_t size);
int hub_viewers(struct hub *hub);

#endif
