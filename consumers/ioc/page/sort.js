// sort.js - a click on a head sorts the table by it, a field over a long table filters it.
// The choice stands in the address behind "#", so that it can be shared and goes back.

import { unmark } from "./find.js";

const seconds = { giây: 1, phút: 60, giờ: 3600, ngày: 86400 };
const digits = /^\u2212?[\d.]+(,\d+)?/;
const words = { "đến hạn": 0, "đúng hạn": 0, "trên 60": 61 }; // numbers that cell.c writes as words

const valueOf = (text) => Number(text.replaceAll(".", "").replace(",", ".").replace("\u2212", "-"));

function keyOf(cell) {
  const text = cell.textContent.trim();
  const day = /^(\d\d)\/(\d\d)\/(\d{4})(.*)$/.exec(text);
  if (day) return day[3] + day[2] + day[1] + day[4];
  const span = /^(\d+) (giây|phút|giờ|ngày)$/.exec(text);
  if (span) return span[1] * seconds[span[2]];
  if (!cell.hasAttribute("data-number")) return text;
  if (text in words) return words[text];
  const over = /^(quá hạn|còn|trước hạn) ([\d.]+) ngày$/.exec(text);
  if (over) return over[1] === "quá hạn" ? valueOf(over[2]) : -valueOf(over[2]);
  const number = digits.exec(text);
  return number ? valueOf(number[0]) : null;
}

// What has no value stands last, whichever way.
function compare(a, b, way) {
  if (a === b) return 0;
  if (a === null || a === "") return 1;
  if (b === null || b === "") return -1;
  return way * (typeof a === "string" ? a.localeCompare(String(b), "vi") : a - b);
}

function sort(table, th, way) {
  const at = [...th.parentElement.cells].indexOf(th);
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [keyOf(row.cells[at]), row]);
  rows.sort((a, b) => compare(a[0], b[0], way));
  body.append(...rows.map(([, row]) => row));
  for (const other of th.parentElement.cells) other.removeAttribute("aria-sort");
  th.setAttribute("aria-sort", way < 0 ? "descending" : "ascending");
}

function remember(name, value) {
  const state = new URLSearchParams(location.hash.slice(1));
  if (value) state.set(name, value);
  else state.delete(name);
  history.replaceState(null, "", `${location.pathname}${location.search}${state.size ? `#${state}` : ""}`);
}

function addSorting(table, th) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.append(...th.childNodes);
  th.append(button);
  button.addEventListener("click", () => {
    const first = th.hasAttribute("data-number") ? -1 : 1;
    const now = th.getAttribute("aria-sort");
    const way = now === null ? first : now === "ascending" ? -1 : 1;
    sort(table, th, way);
    remember(table.dataset.grid, `${way < 0 ? "-" : ""}${th.dataset.column}`);
  });
}

function openFilter(table) {
  const input = table.closest(".panel").querySelector(":scope > .filter input"); // the server wrote it
  if (!input) return;
  input.addEventListener("input", () => {
    const wanted = unmark(input.value.trim());
    for (const row of table.tBodies[0].rows)
      row.hidden = !unmark(row.cells[0].textContent).includes(wanted);
    remember("q", input.value.trim());
  });
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  if (input.value) input.dispatchEvent(new Event("input"));
}

export function openTables() {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const table of document.querySelectorAll("table[data-grid]")) {
    if (table.closest("details, .worst")) continue;
    for (const th of table.tHead.rows[0].cells) if (th.dataset.format !== "spark") addSorting(table, th);
    openFilter(table);
    const chosen = state.get(table.dataset.grid);
    const th = chosen && table.querySelector(`th[data-column="${CSS.escape(chosen.replace("-", ""))}"]`);
    if (th) sort(table, th, chosen.startsWith("-") ? -1 : 1);
  }
}
