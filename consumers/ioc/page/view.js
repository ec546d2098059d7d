// view.js - puts numbers into the page that the server wrote.
//
// Numbers change in place.  Rows move only while the pointer and the focus are elsewhere.

import { duration, format, moment, nothingOf, time, today } from "./format.js";

const tintMs = 1200;
const sortEveryMs = 2000;
const lateSeconds = 10;

const tbody = document.querySelector("#units:not([data-part]) tbody");
const columns = [...document.querySelectorAll("#units thead th[data-column]")].map((th) => th.dataset);
const rows = new Map([...(tbody?.rows ?? [])].map((row) => [row.dataset.row, row]));

function tint(element) {
  element.classList.add("changed");
  setTimeout(() => element.classList.remove("changed"), tintMs);
}

function isZero(value) {
  return !value || nothingOf(value) !== null;
}

// Writes VALUE into ELEMENT; true when what it shows has changed.
function show(element, value, kind) {
  const words = nothingOf(value);
  const text = words ?? format(value, kind);
  if (element.textContent === text) return false;
  if (words === null) {
    element.textContent = text;
  } else {
    const span = document.createElement("span");
    span.className = "nothing";
    span.textContent = words;
    element.replaceChildren(span);
  }
  return true;
}

export function showNow(now, live) {
  for (const element of document.querySelectorAll("#tiles:not([data-part]) [data-key]")) {
    const value = now[element.dataset.key];
    if (value === undefined) continue;
    if (show(element, value, element.dataset.format) && live) tint(element);
    const tile = element.closest(".tile");
    if (element.parentElement.className === "value" && tile.dataset.mood !== "plain")
      tile.toggleAttribute("data-alert", !isZero(value));
  }
}

// The name of a row leads somewhere, a number only when there is something behind it.
function showCell(cell, column, unit, value) {
  const isNumber = "number" in column;
  let place = cell;
  if (column.link && (!isNumber || !isZero(value))) {
    place = cell.querySelector("a");
    if (!place) {
      place = document.createElement("a");
      cell.replaceChildren(place);
    }
    place.href = column.link.replaceAll("{unit}", encodeURIComponent(unit));
  }
  const changed = isNumber ? show(place, value, column.format) : place.textContent !== value;
  if (!isNumber && changed) place.textContent = value; // else "chưa nêu" stays as the server wrote it
  if (column.mood !== "plain" && !isZero(value)) cell.dataset.alert = column.mood;
  else delete cell.dataset.alert;
  return changed;
}

// As spark.c draws it for the first paint.
function showBar(cell, value) {
  let bar = cell.querySelector(".share");
  if (!bar) {
    bar = drawing("svg", { class: "share", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(drawing("rect", { height: 8 }));
    cell.append(bar);
  }
  bar.firstChild.setAttribute("width", isZero(value) ? 0 : Math.min(100, value));
}

function makeRow(unit) {
  const row = tbody.insertRow();
  row.dataset.row = unit;
  columns.forEach((column, i) => {
    const cell = i === 0 ? document.createElement("th") : document.createElement("td");
    if (i === 0) cell.scope = "row";
    else cell.dataset.rank = column.rank;
    if ("number" in column) cell.dataset.number = "";
    row.append(cell);
  });
  rows.set(unit, row);
  return row;
}

export function showUnit(unit, values, live) {
  if (!tbody) return;
  const row = rows.get(unit) ?? makeRow(unit);
  columns.forEach((column, i) => {
    if (!(column.column in values)) return;
    const value = i === 0 ? values.name ?? (unit || "chưa nêu") : values[column.column];
    if (showCell(row.cells[i], column, unit, value) && live) tint(row.cells[i]);
    if (column.format === "bar") showBar(row.cells[i], value);
  });
}

export function removeUnit(unit) {
  rows.get(unit)?.remove();
  rows.delete(unit);
}

let inUse = false;
if (tbody) for (const [name, value] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]])
  tbody.addEventListener(name, () => { inUse = value; });

let sorted = 0;
// Worst first: overdue, near due, pending, then by name as the server sorts.
export function sortUnits(units) {
  if (!tbody || inUse || Date.now() - sorted < sortEveryMs) return;
  if (document.querySelector("#units [aria-sort]")) return; // the viewer has an order of their own
  sorted = Date.now();
  const order = [...units.values()].sort((a, b) =>
    b.overdue - a.overdue || b.near_due - a.near_due || b.pending - a.pending ||
    (a.unit < b.unit ? -1 : 1));
  order.forEach((unit, i) => {
    const row = rows.get(unit.unit);
    if (tbody.rows[i] !== row) tbody.insertBefore(row, tbody.rows[i]);
  });
}

function drawing(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function icon(name) {
  const svg = drawing("svg", { class: "icon", "aria-hidden": "true" });
  svg.append(drawing("use", { href: `/icon.svg#${name}` }));
  return svg;
}

const heardAt = (source) => (source.heard_at_us === null ? null : source.heard_at_us / 1000);

// Sign of each state, and what stands before the moment; source.c has the same.
const sourceStates = {
  alive: ["good", "lúc"],
  spooling: ["warn", "còn dữ liệu chờ gửi, lúc"],
  silent: ["silent", "mất tín hiệu từ"],
  "without heartbeat": ["unknown", "chưa có tín hiệu định kỳ, lúc"],
  unknown: ["unknown", "chưa rõ, lúc"],
};

function heardText(source, nowMs) {
  if (heardAt(source) === null) return "chưa nhận được tín hiệu";
  return `${sourceStates[source.state][1]} ${moment(heardAt(source), nowMs)}`;
}

export function showSources(sources, nowMs) {
  const list = document.querySelector("#sources ul");
  if (!list) return;
  const items = new Map([...list.children].map((item) => [item.dataset.source, item]));
  for (const source of sources.values()) {
    let item = items.get(source.source);
    items.delete(source.source);
    if (!item) {
      item = document.createElement("li");
      item.className = "source";
      item.dataset.source = source.source;
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = source.source;
      const heard = document.createElement("span");
      heard.className = "heard";
      item.append(icon("good"), name, " ", heard);
      list.append(item);
    }
    item.dataset.state = source.state;
    item.querySelector("use").setAttribute("href", `/icon.svg#${sourceStates[source.state][0]}`);
    item.querySelector(".heard").textContent = heardText(source, nowMs);
  }
  for (const item of items.values()) item.remove();
}

function announce(text) {
  document.querySelector("#announce").textContent = text;
}

// Time goes on while nothing is heard.
export function showDelays(sources, nowMs) {
  const table = document.querySelector('table[data-grid="sources"]');
  const at = table?.querySelector('th[data-column="heard_at_us"]').cellIndex;
  for (const row of table?.tBodies[0].rows ?? []) {
    const source = sources.get(row.dataset.row);
    if (!source || heardAt(source) === null) continue;
    const text = duration((nowMs - heardAt(source)) / 1000);
    if (row.cells[at].textContent !== text) row.cells[at].textContent = text;
  }
}

// The head line: how old the numbers are, in words, and why they are late.
export function showAge(model, nowMs) {
  const known = model.asOf !== null;
  const delay = known ? Math.max(0, (nowMs - model.asOf) / 1000) : 0;
  const until = known ? `ố liệu đến ${time(model.asOf)}, chậm ${duration(delay)}` : "";
  let state = "good";
  let text = known ? `S${until}` : "Chưa rõ số liệu đến lúc nào";
  if (model.lostSince !== null) {
    state = "lost";
    text = `Mất kết nối với máy chủ từ lúc ${time(model.lostSince)}, đang kết nối lại${known ? `; s${until}` : ""}`;
  } else if (model.awaySince !== null) {
    state = "away";
    text = `Mất kết nối với cơ sở dữ liệu từ lúc ${time(model.awaySince)}${known ? `; s${until}` : ""}`;
  } else if (!known) {
    state = "unknown";
  } else if (model.recovering) {
    state = "late";
    text = `Đang khôi phục sau sự cố, số có thể thấp hơn thực tế; s${until}`;
  } else if (delay >= lateSeconds) {
    state = "late";
    text = `Số liệu chậm: đến ${time(model.asOf)}, chậm ${duration(delay)}`;
  }
  const age = document.querySelector("#age");
  if (age.dataset.state !== state) {
    age.dataset.state = state;
    age.querySelector("use").setAttribute("href", `/icon.svg#${state === "lost" ? "away" : state}`);
    announce(text);
  }
  document.querySelector("#age-text").textContent = text;
  document.querySelector("#today").textContent = today(nowMs);
  if (document.documentElement.dataset.mode !== "live") return; // its panels are of that day
  for (const element of document.querySelectorAll(".panel:not([data-part]) > .head > .as-of"))
    element.textContent = known ? `đến ${time(model.asOf)}` : "";
}

export function showSilent(sources) {
  const names = [...sources.values()].filter((source) => source.silent).map((source) => source.source);
  const line = document.querySelector("#silent");
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  const text = `${names.length} nguồn mất tín hiệu: ${shown}`;
  if (line.hidden === (names.length === 0) && (line.hidden || line.textContent === text)) return;
  line.hidden = names.length === 0;
  line.replaceChildren(icon("silent"), text);
  announce(line.hidden ? "Không còn nguồn nào mất tín hiệu" : text);
}
