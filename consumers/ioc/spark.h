/* SPDX-License-Identifier: PostgreSQL
 *
 * spark.h - small drawings inside a table.
 */
#ifndef CONSUMERS_IOC_SPARK_H
#define CONSUMERS_IOC_SPARK_H

#include "consumers/ioc/text.h"

/* A bar of PERCENT, 0 to 100; empty when it is no number. */
void spark_share(struct text *text, struct slice percent);
/* A line through the whole numbers of LIST, JSON, at most 92; "chưa có" for less than two. */
void spark_course(struct text *text, struct slice list);

#endif
