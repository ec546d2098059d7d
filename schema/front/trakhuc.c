/* SPDX-License-Identifier: PostgreSQL
 *
 * trakhuc.c - the front command: trakhuc COMMAND runs trakhuc-COMMAND.
 *
 * Each command is a program of its own, so that a producer links no database and a
 * consumer no readers of foreign formats.  The programs lie beside the front command
 * (build folder) or in ../libexec/trakhuc (installed).
 */
#include <errno.h>
#include <limits.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/attr.h"
#include "schema/base/cli.h"

struct command {
	const char *name;
	const char *group;
	const char *sentence;
};

static const struct command commands[] = {
	{ "emit", "Producers", "read events or foreign messages and publish them" },
	{ "simulate", "Producers", "make the events of a synthetic province" },
	{ "aggregate", "Consumers", "fold events into facts and counters (the worker)" },
	{ "ioc", "Consumers", "serve the operations centre: API, live stream, page" },
	{ "status", "Operation", "say whether the numbers are fresh, and if not, why" },
	{ "audit", "Operation", "recount every counter from the facts" },
	{ "dead", "Operation", "look at refused records, try them again, or drop them" },
	{ "partition", "Operation", "partitions left unread: why, and go on or start over" },
	{ "alert", "Operation", "evaluate rules, tell a webhook; look at alerts, take them on" },
	{ "reaggregate", "Operation", "count all facts, or fold the whole log, anew" },
	{ "check-config", "Operation", "print effective settings and where they come from" },
};

static void
print_help(FILE *out)
{
	const char *group = "";

	fprintf(out, "usage: trakhuc COMMAND [options]\n"
		     "\n"
		     "Live, provably exact numbers of a province's public services.\n");
	for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
		if (strcmp(group, commands[i].group) != 0)
			fprintf(out, "\n%s:\n", commands[i].group);
		group = commands[i].group;
		fprintf(out, "  %-14s%s\n", commands[i].name, commands[i].sentence);
	}
	fprintf(out, "\n\"trakhuc COMMAND --help\" has the options of a command.\n");
}

static void
run_from(const char *folder, const char *relative, char **argv)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof path, "%s/%s/trakhuc-%s", folder, relative, argv[0]);

	if (length < 0 || (size_t)length >= sizeof path || access(path, X_OK) != 0)
		return;
	execv(path, argv);
	fprintf(stderr, "trakhuc: could not run %s: %s\n", path, strerror(errno));
	exit(EXIT_INTERNAL);
}

static int
run(char **argv)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *folder;

	if (length < 0) {
		fprintf(stderr, "trakhuc: could not find its own folder: %s\n",
			strerror(errno));
		return EXIT_INTERNAL;
	}
	self[length] = '\0';
	folder = dirname(self);
	run_from(folder, ".", argv);
	run_from(folder, "../libexec/trakhuc", argv);
	fprintf(stderr, "trakhuc: no command \"%s\"\n"
			"hint: \"trakhuc --help\" lists the commands.\n", argv[0]);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("trakhuc %s\n", TRAKHUC_VERSION);
		return EXIT_OK;
	}
	if (strchr(argv[1], '/')) {
		fprintf(stderr, "trakhuc: a command has no slash: \"%s\"\n", argv[1]);
		return EXIT_USAGE;
	}
	return run(argv + 1);
}
