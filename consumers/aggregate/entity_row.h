/* SPDX-License-Identifier: PostgreSQL
 *
 * entity_row.h - an entity as rows of the fact tables, in both directions.
 *
 * Column order is that of schema/model/register.def, which the migrations, the wire
 * types and the load statements share.
 *
 * Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_ENTITY_ROW_H
#define CONSUMERS_AGGREGATE_ENTITY_ROW_H

#include <libpq-fe.h>

#include "consumers/aggregate/entity.h"
#include "consumers/aggregate/write.h"
#include "schema/base/error.h"

/* Appends the rows of ENTITY as they are to be stored; its revision is raised.  A
 * dossier's end is that of its last contribution. */
void entity_row_store(struct entity *entity, struct write *write);
/* Numbers of an indicator's codes, taken from the event that told of it. */
void entity_row_store_indicator(struct entity *entity, int32_t indicator, int32_t unit,
				struct slice period, struct write *write);

/* Fills ENTITY from row ROW of a load statement.  ERROR_STOP: the row is damaged. */
bool entity_row_load(struct entity *entity, const PGresult *result, int row,
		     struct error *err) MUST_CHECK;
/* Adds one recipient's row to its document. */
bool entity_row_load_recipient(struct entity *document, const PGresult *result, int row,
			       struct error *err) MUST_CHECK;

/* Column of a load statement that names the entity. */
enum {
	DOSSIER_ROW_CODE = DOSSIER_REGISTER_COUNT + 7,
	DOCUMENT_ROW_CODE = DOCUMENT_REGISTER_COUNT + 3,
	RECIPIENT_ROW_DOCUMENT = RECIPIENT_REGISTER_COUNT + 2,
	WORKFILE_ROW_CODE = WORKFILE_REGISTER_COUNT + 3,
};

#endif
