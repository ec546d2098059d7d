/* SPDX-License-Identifier: PostgreSQL
 *
 * emit_lines.c - files of CloudEvents, one a line.
 *
 * A line is judged with this machine's clock where a worker would use the broker's, so
 * what a worker would put among the dead letters is refused here already.
 */
#include "producers/emit.h"

#include "producers/lines.h"
#include "producers/stop.h"
#include "schema/base/instant.h"
#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

enum {
	RAW_BYTES_MAX = 900 * 1024, /* below the brokers' message.max.bytes */
	SHOW_EVERY = 512,
};

static void
refuse(struct emit *emit, const char *path, uint64_t line, const struct fault *fault)
{
	struct report_entry entry = {
		.kind = REPORT_REFUSED,
		.file = path,
		.line = line,
		.reason = reason_name(fault->reason),
		.member = fault->member,
		.byte = fault->byte,
		.sentence = reason_sentence(fault->reason),
	};

	report_add(emit->report, &entry);
}

static bool
publish_line(struct emit *emit, const char *path, const struct line *line,
	     struct error *err)
{
	struct record record = { .payload = line->text };
	struct event event;
	struct fault fault = { .reason = REASON_TOO_LARGE };
	enum reason reason = REASON_TOO_LARGE;

	record.broker_time_us = clock_now_us();
	if (!line->too_long)
		reason = decode_event(emit->decoder, &record, &emit->arena, &event, &fault);
	if (reason != REASON_NONE) {
		refuse(emit, path, line->number, &fault);
		return true;
	}
	return emit_publish(emit, &event, line->number, err);
}

static bool
publish_raw(struct emit *emit, const char *path, const struct line *line,
	    struct error *err)
{
	const struct fault too_large = { .reason = REASON_TOO_LARGE };
	const char *topic;
	struct slice key;

	if (line->too_long) {
		refuse(emit, path, line->number, &too_large);
		return true;
	}
	emit_raw_address(line->text, &emit->arena, &topic, &key);
	emit->events++;
	return outlet_send(emit->outlet, topic, key, line->text, EVENT_CONTENT_TYPE,
			   emit_tag(emit, line->number), err);
}

static void
show(struct emit *emit, const struct lines *lines)
{
	progress_show(&emit->progress,
		      &(struct progress_figures){
			      .part = emit->bytes_before + lines_bytes(lines),
			      .read = emit->read,
			      .acknowledged = outlet_acknowledged(emit->outlet),
			      .refused = report_count(emit->report, REPORT_REFUSED),
		      });
}

static bool
publish_all(struct emit *emit, const char *path, struct lines *lines, struct error *err)
{
	struct line line;

	while (stop_signal == 0 && !emit->unreachable && lines_next(lines, &line, err)) {
		bool ok;

		emit->read++;
		arena_reset(&emit->arena);
		ok = emit->options.raw ? publish_raw(emit, path, &line, err)
				       : publish_line(emit, path, &line, err);
		if (!ok)
			return false;
		if (emit->read % SHOW_EVERY == 0)
			show(emit, lines);
	}
	return err->kind == ERROR_NONE;
}

bool
emit_lines(struct emit *emit, const char *path, struct error *err)
{
	struct lines *lines;
	bool ok;

	if (!lines_open(&lines, path, emit->options.raw ? RAW_BYTES_MAX : EVENT_BYTES_MAX,
			err))
		return false;
	ok = publish_all(emit, path, lines, err);
	emit->bytes_before += lines_bytes(lines);
	lines_close(lines);
	return ok;
}
