/* SPDX-License-Identifier: PostgreSQL
 *
 * retry.c - the commands that settle: page by page, what became of each letter on stdout.
 *
 * A fence halves the page, so that a letter whose dossier workers write all the time gets
 * its turn alone; a page that went through doubles it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/dead/command.h"
#include "consumers/dead/settle.h"
#include "schema/base/check.h"

enum { FAILURES_MAX = 40, PAUSE_US_FIRST = 5000, PAUSE_US_MAX = 500000 };

struct tally {
	int outcomes[OUTCOME_COUNT];
};

static void
put_refusal(struct text *text, const struct command *command, const struct letter *letter)
{
	const struct fault *fault = &letter->fault;

	if (letter->outcome != OUTCOME_REFUSED && letter->outcome != OUTCOME_REFUSED_ANEW)
		return;
	text_format(text,
		    command->json ? ",\"reason\":\"%s\",\"member\":\"%s\",\"byte\":%u"
				  : "\t%s %s byte %u",
		    reason_name(fault->reason), fault->member, fault->byte);
}

static void
print_letter(const struct command *command, const struct letter *letter)
{
	char place[PLACE_TEXT_BYTES];
	struct text text = { 0 };

	place_format(&letter->place, place);
	text_format(&text, command->json ? "{\"place\":\"%s\",\"outcome\":\"%s\"" : "%s\t%s",
		    place, outcome_name(letter->outcome));
	put_refusal(&text, command, letter);
	if (letter->note[0] != '\0') {
		text_add(&text, command->json ? ",\"note\":" : "\t");
		if (command->json)
			text_json(&text, slice_text(letter->note));
		else
			text_add(&text, letter->note);
	}
	puts(command->json ? (text_add(&text, "}"), text.data) : text.data);
	text_release(&text);
}

static void
print_tally(const struct command *command, const struct tally *tally, int count)
{
	struct text text = { 0 };

	text_format(&text, command->json ? "{\"letters\":%d" : "%d letters", count);
	for (int i = OUTCOME_APPLIED; i < OUTCOME_COUNT; i++) {
		const char *name = outcome_name((enum outcome)i);

		if (command->json)
			text_format(&text, ",\"%s\":%d", name, tally->outcomes[i]);
		else if (tally->outcomes[i] > 0)
			text_format(&text, ", %d %s", tally->outcomes[i], name);
	}
	if (command->json)
		text_format(&text, ",\"dry_run\":%s}", command->dry_run ? "true" : "false");
	else if (command->dry_run)
		text_add(&text, " if this were no dry run");
	puts(text.data);
	text_release(&text);
}

/* Places from AT on that are of one log of one partition, at most SIZE. */
static int
page_length(const struct place *places, int count, int at, int size)
{
	int length = 1;

	while (length < size && at + length < count &&
	       places[at + length].topic == places[at].topic &&
	       places[at + length].partition == places[at].partition &&
	       places[at + length].log == places[at].log)
		length++;
	return length;
}

static void
pause_after(int failures)
{
	useconds_t pause_us = PAUSE_US_FIRST;

	while (--failures > 0 && pause_us < PAUSE_US_MAX)
		pause_us *= 2;
	usleep(pause_us + (useconds_t)(getpid() % PAUSE_US_FIRST));
}

static bool
settle_all(const struct command *command, struct settle *settle,
	   const struct settle_order *order, const struct place *places, int count,
	   struct tally *tally, struct error *err)
{
	int size_max = command->cli.conf->aggregate_batch_events_max < SETTLE_PAGE_MAX
			       ? (int)command->cli.conf->aggregate_batch_events_max
			       : SETTLE_PAGE_MAX;
	struct letter *letters = calloc((size_t)size_max, sizeof *letters);
	int size = size_max, failures = 0, at = 0;

	CHECK(letters != NULL);
	while (at < count) {
		int length = page_length(places, count, at, size);

		if (!settle_page(settle, order, &places[at], length, letters, err)) {
			if ((err->kind != ERROR_FENCED && err->kind != ERROR_RETRY) ||
			    ++failures == FAILURES_MAX)
				break;
			size = size > 1 ? size / 2 : 1;
			pause_after(failures);
			continue;
		}
		for (int i = 0; i < length; i++) {
			tally->outcomes[letters[i].outcome]++;
			print_letter(command, &letters[i]);
		}
		failures = 0;
		size = 2 * size < size_max ? 2 * size : size_max;
		at += length;
	}
	free(letters);
	return at == count;
}

static bool
find_places(const struct command *command, struct place **ret_places, int *ret_count,
	    struct error *err)
{
	AUTO_PGCONN session = NULL;

	return postgres_open(&session, command->cli.conf->postgres_conninfo, "trakhuc dead",
			     err) &&
	       selection_places(session, &command->selection, ret_places, ret_count, err);
}

/* All that could be done was done, or some letters stay as they are. */
static enum exit_code
code_of(const struct tally *tally)
{
	return tally->outcomes[OUTCOME_REFUSED] + tally->outcomes[OUTCOME_REFUSED_ANEW] +
				       tally->outcomes[OUTCOME_NOT_IN_LOG] +
				       tally->outcomes[OUTCOME_OTHER_RECORD] >
			       0
		       ? EXIT_REFUSED
		       : EXIT_OK;
}

static bool
run(const struct command *command, bool drop, enum exit_code *ret_code, struct error *err)
{
	const struct settle_order order = { .actor = command->actor, .why = command->why,
					    .drop = drop, .dry_run = command->dry_run };
	struct settle *settle = NULL;
	struct place *places = NULL;
	struct tally tally = { { 0 } };
	int count = 0;
	bool ok;

	ok = find_places(command, &places, &count, err) &&
	     settle_open(&settle, command->cli.conf, err) &&
	     settle_all(command, settle, &order, places, count, &tally, err);
	settle_close(settle);
	free(places);
	if (!ok)
		return false;
	print_tally(command, &tally, count);
	*ret_code = code_of(&tally);
	return true;
}

bool
command_retry(const struct command *command, enum exit_code *ret_code, struct error *err)
{
	return run(command, false, ret_code, err);
}

bool
command_drop(const struct command *command, enum exit_code *ret_code, struct error *err)
{
	return run(command, true, ret_code, err);
}
