// format.js - numbers, shares and times as Vietnamese readers write them.
// The same as consumers/ioc/format.c does for the first paint.

const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const clock = new Intl.DateTimeFormat("vi-VN", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const civil = new Intl.DateTimeFormat("en-GB", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" });
const weekday = new Intl.DateTimeFormat("en-US", { ...zone, weekday: "short" });
const weekdays = { Mon: "Thứ Hai", Tue: "Thứ Ba", Wed: "Thứ Tư", Thu: "Thứ Năm", Fri: "Thứ Sáu", Sat: "Thứ Bảy", Sun: "Chủ Nhật" };

// The kinds of nothing that are no number.
const nothing = { unknown: "không rõ", denied: "không được xem" };

export function nothingOf(value) {
  return value === null || value === undefined ? "chưa có" : nothing[value] ?? null;
}

export function number(value) {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ".");
  return value < 0 ? "\u2212" + digits : digits;
}

export function percent(value) {
  const tenths = Math.trunc(value * 10 + (value < 0 ? -0.5 : 0.5));
  return `${number(Math.trunc(tenths / 10))},${Math.abs(tenths % 10)}\u00a0%`;
}

export function format(value, kind) {
  return kind === "percent" || kind === "bar" ? percent(value) : number(value);
}

export function time(ms) {
  return clock.format(ms);
}

export function today(ms) {
  return `${weekdays[weekday.format(ms)]}, ${civil.format(ms)}`;
}

// The time of today, the day of any other.
export function moment(ms, nowMs) {
  return civil.format(ms) === civil.format(nowMs) ? time(ms) : civil.format(ms);
}

export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  for (const [size, name] of [[86400, "ngày"], [3600, "giờ"], [60, "phút"]])
    if (whole >= size) return `${Math.floor(whole / size)} ${name}`;
  return `${whole} giây`;
}
