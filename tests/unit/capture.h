/* SPDX-License-Identifier: PostgreSQL
 *
 * capture.h - for unit tests: what a piece of a program prints, and how it ends.
 *
 * It runs in a child, so it may exit or abort, and its log goes to no screen.
 */
#ifndef TESTS_UNIT_CAPTURE_H
#define TESTS_UNIT_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct captured {
	int exit_code; /* 128 + the signal's number when a signal ended it */
	char output[16 * 1024]; /* stdout and stderr as they came, the beginning of it */
};

static inline void
capture_in_child(void (*run)(void *context), void *context, int output)
{
	const struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	run(context);
	fflush(NULL);
	_exit(0);
}

static inline struct captured
capture(void (*run)(void *context), void *context)
{
	struct captured captured = { .exit_code = -1 };
	FILE *file = tmpfile();
	size_t length;
	pid_t child;
	int status;

	fflush(NULL);
	child = file ? fork() : -1;
	if (child == 0)
		capture_in_child(run, context, fileno(file));
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("capture");
		abort();
	}
	captured.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
						 : WEXITSTATUS(status);
	rewind(file);
	length = fread(captured.output, 1, sizeof captured.output - 1, file);
	captured.output[length] = '\0';
	fclose(file);
	return captured;
}

#endif
