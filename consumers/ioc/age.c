/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/age.h"

#include "schema/base/instant.h"

enum age_state
age_state(const struct age *age, int64_t now_us)
{
	int64_t delay_us = now_us - age->as_of_us;

	if (age->recovering)
		return AGE_RECOVERING;
	if (!age->known || delay_us >= AGE_STALE_SECONDS * SECOND_US)
		return AGE_STALE;
	return delay_us >= AGE_LATE_SECONDS * SECOND_US ? AGE_LATE : AGE_FRESH;
}

const char *
age_word(enum age_state state)
{
	static const char *const words[] = { "fresh", "late", "stale", "recovering" };

	return words[state];
}

void
age_json(struct text *text, const struct age *age, int64_t now_us)
{
	char instant[INSTANT_TEXT_BYTES];

	if (age->known)
		text_format(text, "\"as_of\":\"%s\",\"delay_seconds\":%.3f,",
			    instant_format(age->as_of_us, instant),
			    (double)(now_us - age->as_of_us) / (double)SECOND_US);
	else
		text_add(text, "\"as_of\":null,\"delay_seconds\":null,");
	text_format(text, "\"state\":\"%s\",\"server_time\":\"%s\"",
		    age_word(age_state(age, now_us)), instant_format(now_us, instant));
}
