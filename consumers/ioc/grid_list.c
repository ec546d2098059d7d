/* SPDX-License-Identifier: PostgreSQL
 *
 * grid_list.c - the tables of the pages, column by column.
 */
#include "consumers/ioc/grid.h"

#include "schema/base/attr.h"
#include "schema/base/check.h"

#define DOSSIERS(query) "/dossiers?" query "&unit={unit}&field={field}&procedure={procedure}&channel={channel}&day={day}"
#define GAUGE(status) DOSSIERS("status=" status)
#define RECEIVED DOSSIERS("received_from={month}&received_to={date}")
#define RECEIVED_TODAY DOSSIERS("received_from={date}&received_to={date}")
#define RECEIVED_ONLINE "/dossiers?channel=online&received_from={month}&received_to={date}&unit={unit}&day={day}"
#define DONE(status) DOSSIERS("status=" status "&ended_from={month}&ended_to={date}")
/* As "unit" and "level" of the row say. */
#define ISSUED(kind) "/documents/issued?" kind "unit={unit}&level={level}&from_day={month}&to_day={date}&day={day}"
#define ISSUED_TODAY "/documents/issued?unit={unit}&level={level}&from_day={date}&to_day={date}&day={day}"
#define UNHANDLED(status) "/documents/unhandled?status=" status "&recipient={recipient}&day={day}"

static const struct grid grids[] = {
	{ "units", "Đơn vị, cần đôn đốc nhất xếp trước", "unit", "Chưa có đơn vị nào.", {
		{ "name", "Đơn vị", CELL_CODE, MOOD_PLAIN, 1, "/units/{unit}?day={day}&channel={channel}" },
		{ "overdue", "Quá hạn", CELL_NUMBER, MOOD_BAD, 1, GAUGE("overdue") },
		{ "overdue_percent", "Tỷ lệ quá hạn", CELL_BAR, MOOD_PLAIN, 2, GAUGE("overdue") },
		{ "near_due", "Sắp đến hạn", CELL_NUMBER, MOOD_WARN, 1, GAUGE("near_due") },
		{ "pending", "Đang giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, GAUGE("pending") },
		{ "course", "30 ngày", CELL_SPARK, MOOD_PLAIN, 2, NULL },
		{ "on_time_percent", "Tỷ lệ đúng hạn", CELL_PERCENT, MOOD_PLAIN, 2, DONE("done_on_time") },
		{ "received_today", "Tiếp nhận trong ngày", CELL_NUMBER, MOOD_PLAIN, 3, RECEIVED_TODAY },
		{ "received_month", "Tiếp nhận trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, RECEIVED },
		{ "done_month", "Giải quyết trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, DONE("done") },
		{ "waiting_supplement", "Chờ bổ sung", CELL_NUMBER, MOOD_PLAIN, 3, GAUGE("waiting_supplement") },
		{ "waiting_payment", "Chờ nghĩa vụ tài chính", CELL_NUMBER, MOOD_PLAIN, 3, GAUGE("waiting_payment") },
		{ "online_percent", "Trực tuyến", CELL_PERCENT, MOOD_PLAIN, 3, RECEIVED_ONLINE },
	} },
	{ "fields", "Lĩnh vực, nhiều hồ sơ quá hạn nhất xếp trước", "field", "Chưa có hồ sơ của lĩnh vực nào.", {
		{ "field", "Lĩnh vực", CELL_CODE, MOOD_PLAIN, 1,
		  "/procedures?field={field}&unit={unit}&channel={channel}&day={day}" },
		{ "overdue", "Quá hạn", CELL_NUMBER, MOOD_BAD, 1, GAUGE("overdue") },
		{ "near_due", "Sắp đến hạn", CELL_NUMBER, MOOD_WARN, 1, GAUGE("near_due") },
		{ "pending", "Đang giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, GAUGE("pending") },
		{ "on_time_percent", "Tỷ lệ đúng hạn", CELL_PERCENT, MOOD_PLAIN, 2, DONE("done_on_time") },
		{ "received_month", "Tiếp nhận trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, RECEIVED },
		{ "done_month", "Giải quyết trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, DONE("done") },
		{ "done_overdue_month", "Giải quyết quá hạn trong tháng", CELL_NUMBER, MOOD_WARN, 3, DONE("done_overdue") },
		{ "waiting_supplement", "Chờ bổ sung", CELL_NUMBER, MOOD_PLAIN, 3, GAUGE("waiting_supplement") },
		{ "days_mean", "Số ngày trung bình", CELL_DECIMAL, MOOD_PLAIN, 3, NULL },
	} },
	{ "procedures", "Thủ tục, nhiều hồ sơ quá hạn nhất xếp trước", "procedure", "Chưa có hồ sơ của thủ tục nào.", {
		{ "name", "Thủ tục", CELL_CODE, MOOD_PLAIN, 1, GAUGE("pending") },
		{ "overdue", "Quá hạn", CELL_NUMBER, MOOD_BAD, 1, GAUGE("overdue") },
		{ "near_due", "Sắp đến hạn", CELL_NUMBER, MOOD_WARN, 1, GAUGE("near_due") },
		{ "pending", "Đang giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, GAUGE("pending") },
		{ "on_time_percent", "Tỷ lệ đúng hạn", CELL_PERCENT, MOOD_PLAIN, 2, DONE("done_on_time") },
		{ "received_month", "Tiếp nhận trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, RECEIVED },
		{ "done_month", "Giải quyết trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, DONE("done") },
		{ "done_overdue_month", "Giải quyết quá hạn trong tháng", CELL_NUMBER, MOOD_WARN, 3, DONE("done_overdue") },
		{ "days_mean", "Số ngày trung bình", CELL_DECIMAL, MOOD_PLAIN, 3, NULL },
		{ "days_p90", "90 % hồ sơ xong trong (ngày)", CELL_P90, MOOD_PLAIN, 3, NULL },
	} },
	{ "dossiers", "Hồ sơ", "dossier", "Không có hồ sơ nào.", {
		{ "dossier", "Mã hồ sơ", CELL_TEXT, MOOD_PLAIN, 1, "/dossiers/{dossier}" },
		{ "handling_unit", "Đơn vị", CELL_UNIT, MOOD_PLAIN, 3, "/units/{handling_unit}?day={day}" },
		{ "field", "Lĩnh vực", CELL_CODE, MOOD_PLAIN, 3, NULL },
		{ "procedure", "Thủ tục", CELL_CODE, MOOD_PLAIN, 3, NULL },
		{ "received_at", "Tiếp nhận", CELL_DAY, MOOD_PLAIN, 3, NULL },
		{ "due", "Hạn trả", CELL_DAY, MOOD_PLAIN, 2, NULL },
		{ "ended_at", "Kết thúc", CELL_DAY, MOOD_PLAIN, 3, NULL },
		{ "state", "Trạng thái", CELL_WORD, MOOD_PLAIN, 2, NULL },
		{ "days_over", "So với hạn", CELL_OVER, MOOD_PLAIN, 1, NULL },
	} },
	{ "events", "Quá trình giải quyết hồ sơ", "", "Chưa có sự việc nào.", {
		{ "event", "Sự việc", CELL_WORD, MOOD_PLAIN, 1, NULL },
		{ "at", "Xảy ra lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "source", "Hệ thống gửi", CELL_SOURCE, MOOD_PLAIN, 1, NULL },
		{ "stated_at", "Thời điểm gửi", CELL_INSTANT, MOOD_PLAIN, 2, NULL },
		{ "due", "Hạn kèm theo", CELL_DAY, MOOD_PLAIN, 2, NULL },
		{ "counts", "Còn hiệu lực", CELL_WORD, MOOD_PLAIN, 2, NULL },
	} },
	{ "levels", "Văn bản phát hành theo cấp", "level", "Chưa có văn bản nào trong tháng.", {
		{ "level", "Cấp", CELL_WORD, MOOD_PLAIN, 1, NULL },
		{ "issued_month", "Phát hành trong tháng", CELL_NUMBER, MOOD_PLAIN, 1, ISSUED("") },
		{ "electronic_percent", "Điện tử", CELL_PERCENT, MOOD_PLAIN, 1, ISSUED("kind=electronic&") },
		{ "electronic_target", "Chỉ tiêu điện tử", CELL_PERCENT, MOOD_PLAIN, 2, NULL },
		{ "electronic_state", "So với chỉ tiêu điện tử", CELL_STATE, MOOD_PLAIN, 2, NULL },
		{ "electronic_unknown_month", "Chưa nêu dạng điện tử", CELL_NUMBER, MOOD_PLAIN, 3, ISSUED("kind=electronic_unknown&") },
		{ "signed_percent", "Ký số", CELL_PERCENT, MOOD_PLAIN, 1, ISSUED("kind=signed&") },
		{ "signed_target", "Chỉ tiêu ký số", CELL_PERCENT, MOOD_PLAIN, 2, NULL },
		{ "signed_state", "So với chỉ tiêu ký số", CELL_STATE, MOOD_PLAIN, 2, NULL },
		{ "signed_unknown_month", "Chưa nêu ký số", CELL_NUMBER, MOOD_PLAIN, 3, ISSUED("kind=signed_unknown&") },
	} },
	{ "recipients", "Xử lý văn bản đến, đơn vị cần đôn đốc nhất xếp trước", "recipient", "Chưa có văn bản đến.", {
		{ "name", "Đơn vị nhận", CELL_CODE, MOOD_PLAIN, 1, UNHANDLED("pending") },
		{ "document_overdue", "Quá hạn", CELL_NUMBER, MOOD_BAD, 1, UNHANDLED("overdue") },
		{ "document_pending", "Chờ xử lý", CELL_NUMBER, MOOD_PLAIN, 1, UNHANDLED("pending") },
		{ "on_time_percent", "Tỷ lệ đúng hạn", CELL_PERCENT, MOOD_PLAIN, 2, NULL },
		{ "received_month", "Nhận trong tháng", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "on_time_month", "Xong đúng hạn", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "late_month", "Xong quá hạn", CELL_NUMBER, MOOD_WARN, 3, NULL },
		{ "no_due_month", "Xong, không có hạn", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
	} },
	{ "documents", "Văn bản phát hành theo đơn vị", "unit", "Chưa có văn bản nào trong tháng.", {
		{ "name", "Đơn vị phát hành", CELL_CODE, MOOD_PLAIN, 1, "/units/{unit}?day={day}" },
		{ "level", "Cấp", CELL_WORD, MOOD_PLAIN, 3, NULL },
		{ "issued_today", "Trong ngày", CELL_NUMBER, MOOD_PLAIN, 3, ISSUED_TODAY },
		{ "issued_month", "Trong tháng", CELL_NUMBER, MOOD_PLAIN, 1, ISSUED("") },
		{ "electronic_percent", "Điện tử", CELL_PERCENT, MOOD_PLAIN, 1, ISSUED("kind=electronic&") },
		{ "signed_percent", "Ký số", CELL_PERCENT, MOOD_PLAIN, 1, ISSUED("kind=signed&") },
		{ "revoked_month", "Thu hồi", CELL_NUMBER, MOOD_PLAIN, 3, ISSUED("kind=revoked&") },
	} },
	{ "issued", "Văn bản phát hành", "document", "Không có văn bản nào.", {
		{ "document", "Mã văn bản", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "unit", "Đơn vị phát hành", CELL_UNIT, MOOD_PLAIN, 1, "/units/{unit}?day={day}" },
		{ "level", "Cấp", CELL_WORD, MOOD_PLAIN, 3, NULL },
		{ "issued_at", "Phát hành lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "electronic", "Điện tử", CELL_WORD, MOOD_PLAIN, 2, NULL },
		{ "signed", "Ký số", CELL_WORD, MOOD_PLAIN, 2, NULL },
		{ "revoked_at", "Ngày thu hồi", CELL_DAY, MOOD_PLAIN, 3, NULL },
	} },
	{ "unhandled", "Văn bản chờ xử lý theo hạn", "document", "Không có văn bản nào chờ xử lý.", {
		{ "document", "Mã văn bản", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "recipient", "Đơn vị nhận", CELL_UNIT, MOOD_PLAIN, 1, "/units/{recipient}?day={day}" },
		{ "unit", "Đơn vị phát hành", CELL_UNIT, MOOD_PLAIN, 3, "/units/{unit}?day={day}" },
		{ "received_at", "Nhận lúc", CELL_INSTANT, MOOD_PLAIN, 3, NULL },
		{ "due", "Hạn", CELL_DAY, MOOD_PLAIN, 2, NULL },
		{ "days_over", "So với hạn", CELL_OVER, MOOD_PLAIN, 1, NULL },
	} },
	{ "hours", "Tiếp nhận và giải quyết theo giờ", "hour", "", {
		{ "hour", "Giờ", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "received", "Tiếp nhận", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "received_typical", "Tiếp nhận, ngày điển hình", CELL_DECIMAL, MOOD_PLAIN, 1, NULL },
		{ "done", "Giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "done_typical", "Giải quyết, ngày điển hình", CELL_DECIMAL, MOOD_PLAIN, 1, NULL },
	} },
	{ "days", "Hồ sơ theo ngày", "day", "", {
		{ "day", "Ngày", CELL_DAY, MOOD_PLAIN, 1, NULL },
		{ "received", "Tiếp nhận", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "done", "Giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "pending", "Đang giải quyết", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "overdue", "Quá hạn", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
	} },
	{ "sources", "Nguồn dữ liệu, nguồn mất tín hiệu xếp trước", "source", "Chưa có nguồn nào.", {
		{ "source", "Nguồn", CELL_SOURCE, MOOD_PLAIN, 1, NULL },
		{ "state", "Tình trạng", CELL_STATE, MOOD_PLAIN, 1, NULL },
		{ "heard_at_us", "Độ trễ", CELL_SINCE, MOOD_PLAIN, 1, NULL },
		{ "heartbeat_at", "Tín hiệu định kỳ gần nhất", CELL_INSTANT, MOOD_PLAIN, 3, NULL },
		{ "event_at", "Sự kiện gần nhất", CELL_INSTANT, MOOD_PLAIN, 3, NULL },
		{ "sent", "Đã gửi", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "spooled", "Đang chờ ở nguồn", CELL_NUMBER, MOOD_WARN, 2, NULL },
	} },
	{ "partitions", "Vị trí đọc", "key", "Chưa đọc phân vùng nào.", {
		{ "key", "Phân vùng", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "state", "Tình trạng", CELL_STATE, MOOD_PLAIN, 1, NULL },
		{ "lag", "Còn phải đọc", CELL_NUMBER, MOOD_WARN, 1, NULL },
		{ "next", "Vị trí kế tiếp", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "log_end", "Cuối nhật ký", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "applied", "Đã tính", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "dead", "Bị từ chối", CELL_NUMBER, MOOD_WARN, 1, NULL },
		{ "as_of", "Đã tính đến", CELL_INSTANT, MOOD_PLAIN, 2, NULL },
		{ "worker", "Tiến trình", CELL_TEXT, MOOD_PLAIN, 3, NULL },
	} },
	{ "reasons", "Bản ghi bị từ chối theo lý do, 7 ngày", "reason", "Không có bản ghi nào bị từ chối trong 7 ngày.", {
		{ "reason", "Lý do", CELL_TERM, MOOD_PLAIN, 1, NULL },
		{ "class", "Loại", CELL_TERM, MOOD_PLAIN, 3, NULL },
		{ "refused", "Bị từ chối", CELL_NUMBER, MOOD_PLAIN, 1, NULL },
		{ "waiting", "Chờ xử lý", CELL_NUMBER, MOOD_WARN, 1, NULL },
		{ "last_at", "Gần nhất", CELL_INSTANT, MOOD_PLAIN, 2, NULL },
	} },
	{ "rules", "Quy tắc cảnh báo", "rule", "Chưa có quy tắc nào.", {
		{ "title", "Quy tắc", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "rule", "Mã", CELL_TEXT, MOOD_PLAIN, 3, "/alerts?rule={rule}" },
		{ "subject", "Áp dụng riêng cho", CELL_TEXT, MOOD_PLAIN, 3, NULL },
		{ "open_at", "Ngưỡng mở", CELL_DECIMAL, MOOD_PLAIN, 1, NULL },
		{ "close_at", "Ngưỡng đóng", CELL_DECIMAL, MOOD_PLAIN, 1, NULL },
		{ "value_unit", "Đơn vị tính", CELL_WORD, MOOD_PLAIN, 1, NULL },
		{ "open_after_seconds", "Duy trì trước khi mở (giây)", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "close_after_seconds", "Duy trì trước khi đóng (giây)", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "minimum", "Tối thiểu", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "enabled", "Đang dùng", CELL_WORD, MOOD_PLAIN, 2, NULL },
		{ "open_alerts", "Đang mở", CELL_NUMBER, MOOD_WARN, 2, "/alerts?rule={rule}" },
	} },
	{ "letters", "Bản ghi bị từ chối gần đây", "place", "Không có bản ghi nào bị từ chối trong 7 ngày.", {
		{ "place", "Vị trí", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "reason", "Lý do", CELL_TERM, MOOD_PLAIN, 1, NULL },
		{ "member", "Thành phần", CELL_TEXT, MOOD_PLAIN, 3, NULL },
		{ "source", "Nguồn", CELL_TEXT, MOOD_PLAIN, 3, NULL },
		{ "recorded_at", "Ghi lúc", CELL_INSTANT, MOOD_PLAIN, 2, NULL },
		{ "status", "Trạng thái", CELL_WORD, MOOD_PLAIN, 1, NULL },
	} },
	{ "halts", "Phân vùng bị dừng, chưa giải quyết xếp trước", "", "Chưa có phân vùng nào bị dừng.", {
		{ "key", "Phân vùng", CELL_TEXT, MOOD_PLAIN, 1, NULL },
		{ "reason", "Lý do", CELL_TERM, MOOD_PLAIN, 1, NULL },
		{ "detail", "Chi tiết", CELL_SAID, MOOD_PLAIN, 3, NULL },
		{ "since", "Từ lúc", CELL_INSTANT, MOOD_PLAIN, 2, NULL },
		{ "ended_at", "Giải quyết lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "ended_by", "Người thực hiện", CELL_TEXT, MOOD_PLAIN, 3, NULL },
	} },
	{ "reaggregation", "Đang tính lại", "object", "Không có lần tính lại nào đang chạy.", {
		{ "object", "Đối tượng", CELL_SAID, MOOD_PLAIN, 1, NULL },
		{ "state", "Giai đoạn", CELL_WORD, MOOD_PLAIN, 2, NULL },
		{ "done_percent", "Tiến độ", CELL_BAR, MOOD_PLAIN, 1, NULL },
		{ "done", "Đã tính", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "about", "Tổng ước tính", CELL_NUMBER, MOOD_PLAIN, 3, NULL },
		{ "started_at", "Bắt đầu", CELL_INSTANT, MOOD_PLAIN, 3, NULL },
		{ "seen_at", "Cập nhật lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "started_by", "Người thực hiện", CELL_TEXT, MOOD_PLAIN, 3, NULL },
	} },
	{ "audits", "Kết quả đối soát", "number", "Chưa có lần đối soát nào.", {
		{ "at", "Lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "verdict", "Kết quả", CELL_STATE, MOOD_PLAIN, 1, NULL },
		{ "differences", "Số bộ đếm sai lệch", CELL_NUMBER, MOOD_BAD, 1, NULL },
		{ "seconds", "Thời gian chạy (giây)", CELL_DECIMAL, MOOD_PLAIN, 3, NULL },
		{ "actor", "Người thực hiện", CELL_TEXT, MOOD_PLAIN, 2, NULL },
	} },
	{ "actions", "Nhật ký thao tác", "number", "Chưa có thao tác nào.", {
		{ "at", "Lúc", CELL_INSTANT, MOOD_PLAIN, 1, NULL },
		{ "actor", "Người thực hiện", CELL_TEXT, MOOD_PLAIN, 2, NULL },
		{ "verb", "Thao tác", CELL_TERM, MOOD_PLAIN, 1, NULL },
		{ "object", "Đối tượng", CELL_SAID, MOOD_PLAIN, 2, NULL },
		{ "outcome", "Kết quả", CELL_SAID, MOOD_PLAIN, 3, NULL },
		{ "why", "Lý do", CELL_TEXT, MOOD_PLAIN, 3, NULL },
	} },
};

const struct grid *
grid_of(struct slice part)
{
	for (size_t i = 0; i < ARRAY_COUNT(grids); i++)
		if (slice_equal(slice_text(grids[i].part), part))
			return &grids[i];
	return NULL;
}

/* Of parts that are shown otherwise. */
static const struct {
	const char *part, *name;
} names[] = {
	{ "comparison", "So với cùng kỳ" },
	{ "course", "Đang giải quyết của từng đơn vị, 30 ngày" },
	{ "dossier", "Thông tin hồ sơ" },
	{ "alerts", "Cảnh báo mới nhất" },
	{ "open", "Cảnh báo đang mở" },
	{ "acknowledged", "Cảnh báo đã có người nhận xử lý" },
	{ "closed", "Cảnh báo đã đóng" },
	{ "listed", "Danh sách cảnh báo" },
};

const char *
grid_name(struct slice part)
{
	const struct grid *grid = grid_of(part);

	for (size_t i = 0; !grid && i < ARRAY_COUNT(names); i++)
		if (slice_equal(slice_text(names[i].part), part))
			return names[i].name;
	CHECK(grid != NULL); /* a file of a page has a CSV without a name */
	return grid->caption;
}
