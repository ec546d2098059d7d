/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/alert/webhook.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { KEY_HEADER_BYTES = 128 };

struct webhook {
	CURL *curl;
	const atomic_bool *stopping;
};

bool
webhook_check(const char *url, struct error *err)
{
	CURLU *parsed = curl_url();
	char *host = NULL;
	bool ok;

	CHECK(parsed != NULL);
	ok = (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) &&
	     curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
	     curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK;
	curl_free(host);
	curl_url_cleanup(parsed);
	if (ok)
		return true;
	error_set(err, ERROR_CONFIG, "setting \"alert.webhook\" is no address to post to");
	return error_hint(err, "It must be http://HOST/PATH or https://HOST/PATH, or empty for none.");
}

/* The answer's content is of no use. */
static size_t
ignore_content(char *data, size_t size, size_t count, void *context)
{
	(void)data, (void)context;
	return size * count;
}

/* libcurl asks at least once a second. */
static int
is_stopping(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct webhook *webhook = context;

	(void)a, (void)b, (void)c, (void)d;
	return atomic_load(webhook->stopping);
}

struct webhook *
webhook_open(const char *url, int64_t timeout_ms, const atomic_bool *stopping)
{
	struct webhook *webhook = calloc(1, sizeof *webhook);

	CHECK(webhook != NULL);
	CHECK_OP(curl_global_init(CURL_GLOBAL_DEFAULT), ==, CURLE_OK);
	webhook->curl = curl_easy_init();
	webhook->stopping = stopping;
	CHECK(webhook->curl != NULL);
	curl_easy_setopt(webhook->curl, CURLOPT_URL, url);
	curl_easy_setopt(webhook->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(webhook->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(webhook->curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl_easy_setopt(webhook->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(webhook->curl, CURLOPT_USERAGENT, "trakhuc/" TRAKHUC_VERSION);
	curl_easy_setopt(webhook->curl, CURLOPT_WRITEFUNCTION, ignore_content);
	curl_easy_setopt(webhook->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(webhook->curl, CURLOPT_XFERINFOFUNCTION, is_stopping);
	curl_easy_setopt(webhook->curl, CURLOPT_XFERINFODATA, webhook);
	return webhook;
}

struct webhook *
webhook_close(struct webhook *webhook)
{
	if (!webhook)
		return NULL;
	curl_easy_cleanup(webhook->curl);
	curl_global_cleanup();
	free(webhook);
	return NULL;
}

static struct curl_slist *
add_header(struct curl_slist *headers, const char *header)
{
	struct curl_slist *longer = curl_slist_append(headers, header);

	CHECK(longer != NULL);
	return longer;
}

/* Without "Expect", a receiver that does not know it would cost a second. */
static struct curl_slist *
headers_of(const char *key)
{
	char header[KEY_HEADER_BYTES];
	struct curl_slist *headers = NULL;

	snprintf(header, sizeof header, "Idempotency-Key: %s", key);
	headers = add_header(headers, header);
	headers = add_header(headers, "Content-Type: application/json; charset=utf-8");
	return add_header(headers, "Expect:");
}

bool
webhook_post(struct webhook *webhook, const char *key, const char *body, struct error *err)
{
	struct curl_slist *headers = headers_of(key);
	long status = 0;
	CURLcode code;

	curl_easy_setopt(webhook->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(webhook->curl, CURLOPT_POSTFIELDS, body);
	code = curl_easy_perform(webhook->curl);
	curl_easy_getinfo(webhook->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_setopt(webhook->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	if (code == CURLE_OK && status >= 200 && status < 300)
		return true;
	if (code == CURLE_OK)
		error_set(err, ERROR_RETRY, "could not deliver a notice: the webhook answered %ld",
			  status);
	else
		error_set(err, ERROR_RETRY, "could not deliver a notice: %s",
			  curl_easy_strerror(code));
	return error_hint(err, "It is sent again for a day; \"select * from ioc.alert_notice\" shows all.");
}
