/* SPDX-License-Identifier: PostgreSQL
 *
 * condition.h - waiting for another thread, for some time at most.
 *
 * By the clock that nobody sets: a wait by the wall clock would last for as long as that
 * clock was put back.
 */
#ifndef SCHEMA_BASE_CONDITION_H
#define SCHEMA_BASE_CONDITION_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* A condition whose pthread_cond_timedwait takes what condition_until() gives. */
void condition_init(pthread_cond_t *condition);

/* MS from now, not negative. */
struct timespec condition_until(int64_t ms);

#endif
