/* SPDX-License-Identifier: PostgreSQL
 *
 * result.h - a PGresult over an answer of the model; stands in for libpq's.
 */
#ifndef TESTS_SIMULATION_RESULT_H
#define TESTS_SIMULATION_RESULT_H

#include <libpq-fe.h>

#include "tests/simulation/server.h"

/* Lives until the next state_reset(), whether it is cleared or not. */
PGresult *result_make(ExecStatusType status, struct answer answer);

#endif
