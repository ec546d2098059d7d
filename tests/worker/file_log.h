/* SPDX-License-Identifier: PostgreSQL
 *
 * file_log.h - the files of the log, for the parts that stand in the place of Kafka.
 */
#ifndef TESTS_WORKER_FILE_LOG_H
#define TESTS_WORKER_FILE_LOG_H

#include <stdio.h>

#include "schema/base/kafka.h"

/* NULL: there is no such partition. */
FILE *file_log_open(const char *topic, int32_t partition);
/* Reads the record at the file's place, without its own; false: it is not there, or not whole
 * yet, and the place stays. */
bool file_log_record(FILE *file, struct kafka_record *ret_record);
/* Goes to the record at OFFSET; false: the log ends before. */
bool file_log_seek(FILE *file, int64_t offset);

#endif
