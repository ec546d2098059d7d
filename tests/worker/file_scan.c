/* SPDX-License-Identifier: PostgreSQL
 *
 * file_scan.c - the scan and the reader of schema/base/kafka.h over the files of file_log.h.
 */
#include <stdlib.h>

#include "schema/base/check.h"
#include "tests/worker/file_log.h"

struct kafka_scan {
	FILE *file; /* NULL before the first partition */
	const char *topic;
	int32_t partition;
	int64_t next;
};

bool
kafka_scan_open(struct kafka_scan **ret_scan, const struct conf *conf, int64_t ahead_kib,
		struct error *err)
{
	(void)conf;
	(void)ahead_kib;
	(void)err;
	*ret_scan = calloc(1, sizeof **ret_scan);
	CHECK(*ret_scan != NULL);
	return true;
}

bool
kafka_scan_begin(struct kafka_scan *scan, const char *topic, int32_t partition, int64_t offset,
		 struct error *err)
{
	if (scan->file)
		fclose(scan->file);
	*scan = (struct kafka_scan){ file_log_open(topic, partition), topic, partition, offset };
	return (scan->file && file_log_seek(scan->file, offset)) ||
	       error_set(err, ERROR_REJECT, "the log of \"%s\" partition %d has no offset %lld",
			 topic, (int)partition, (long long)offset);
}

enum kafka_scanned
kafka_scan_next(struct kafka_scan *scan, int64_t upto, int timeout_ms,
		struct kafka_record *ret_record, struct error *err)
{
	(void)timeout_ms;
	(void)err;
	if (scan->next >= upto)
		return KAFKA_SCAN_END;
	if (!file_log_record(scan->file, ret_record))
		return KAFKA_SCAN_NOTHING;
	ret_record->topic = scan->topic;
	ret_record->partition = scan->partition;
	ret_record->offset = scan->next++;
	return KAFKA_SCAN_RECORD;
}

struct kafka_scan *
kafka_scan_close(struct kafka_scan *scan)
{
	if (scan && scan->file)
		fclose(scan->file);
	free(scan);
	return NULL;
}

struct kafka_reader {
	struct kafka_scan *scan;
};

bool
kafka_reader_open(struct kafka_reader **ret_reader, const struct conf *conf, struct error *err)
{
	struct kafka_reader *reader = calloc(1, sizeof *reader);

	CHECK(reader != NULL);
	*ret_reader = reader;
	return kafka_scan_open(&reader->scan, conf, 0, err);
}

bool
kafka_reader_read(struct kafka_reader *reader, const char *topic, int32_t partition,
		  int64_t offset, struct kafka_record *ret_record, struct error *err)
{
	return kafka_scan_begin(reader->scan, topic, partition, offset, err) &&
	       (kafka_scan_next(reader->scan, offset + 1, 0, ret_record, err) == KAFKA_SCAN_RECORD ||
		error_set(err, ERROR_REJECT, "the log of \"%s\" partition %d ends before offset %lld",
			  topic, (int)partition, (long long)offset));
}

struct kafka_reader *
kafka_reader_close(struct kafka_reader *reader)
{
	if (reader)
		kafka_scan_close(reader->scan);
	free(reader);
	return NULL;
}
