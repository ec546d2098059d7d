/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/broker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "consumers/aggregate/primary.h"
#include "schema/base/check.h"
#include "schema/base/kafka.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/process.h"
#include "tests/simulation/story.h"

enum { RECORDS_MAX = 512 };

#define NEW_YEAR_2030_US INT64_C(1893456000000000)

struct partition {
	struct broker_record records[RECORDS_MAX];
	int count;
	int64_t next_offset;
	int owner;
	int64_t hint; /* what the group was told last, and the note beside it */
	char note[PRIMARY_NOTE_BYTES];
};

struct kafka_consumer {
	struct process *process;
	struct kafka_consumer_calls calls;
	void *context;
	int generation;        /* of the group, that it has heard of; 0: none */
	int told;              /* the one that it will hear of */
	bool offered[BROKER_PARTITIONS]; /* by the one that it will hear of */
	bool owns;             /* it was assigned and not revoked since */
	bool fetches[BROKER_PARTITIONS];
	int64_t next[BROKER_PARTITIONS];
	int turn;              /* partition that is looked at first */
	int allowed;
};

static const struct {
	enum topic topic;
	int32_t partition;
} places[BROKER_PARTITIONS] = {
	{ TOPIC_DOSSIER, 0 },  { TOPIC_DOSSIER, 1 },   { TOPIC_DOCUMENT, 0 },
	{ TOPIC_DOCUMENT, 1 }, { TOPIC_INDICATOR, 0 }, { TOPIC_REFERENCE, 0 },
	{ TOPIC_SOURCE, 0 },
};

static struct partition logs[BROKER_PARTITIONS];
static int generation;

void
broker_reset(void)
{
	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		logs[i].count = 0;
		logs[i].next_offset = 0;
		logs[i].owner = 0;
		logs[i].note[0] = '\0';
	}
	generation = 1;
}

enum topic
broker_topic(int partition, int32_t *ret_partition)
{
	*ret_partition = places[partition].partition;
	return places[partition].topic;
}

static int
place_of(enum topic topic, int32_t partition)
{
	for (int i = 0; i < BROKER_PARTITIONS; i++)
		if (places[i].topic == topic && places[i].partition == partition)
			return i;
	CHECK(!"a partition that there is not");
	return -1;
}

int
broker_partition(enum topic topic, int choice)
{
	bool two = topic == TOPIC_DOSSIER || topic == TOPIC_DOCUMENT;

	return place_of(topic, two ? choice % 2 : 0);
}

void
broker_append(int partition, const struct story *story)
{
	struct partition *p = &logs[partition];

	CHECK_OP(p->count, <, RECORDS_MAX);
	p->records[p->count++] = (struct broker_record){ story, p->next_offset++ };
	figures.records++;
}

void
broker_skip(int partition)
{
	logs[partition].next_offset++;
}

int64_t
broker_end(int partition)
{
	const struct partition *p = &logs[partition];

	return p->count > 0 ? p->records[p->count - 1].offset + 1 : 0;
}

struct broker_range
broker_range(enum topic topic, int32_t partition, int64_t since, int64_t upto)
{
	const struct partition *p = &logs[place_of(topic, partition)];
	struct broker_range range = { 0 };

	for (int i = 0; i < p->count; i++) {
		if (p->records[i].offset < since || p->records[i].offset >= upto)
			continue;
		range.read++;
		range.dead += p->records[i].story->dead;
	}
	return range;
}

const struct broker_record *
broker_record(int partition, int number)
{
	const struct partition *p = &logs[partition];

	return number < p->count ? &p->records[number] : NULL;
}

void
broker_rebalance(int choice, int workers)
{
	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		logs[i].owner = choice % workers;
		choice /= workers;
	}
	generation++;
	figures.rebalances++;
}

void
broker_tell(struct kafka_consumer *consumer)
{
	if (consumer->told == generation)
		return;
	consumer->told = generation;
	for (int i = 0; i < BROKER_PARTITIONS; i++)
		consumer->offered[i] = logs[i].owner == consumer->process->number;
}

void
broker_allow(struct kafka_consumer *consumer, int records)
{
	consumer->allowed = records;
}

uint64_t
broker_consumer_hash(const struct kafka_consumer *consumer)
{
	uint64_t hash = consumer->owns | (uint64_t)(consumer->told != generation) << 1;

	for (int i = 0; i < BROKER_PARTITIONS; i++)
		if (consumer->fetches[i])
			hash = hash * 31 + (uint64_t)(i + 1) * 1000 +
			       (uint64_t)consumer->next[i];
	return hash;
}

/* From here on: schema/base/kafka.h. */

bool
kafka_consumer_open(struct kafka_consumer **ret_consumer, const struct conf *conf,
		    const char *const *topics, int topic_count,
		    const struct kafka_consumer_calls *calls, void *context,
		    struct error *err)
{
	struct kafka_consumer *consumer = calloc(1, sizeof *consumer);

	(void)conf;
	(void)topics;
	(void)topic_count;
	(void)err;
	CHECK(consumer != NULL);
	consumer->process = process_running();
	consumer->process->consumer = consumer;
	consumer->calls = *calls;
	consumer->context = context;
	*ret_consumer = consumer;
	return true;
}

void
kafka_consumer_wake_on(struct kafka_consumer *consumer, int fd)
{
	(void)consumer;
	(void)fd;
}

bool
kafka_consumer_reassign(struct kafka_consumer *consumer,
			const struct kafka_partition *partitions, int count, struct error *err)
{
	(void)err;
	memset(consumer->fetches, 0, sizeof consumer->fetches);
	for (int i = 0; i < count; i++) {
		enum topic topic;
		int place;

		CHECK(topic_find(slice_text(partitions[i].topic), &topic));
		place = place_of(topic, partitions[i].partition);
		consumer->fetches[place] = true;
		consumer->next[place] = partitions[i].offset;
	}
	return true;
}

static void
assign(struct kafka_consumer *consumer)
{
	struct kafka_partition list[BROKER_PARTITIONS];
	int count = 0;

	for (int i = 0; i < BROKER_PARTITIONS; i++)
		if (consumer->offered[i])
			list[count++] = (struct kafka_partition){
				.topic = topic_name(places[i].topic),
				.partition = places[i].partition,
				.offset = -1,
			};
	consumer->generation = consumer->told;
	count = consumer->calls.assigned(consumer->context, list, count);
	CHECK(kafka_consumer_reassign(consumer, list, count, NULL));
	consumer->owns = true;
}

static void
take_away(struct kafka_consumer *consumer)
{
	consumer->calls.revoked(consumer->context);
	CHECK(kafka_consumer_reassign(consumer, NULL, 0, NULL));
	consumer->owns = false;
}

static const struct broker_record *
next_record(const struct kafka_consumer *consumer, int place)
{
	const struct partition *p = &logs[place];

	for (int i = 0; consumer->fetches[place] && i < p->count; i++)
		if (p->records[i].offset >= consumer->next[place])
			return &p->records[i];
	return NULL;
}

static void
fill(int place, const struct broker_record *record, struct kafka_record *ret_record)
{
	ret_record->topic = topic_name(places[place].topic);
	ret_record->partition = places[place].partition;
	ret_record->offset = record->offset;
	/* by which the log is known again: another one for each record */
	ret_record->broker_time_us =
		NEW_YEAR_2030_US + (place + record->offset * BROKER_PARTITIONS) * 1000;
	ret_record->payload = record->story->payload;
	ret_record->key = (struct slice){ NULL, 0 };
	ret_record->header_count = 0;
	ret_record->message = NULL;
}

bool
kafka_consumer_poll(struct kafka_consumer *consumer, int timeout_ms,
		    struct kafka_record *ret_record)
{
	(void)timeout_ms;
	if (consumer->process->unheard)
		return false;
	if (consumer->told != consumer->generation) {
		if (consumer->owns)
			take_away(consumer);
		else
			assign(consumer);
		return false;
	}
	if (consumer->allowed == 0)
		return false;
	for (int i = 0; i < BROKER_PARTITIONS; i++) {
		int place = (consumer->turn + i) % BROKER_PARTITIONS;
		const struct broker_record *record = next_record(consumer, place);

		if (!record)
			continue;
		consumer->allowed--;
		consumer->turn = place + 1;
		consumer->next[place] = record->offset + 1;
		fill(place, record, ret_record);
		return true;
	}
	return false;
}

void
kafka_record_release(struct kafka_record *record)
{
	(void)record;
}

void
kafka_consumer_nudge(struct kafka_consumer *consumer)
{
	(void)consumer;
}

void
kafka_consumer_hint(struct kafka_consumer *consumer, const struct kafka_partition *partitions,
		    int count, const char *note)
{
	if (consumer->process->unheard)
		return;
	for (int i = 0; i < count; i++) {
		enum topic topic;
		struct partition *log;

		CHECK(topic_find(slice_text(partitions[i].topic), &topic));
		log = &logs[place_of(topic, partitions[i].partition)];
		log->hint = partitions[i].offset;
		snprintf(log->note, sizeof log->note, "%s", note);
	}
}

/* Whoever told it last, a zombie too. */
bool
kafka_consumer_hints(struct kafka_consumer *consumer, int timeout_ms,
		     kafka_hint_fn *heard, void *context, struct error *err)
{
	(void)consumer;
	(void)timeout_ms;
	(void)err;
	for (int i = 0; i < BROKER_PARTITIONS; i++)
		if (logs[i].note[0] != '\0')
			heard(context, topic_name(places[i].topic), places[i].partition,
			      logs[i].hint, logs[i].note);
	return true;
}

struct kafka_consumer *
kafka_consumer_close(struct kafka_consumer *consumer)
{
	if (!consumer)
		return NULL;
	if (consumer->owns && !consumer->process->unheard)
		take_away(consumer);
	consumer->process->consumer = NULL;
	free(consumer);
	return NULL;
}
