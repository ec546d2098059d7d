/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/papers.h"

#include "schema/base/instant.h"

#define FEE_VND_MAX INT64_C(10000000000000)

static void
read_handed_in(const struct foreign_record *record, struct papers *papers)
{
	for (const struct row *row = record->rows[LIST_FIELD_TAI_LIEU_NOP]; row;
	     row = row->next) {
		const struct value *values = row->values;
		int64_t reused;

		if (value_is_true(&values[ROW_FIELD_IS_DELETED]))
			continue;
		papers->papers++;
		papers->tells_digitised |= values[ROW_FIELD_DUOC_SO_HOA].token != JSON_NONE;
		papers->digitised += value_is_true(&values[ROW_FIELD_DUOC_SO_HOA]);
		papers->reused += value_number(&values[ROW_FIELD_DUOC_TAI_SU_DUNG], &reused) &&
				  (reused == 1 || reused == 2);
		papers->stored |= value_is_true(&values[ROW_FIELD_DUOC_LAY_TU_KHO]);
	}
}

static bool
same_text(const struct value *a, const struct value *b)
{
	struct slice left, right;

	return value_text(a, &left) && value_text(b, &right) && slice_equal(left, right);
}

/* Some systems fill in the first paper handed in as the result. */
static bool
was_handed_in(const struct foreign_record *record, const struct row *result)
{
	for (const struct row *row = record->rows[LIST_FIELD_TAI_LIEU_NOP]; row;
	     row = row->next)
		if (same_text(&row->values[ROW_FIELD_DUONG_DAN_TAI],
			      &result->values[ROW_FIELD_DUONG_DAN_KET_QUA]) ||
		    same_text(&row->values[ROW_FIELD_TEP_DINH_KEM_ID],
			      &result->values[ROW_FIELD_GIAY_TO_ID]))
			return true;
	return false;
}

static void
read_result(const struct foreign_record *record, struct papers *papers)
{
	struct slice text;

	for (const struct row *row = record->rows[LIST_FIELD_KET_QUA]; row; row = row->next) {
		bool has_file = value_text(&row->values[ROW_FIELD_DUONG_DAN_KET_QUA], &text) ||
				value_text(&row->values[ROW_FIELD_GIAY_TO_ID], &text);

		if (has_file && !was_handed_in(record, row))
			papers->electronic_result = true;
	}
}

static void
read_fees(struct message *message, const struct foreign_record *record,
	  struct papers *papers)
{
	bool bad = false;

	for (const struct row *row = record->rows[LIST_FIELD_LE_PHI]; row; row = row->next) {
		int64_t vnd = 0;

		if (!value_number(&row->values[ROW_FIELD_GIA], &vnd) ||
		    papers->fee_vnd + vnd > FEE_VND_MAX) {
			bad = true;
			continue;
		}
		papers->has_fee = true;
		papers->fee_vnd += vnd;
	}
	if (!bad)
		return;
	papers->has_fee = false;
	message_remark(message, "number_range", row_field_member(ROW_FIELD_GIA),
		       "A fee is not a whole number of VND: the fee is taken as not stated.");
}

void
papers_read(struct message *message, const struct foreign_record *record,
	    struct papers *ret_papers)
{
	*ret_papers = (struct papers){ 0 };
	read_handed_in(record, ret_papers);
	read_result(record, ret_papers);
	read_fees(message, record, ret_papers);
}

bool
papers_send(struct message *message, const struct papers *papers, int64_t at_us)
{
	struct statement statement = statement_of(EVENT_DOSSIER_DIGITISED, at_us);

	if (!papers->tells_digitised)
		return true;
	statement_number(&statement, MEMBER_PAPERS, papers->papers);
	statement_number(&statement, MEMBER_DIGITISED, papers->digitised);
	statement_number(&statement, MEMBER_REUSED, papers->reused);
	statement_number(&statement, MEMBER_STORED, papers->stored);
	return statement_send(message, &statement);
}
