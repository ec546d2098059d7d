/* SPDX-License-Identifier: PostgreSQL */
#include "tests/property/properties.h"
#include "tests/property/random.h"

int
trial_order(const struct trial *trial, uint64_t salt,
	    const struct event *ret_order[TRIAL_ORDER_MAX])
{
	struct random random = { trial->seed ^ salt * UINT64_C(0xD1342543DE82EF95) };
	int length = 0;

	for (int i = 0; i < trial->count; i++) {
		ret_order[length++] = trial->events[i];
		if (random_chance(&random, 50))
			ret_order[length++] = trial->events[i];
	}
	for (int i = length - 1; i > 0; i--) {
		int other = random_below(&random, i + 1);
		const struct event *event = ret_order[i];

		ret_order[i] = ret_order[other];
		ret_order[other] = event;
	}
	return length;
}

void
trial_dossier(const struct trial *trial, struct dossier *ret)
{
	dossier_init(ret);
	for (int i = 0; i < trial->count; i++)
		dossier_apply(ret, trial->events[i], trial->codes);
}

void
trial_document(const struct trial *trial, struct document *ret)
{
	document_init(ret);
	for (int i = 0; i < trial->count; i++)
		document_apply(ret, trial->events[i], trial->codes);
}
