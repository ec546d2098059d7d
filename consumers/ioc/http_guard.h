/* SPDX-License-Identifier: PostgreSQL
 *
 * http_guard.h - ends connections that take too long to finish a request.
 *
 * libmicrohttpd's time-out counts silence only, so a client that sends a byte every few
 * seconds, or reads one, would stay for ever.  Here a connection must finish a request
 * within GUARD_SECONDS after it was opened or finished the one before; live streams are
 * let off, since their slow readers fall under the silence rule.
 *
 * Thread: watch and forget in the server's thread; sweep anywhere.  A socket is shut
 * down under the lock under which it is forgotten, so never one that was used again.
 */
#ifndef CONSUMERS_IOC_HTTP_GUARD_H
#define CONSUMERS_IOC_HTTP_GUARD_H

#include <stdbool.h>

enum { GUARD_SECONDS = 30 };

struct guard;
struct guard_entry;

struct guard *guard_open(void);
struct guard *guard_close(struct guard *guard);

struct guard_entry *guard_watch(struct guard *guard, int fd);
void guard_forget(struct guard *guard, struct guard_entry *entry);
/* The clock of ENTRY starts again. */
void guard_finished(struct guard *guard, struct guard_entry *entry);
void guard_let_off(struct guard *guard, struct guard_entry *entry);
void guard_sweep(struct guard *guard);

#endif
