/* SPDX-License-Identifier: PostgreSQL
 *
 * parameter.h - whether the value of a parameter has the form that it asks for.
 */
#ifndef CONSUMERS_IOC_PARAMETER_H
#define CONSUMERS_IOC_PARAMETER_H

#include <stdbool.h>

#include "consumers/ioc/problem.h"
#include "consumers/ioc/route.h"
#include "schema/base/attr.h"

/* TEXT is decoded.  False: PROBLEM says why, and what is allowed. */
bool parameter_check(const struct parameter *parameter, const char *text,
		     struct problem *problem) MUST_CHECK;

#endif
