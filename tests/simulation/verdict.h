/* SPDX-License-Identifier: PostgreSQL
 *
 * verdict.h - the first promise that a run broke.
 *
 * A failed CHECK of the code under test is a verdict too: its fiber never runs again
 * (this module stands in for schema/base/check.c).
 */
#ifndef TESTS_SIMULATION_VERDICT_H
#define TESTS_SIMULATION_VERDICT_H

#include <stdbool.h>

#include "schema/base/attr.h"

void verdict_reset(void);
/* The first one stays. */
void verdict_broken(const char *format, ...) PRINTF_LIKE(1, 2);
/* NULL: every promise was kept so far. */
const char *verdict_text(void);
/* A CHECK failed: something on a fiber will never end. */
bool verdict_is_stuck(void);

#endif
