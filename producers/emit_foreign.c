/* SPDX-License-Identifier: PostgreSQL */
#include "producers/emit.h"

#include "producers/formats/foreign.h"
#include "producers/stop.h"

static bool
on_event(void *context, const struct event *event, uint64_t record, struct error *err)
{
	struct emit *emit = context;

	if (stop_signal != 0 || emit->unreachable)
		return error_set(err, ERROR_RETRY, "stopped before the end of the message");
	return emit_publish(emit, event, record, err);
}

bool
emit_foreign(struct emit *emit, const char *path, struct error *err)
{
	struct foreign foreign = {
		.kind = emit->options.format == EMIT_DOSSIERS ? FOREIGN_DOSSIERS
							      : FOREIGN_PROGRESS,
		.path = path,
		.source = slice_text(emit->options.source),
		.stated_at_us = emit->options.stated_at_us,
		.profile = emit->profile,
		.report = emit->report,
		.event = on_event,
		.context = emit,
	};
	bool ok = foreign_read(&foreign, err);

	emit->read += foreign.records;
	emit->bytes_before += foreign.bytes;
	return ok;
}
