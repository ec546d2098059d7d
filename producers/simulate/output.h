/* SPDX-License-Identifier: PostgreSQL
 *
 * output.h - the lines of a simulation on their way to a file.
 *
 * Written as they come, or, to be shuffled or repeated, kept in an unlinked temporary
 * file (TMPDIR) first.  The list of poison names lines by their number in the output.
 */
#ifndef PRODUCERS_SIMULATE_OUTPUT_H
#define PRODUCERS_SIMULATE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "producers/simulate/simulation.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"
#include "schema/contract/event.h"

struct output;

bool output_open(struct output **ret_output, const struct simulate_options *options,
		 struct error *err) MUST_CHECK;
/* REASON_NONE: a good line. */
bool output_line(struct output *output, struct slice line, enum reason reason,
		 struct error *err) MUST_CHECK;
/* Writes what is kept, and everything to its end. */
bool output_finish(struct output *output, struct error *err) MUST_CHECK;
uint64_t output_lines(const struct output *output);
uint64_t output_poison(const struct output *output);
struct output *output_close(struct output *output);

#endif
