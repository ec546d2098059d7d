/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_sync.c - a record of DongBoHoSoMC: a snapshot of one dossier.
 *
 * The hard case is the code without its date: systems send 9 when they mean 5, 6 or 8,
 * and leave NgayKetThucXuLy empty.  So a code never ends a dossier; its dates do, and a
 * code without its date is reported, unless the profile says that it can be believed.
 */
#include "producers/formats/readers.h"

#include "producers/formats/dossier_facts.h"
#include "schema/base/instant.h"

static void
compare_place(struct message *message, const struct facts *facts)
{
	if (facts->procedure.data)
		message_compare(message, COMPARED_PROCEDURE, field_member(FIELD_MA_TTHC),
				message_hash(facts->procedure));
	if (facts->unit.data)
		message_compare(message, COMPARED_UNIT, field_member(FIELD_MA_DON_VI_TIEP_NHAN),
				message_hash(facts->unit));
	message_compare(message, COMPARED_CHANNEL, field_member(FIELD_KENH_THUC_HIEN),
			facts->channel);
}

static void
compare_date(struct message *message, enum compared what, enum field field, int64_t at_us)
{
	if (at_us != 0)
		message_compare(message, what, field_member(field), (uint64_t)at_us);
}

static void
compare(struct message *message, const struct facts *facts)
{
	compare_place(message, facts);
	compare_date(message, COMPARED_SUBMITTED, FIELD_NGAY_NOP_HO_SO, facts->submitted_us);
	compare_date(message, COMPARED_RECEIVED, FIELD_NGAY_TIEP_NHAN, facts->received_us);
	compare_date(message, COMPARED_ENDED, FIELD_NGAY_KET_THUC_XU_LY, facts->ended_us);
	compare_date(message, COMPARED_RETURNED, FIELD_NGAY_TRA, facts->returned_us);
	compare_date(message, COMPARED_DUE, FIELD_NGAY_HEN_TRA,
		     facts->has_due ? facts->due + 1 : 0);
	if (facts->papers.has_fee)
		message_compare(message, COMPARED_FEE, "DanhSachLePhi",
				(uint64_t)facts->papers.fee_vnd + 1);
}

static void
state_place(struct statement *statement, const struct facts *facts)
{
	statement_text(statement, MEMBER_PROCEDURE, facts->procedure);
	if (facts->unit.data)
		statement_text(statement, MEMBER_UNIT, facts->unit);
	statement_number(statement, MEMBER_CHANNEL, facts->channel);
}

static bool
send_submitted(struct message *message, const struct facts *facts)
{
	struct statement statement =
		statement_of(EVENT_DOSSIER_SUBMITTED, facts->submitted_us);

	if (facts->submitted_us == 0)
		return true;
	state_place(&statement, facts);
	if (facts->service.data)
		statement_text(&statement, MEMBER_SERVICE, facts->service);
	return statement_send(message, &statement);
}

static bool
send_received(struct message *message, const struct foreign_record *record,
	      const struct facts *facts)
{
	struct statement statement = statement_of(EVENT_DOSSIER_RECEIVED, facts->received_us);
	int64_t kind;

	state_place(&statement, facts);
	if (facts->has_due) {
		statement_number(&statement, MEMBER_DUE, facts->due);
		statement_number(&statement, MEMBER_DUE_BASIS, 1);
	}
	if (facts->papers.has_fee)
		statement_number(&statement, MEMBER_FEE_VND, facts->papers.fee_vnd);
	if (value_number(&record->values[FIELD_LOAI_DOI_TUONG], &kind) &&
	    kind < PROFILE_KINDS_MAX && message->foreign->profile->applicant_kinds[kind] >= 0)
		statement_number(&statement, MEMBER_APPLICANT_KIND,
				 message->foreign->profile->applicant_kinds[kind]);
	return statement_send(message, &statement);
}

/* What has no date of its own and lies on the day of reception. */
static bool
send_reception(struct message *message, const struct foreign_record *record,
	       const struct facts *facts)
{
	struct statement paid = statement_of(EVENT_DOSSIER_PAID, facts->received_us);
	int64_t way;

	if (!dossier_is_received(facts))
		return true;
	if (!send_received(message, record, facts) ||
	    !papers_send(message, &facts->papers, facts->received_us))
		return false;
	if (!value_number(&record->values[FIELD_THANH_TOAN_TRUC_TUYEN], &way) ||
	    (way != 1 && way != 2) || !facts->papers.has_fee || facts->papers.fee_vnd == 0)
		return true;
	statement_number(&paid, MEMBER_PAID_VND, facts->papers.fee_vnd);
	statement_number(&paid, MEMBER_ONLINE, 1);
	return statement_send(message, &paid);
}

static bool
send_plain(struct message *message, enum event_type type, int64_t at_us)
{
	struct statement statement = statement_of(type, at_us);

	return statement_send(message, &statement);
}

static bool
send_row(struct message *message, const struct row *row, struct facts *facts)
{
	struct statement asked = { .is_mark = true }, resumed = { .is_mark = true };
	int64_t asked_us = 0, resumed_us = 0, due, before;
	struct statement rescheduled;

#define ROW_DATE(name) &row->values[ROW_FIELD_##name], row_field_member(ROW_FIELD_##name)
	if (fact_date(message, ROW_DATE(NGAY_BO_SUNG), &asked_us)) {
		asked.type = EVENT_DOSSIER_SUPPLEMENT_REQUESTED;
		asked.at_us = asked_us;
		facts->supplement_dated = true;
		if (!statement_send(message, &asked))
			return false;
	}
	if (fact_date(message, ROW_DATE(NGAY_TIEP_NHAN_BO_SUNG), &resumed_us)) {
		resumed.type = EVENT_DOSSIER_RESUMED;
		resumed.at_us = resumed_us;
		if (!statement_send(message, &resumed))
			return false;
	}
	if (!fact_due(message, ROW_DATE(NGAY_HEN_TRA_MOI), &due))
		return true;
	if (resumed_us == 0 && asked_us == 0) {
		message_remark(message, "undated", row_field_member(ROW_FIELD_NGAY_HEN_TRA_MOI),
			       "A new due date without the day on which it was given: left out.");
		return true;
	}
	rescheduled = statement_of(EVENT_DOSSIER_RESCHEDULED,
				   resumed_us != 0 ? resumed_us : asked_us);
	statement_number(&rescheduled, MEMBER_DUE, due);
	if (fact_due(message, ROW_DATE(NGAY_HEN_TRA_TRUOC), &before))
		statement_number(&rescheduled, MEMBER_DUE_BEFORE, before);
	return statement_send(message, &rescheduled);
}

static bool
send_rows(struct message *message, const struct foreign_record *record, struct facts *facts)
{
	for (const struct row *row = record->rows[LIST_FIELD_BO_SUNG]; row; row = row->next)
		if (!send_row(message, row, facts))
			return false;
	return true;
}

static bool
send_resolved(struct message *message, const struct facts *facts)
{
	struct statement statement = statement_of(EVENT_DOSSIER_RESOLVED, facts->ended_us);

	if (facts->papers.electronic_result)
		statement_number(&statement, MEMBER_ELECTRONIC_RESULT, 1);
	return statement_send(message, &statement);
}

static bool
send_stopped(struct message *message, const struct facts *facts)
{
	struct statement statement = statement_of(EVENT_DOSSIER_STOPPED, facts->ended_us);

	statement.is_mark = true;
	statement_number(&statement, MEMBER_FINAL, 1);
	return statement_send(message, &statement);
}

/* NgayKetThucXuLy means what the code says. */
static bool
send_end(struct message *message, const struct facts *facts)
{
	if (facts->ended_us == 0)
		return true;
	switch (facts->status) {
	case STATUS_NONE:
	case STATUS_RESOLVED:
	case STATUS_RETURNED:
		return send_resolved(message, facts);
	case STATUS_WITHDRAWN:
		return send_plain(message, EVENT_DOSSIER_WITHDRAWN, facts->ended_us);
	case STATUS_STOPPED:
		return send_stopped(message, facts);
	case STATUS_REFUSED:
		return facts->refused_us != 0 ||
		       send_plain(message, EVENT_DOSSIER_REFUSED, facts->ended_us);
	case STATUS_SUBMITTED:
	case STATUS_RECEIVED:
	case STATUS_PROCESSING:
	case STATUS_SUPPLEMENT:
	case STATUS_PAYMENT:
		break;
	}
	message_remark(message, "end_contradicts_status",
		       field_member(FIELD_NGAY_KET_THUC_XU_LY),
		       "The record has an end date and a status that is none: the end is left "
		       "out.");
	return true;
}

/* Whether the code's own fact has a date in this record. */
static bool
status_is_dated(const struct facts *facts)
{
	switch (facts->status) {
	case STATUS_REFUSED:
		return facts->refused_us != 0 || facts->ended_us != 0;
	case STATUS_SUPPLEMENT:
		return facts->supplement_dated;
	case STATUS_WITHDRAWN:
	case STATUS_STOPPED:
	case STATUS_RESOLVED:
		return facts->ended_us != 0;
	case STATUS_RETURNED:
		return facts->returned_us != 0;
	case STATUS_PROCESSING:
	case STATUS_PAYMENT:
		return false;
	case STATUS_NONE:
	case STATUS_SUBMITTED:
	case STATUS_RECEIVED:
		break;
	}
	return true;
}

static bool
send_status(struct message *message, const struct facts *facts)
{
	struct statement statement =
		statement_of(EVENT_DOSSIER_STATUS, message->stated_at_us);

	if (status_is_dated(facts))
		return true;
	if (message->foreign->profile->end_codes_without_date) {
		statement_number(&statement, MEMBER_CODE, facts->status);
		return statement_send(message, &statement);
	}
	if (facts->status != STATUS_PROCESSING)
		message_remark(message, "status_without_date",
			       field_member(FIELD_TRANG_THAI_HO_SO),
			       "A status without the date of its fact: it is left out.");
	return true;
}

bool
read_dossier(struct message *message, const struct envelope *envelope,
	     const struct foreign_record *record)
{
	struct facts facts = { .channel = CHANNEL_UNKNOWN };

	if (!dossier_facts(message, envelope, record, &facts))
		return true;
	compare(message, &facts);
	if (!send_submitted(message, &facts) || !send_reception(message, record, &facts))
		return false;
	if (facts.refused_us != 0 &&
	    !send_plain(message, EVENT_DOSSIER_REFUSED, facts.refused_us))
		return false;
	if (!send_end(message, &facts) || !send_rows(message, record, &facts))
		return false;
	if (facts.returned_us != 0 &&
	    (facts.status == STATUS_RETURNED || facts.ended_us != 0) &&
	    !send_plain(message, EVENT_DOSSIER_RETURNED, facts.returned_us))
		return false;
	return send_status(message, &facts);
}
