/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/route.h"

#include <string.h>

#include "ioc_files.h"
#include "schema/base/attr.h"

static const struct parameter unit_parameters[] = {
	{ .name = "unit", .kind = PARAMETER_CODE, .required = true },
	{ 0 },
};

static const struct parameter form_parameters[] = {
	{ .name = "from", .kind = PARAMETER_DAY, .required = true },
	{ .name = "to", .kind = PARAMETER_DAY, .required = true },
	{ .name = "by", .kind = PARAMETER_WORD, .words = "unit field", .standard = "unit" },
	{ 0 },
};

static const struct parameter dossier_parameters[] = {
	{ .name = "status", .kind = PARAMETER_WORD,
	  .words = "pending overdue near_due waiting_supplement waiting_payment stopped "
		   "running awaiting_reception ended" },
	{ .name = "unit", .kind = PARAMETER_CODE },
	{ .name = "receiving_unit", .kind = PARAMETER_CODE },
	{ .name = "procedure", .kind = PARAMETER_CODE },
	{ .name = "field", .kind = PARAMETER_TEXT },
	{ .name = "channel", .kind = PARAMETER_WORD, .words = "unknown direct online postal" },
	{ .name = "received_from", .kind = PARAMETER_DAY },
	{ .name = "received_to", .kind = PARAMETER_DAY },
	{ .name = "ended_from", .kind = PARAMETER_DAY },
	{ .name = "ended_to", .kind = PARAMETER_DAY },
	{ .name = "due_from", .kind = PARAMETER_DAY },
	{ .name = "due_to", .kind = PARAMETER_DAY },
	{ .name = "dossier", .kind = PARAMETER_CODE },
	{ .name = "limit", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 1000,
	  .standard = "100" },
	{ .name = "after", .kind = PARAMETER_PLACE },
	{ 0 },
};

static const struct parameter dead_letter_parameters[] = {
	{ .name = "reason", .kind = PARAMETER_TEXT },
	{ .name = "hours", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 87600,
	  .standard = "24" },
	{ .name = "limit", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 1000,
	  .standard = "100" },
	{ 0 },
};

static const struct route routes[] = {
	{ .path = "/", .kind = ANSWER_PAGE },
	{ .path = "/healthz", .kind = ANSWER_HEALTH },
	{ .path = "/readyz", .kind = ANSWER_READY },
	{ .path = "/api/v1/stream", .kind = ANSWER_STREAM },
	{ .path = "/api/v1/now", .kind = ANSWER_NOW, .table = true },
	{ .path = "/api/v1/units", .kind = ANSWER_UNITS, .table = true },
	{ .path = "/api/v1/sources", .kind = ANSWER_SOURCES, .table = true },
	{ .path = "/api/v1/partitions", .kind = ANSWER_PARTITIONS, .table = true },
	{ .path = "/api/v1/fields", .kind = ANSWER_QUERY, .statement = statement_fields,
	  .table = true },
	{ .path = "/api/v1/procedures", .kind = ANSWER_QUERY,
	  .statement = statement_procedures, .table = true },
	{ .path = "/api/v1/units/{}", .kind = ANSWER_QUERY, .statement = statement_unit,
	  .parameters = unit_parameters, .table = true, .one = true },
	{ .path = "/api/v1/form-06a", .kind = ANSWER_QUERY, .statement = statement_form_06a,
	  .parameters = form_parameters, .table = true },
	{ .path = "/api/v1/dossiers", .kind = ANSWER_QUERY, .statement = statement_dossiers,
	  .parameters = dossier_parameters, .table = true, .paged = true },
	{ .path = "/api/v1/dead-letters", .kind = ANSWER_QUERY,
	  .statement = statement_dead_letters, .parameters = dead_letter_parameters,
	  .table = true },
};

static const struct route asset_route = { .path = "/*", .kind = ANSWER_ASSET };

/* The template of the page is a file too, but no address. */
static bool
is_asset(struct slice path)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (slice_equal(slice_text(file_table[i].path), path))
			return !slice_ends_with(path, SLICE_LITERAL(".html"));
	return false;
}

static bool
matches(const char *pattern, struct slice path, struct slice *ret_name)
{
	size_t length = strlen(pattern);

	if (!slice_ends_with(slice_text(pattern), SLICE_LITERAL("{}")))
		return slice_equal(slice_text(pattern), path);
	length -= strlen("{}");
	if (path.length < length || memcmp(path.data, pattern, length) != 0)
		return false;
	*ret_name = (struct slice){ path.data + length, path.length - length };
	return true;
}

const struct route *
route_find(struct slice path, struct slice *ret_name)
{
	for (size_t i = 0; i < ARRAY_COUNT(routes); i++)
		if (matches(routes[i].path, path, ret_name))
			return &routes[i];
	return is_asset(path) ? &asset_route : NULL;
}
