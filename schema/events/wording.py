# SPDX-License-Identifier: PostgreSQL
"""What the schemas say in words: a title and a description for every type and member.

Titles are Vietnamese, as the screens say them; descriptions are English.  R-numbers are
the rules of counting.  generate.py stops when a type or member of event.def has no
wording here, or the other way round.
"""

# type: (title, what it tells, what its `at` is)
TYPES = {
    "dossier.submitted": (
        "Nộp hồ sơ",
        "A dossier was filed. It is not received yet and is never counted as received (status code 1).",
        "the moment of filing",
    ),
    "dossier.received": (
        "Tiếp nhận hồ sơ",
        "A dossier was received: its clock starts, and it counts from here on (R13, status code 2).",
        "the moment of reception",
    ),
    "dossier.refused": (
        "Không tiếp nhận hồ sơ",
        "Reception was refused (status code 3). After a reception it ends the dossier as closed (R14).",
        "the moment of refusal",
    ),
    "dossier.processing": (
        "Đang xử lý hồ sơ",
        "Work on the dossier goes on (status code 4). It closes a pause (R16) and may restart the clock with a new due date (R17).",
        "the moment of the step",
    ),
    "dossier.supplement-requested": (
        "Yêu cầu bổ sung hồ sơ",
        "The applicant was asked for more papers (status code 5): a pause begins, the clock of index 766 freezes (R16, R18).",
        "the moment of the request",
    ),
    "dossier.payment-requested": (
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "The applicant was asked to pay (status code 6): the dossier waits, the clock runs on (R16, R18).",
        "the moment of the request",
    ),
    "dossier.paid": (
        "Thanh toán phí, lệ phí",
        "The fee was paid. It closes a payment pause only (R16). The amount is the total so far, not an instalment (R6).",
        "the moment of payment",
    ),
    "dossier.stopped": (
        "Dừng xử lý hồ sơ",
        "Work was stopped (status code 8): a pause, or an end if it is final (R14, R16).",
        "the moment of the stop",
    ),
    "dossier.resumed": (
        "Tiếp tục xử lý hồ sơ",
        "A pause is over, for example because the missing papers came in (R16); a new due date may come with it (R17).",
        "the moment of going on",
    ),
    "dossier.withdrawn": (
        "Công dân rút hồ sơ",
        "The applicant withdrew the dossier (status code 7); after a reception it ends as closed (R14).",
        "the moment of withdrawal",
    ),
    "dossier.resolved": (
        "Giải quyết xong hồ sơ",
        "The dossier is decided (status code 9). Its day against the due date gives early, on time or overdue (R14).",
        "the moment of the decision",
    ),
    "dossier.returned": (
        "Trả kết quả hồ sơ",
        "The result was handed over (status code 10). Without a resolved it is the end of the dossier (R14).",
        "the moment of handing over",
    ),
    "dossier.rescheduled": (
        "Hẹn lại ngày trả kết quả",
        "A new due date was appointed. One after the old due date hides nothing: it is counted as late re-appointment (R20a).",
        "the moment of re-appointment",
    ),
    "dossier.digitised": (
        "Số hóa thành phần hồ sơ",
        "How many papers of the dossier were digitised and re-used. Totals so far, not additions (R6).",
        "the moment of digitisation, or of the reception where the system has no date for it",
    ),
    "dossier.synchronised": (
        "Đồng bộ hồ sơ lên Cổng Dịch vụ công quốc gia",
        "The national portal has accepted the dossier.",
        "the moment of the accepting answer",
    ),
    "dossier.rated": (
        "Đánh giá mức độ hài lòng",
        "The applicant rated the service.",
        "the moment of the rating",
    ),
    "dossier.status": (
        "Trạng thái hồ sơ (mã 1 đến 10)",
        "For systems that speak status codes only: stands for the type of its code and may carry every member of it, needing none of them (R5).",
        "the moment of the status",
    ),
    "dossier.corrected": (
        "Đính chính hồ sơ",
        "Names registers of a dossier and what they should have said; null says that the fact is not so (R4). In the same second a correction wins (R8).",
        "the moment of correcting; it is no fact about the dossier",
    ),
    "dossier.retracted": (
        "Rút lại mốc xử lý",
        "A mark told by mistake must not count (R9). It takes back no register; retracting stopped takes back the final stop of that instant too.",
        "the moment of retracting",
    ),
    "dossier.aliased": (
        "Mã khác của cùng một hồ sơ",
        "This code is another name of the dossier in `of`; under this code nothing counts any more (R10).",
        "the moment of recognising it",
    ),
    "dossier.voided": (
        "Hủy hồ sơ nhập nhầm",
        "The dossier never existed, for example a test entry. Later events do not revive it; a correction of `voided` to null does (R10).",
        "the moment of voiding",
    ),
    "document.issued": (
        "Ban hành văn bản",
        "A unit issued a document (R25).",
        "the date of issue",
    ),
    "document.sent": (
        "Gửi văn bản",
        "The document was sent to one recipient; one event a recipient.",
        "the moment of sending",
    ),
    "document.arrived": (
        "Văn bản đã đến",
        "The document reached the recipient's system (status 01). That alone is no reception (R25).",
        "the moment of arrival",
    ),
    "document.received": (
        "Tiếp nhận văn bản",
        "The recipient accepted the document (status 03).",
        "the moment of acceptance",
    ),
    "document.refused": (
        "Từ chối tiếp nhận văn bản",
        "The recipient refused the document (status 02). After a reception it ends nothing.",
        "the moment of refusal",
    ),
    "document.assigned": (
        "Phân công xử lý văn bản",
        "The recipient gave the document to somebody (status 04).",
        "the moment of assignment",
    ),
    "document.processing": (
        "Đang xử lý văn bản",
        "The recipient works on the document (status 05).",
        "the moment of the step",
    ),
    "document.completed": (
        "Hoàn thành xử lý văn bản",
        "The recipient has finished with the document (status 06): on time, late, or without a due date.",
        "the moment of completion",
    ),
    "document.takeback-requested": (
        "Yêu cầu lấy lại văn bản",
        "The issuer asks the recipient to give the document back (status 13). It ends nothing by itself.",
        "the moment of the request",
    ),
    "document.takeback-agreed": (
        "Đồng ý cho lấy lại văn bản",
        "The recipient gave the document back (status 15): it ends there without a verdict (R11).",
        "the moment of agreement",
    ),
    "document.takeback-refused": (
        "Từ chối cho lấy lại văn bản",
        "The recipient keeps the document (status 16).",
        "the moment of refusal",
    ),
    "document.revoked": (
        "Thu hồi văn bản",
        "The issuer revoked the document: everywhere, or at one recipient (R11).",
        "the moment of revocation",
    ),
    "document.replaced": (
        "Thay thế văn bản",
        "Another document took the place of this one; at the recipients it ends as a revocation does (R11).",
        "the moment of replacement",
    ),
    "document.updated": (
        "Cập nhật văn bản",
        "The issuer sent an update of the document.",
        "the moment of the update",
    ),
    "document.corrected": (
        "Đính chính văn bản",
        "Names registers of a document, or with `recipient` those of one recipient; null says not so (R4).",
        "the moment of correcting; it is no fact about the document",
    ),
    "document.voided": (
        "Hủy văn bản nhập nhầm",
        "The document never existed: nothing counts, neither at the issuer nor at the recipients (R11).",
        "the moment of voiding",
    ),
    "workfile.opened": (
        "Mở hồ sơ công việc",
        "A work file was opened. It counts on this day (R25).",
        "the moment of opening",
    ),
    "workfile.closed": (
        "Đóng hồ sơ công việc",
        "A work file was closed.",
        "the moment of closing",
    ),
    "indicator.reported": (
        "Báo cáo chỉ tiêu",
        "A unit reports an indicator of a programme for a period: a value, or numerator and denominator. Only approved displaces an approved value, returned clears it (R12).",
        "the moment of this step of the report",
    ),
    "indicator.voided": (
        "Hủy báo cáo chỉ tiêu",
        "The report never existed; it stays void (R12).",
        "the moment of voiding",
    ),
    "reference.unit": (
        "Danh mục đơn vị",
        "A row of the catalogue of units: communes, wards, the special zone, departments. Its key is (unit, valid_from), since codes are re-used.",
        "the moment at which the row was taken from its source",
    ),
    "reference.lineage": (
        "Đơn vị trước và sau sắp xếp",
        "A former unit and the unit that it became part of. A unit that was split has several rows, each partial (R26).",
        "the moment at which the row was taken from its source",
    ),
    "reference.procedure": (
        "Danh mục thủ tục hành chính",
        "A row of the catalogue of procedures.",
        "the moment at which the row was taken from its source",
    ),
    "reference.organisation": (
        "Mã định danh cơ quan và đơn vị",
        "Which unit an organisation code of the document and dossier systems belongs to.",
        "the moment at which the row was taken from its source",
    ),
    "reference.holiday": (
        "Ngày nghỉ, ngày làm bù",
        "A day off that the week does not show, or a day of the weekend that is worked.",
        "the moment at which the row was taken from its source",
    ),
    "reference.indicator": (
        "Danh mục chỉ tiêu",
        "A row of the catalogue of indicators: its name, its measure, how it rolls up.",
        "the moment at which the row was taken from its source",
    ),
    "source.heartbeat": (
        "Tín hiệu sống của hệ thống nguồn",
        "Every producer says every ten seconds that it lives: a quiet source differs from a dead one.",
        "the moment of the heartbeat",
    ),
}
