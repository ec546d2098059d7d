/* SPDX-License-Identifier: PostgreSQL
 *
 * test_ioc_status.c - what "trakhuc status" says of which facts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "consumers/status/judge.h"
#include "schema/base/instant.h"

#define NOW (INT64_C(1795587409) * SECOND_US)

struct status_case {
	const char *sentence;
	struct facts facts;
	const char *part;
	enum state state;
	const char *why;
};

/* A deployment in which all is well; each case changes something. */
#define WELL                                                                        \
	.now_us = NOW, .partitions = 12, .workers = 2, .as_of_us = NOW - SECOND_US, \
	.sources = 3, .silent_name = "", .dead_reason = "", .halted_first = "", .alert_rule = ""

static const struct status_case cases[] = {
	{ "all is well", { WELL }, "age", STATE_HEALTHY, "the numbers are 1.0 s old" },
	{ "no worker ever reported", { .now_us = NOW, .silent_name = "", .dead_reason = "", .halted_first = "", .alert_rule = "" },
	  "workers", STATE_STOPPED, "no worker has ever reported" },
	{ "all workers are gone, and the numbers age", { WELL, .workers = 0, .unseen = 12,
	  .unseen_since_us = NOW - 60 * SECOND_US }, "workers", STATE_STOPPED,
	  "no worker is running" },
	{ "some partitions have no worker", { WELL, .unseen = 4,
	  .unseen_since_us = NOW - 60 * SECOND_US }, "workers", STATE_STOPPED,
	  "4 of 12 partitions have no worker" },
	{ "never caught up", { WELL, .as_of_us = 0 }, "age", STATE_STOPPED,
	  "the numbers have no age" },
	{ "ten seconds are not late", { WELL, .as_of_us = NOW - 10 * SECOND_US }, "age",
	  STATE_HEALTHY, "the numbers are 10.0 s old" },
	{ "more than ten seconds are late", { WELL, .as_of_us = NOW - 11 * SECOND_US,
	  .lag = 5 }, "age", STATE_LATE, "the numbers are 11 s old, 5 records wait" },
	{ "a silent source", { WELL, .silent = 1, .silent_name = "/a",
	  .silent_since_us = NOW - 600 * SECOND_US }, "sources", STATE_LATE,
	  "1 of 3 sources are silent, the longest \"/a\"" },
	{ "dead letters are information", { WELL, .dead_hour = 7, .dead = 9,
	  .dead_reason = "no_zone" }, "age", STATE_HEALTHY, "the numbers are 1.0 s old" },
	{ "alerts are information", { WELL, .alerts_open = 3, .alerts_acknowledged = 2,
	  .alerts_since_us = NOW - 600 * SECOND_US, .alert_rule = "overdue" }, "age",
	  STATE_HEALTHY, "the numbers are 1.0 s old" },
	{ "stopped is worse than late", { WELL, .workers = 0, .unseen = 12, .silent = 1,
	  .silent_name = "/a" }, "workers", STATE_STOPPED, "no worker is running" },
	{ "the database lost commits", { WELL, .recovering = 3, .lag = 9 }, "age", STATE_LATE,
	  "the numbers are being recovered: 3 of 12 partitions" },
	{ "a later timeline is no matter", { WELL, .timeline = 2, .timeline_since_us = NOW },
	  "age", STATE_HEALTHY, "the numbers are 1.0 s old" },
	{ "the server was replaced by another one", { WELL, .timeline = 1, .superseded_by = 2,
	  .superseded_at_us = NOW }, "database", STATE_STOPPED,
	  "this database server was replaced: it is on timeline 1, the numbers are on timeline 2" },
	{ "a halted partition is stopped, though all have workers", { WELL, .halted = 2,
	  .halted_since_us = NOW, .halted_first = "dossier.v1-1: offsets 5 to 9 are gone" },
	  "workers", STATE_STOPPED,
	  "2 of 12 partitions are halted, the first dossier.v1-1: offsets 5 to 9 are gone" },
	{ "one behind an open transaction is late", { WELL, .stuck = 1 }, "workers", STATE_LATE,
	  "1 of 12 partitions are stuck behind an open transaction" },
	{ "a clock that is behind makes no negative age", { WELL,
	  .as_of_us = NOW + SECOND_US }, "age", STATE_HEALTHY, "the numbers are 0.0 s old" },
};

static void
test_the_whole_is_as_bad_as_its_worst_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct part parts[PART_COUNT];
		const struct part *worst;

		judge(&cases[i].facts, parts);
		worst = judge_worst(parts);
		if (worst->state != cases[i].state ||
		    strcmp(worst->name, cases[i].part) != 0 ||
		    strncmp(worst->why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("%s: %s %s, %s", cases[i].sentence, worst->name,
				 state_name(worst->state), worst->why);
		if (worst->state != STATE_HEALTHY)
			assert_true(worst->todo[0] != '\0');
	}
}

static void
test_alerts_are_told_by_what_became_of_them(void **state)
{
	struct facts facts = { WELL, .alerts_open = 3, .alerts_acknowledged = 2,
			       .alerts_since_us = NOW, .alert_rule = "overdue" };
	struct part parts[PART_COUNT];

	(void)state;
	judge(&facts, parts);
	assert_non_null(strstr(parts[PART_ALERTS].why, "3 open alerts"));
	assert_non_null(strstr(parts[PART_ALERTS].why, "most of rule \"overdue\"; 2 acknowledged"));
	assert_true(parts[PART_ALERTS].todo[0] != '\0');
	facts.alerts_open = 0;
	judge(&facts, parts);
	assert_string_equal(parts[PART_ALERTS].why, "no open alerts, 2 acknowledged");
	assert_true(parts[PART_ALERTS].todo[0] == '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_whole_is_as_bad_as_its_worst_part),
		cmocka_unit_test(test_alerts_are_told_by_what_became_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
