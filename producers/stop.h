/* SPDX-License-Identifier: PostgreSQL
 *
 * stop.h - SIGINT and SIGTERM of a producer.
 *
 * The first signal raises a flag: the program stops reading, settles what it has handed
 * over and reports.  The second one ends the program at once.  Signals are blocked while
 * a Kafka client starts, so that its threads never take them.
 */
#ifndef PRODUCERS_STOP_H
#define PRODUCERS_STOP_H

#include <signal.h>
#include <stdbool.h>

/* Number of the first signal, 0 before it. */
extern volatile sig_atomic_t stop_signal;

void stop_block(void);  /* before threads are started */
void stop_listen(void); /* installs the handlers and lets signals in */

/* What a shell gives for a program that a signal ended: 130 or 143. */
int stop_exit_code(void);

#endif
