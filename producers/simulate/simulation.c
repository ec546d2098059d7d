/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>

#include "producers/simulate/happening.h"
#include "producers/simulate/queue.h"
#include "schema/base/check.h"
#include "schema/contract/encode.h"

static void
name_sources(struct simulation *sim)
{
	static const char *const names[] = { "/quangngai/mot-cua", "/quangngai/cong-dich-vu-cong",
					     "/quangngai/van-ban", "/quangngai/chuong-trinh" };

	for (int i = 0; i < (int)sim->options.sources; i++) {
		if (i < SOURCE_MINISTRY)
			snprintf(sim->sources[i], SOURCE_BYTES, "%s", names[i]);
		else
			snprintf(sim->sources[i], SOURCE_BYTES, "/bo-nganh/he-thong-%02d",
				 i - SOURCE_MINISTRY + 1);
	}
}

bool
simulation_open(struct simulation **ret_sim, const struct simulate_options *options,
		struct error *err)
{
	struct simulation *sim = calloc(1, sizeof *sim);

	CHECK(sim != NULL);
	sim->options = *options;
	if (!province_open(&sim->province, options->reference, err)) {
		free(sim);
		return false;
	}
	sim->queue = queue_open();
	sim->plan = calloc(1, sizeof *sim->plan);
	CHECK(sim->plan != NULL);
	sim->encoder = encoder_open();
	name_sources(sim);
	*ret_sim = sim;
	return true;
}

struct simulation *
simulation_close(struct simulation *sim)
{
	if (!sim)
		return NULL;
	sim->encoder = encoder_close(sim->encoder);
	free(sim->plan);
	sim->queue = queue_close(sim->queue);
	sim->province = province_close(sim->province);
	free(sim);
	return NULL;
}
