/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/track.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/base/check.h"
#include "schema/base/postgres.h"
#include "sql_statements.h"

enum { ANSWER_MS_MAX = 10000, SAID_MAX = 16 };

/* Columns of shadow_position.sql. */
enum { TOPIC, PARTITION, NEXT, READ, LATEST, LOGS_BEFORE };

static int64_t
number(const PGresult *result, int row, int column)
{
	return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static struct track *
find_or_add(struct tracks *tracks, enum topic topic, int32_t partition)
{
	struct track *track;

	for (int i = 0; i < tracks->count; i++)
		if (tracks->items[i].topic == topic && tracks->items[i].partition == partition)
			return &tracks->items[i];
	CHECK_OP(tracks->count, <, KAFKA_PARTITIONS_MAX);
	track = &tracks->items[tracks->count++];
	*track = (struct track){ .topic = topic,
				 .partition = partition,
				 .limit = tracks->limited ? 0 : INT64_MAX };
	return track;
}

static void
set_next(struct track *track, int64_t next)
{
	track->next = next < track->limit ? next : track->limit;
}

bool
tracks_read(struct tracks *tracks, PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_shadow_position, 0, NULL, 0, &result, err))
		return false;
	for (int row = 0; row < PQntuples(result); row++) {
		struct track *track = find_or_add(tracks, (enum topic)number(result, row, TOPIC),
						  (int32_t)number(result, row, PARTITION));

		set_next(track, number(result, row, NEXT));
		track->live_read = number(result, row, READ);
		track->live_latest_us = number(result, row, LATEST);
		track->logs_before = number(result, row, LOGS_BEFORE);
	}
	return true;
}

void
tracks_release(struct tracks *tracks)
{
	for (int i = 0; i < tracks->count; i++) {
		free(tracks->items[i].holes);
		tracks->items[i].holes = NULL;
		tracks->items[i].hole_count = tracks->items[i].hole_room = 0;
	}
}

static void
make_room(struct track *track)
{
	if (track->hole_count < track->hole_room)
		return;
	track->hole_room = track->hole_room > 0 ? 2 * track->hole_room : 16;
	track->holes = realloc(track->holes, (size_t)track->hole_room * sizeof *track->holes);
	CHECK(track->holes);
}

static void
note_hole(struct track *track, int64_t upto)
{
	if (upto <= track->at)
		return;
	if (track->hole_count == HOLES_MAX) {
		track->holes[HOLES_MAX - 1].upto = upto;
		track->holes[HOLES_MAX - 1].ranges++;
		return;
	}
	make_room(track);
	track->holes[track->hole_count++] = (struct hole){ track->at, upto, 1 };
}

void
track_end(struct track *track)
{
	note_hole(track, track->next);
	track->at = track->next;
}

void
track_take(struct track *track, const struct kafka_record *record)
{
	CHECK_OP(record->offset, >=, track->at);
	note_hole(track, record->offset);
	track->at = record->offset + 1;
	track->read++;
	if (record->broker_time_us > track->latest_us)
		track->latest_us = record->broker_time_us;
}

int64_t
tracks_folded(const struct tracks *tracks)
{
	int64_t sum = 0;

	for (int i = 0; i < tracks->count; i++)
		sum += tracks->items[i].at;
	return sum;
}

int64_t
tracks_left(const struct tracks *tracks)
{
	int64_t sum = 0;

	for (int i = 0; i < tracks->count; i++)
		if (tracks->items[i].next > tracks->items[i].at)
			sum += tracks->items[i].next - tracks->items[i].at;
	return sum;
}

static void
say_gone(struct say *say, const struct track *track, int64_t since, int64_t upto,
	 const char *why)
{
	char members[192];

	snprintf(members, sizeof members,
		 ",\"topic\":\"%s\",\"partition\":%d,\"from\":%lld,\"to\":%lld,\"why\":\"%s\"",
		 topic_name(track->topic), (int)track->partition, (long long)since,
		 (long long)upto - 1, why);
	say_event(say, "gone", members, "%s-%d: offsets %lld to %lld are gone (%s)",
		  topic_name(track->topic), (int)track->partition, (long long)since,
		  (long long)upto - 1, why);
}

static void
say_log_gone(struct say *say, const struct track *track)
{
	char members[160];

	snprintf(members, sizeof members,
		 ",\"topic\":\"%s\",\"partition\":%d,\"logs\":%lld,\"why\":\"reset to another log\"",
		 topic_name(track->topic), (int)track->partition, (long long)track->logs_before);
	say_event(say, "gone", members,
		  "%s-%d: all offsets of %lld earlier %s are gone (it was reset to another log)",
		  topic_name(track->topic), (int)track->partition, (long long)track->logs_before,
		  track->logs_before == 1 ? "log" : "logs");
}

static bool
refuse(int ranges, struct error *err)
{
	if (ranges == 0)
		return true;
	error_set(err, ERROR_REJECT, "the log is not complete: %d %s of offsets %s gone", ranges,
		  ranges == 1 ? "range" : "ranges", ranges == 1 ? "is" : "are");
	return error_hint(err, "The facts hold what it had; they are all there is of it now.  "
			       "\"trakhuc reaggregate facts\" counts them anew.");
}

static int
check_ends(const struct track *track, int64_t first, int64_t end, struct say *say)
{
	int ranges = 0;
	int64_t gone_upto = first < track->next ? first : track->next;

	if (track->logs_before > 0) {
		say_log_gone(say, track);
		ranges++;
	}
	if (gone_upto > 0) {
		say_gone(say, track, 0, gone_upto, "retention");
		ranges++;
	}
	if (end < track->next && track->next > gone_upto) {
		say_gone(say, track, end > gone_upto ? end : gone_upto, track->next,
			 "truncated, or the topic was made anew");
		ranges++;
	}
	return ranges;
}

bool
tracks_check_ends(const struct tracks *tracks, const struct conf *conf, struct say *say,
		  struct error *err)
{
	struct kafka_watcher *watcher;
	int ranges = 0;
	bool ok = true;

	if (!kafka_watcher_open(&watcher, conf, err))
		return false;
	for (int i = 0; ok && i < tracks->count; i++) {
		const struct track *track = &tracks->items[i];
		int64_t first, end;

		if (track->next == 0 && track->logs_before == 0)
			continue;
		ok = kafka_watcher_ends(watcher, topic_name(track->topic), track->partition,
					ANSWER_MS_MAX, &first, &end, err);
		if (ok)
			ranges += check_ends(track, first, end, say);
	}
	kafka_watcher_close(watcher);
	return ok && refuse(ranges, err);
}

bool
tracks_limit(struct tracks *tracks, const struct conf *conf, int64_t until_us,
	     struct error *err)
{
	struct kafka_watcher *watcher;
	bool ok = true;

	if (!kafka_watcher_open(&watcher, conf, err))
		return false;
	tracks->limited = true;
	for (int i = 0; ok && i < tracks->count; i++) {
		struct track *track = &tracks->items[i];

		ok = kafka_watcher_offset_at(watcher, topic_name(track->topic), track->partition,
					     until_us, ANSWER_MS_MAX, &track->limit, err);
		if (ok)
			set_next(track, track->next);
	}
	kafka_watcher_close(watcher);
	return ok;
}

static void
say_hole(struct say *say, const struct track *track, const struct hole *hole)
{
	char why[96];

	if (hole->ranges == 1)
		snprintf(why, sizeof why, "no record there, and fewer were found than read");
	else
		snprintf(why, sizeof why,
			 "%lld ranges without a record, and fewer were found than read",
			 (long long)hole->ranges);
	say_gone(say, track, hole->since, hole->upto, why);
}

/* All of them as JSON; a person sees where it begins. */
static int
say_holes(struct say *say, const struct track *track)
{
	int told = say->json || track->hole_count < SAID_MAX ? track->hole_count : SAID_MAX;
	int64_t ranges = 0;

	for (int i = 0; i < track->hole_count; i++) {
		ranges += track->holes[i].ranges;
		if (i < told)
			say_hole(say, track, &track->holes[i]);
	}
	if (told < track->hole_count)
		printf("%s-%d: %lld more, --json tells each\n", topic_name(track->topic),
		       (int)track->partition, (long long)(ranges - told));
	return (int)ranges;
}

static int
check_found(const struct track *track, struct say *say)
{
	if (track->next == 0)
		return 0;
	if (track->latest_us != track->live_latest_us && track->live_latest_us != 0 &&
	    track->read <= track->live_read) {
		say_gone(say, track, 0, track->next,
			 "the records there are not those that were read: other times of the broker");
		return 1;
	}
	if (track->read >= track->live_read)
		return 0;
	return say_holes(say, track);
}

bool
tracks_check_found(const struct tracks *tracks, struct say *say, struct error *err)
{
	int ranges = 0;

	for (int i = 0; i < tracks->count; i++)
		ranges += check_found(&tracks->items[i], say);
	return refuse(ranges, err);
}
