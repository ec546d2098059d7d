/* SPDX-License-Identifier: PostgreSQL
 *
 * simulate.c - trakhuc simulate: the events of a synthetic province.
 */
#include "producers/simulate/simulate.h"

#include "producers/stop.h"

int
main(int argc, char **argv)
{
	struct simulate_options options;
	struct simulation *sim;
	struct cli cli;
	struct error err = { 0 };
	enum exit_code code = EXIT_OK;

	simulate_options_read(&options, &cli, argc, argv);
	log_open("simulate", NULL, cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	if (!simulation_open(&sim, &options, &err))
		return cli_fail(&cli, &err);
	if (!(options.live ? live_run(sim, cli.conf, &err) : history_write(sim, &err)))
		code = stop_signal != 0 ? (enum exit_code)stop_exit_code()
					: cli_fail(&cli, &err);
	simulation_close(sim);
	cli_close(&cli);
	return code;
}
