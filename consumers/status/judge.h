/* SPDX-License-Identifier: PostgreSQL
 *
 * judge.h - healthy, late or stopped: why, since when, what to do.
 *
 * Pure: from what was read of the database to a state for each part.  The whole is as
 * bad as its worst part.
 */
#ifndef CONSUMERS_STATUS_JUDGE_H
#define CONSUMERS_STATUS_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum state { STATE_HEALTHY, STATE_LATE, STATE_STOPPED };

enum part_name { PART_DATABASE, PART_WORKERS, PART_AGE, PART_SOURCES, PART_DEAD, PART_ALERTS, PART_COUNT };

enum {
	JUDGE_UNSEEN_SECONDS = 10, /* a worker reports every watch_ms, half a second */
	JUDGE_LATE_SECONDS = 10,   /* age of the numbers from which they are late */
};

/* A time that is not known is 0. */
struct facts {
	int64_t now_us;
	int64_t timeline;        /* of the database server; 0: no worker has written on it, */
	int64_t timeline_since_us;
	int64_t superseded_by;   /* and the one that counts instead; 0: this one does */
	int64_t superseded_at_us;
	int64_t partitions;
	int64_t workers;         /* seen within JUDGE_UNSEEN_SECONDS */
	int64_t unseen;          /* partitions without such a worker, */
	int64_t unseen_since_us; /* and since when the first of them */
	int64_t as_of_us;
	int64_t lag;             /* records behind the ends of the log */
	int64_t recovering;      /* partitions of which the database lost commits */
	int64_t halted;          /* partitions left unread until a person decides, */
	int64_t halted_since_us;
	const char *halted_first; /* the first of them and why, "" for none */
	int64_t stuck;           /* partitions behind an open transaction */
	int64_t sources;
	int64_t silent;
	int64_t silent_since_us; /* the longest of them */
	const char *silent_name; /* that one, "" for none */
	int64_t dead_hour;       /* dead letters of the last hour that wait */
	int64_t dead;            /* all that wait */
	const char *dead_reason; /* the most frequent of the last hour, "" for none */
	int64_t alerts_open;         /* alerts that nobody has taken on, */
	int64_t alerts_acknowledged; /* and those that somebody has */
	int64_t alerts_since_us;     /* the longest open one of the former */
	const char *alert_rule;      /* that most of the former are of, "" for none */
};

struct part {
	const char *name;
	enum state state;
	int64_t since_us; /* 0: no matter */
	char why[320];
	char todo[320]; /* empty: nothing */
};

const char *state_name(enum state state);

void judge(const struct facts *facts, struct part ret_parts[PART_COUNT]);
/* The part that decides; when all are well, the age. */
const struct part *judge_worst(const struct part parts[PART_COUNT]);

#endif
