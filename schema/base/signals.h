/* SPDX-License-Identifier: PostgreSQL
 *
 * signals.h - TERM and INT as something that one thread waits for.
 */
#ifndef SCHEMA_BASE_SIGNALS_H
#define SCHEMA_BASE_SIGNALS_H

#include <signal.h>

/* Blocks both, for sigtimedwait(), and ignores SIGPIPE.  To be called before any thread
 * starts, so that all of them leave the signals to this one. */
void signals_block(sigset_t *ret_set);

#endif
