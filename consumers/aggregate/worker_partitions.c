/* SPDX-License-Identifier: PostgreSQL */
#include <string.h>
#include <unistd.h>

#include "consumers/aggregate/load.h"
#include "consumers/aggregate/worker_inside.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "sql_statements.h"

enum {
	TOUCH_US = 5 * 1000000, /* between two times that it keeps in touch, see there */
	GROUP_MS_MAX = 3000,    /* to learn what the group knows */
};

static void
heard(void *context, const char *topic, int32_t partition, int64_t offset, const char *note)
{
	struct worker *worker = context;
	enum topic found;

	CHECK(topic_find(slice_text(topic), &found));
	positions_reached(&worker->positions, found, partition, offset);
	primary_learn(worker->primary, note);
}

/* Offsets of the group are no truth.  But where they are ahead of the database it has
 * lost commits, and the notes beside them tell of a failover that we did not see. */
static bool
ask_group(struct worker *worker, struct error *err)
{
	return kafka_consumer_hints(worker->consumer, GROUP_MS_MAX, heard, worker, err) &&
	       primary_holds(worker->primary, &worker->id, err);
}

static void
say_lost(const struct worker *worker)
{
	int64_t records;
	int partitions = positions_lost(&worker->positions, &records);

	if (partitions > 0)
		log_warning("the database has lost commits: %lld records of %d partitions are "
			    "read again",
			    (long long)records, partitions);
}

/* Where the assigned partitions go on. */
static bool
ask_positions(struct worker *worker, enum topic *ret_topics,
	      struct position_stored *ret_stored, struct error *err)
{
	int32_t partitions[KAFKA_PARTITIONS_MAX] = { 0 };

	for (int i = 0; i < worker->assigned_count; i++) {
		CHECK(topic_find(slice_text(worker->assigned[i].topic), &ret_topics[i]));
		partitions[i] = worker->assigned[i].partition;
	}
	return load_positions(worker->reads, ret_topics, partitions, ret_stored,
			      worker->assigned_count, err);
}

/* What was halted for our rules is not, now that they are those of the generation. */
static bool
end_rules(struct worker *worker, enum topic *topics, struct position_stored *stored,
	  struct error *err)
{
	AUTO_PGRESULT result = NULL;
	bool halted = false;

	for (int i = 0; i < worker->assigned_count; i++)
		halted = halted || stored[i].halted;
	return !halted ||
	       (postgres_query(worker->reads, sql_halt_end_rules, 0, NULL, 0, &result, err) &&
		ask_positions(worker, topics, stored, err));
}

/* Puts it into them.  A log is known again by the record before our offset. */
static bool
read_positions(struct worker *worker, struct error *err)
{
	enum topic topics[KAFKA_PARTITIONS_MAX] = { 0 };
	struct position_stored stored[KAFKA_PARTITIONS_MAX] = { 0 };

	if (!ask_group(worker, err) || !ask_positions(worker, topics, stored, err) ||
	    !end_rules(worker, topics, stored, err))
		return false;
	positions_begin(&worker->positions, &worker->id);
	for (int i = 0; i < worker->assigned_count; i++) {
		positions_add(&worker->positions, topics[i], worker->assigned[i].partition,
			      &stored[i]);
		worker->assigned[i].offset =
			stored[i].next - (worker->positions.items[i].proof_at_us != 0);
	}
	say_lost(worker);
	worker->reread = false;
	worker->touched_us = 0; /* soon: others may not know this server */
	worker->state = WORKER_READY;
	return true;
}

/* The assigned partitions that are not halted. */
static int
readable(const struct worker *worker, struct kafka_partition *ret_partitions)
{
	int count = 0;

	for (int i = 0; i < worker->assigned_count; i++)
		if (!worker->positions.items[i].halted)
			ret_partitions[count++] = worker->assigned[i];
	return count;
}

bool
worker_take_positions(struct worker *worker, struct error *err)
{
	struct kafka_partition partitions[KAFKA_PARTITIONS_MAX];

	return read_positions(worker, err) &&
	       kafka_consumer_reassign(worker->consumer, partitions,
				       readable(worker, partitions), err);
}

void
worker_halt_all(struct worker *worker, enum halt_reason reason, const char *detail)
{
	enum topic topics[KAFKA_PARTITIONS_MAX] = { 0 };
	struct position_stored stored[KAFKA_PARTITIONS_MAX] = { 0 };
	struct error err = { 0 };
	bool halted;

	if (!ask_positions(worker, topics, stored, &err))
		return;
	for (int i = 0; i < worker->assigned_count; i++) {
		struct position position = { .topic = topics[i],
					     .partition = worker->assigned[i].partition,
					     .applied = stored[i].next };

		if (!halt_add(worker->reads, &position, reason, &halted, &err, "%s", detail))
			return;
	}
}

static void
halt_other_record(struct worker *worker, const struct position *position,
		  const struct kafka_record *record, int64_t proof_at_us)
{
	char found[INSTANT_TEXT_BYTES], expected[INSTANT_TEXT_BYTES];
	struct error err = { 0 };
	bool halted;

	if (!halt_add(worker->reads, position, HALT_OTHER_RECORD, &halted, &err,
		      "the record at offset %lld was written at %s, the one that was read there "
		      "at %s",
		      (long long)record->offset, instant_format(record->broker_time_us, found),
		      instant_format(proof_at_us, expected)))
		worker_lose(worker, &err);
	worker->reread = true;
}

/* The first record of a partition is the one before our offset.  Where the log has only
 * later ones, retention has removed it, or it was no producer's: nothing is proved then,
 * and nothing is missing. */
bool
worker_proves(struct worker *worker, struct position *position,
	      const struct kafka_record *record)
{
	int64_t proof_at_us = position->proof_at_us;

	if (position->halted || record->offset + 1 < position->gathered)
		return false;
	position->proof_at_us = 0;
	if (proof_at_us == 0 || record->offset >= position->gathered)
		return record->offset >= position->gathered;
	if (record->broker_time_us != proof_at_us) {
		position->halted = true;
		halt_other_record(worker, position, record, proof_at_us);
	}
	return false;
}

/* None while the database is away: they are taken when it answers.  None when it comes in
 * the middle of our leaving. */
static int
on_assigned(void *context, struct kafka_partition *partitions, int count)
{
	struct worker *worker = context;
	struct error err = { 0 };

	memcpy(worker->assigned, partitions, (size_t)count * sizeof *partitions);
	worker->assigned_count = count;
	log_info("%d partitions are ours", count);
	if (worker->state == WORKER_DISCONNECTED || worker->closing)
		return 0;
	if (!read_positions(worker, &err)) {
		backoff_failed(&worker->backoff, &err);
		worker_disconnect(worker, 0);
		return 0;
	}
	return readable(worker, partitions);
}

/* librdkafka can stay with a broker that no longer leads a partition: when one that stood
 * still wakes up and names itself, each fetch is refused there, for ever, and nobody is told.
 * Only a new client helps (seen in 2.0.2, F12). */
void
worker_notice_dry(struct worker *worker)
{
	int64_t now_us = clock_monotonic_us();
	const struct position *dry;

	if (worker->state != WORKER_READY || now_us - worker->dry_us < SECOND_US ||
	    worker->batch.record_count > 0 || sink_in_flight(worker->sink) > 0)
		return;
	worker->dry_us = now_us;
	dry = positions_dry(&worker->positions, worker->conf->aggregate_dry_seconds * SECOND_US);
	if (!dry)
		return;
	error_set(&worker->fatal, ERROR_RETRY,
		  "Kafka has given nothing of topic \"%s\" partition %d for %lld s, though it has "
		  "records from offset %lld on",
		  topic_name(dry->topic), (int)dry->partition,
		  (long long)worker->conf->aggregate_dry_seconds, (long long)dry->applied);
	error_hint(&worker->fatal, "Started again, the worker finds the broker that leads the "
				   "partition.");
}

static void
on_revoked(void *context)
{
	struct worker *worker = context;
	int64_t until = clock_monotonic_us() + SETTLE_MS_MAX * INT64_C(1000);

	batch_reset(&worker->batch);
	while (worker->sink && sink_in_flight(worker->sink) > 0 &&
	       clock_monotonic_us() < until) {
		usleep(500);
		worker_settle(worker);
	}
	if (worker->state != WORKER_DISCONNECTED) {
		if (sink_in_flight(worker->sink) > 0) {
			worker_disconnect(worker, 0);
		} else {
			entity_cache_clear(&worker->cache);
			worker->state = WORKER_UNPOSITIONED;
		}
	}
	positions_clear(&worker->positions);
	worker->assigned_count = 0;
}

/* The log has no record before our offset, so none can prove it; and if it has not ours
 * either, the watch halts the partition. */
static void
on_out_of_range(struct worker *worker, const char *name, int32_t partition)
{
	struct position *position;
	enum topic topic;

	CHECK(topic_find(slice_text(name), &topic));
	position = positions_find(&worker->positions, topic, partition);
	if (!position || position->proof_at_us == 0)
		return;
	positions_gone(&worker->positions, topic, partition, position->gathered);
	worker->reread = true;
}

/* What is on its way from before we were given the partition tells nothing. */
static void
on_tail(void *context, const char *name, int32_t partition, int64_t upto)
{
	struct worker *worker = context;
	enum topic topic;

	CHECK(topic_find(slice_text(name), &topic));
	if (worker->state == WORKER_READY)
		positions_tail(&worker->positions, topic, partition, upto);
}

/* Transport trouble is told by the watch, once; here only what stays. */
static void
on_trouble(void *context, bool fatal, const char *topic, int32_t partition,
	   const char *name, const char *why)
{
	struct worker *worker = context;

	if (fatal) {
		error_set(&worker->fatal, ERROR_FATAL, "Kafka refuses this worker: %s (%s)", why,
			  name);
		error_hint(&worker->fatal,
			   "Two workers with one aggregate.instance, or a broker outside 3.7 "
			   "to 3.9 and 4.0.1 or later, do this.");
	} else if (topic && strcmp(name, "_AUTO_OFFSET_RESET") == 0) {
		log_debug("topic \"%s\" partition %d: %s", topic, (int)partition, why);
		on_out_of_range(worker, topic, partition);
	} else {
		log_debug("Kafka: %s: %s", name, why);
	}
}

const struct kafka_consumer_calls worker_calls = { on_assigned, on_revoked, on_tail,
						      on_trouble };

/* An idle worker writes nothing, so no fence would tell it that the database went back:
 * a standby that lagged was promoted, or a backup restored. */
static bool
confirm_positions(struct worker *worker, struct error *err)
{
	enum topic topics[KAFKA_PARTITIONS_MAX] = { 0 };
	struct position_stored stored[KAFKA_PARTITIONS_MAX] = { 0 };

	if (!ask_positions(worker, topics, stored, err))
		return false;
	for (int i = 0; i < worker->assigned_count; i++) {
		const struct position *position = &worker->positions.items[i];

		if (stored[i].next != position->applied)
			return error_set(err, ERROR_FENCED,
					 "the database stands at offset %lld of topic \"%s\" "
					 "partition %d, this worker had left it at %lld",
					 (long long)stored[i].next, topic_name(topics[i]),
					 (int)position->partition, (long long)position->applied);
		if (stored[i].halted != position->halted)
			return error_set(err, ERROR_FENCED, "topic \"%s\" partition %d is %s",
					 topic_name(topics[i]), (int)position->partition,
					 stored[i].halted ? "halted" : "read again");
	}
	return true;
}

/* Now and then: is the database where we left it, and a hint to the group. */
void
worker_keep_in_touch(struct worker *worker)
{
	int64_t now = clock_monotonic_us();
	char note[PRIMARY_NOTE_BYTES];
	struct error err = { 0 };

	if (worker->state != WORKER_READY || now - worker->touched_us < TOUCH_US)
		return;
	worker->touched_us = now;
	if (sink_in_flight(worker->sink) == 0 && !confirm_positions(worker, &err)) {
		worker_lose(worker, &err);
		return;
	}
	primary_note(worker->primary, note);
	for (int i = 0; i < worker->assigned_count; i++) {
		const struct position *position = &worker->positions.items[i];

		/* how far it was once is not forgotten before it is there again */
		worker->assigned[i].offset = position->applied > position->recover_to
						     ? position->applied
						     : position->recover_to;
	}
	kafka_consumer_hint(worker->consumer, worker->assigned, worker->assigned_count, note);
}
