// chart.js - the days, drawn anew by uPlot over the server's picture, so that a value can be
// read under the pointer.  The numbers are those of the table beside it, which stays the way
// for the keyboard; without a script, on paper, and until uPlot is there, the server's
// picture stays.

import { number } from "./format.js";

const dayMs = 86400000;
const lines = [
  { column: "pending", label: "đang giải quyết", dash: [] },
  { column: "overdue", label: "quá hạn", dash: [6, 3] },
];

let loading = null;

function fetchElement(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = document.createElement(name);
    Object.assign(element, attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`${name} of uPlot is not there`)));
    document.head.append(element);
  });
}

function loadPlot() {
  loading ??= Promise.all([
    fetchElement("link", { rel: "stylesheet", href: "/uplot/uPlot.min.css" }),
    fetchElement("script", { src: "/uplot/uPlot.iife.min.js" }),
    document.fonts.ready,
  ]);
  return loading;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const two = (value) => String(value).padStart(2, "0");
const shortDay = (seconds) => {
  const day = new Date(seconds * 1000);
  return `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}`;
};

// Days and values of the table, as uPlot wants them; a day is its midnight of UTC.
function readTable(part) {
  const table = part.querySelector('table[data-grid="days"]');
  if (!table) return null;
  const at = (column) => table.querySelector(`th[data-column="${column}"]`).cellIndex;
  const rows = [...table.tBodies[0].rows];
  const text = (row, column) => row.cells[at(column)].textContent.trim();
  const days = rows.map((row) => {
    const [day, month, year] = text(row, "day").split("/").map(Number);
    return Date.UTC(year, month - 1, day) / 1000;
  });
  const values = (column) => rows.map((row) => {
    const digits = text(row, column).replaceAll(".", "");
    return /^\d+$/.test(digits) ? Number(digits) : null;
  });
  return [days, ...lines.map((line) => values(line.column))];
}

// As large as the words around the server's picture: the wall has bigger ones.
function axes(letter) {
  const axis = { stroke: () => color("soft"), font: `${letter}px "Be Vietnam Pro"`, ticks: { show: false }, grid: { stroke: () => color("line"), width: 1 } };
  return [
    { ...axis, size: letter * 2, gap: letter * 0.75, grid: { show: false }, space: letter * 5, incrs: [1, 2, 7, 14, 28].map((days) => days * dayMs / 1000),
      values: (plot, splits) => splits.map(shortDay) },
    { ...axis, size: letter * 3.75, gap: letter / 2, space: letter * 2.5, values: (plot, splits) => splits.map((value) => (Number.isInteger(value) ? number(value) : "")) },
  ];
}

// What is under the pointer, in the line that otherwise says how high the picture is.
function tell(part, plot) {
  const line = part.querySelector(".most");
  line.dataset.most ??= line.textContent;
  const at = plot.cursor.idx;
  const values = lines.map((one, i) => `${one.label} ${plot.data[i + 1][at] === null ? "chưa có" : number(plot.data[i + 1][at])}`);
  line.textContent = at === null || at === undefined ? line.dataset.most
    : `${shortDay(plot.data[0][at])}/${new Date(plot.data[0][at] * 1000).getUTCFullYear()}: ${values.join(", ")}`;
}

function makePlot(part, data, holder, height, letter) {
  const options = {
    width: holder.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (plot, least, most) => [0, Math.max(1, most * 1.05)] } },
    padding: [letter, letter * 1.5, 0, 0],
    axes: axes(letter),
    series: [{}, ...lines.map((line) => ({ label: line.label, stroke: () => color(line.column), width: 2, dash: line.dash, points: { show: false } }))],
    hooks: { setCursor: [(plot) => tell(part, plot)] },
  };
  return new uPlot(options, data, holder);
}

function draw(part) {
  const data = readTable(part);
  const picture = part.querySelector("svg.chart");
  if (!data || !picture || data[0].length < 2) return null;
  const axis = part.querySelector(".axis");
  const letter = parseFloat(getComputedStyle(axis).fontSize);
  const height = axis.getBoundingClientRect().bottom - picture.getBoundingClientRect().top;
  const holder = document.createElement("div");
  holder.className = "plot";
  holder.setAttribute("role", "img");
  holder.setAttribute("aria-label", picture.getAttribute("aria-label"));
  picture.before(holder);
  part.classList.add("plotted");
  const plot = makePlot(part, data, holder, Math.round(height), letter);
  new ResizeObserver(() => {
    if (holder.clientWidth > 0) plot.setSize({ width: holder.clientWidth, height: plot.height });
  }).observe(holder);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false));
  return { plot, holder };
}

export async function openCharts() {
  const parts = [...document.querySelectorAll('[data-part="days"]')].filter((part) => part.querySelector("svg.chart")?.checkVisibility()); // the wall shows none
  if (parts.length === 0) return;
  try {
    await loadPlot();
  } catch {
    return; // the server's picture stays
  }
  for (const part of parts) {
    const drawn = draw(part);
    // The part was written anew: the plot goes back into its place, with the new numbers.
    if (drawn) part.addEventListener("patched", () => {
      const picture = part.querySelector("svg.chart");
      const data = readTable(part);
      part.classList.toggle("plotted", Boolean(picture && data));
      if (!picture || !data) return;
      picture.before(drawn.holder);
      drawn.plot.setData(data);
    });
  }
}
