/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - trakhuc ioc: the operations centre as a program.
 *
 * Three threads: the server's (http), the numbers' (feed), the questions' (query); this
 * one waits for signals and ends connections that are too slow.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>

#include "consumers/ioc/feed.h"
#include "consumers/ioc/http.h"
#include "schema/base/cli.h"
#include "schema/base/signals.h"

static const char usage[] =
	"usage: trakhuc ioc [options]\n"
	"\n"
	"Serves the operations centre: the page, its live stream and the JSON API, from\n"
	"schema ioc of the database.  Listens on this machine alone.  Loses the database\n"
	"without a fall: the page keeps the last numbers and says so.\n"
	"\n"
	"Server:\n"
	"      --listen ADDRESS   127.0.0.1, ::1 or localhost\n"
	"      --port N           TCP port; 0 takes a free one, which is logged\n"
	"      --map FILE         GeoJSON with boundaries of the units instead of the cartogram\n"
	"\n"
	"Signals: TERM or INT ends the streams and exits 0.\n";

enum { OPTION_LISTEN = 256, OPTION_PORT, OPTION_MAP };

static const struct option options[] = {
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "port", required_argument, NULL, OPTION_PORT },
	{ "map", required_argument, NULL, OPTION_MAP },
	{ 0 },
};

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct cli *cli = context;

	switch (option) {
	case OPTION_LISTEN:
		return conf_set(cli->conf, "ioc.listen", argument, err);
	case OPTION_MAP:
		return conf_set(cli->conf, "ioc.map", argument, err);
	default:
		return conf_set(cli->conf, "ioc.port", argument, err);
	}
}

static void
serve(struct http *http, const sigset_t *signals)
{
	const struct timespec second = { .tv_sec = 1 };

	while (sigtimedwait(signals, NULL, &second) < 0)
		http_sweep(http);
}

int
main(int argc, char **argv)
{
	struct cli cli = { .program = "ioc", .usage = usage };
	struct error err = { 0 };
	struct http *http;
	struct map *map;
	struct feed *feed;
	sigset_t signals;

	cli_open(&cli, argc, argv, options, on_option, &cli);
	log_open("ioc", NULL, cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	prctl(PR_SET_DUMPABLE, 0);
	signals_block(&signals);
	if (!map_open(&map, cli.conf->ioc_map, &err) ||
	    !http_open(&http, cli.conf, map, &err))
		return cli_fail(&cli, &err);
	feed = feed_open(cli.conf, http_hub(http));
	log_info("listening on %s port %u", cli.conf->ioc_listen, http_port(http));
	serve(http, &signals);
	log_info("stopping");
	feed_close(feed);
	http_close(http);
	map_close(map);
	cli_close(&cli);
	return EXIT_OK;
}
