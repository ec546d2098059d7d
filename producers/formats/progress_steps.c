/* SPDX-License-Identifier: PostgreSQL
 *
 * progress_steps.c - a record of CapNhatTienDoHoSoMC: one step of a dossier.
 *
 * NgayBatDau and NgayKetThucTheoQuyDinh are plans for the step, never facts and never
 * the due date of the dossier.  A history that is sent again gives the same ids.
 */
#include "producers/formats/readers.h"

enum { STATUS_RESOLVED = 9 };

bool
read_progress(struct message *message, const struct foreign_record *record)
{
	const struct value *when = &record->values[FIELD_THOI_DIEM_XU_LY];
	const char *member = field_member(FIELD_THOI_DIEM_XU_LY);
	struct statement statement = { .type = EVENT_DOSSIER_STATUS, .is_mark = true };
	struct slice text;
	int64_t code;

	if (!value_text(when, &text) || date_read(text).kind == DATE_NOT_STATED) {
		message_remark(message, "undated", member,
			       "A step without the time at which it was done: left out.");
		return true;
	}
	if (!fact_date(message, when, member, &statement.at_us))
		return true;
	code = fact_status(message, &record->values[FIELD_TRANG_THAI],
			   field_member(FIELD_TRANG_THAI));
	if (code == 0 ||
	    (code == STATUS_RESOLVED && message->foreign->profile->padded_progress))
		return true;
	statement_number(&statement, MEMBER_CODE, code);
	return statement_send(message, &statement);
}
