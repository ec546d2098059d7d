/* SPDX-License-Identifier: PostgreSQL
 *
 * file_log.c - the consumer and the watcher of schema/base/kafka.h over files.
 *
 * Linked in the place of the real ones, so that everything above them is the worker that
 * production runs.  The log is the folder in TRAKHUC_TEST_LOG with a file a partition,
 * "topic.partition", to which the test appends
 *
 *   KEY-BYTES PAYLOAD-BYTES TIME-MS LF key payload LF
 *
 * Of the partition in TRAKHUC_TEST_DRY, named like its file, nothing is given.
 *
 * Every worker gets every partition at once: two workers are always two that both believe
 * they own everything.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "schema/base/check.h"
#include "tests/worker/file_log.h"

enum { PARTITIONS_OF_TOPIC_MAX = 8 };

struct source {
	struct kafka_partition at; /* offset: of the next record */
	FILE *file;
	bool given; /* assigned and positioned */
	bool dry;
};

struct kafka_consumer {
	struct kafka_consumer_calls calls;
	void *context;
	struct source sources[KAFKA_PARTITIONS_MAX];
	int count, turn;
	bool assigned;
	pthread_t waker;
	bool has_waker;
	int changes_fd, wake_fd;
};

struct kafka_watcher {
	int unused;
};

static const char *
log_folder(void)
{
	const char *folder = getenv("TRAKHUC_TEST_LOG");

	CHECK(folder != NULL);
	return folder;
}

FILE *
file_log_open(const char *topic, int32_t partition)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s.%d", log_folder(), topic, (int)partition);
	return fopen(path, "re");
}

bool
file_log_record(FILE *file, struct kafka_record *ret_record)
{
	long begin = ftell(file);
	size_t key_bytes, payload_bytes;
	long long time_ms;
	char *bytes;

	clearerr(file);
	if (fscanf(file, "%zu %zu %lld", &key_bytes, &payload_bytes, &time_ms) != 3 ||
	    fgetc(file) != '\n') {
		fseek(file, begin, SEEK_SET);
		return false;
	}
	bytes = malloc(key_bytes + payload_bytes + 1);
	CHECK(bytes != NULL);
	if (fread(bytes, 1, key_bytes + payload_bytes + 1, file) != key_bytes + payload_bytes + 1) {
		free(bytes);
		fseek(file, begin, SEEK_SET);
		return false;
	}
	*ret_record = (struct kafka_record){
		.broker_time_us = time_ms * 1000,
		.key = { key_bytes > 0 ? bytes : NULL, key_bytes },
		.payload = { bytes + key_bytes, payload_bytes },
		.message = bytes,
	};
	return true;
}

void
kafka_record_release(struct kafka_record *record)
{
	free(record->message);
	record->message = NULL;
}

bool
file_log_seek(FILE *file, int64_t offset)
{
	struct kafka_record record;

	rewind(file);
	for (int64_t at = 0; at < offset; at++) {
		if (!file_log_record(file, &record))
			return false;
		kafka_record_release(&record);
	}
	return true;
}

static void
source_seek(struct source *source, int64_t offset)
{
	CHECK(file_log_seek(source->file, offset));
	source->at.offset = offset;
	source->given = true;
}

static bool
is_dry(const char *topic, int32_t partition)
{
	const char *dry = getenv("TRAKHUC_TEST_DRY");
	char name[64];

	snprintf(name, sizeof name, "%s.%d", topic, (int)partition);
	return dry && strcmp(dry, name) == 0;
}

bool
kafka_consumer_open(struct kafka_consumer **ret_consumer, const struct conf *conf,
		    const char *const *topics, int topic_count,
		    const struct kafka_consumer_calls *calls, void *context,
		    struct error *err)
{
	struct kafka_consumer *consumer = calloc(1, sizeof *consumer);

	(void)conf;
	(void)err;
	CHECK(consumer != NULL);
	consumer->calls = *calls;
	consumer->context = context;
	for (int topic = 0; topic < topic_count; topic++) {
		for (int32_t i = 0; i < PARTITIONS_OF_TOPIC_MAX; i++) {
			struct source *source = &consumer->sources[consumer->count];

			source->at = (struct kafka_partition){ topics[topic], i, 0 };
			source->file = file_log_open(topics[topic], i);
			source->dry = is_dry(topics[topic], i);
			consumer->count += source->file != NULL;
		}
	}
	*ret_consumer = consumer;
	return true;
}

/* A test's append wakes the worker as a fetched record would. */
static void *
wake_on_change(void *context)
{
	struct kafka_consumer *consumer = context;
	char events[4096];

	while (read(consumer->changes_fd, events, sizeof events) > 0)
		eventfd_write(consumer->wake_fd, 1);
	return NULL;
}

void
kafka_consumer_wake_on(struct kafka_consumer *consumer, int fd)
{
	consumer->wake_fd = fd;
	consumer->changes_fd = inotify_init1(IN_CLOEXEC);
	CHECK(inotify_add_watch(consumer->changes_fd, log_folder(), IN_MODIFY) >= 0);
	CHECK_OP(pthread_create(&consumer->waker, NULL, wake_on_change, consumer), ==, 0);
	consumer->has_waker = true;
}

static void
assign_all(struct kafka_consumer *consumer)
{
	struct kafka_partition partitions[KAFKA_PARTITIONS_MAX];
	int count;

	for (int i = 0; i < consumer->count; i++)
		partitions[i] = consumer->sources[i].at;
	consumer->assigned = true;
	count = consumer->calls.assigned(consumer->context, partitions, consumer->count);
	CHECK(kafka_consumer_reassign(consumer, partitions, count, NULL));
}

bool
kafka_consumer_poll(struct kafka_consumer *consumer, int timeout_ms,
		    struct kafka_record *ret_record)
{
	(void)timeout_ms;
	if (!consumer->assigned)
		assign_all(consumer);
	for (int i = 0; i < consumer->count; i++) {
		struct source *source = &consumer->sources[consumer->turn];

		consumer->turn = (consumer->turn + 1) % consumer->count;
		if (!source->given || source->dry ||
		    !file_log_record(source->file, ret_record))
			continue;
		ret_record->topic = source->at.topic;
		ret_record->partition = source->at.partition;
		ret_record->offset = source->at.offset++;
		return true;
	}
	return false;
}

void
kafka_consumer_nudge(struct kafka_consumer *consumer)
{
	(void)consumer;
}

bool
kafka_consumer_reassign(struct kafka_consumer *consumer,
			const struct kafka_partition *partitions, int count,
			struct error *err)
{
	(void)err;
	for (int i = 0; i < consumer->count; i++)
		consumer->sources[i].given = false;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < consumer->count; j++)
			if (strcmp(partitions[i].topic, consumer->sources[j].at.topic) == 0 &&
			    partitions[i].partition == consumer->sources[j].at.partition)
				source_seek(&consumer->sources[j], partitions[i].offset);
	return true;
}

void
kafka_consumer_hint(struct kafka_consumer *consumer,
		    const struct kafka_partition *partitions, int count, const char *note)
{
	(void)consumer;
	(void)partitions;
	(void)count;
	(void)note;
}

/* There is no group that could know anything. */
bool
kafka_consumer_hints(struct kafka_consumer *consumer, int timeout_ms,
		     kafka_hint_fn *heard, void *context, struct error *err)
{
	(void)consumer;
	(void)timeout_ms;
	(void)heard;
	(void)context;
	(void)err;
	return true;
}

struct kafka_consumer *
kafka_consumer_close(struct kafka_consumer *consumer)
{
	if (!consumer)
		return NULL;
	if (consumer->assigned)
		consumer->calls.revoked(consumer->context);
	if (consumer->has_waker) {
		pthread_cancel(consumer->waker);
		pthread_join(consumer->waker, NULL);
		close(consumer->changes_fd);
	}
	for (int i = 0; i < consumer->count; i++)
		fclose(consumer->sources[i].file);
	free(consumer);
	return NULL;
}

bool
kafka_watcher_open(struct kafka_watcher **ret_watcher, const struct conf *conf,
		   struct error *err)
{
	(void)conf;
	(void)err;
	*ret_watcher = calloc(1, sizeof **ret_watcher);
	CHECK(*ret_watcher != NULL);
	return true;
}

bool
kafka_watcher_ends(struct kafka_watcher *watcher, const char *topic, int32_t partition,
		   int timeout_ms, int64_t *ret_first, int64_t *ret_end, struct error *err)
{
	FILE *file = file_log_open(topic, partition);
	struct kafka_record record;

	(void)watcher;
	(void)timeout_ms;
	if (!file)
		return error_set(err, ERROR_RETRY, "no such partition: %s", strerror(errno));
	*ret_first = 0;
	for (*ret_end = 0; file_log_record(file, &record); ++*ret_end)
		kafka_record_release(&record);
	fclose(file);
	return true;
}

bool
kafka_watcher_offset_at(struct kafka_watcher *watcher, const char *topic, int32_t partition,
			int64_t time_us, int timeout_ms, int64_t *ret_offset, struct error *err)
{
	FILE *file = file_log_open(topic, partition);
	struct kafka_record record;
	bool found = false;

	(void)watcher;
	(void)timeout_ms;
	if (!file)
		return error_set(err, ERROR_RETRY, "no such partition: %s", strerror(errno));
	*ret_offset = 0;
	while (!found && file_log_record(file, &record)) {
		found = record.broker_time_us >= time_us;
		*ret_offset += found ? 0 : 1;
		kafka_record_release(&record);
	}
	fclose(file);
	if (!found)
		*ret_offset = INT64_MAX;
	return true;
}

/* Nothing here is written in transactions. */
bool
kafka_watcher_stable_end(struct kafka_watcher *watcher, const char *topic, int32_t partition,
			 int timeout_ms, int64_t *ret_end, struct error *err)
{
	int64_t first;

	return kafka_watcher_ends(watcher, topic, partition, timeout_ms, &first, ret_end, err);
}

bool
kafka_watcher_cluster(struct kafka_watcher *watcher, int timeout_ms, char *ret_id, size_t size,
		      struct error *err)
{
	(void)watcher;
	(void)timeout_ms;
	(void)err;
	snprintf(ret_id, size, "files");
	return true;
}

struct kafka_watcher *
kafka_watcher_close(struct kafka_watcher *watcher)
{
	free(watcher);
	return NULL;
}
