/* SPDX-License-Identifier: PostgreSQL
 *
 * simulate.h - inside of trakhuc-simulate: its command line and its two ways to run.
 */
#ifndef PRODUCERS_SIMULATE_SIMULATE_H
#define PRODUCERS_SIMULATE_SIMULATE_H

#include "producers/simulate/simulation.h"
#include "schema/base/cli.h"

/* Reads the command line; prints and exits where it is wrong. */
void simulate_options_read(struct simulate_options *options, struct cli *cli, int argc,
			   char **argv);

bool simulation_open(struct simulation **ret_sim, const struct simulate_options *options,
		     struct error *err) MUST_CHECK;
struct simulation *simulation_close(struct simulation *sim);

/* The history into a file. */
bool history_write(struct simulation *sim, struct error *err) MUST_CHECK;
/* What the history would have stated later, and new dossiers, as time goes by. */
bool live_run(struct simulation *sim, const struct conf *conf, struct error *err) MUST_CHECK;

/* A dossier or document that begins now and lives fast. */
void live_plan(struct simulation *sim, uint64_t number, int64_t now_us);

#endif
