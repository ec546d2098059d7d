/* SPDX-License-Identifier: PostgreSQL
 *
 * format.h - numbers, shares, days and times as Vietnamese readers write them.
 *
 * 1.234.567, 98,4 %, 25/11/2026, 08:31:22.  page/format.js does the same for the live
 * page; the browser test holds the two together.
 */
#ifndef CONSUMERS_IOC_FORMAT_H
#define CONSUMERS_IOC_FORMAT_H

#include <stdint.h>

#include "consumers/ioc/text.h"

/* DIGITS as the database writes a whole number. */
void format_number(struct text *text, struct slice digits);
/* "98.43" to "98,4 %": one digit behind the comma, the blank does not break. */
void format_percent(struct text *text, struct slice number);
void format_day(struct text *text, int32_t day);      /* 25/11/2026 */
void format_weekday(struct text *text, int32_t day);  /* Thứ Tư */
void format_time(struct text *text, int64_t instant_us); /* 08:31:22 */
/* "2 giây", "5 phút", "3 giờ", "2 ngày": one unit, cut. */
void format_duration(struct text *text, int64_t seconds);

#endif
