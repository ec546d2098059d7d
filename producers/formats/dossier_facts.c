/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/dossier_facts.h"

#include "producers/formats/fact.h"
#include "producers/report.h"

#define DATE_OF(name) &record->values[FIELD_##name], field_member(FIELD_##name)

static void
read_dates(struct message *message, const struct foreign_record *record,
	   struct facts *facts)
{
	if (!fact_date(message, DATE_OF(NGAY_NOP_HO_SO), &facts->submitted_us))
		(void)fact_date(message, DATE_OF(NGAY_NOP), &facts->submitted_us);
	(void)fact_date(message, DATE_OF(NGAY_TIEP_NHAN), &facts->received_us);
	(void)fact_date(message, DATE_OF(NGAY_TU_CHOI), &facts->refused_us);
	(void)fact_date(message, DATE_OF(NGAY_KET_THUC_XU_LY), &facts->ended_us);
	(void)fact_date(message, DATE_OF(NGAY_TRA), &facts->returned_us);
	facts->has_due = fact_due(message, DATE_OF(NGAY_HEN_TRA), &facts->due);
	facts->status = (enum status)fact_status(message, DATE_OF(TRANG_THAI_HO_SO));
}

/* 1 direct, 2 online, 3 postal; not stated: filed at the national portal is online, else
 * the profile's, else direct.  False: some other value, the record is refused. */
static bool
read_channel(const struct message *message, const struct foreign_record *record,
	     struct facts *facts)
{
	const struct value *value = &record->values[FIELD_KENH_THUC_HIEN];
	enum channel assumed = message->foreign->profile->default_channel;
	struct slice text;
	int64_t code;

	if (value_text(value, &text)) {
		if (!value_number(value, &code) || code < 1 || code > 3)
			return false;
		facts->channel = (enum channel)code;
		return true;
	}
	facts->channel = assumed != CHANNEL_UNKNOWN ? assumed : CHANNEL_DIRECT;
	if (value_number(&record->values[FIELD_NOI_NOP_HO_SO], &code) && code == 1)
		facts->channel = CHANNEL_ONLINE;
	return true;
}

static bool
all_digits(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return true;
}

/* The organisation in a code "H48.21-260105-0001": groups, 6 or 8 digits, 2 to 8 digits.
 * Empty where the code has another form. */
static struct slice
code_prefix(struct slice code)
{
	const char *first = memchr(code.data, '-', code.length);
	const char *end = code.data + code.length;
	const char *second = first ? memchr(first + 1, '-', (size_t)(end - first - 1)) : NULL;
	struct slice day, number;

	if (!second || first == code.data)
		return (struct slice){ NULL, 0 };
	day = (struct slice){ first + 1, (size_t)(second - first - 1) };
	number = (struct slice){ second + 1, (size_t)(end - second - 1) };
	if ((day.length != 6 && day.length != 8) || number.length < 2 || number.length > 8 ||
	    !all_digits(day) || !all_digits(number))
		return (struct slice){ NULL, 0 };
	return (struct slice){ code.data, (size_t)(first - code.data) };
}

/* Explicit code, prefix of the dossier's code, code of the request, profile. */
static void
read_unit(const struct message *message, const struct envelope *envelope,
	  const struct foreign_record *record, struct facts *facts)
{
	static const enum field explicit_fields[] = { FIELD_MA_DON_VI_TIEP_NHAN,
						      FIELD_MA_CO_QUAN, FIELD_MA_DINH_DANH };
	const struct foreign_profile *profile = message->foreign->profile;
	struct slice organisation = { NULL, 0 };
	bool bad;

	for (size_t i = 0; i < ARRAY_COUNT(explicit_fields); i++)
		if (fact_code(&record->values[explicit_fields[i]], &organisation, &bad)) {
			facts->unit = foreign_profile_unit(profile, organisation);
			return;
		}
	organisation = code_prefix(message->dossier);
	if (organisation.length == 0 && report_is_code(envelope->organisation))
		organisation = envelope->organisation;
	if (organisation.length == 0 && profile->default_unit[0] != '\0')
		organisation = slice_text(profile->default_unit);
	if (organisation.length > 0)
		facts->unit = foreign_profile_unit(profile, organisation);
}

bool
dossier_is_received(const struct facts *facts)
{
	return facts->received_us != 0 && facts->status != STATUS_SUBMITTED &&
	       facts->status != STATUS_REFUSED;
}

bool
dossier_facts(struct message *message, const struct envelope *envelope,
	   const struct foreign_record *record, struct facts *facts)
{
	bool bad, has_procedure, counted;

	read_dates(message, record, facts);
	counted = facts->submitted_us != 0 || dossier_is_received(facts);
	has_procedure = fact_procedure(&record->values[FIELD_MA_TTHC], &facts->procedure, &bad);
	if (bad) {
		message_refuse(message, "code_shape", field_member(FIELD_MA_TTHC),
			       "The procedure is no code.");
		return false;
	}
	if (!has_procedure && counted) {
		message_refuse(message, "member_missing", field_member(FIELD_MA_TTHC),
			       "The record has no procedure, so it cannot be counted.");
		return false;
	}
	if (!read_channel(message, record, facts)) {
		message_refuse(message, "code_not_listed", field_member(FIELD_KENH_THUC_HIEN),
			       "The channel is none of 1, 2, 3.");
		return false;
	}
	if (!fact_code(&record->values[FIELD_MA_DICH_VU_CONG], &facts->service, &bad))
		facts->service = (struct slice){ NULL, 0 };
	read_unit(message, envelope, record, facts);
	papers_read(message, record, &facts->papers);
	return true;
}
