// page.test.mjs - what a viewer of the page is promised, in a real browser.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import assert from "node:assert/strict";
import { contrast, luminance, makeTests, openBrowser } from "./browser.mjs";

const url = process.argv[2].replace(/\/$/, "");
const still = process.argv.includes("--still");

const sizes = [
  { name: "wall", width: 1920, height: 1080, query: "?wall=1&rotate=0" },
  { name: "wall4k", width: 3840, height: 2160, query: "?wall=1&rotate=0" },
  { name: "wall1366", width: 1366, height: 768, query: "?wall=1&rotate=0" },
  { name: "desk", width: 1366, height: 768, query: "" },
  { name: "large", width: 1920, height: 1080, query: "" },
  { name: "phone", width: 390, height: 844, query: "" },
];

const desk = sizes.find((size) => size.name === "desk");
const phone = sizes.find((size) => size.name === "phone");

const { browser, close } = await openBrowser();
const { complaints, finish, open, test, watch } = makeTests(browser, url);
const openPage = (size = desk, options = {}) => open(options.path ?? `/${size.query}`, size, {}, options.url);

const ageText = (page) => page.textContent("#age-text");
const values = (page) => page.$$eval("[data-key], #units td", (all) => all.map((e) => e.textContent));
const pages = ["/", "/units", "/units/21025", "/fields", "/procedures", "/dossiers?status=overdue", "/documents",
  "/documents/unhandled", "/documents/issued", "/operations", "/alerts", "/alerts/list", "/?day=2026-01-01"];

await test("the numbers are there before any script runs", async () => {
  const html = await (await fetch(`${url}/`)).text();
  const { row: now } = await (await fetch(`${url}/api/v1/now`)).json();
  assert.ok(!html.includes("{{"));
  const shown = now.carried_over.toString().replace(/\B(?=(\d{3})+$)/g, ".");
  assert.ok(html.includes(`data-key="carried_over" data-format="number">${shown}</a>`), shown);
  assert.match(html, /<tr data-row="/);
});

await test("the script writes the numbers as the server does", async () => {
  const html = await (await fetch(`${url}/`)).text();
  const page = await openPage();
  const written = [...html.matchAll(/data-key="(\w+)" data-format="(\w+)">(?:<span class="nothing">)?([^<]*)</g)];
  assert.ok(written.length > 20);
  // What moves meanwhile may differ, most does not.
  let same = 0;
  for (const [, key, , text] of written)
    if ((await page.textContent(`[data-key="${key}"]`)) === text) same++;
  assert.ok(same >= written.length * 0.6, `${same} of ${written.length} are the same`);
});

await test("numbers have the Vietnamese form", async () => {
  const page = await openPage();
  for (const text of await values(page))
    assert.match(text, /^(\u2212?\d{1,3}(\.\d{3})*|\d{1,3},\d\u00a0%|chưa có|không rõ|không được xem)$/);
  assert.match(await page.textContent("#today"), /^(Thứ (Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ Nhật), \d\d\/\d\d\/\d{4}$/);
});

await test("the head line says how old the numbers are, and counts on", async () => {
  const page = await openPage();
  const first = await ageText(page);
  assert.match(first, /^Số liệu (chậm: )?đến \d\d:\d\d:\d\d, chậm \d+ (giây|phút|giờ|ngày)$/);
  await page.waitForFunction((text) => document.querySelector("#age-text").textContent !== text, first, { timeout: 70000 });
});

await test("every panel has its age", async () => {
  const page = await openPage();
  const ages = await page.$$eval(".panel:not([data-part]) .as-of", (all) => all.map((e) => e.textContent));
  assert.ok(ages.length >= 2);
  for (const age of ages) assert.match(age, /^đến \d\d:\d\d:\d\d$/);
  assert.equal(new Set(ages).size, 1);
});

if (!still)
  await test("a number changes by itself, with a tint that goes away", async () => {
    const page = await openPage();
    await page.evaluate(() => {
      window.tinted = 0;
      new MutationObserver((records) => {
        for (const record of records) if (record.target.classList?.contains("changed")) window.tinted++;
      }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"] });
    });
    const before = JSON.stringify(await values(page));
    await page.waitForFunction((text) => JSON.stringify([...document.querySelectorAll("[data-key], #units td")]
      .map((e) => e.textContent)) !== text, before, { timeout: 60000 });
    await page.waitForFunction(() => window.tinted > 0);
  });

await test("all numbers of the page are of one snapshot", async () => {
  const page = await openPage();
  const sums = await page.evaluate(() => {
    const number = (text) => Number(text.replaceAll(".", ""));
    const at = [...document.querySelectorAll("#units thead th")].findIndex((th) => th.dataset.column === "pending");
    let sum = 0;
    for (const row of document.querySelectorAll("#units tbody tr")) sum += number(row.cells[at].textContent);
    return { sum, whole: number(document.querySelector('[data-key="pending"]').textContent) };
  });
  assert.equal(sums.sum, sums.whole);
});

// A way to the server that can be cut and mended, as when the server is started again.
async function openWire() {
  const { hostname, port } = new URL(url);
  const open = new Set();
  const start = (at) => new Promise((resolve) => {
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const end of [near, far]) {
        open.add(end);
        end.on("error", () => {});
        end.on("close", () => { open.delete(end); near.destroy(); far.destroy(); });
      }
      near.pipe(far).pipe(near);
    }).listen(at, "127.0.0.1", () => resolve(server));
  });
  let server = await start(0);
  const at = server.address().port;
  return {
    url: `http://127.0.0.1:${at}`,
    cut() {
      server.close();
      for (const end of open) end.destroy();
    },
    async mend() {
      server = await start(at);
    },
  };
}

await test("a lost server is told in words, and the page goes on without a reload", async () => {
  const wire = await openWire();
  const page = await openPage(desk, { url: wire.url });
  await page.evaluate(() => { window.same = true; });
  const numbers = await page.textContent('[data-key="carried_over"]');
  wire.cut();
  await page.waitForSelector('#age[data-state="lost"]');
  assert.match(await ageText(page), /^Mất kết nối với máy chủ từ lúc \d\d:\d\d:\d\d, đang kết nối lại; số liệu đến/);
  assert.match(await page.textContent("#announce"), /^Mất kết nối với máy chủ/);
  assert.equal(await page.textContent('[data-key="carried_over"]'), numbers);
  await page.waitForTimeout(3000);
  await wire.mend();
  await page.waitForFunction(() => document.querySelector("#age").dataset.state !== "lost");
  assert.ok(await page.evaluate(() => window.same));
  await page.close();
  wire.cut();
  complaints.length = 0; // the browser tells of the failed connections, as it should
});

await test("rows stay where they are while the pointer is on them", async () => {
  const page = await openPage();
  await page.hover("#units tbody tr:nth-child(2)");
  const order = () => page.$$eval("#units tbody tr", (rows) => rows.map((row) => row.dataset.row).join());
  const before = await order();
  await page.waitForTimeout(4000);
  assert.equal(await order(), before);
});

await test("the worst units come first", async () => {
  const page = await openPage();
  // Numbers change at once, rows move at most every two seconds: it must be so at some moment.
  await page.waitForFunction(() => {
    const overdue = [...document.querySelectorAll("#units tbody tr")].slice(0, 20)
      .map((row) => Number(row.cells[1].textContent.replaceAll(".", "")));
    return overdue.length > 0 && overdue.every((number, i) => i === 0 || overdue[i - 1] >= number);
  }, null, { timeout: 10000 });
});

// The first event of the stream, which has everything.
async function streamed() {
  const stop = new AbortController();
  const { body } = await fetch(`${url}/api/v1/stream`, { signal: stop.signal });
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("\n\n", text.indexOf("event: snapshot"))) break;
  }
  stop.abort();
  return JSON.parse(/event: snapshot\n(?:id: .*\n)?data: (.*)\n/.exec(text)[1]);
}

// A page whose stream says SNAPSHOT and ends, again and again.
async function openStreamed(path, snapshot) {
  const page = await browser.newPage();
  await page.route("**/api/v1/stream", (route) => route.fulfill({ contentType: "text/event-stream",
    body: `event: snapshot\ndata: ${JSON.stringify({ ...snapshot, server_time: new Date().toISOString() })}\n\n` }));
  await page.goto(url + path);
  return page;
}

await test("a source has the sign and the words of its state, and only one that is heard is green", async () => {
  const snapshot = await streamed();
  const words = { alive: "good lúc", spooling: "warn còn dữ liệu chờ gửi, lúc", silent: "silent mất tín hiệu từ",
    "without heartbeat": "unknown chưa có tín hiệu định kỳ, lúc", unknown: "unknown chưa rõ, lúc" };
  snapshot.sources = Object.keys(words).map((state) => ({ ...snapshot.sources[0], source: `/x/${state}`, state, silent: state === "silent" }));
  const page = await openStreamed("/", snapshot);
  await page.waitForSelector('.source[data-source="/x/unknown"]');
  const shown = await page.$$eval('.source[data-source^="/x/"]', (all) => all.map((item) => [
    item.dataset.state, item.querySelector("use").getAttribute("href").split("#")[1] + " " + item.querySelector(".heard").textContent,
    getComputedStyle(item.querySelector(".icon")).color]));
  assert.deepEqual(shown.map(([state]) => state).sort(), Object.keys(words).sort());
  for (const [state, text] of shown) assert.ok(text.startsWith(`${words[state]} `), text);
  const green = shown.find(([state]) => state === "alive")[2];
  assert.deepEqual(shown.filter(([, , color]) => color === green).map(([state]) => state), ["alive"]);
  assert.equal(await page.textContent("#silent"), "1 nguồn mất tín hiệu: /x/silent");
});

await test("the time since a source was heard of goes on while nothing comes", async () => {
  const snapshot = await streamed();
  const [source] = snapshot.sources;
  source.heard_at_us = (Date.now() - 55000) * 1000;
  const page = await openStreamed("/operations", snapshot);
  await page.waitForFunction((name) => {
    const table = document.querySelector('table[data-grid="sources"]');
    const at = table.querySelector('th[data-column="heard_at_us"]').cellIndex;
    window.delays ??= [];
    window.delays.push(table.querySelector(`tr[data-row="${CSS.escape(name)}"]`).cells[at].textContent);
    return window.delays.some((text) => /^5[5-9] giây$/.test(text)) && window.delays.at(-1) === "1 phút";
  }, source.source, { timeout: 15000, polling: 200 });
});

await test("status is never only a colour", async () => {
  const page = await openPage();
  assert.ok(await page.isVisible("#age .icon"));
  for (const tile of await page.$$(".tile[data-alert]")) assert.ok(await (await tile.$(".icon")).isVisible());
});

await test("every table can be had as CSV", async () => {
  const links = new Set();
  for (const path of pages) {
    const html = await (await fetch(url + path)).text();
    const tables = [...html.matchAll(/<table data-grid="/g)].length;
    const own = [...html.matchAll(/href="([^"]+\.csv[^"]*)"/g)].map((found) => found[1].replaceAll("&amp;", "&"));
    assert.ok(own.length >= tables, `${path}: ${tables} tables, ${own.length} CSV`);
    for (const link of own) links.add(link);
  }
  assert.ok(links.size >= 12);
  for (const link of links) {
    const answer = await fetch(url + link);
    assert.equal(answer.status, 200, link);
    assert.match(answer.headers.get("content-type"), /^text\/csv; charset=utf-8/, link);
    assert.match(await answer.text(), /^[a-z0-9_]+(,[a-z0-9_]+)*\r?\n/, link);
  }
});

const numberOf = (text) => Number(text.replaceAll(".", ""));

await test("a number opens the list of exactly that many, and the back button leads back", async () => {
  const page = await openPage(desk, { path: "/units?day=2026-11-01" });
  const cell = page.locator("#units tbody tr").first().locator("td").first();
  const overdue = numberOf(await cell.textContent());
  assert.ok(overdue > 0 && overdue <= 100, `${overdue}`);
  await cell.locator("a").click();
  await page.waitForSelector('table[data-grid="dossiers"]');
  assert.equal(await page.locator('table[data-grid="dossiers"] tbody tr').count(), overdue);
  assert.match(page.url(), /\/dossiers\?status=overdue&unit=[^&]+&day=2026-11-01$/);
  await page.locator('table[data-grid="dossiers"] tbody th a').first().click();
  await page.waitForSelector('table[data-grid="events"] tbody tr');
  await page.goBack();
  await page.goBack();
  await page.waitForSelector("#units");
  assert.equal(numberOf(await cell.textContent()), overdue);
});

await test("from the province to the dossier, with the way back in the breadcrumb", async () => {
  const page = await openPage(desk, { path: "/units" });
  const unit = await page.locator("#units tbody th a").first().textContent();
  await page.locator("#units tbody th a").first().click();
  await page.waitForSelector("h1");
  assert.equal(await page.textContent("h1"), unit);
  await page.locator('table[data-grid="fields"] tbody th a').first().click();
  await page.waitForSelector('table[data-grid="procedures"]');
  await page.locator('table[data-grid="procedures"] tbody td a').first().click();
  await page.waitForSelector('table[data-grid="dossiers"]');
  const crumbs = await page.$$eval(".crumbs li", (all) => all.map((e) => e.textContent));
  assert.deepEqual(crumbs.slice(0, 3), ["Toàn tỉnh", "Đơn vị", unit]);
  assert.ok(crumbs.includes("Lĩnh vực"), crumbs.join());
  assert.equal(crumbs.at(-1), "Hồ sơ");
});

await test("the day moves the whole page into the past, which it says, and back", async () => {
  const page = await openPage(desk);
  await page.fill('.day input[name="day"]', "01/11/2026");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".past");
  assert.match(await page.textContent(".past"), /Đang xem số liệu đến hết Chủ Nhật, 01\/11\/2026/);
  const { row } = await (await fetch(`${url}/api/v1/now?day=2026-11-01`)).json();
  assert.equal(numberOf(await page.textContent('[data-key="pending"]')), row.pending);
  for (const link of await page.$$eval("main .tile a, header nav a", (all) => all.map((a) => a.getAttribute("href"))))
    if (!/^\/(operations|alerts)/.test(link)) assert.match(link, /day=2026-1[01]-/, link);
  await page.click(".past a");
  await page.waitForFunction(() => document.documentElement.dataset.version);
  assert.equal(await page.locator(".past").count(), 0);
});

await test("the course of a dossier names the source of each event, as the API does", async () => {
  const { rows } = await (await fetch(`${url}/api/v1/dossiers?status=overdue&limit=1`)).json();
  const path = `dossiers/${encodeURIComponent(rows[0].dossier)}`;
  const { rows: events } = await (await fetch(`${url}/api/v1/${path}/events`)).json();
  assert.ok(events.length > 0 && events.every(({ source }) => source.startsWith("/")), JSON.stringify(events));
  for (const size of [desk, phone]) {
    const page = await openPage(size, { path: `/${path}` });
    const told = await page.$$eval('table[data-grid="events"]', ([table]) => {
      const at = [...table.tHead.rows[0].cells].findIndex((th) => th.dataset.column === "source");
      return [...table.tBodies[0].rows].map((row) => [row.cells[at].innerText, row.cells[at].checkVisibility()]);
    });
    assert.deepEqual(told, events.map(({ source }) => [source, true]));
    await page.close();
  }
});

await test("a click on a head sorts, and the address keeps the order", async () => {
  const page = await openPage(desk, { path: "/units?day=2026-11-01" }); // where no number changes under the hand
  const received = () => page.$$eval("#units tbody tr", (rows) => {
    const at = document.querySelector('#units th[data-column="received_month"]').cellIndex;
    return rows.map((row) => Number(row.cells[at].textContent.replaceAll(".", "")));
  });
  await page.click('#units th[data-column="received_month"] .sort');
  const sorted = await received();
  for (let i = 1; i < sorted.length; i++) assert.ok(sorted[i - 1] >= sorted[i], `row ${i}`);
  await page.goto(page.url());
  await page.reload();
  assert.equal(await page.getAttribute('#units th[data-column="received_month"]', "aria-sort"), "descending");
});

for (const [path, column, written, sorted] of [
  ["/procedures?day=2026-11-01", "days_p90", ["5", "chưa có", "trên 60", "60"], ["trên 60", "60", "5", "chưa có"]],
  ["/dossiers?status=pending&day=2026-11-01", "days_over", ["còn 2 ngày", "đến hạn", "quá hạn 7 ngày", "trước hạn 3 ngày", "quá hạn 1.234 ngày"],
    ["quá hạn 1.234 ngày", "quá hạn 7 ngày", "đến hạn", "còn 2 ngày", "trước hạn 3 ngày"]]])
  await test(`${path}: a number that is written as a word is sorted as the number`, async () => {
    const page = await openPage(desk, { path });
    const head = page.locator(`th[data-column="${column}"]`);
    const at = await head.evaluate((th) => th.cellIndex);
    await page.$$eval(".panel tbody tr", (rows, [cell, texts]) => {
      for (const row of rows.slice(texts.length)) row.remove();
      texts.forEach((text, i) => { rows[i].cells[cell].textContent = text; });
    }, [at, written]);
    await head.locator(".sort").click();
    assert.deepEqual(await page.$$eval(".panel tbody tr", (rows, cell) => rows.map((row) => row.cells[cell].textContent), at), sorted);
  });

await test("a list is narrowed by a name that is typed without marks", async () => {
  const page = await openPage(desk, { path: "/fields?day=2026-11-01" });
  const names = (all) => page.$$eval('table[data-grid="fields"] tbody tr', (rows, wanted) => rows.filter((row) => wanted || !row.hidden).map((row) => row.cells[0].textContent), all);
  const unmarked = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const marked = (await names(true)).find((name) => unmarked(name) !== name.toLowerCase());
  await page.fill(".filter input", unmarked(marked));
  const shown = await names(false);
  assert.ok(shown.includes(marked), `${marked}: ${shown.join()}`);
  assert.ok(shown.length < (await names(true)).length);
});

const shownUnits = (page) => page.$$eval("#units tbody tr", (rows) => rows.filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent).sort());

await test("units are found by a part of the name, typed without marks, and by level, also without a script", async () => {
  const page = await openPage(desk, { path: "/units" });
  const all = await shownUnits(page);
  await page.fill('form.search input[name="name"]', "tra");
  const live = await shownUnits(page);
  assert.ok(live.length > 1 && live.length < all.length, `${live.length} of ${all.length}`);
  for (const name of live) assert.match(name.normalize("NFD").replace(/[\u0300-\u036f]/g, ""), /tra/i);
  assert.equal(await page.textContent("#found"), `${live.length}/${all.length} đơn vị`);
  assert.match(page.url(), /\/units\?name=tra$/);
  await page.click(".day .step");
  await page.waitForSelector(".past");
  assert.deepEqual(await shownUnits(page), live);
  await page.goBack();
  await page.click('.statuses a:has-text("Cấp tỉnh")');
  assert.match(page.url(), /name=tra/);
  assert.match(page.url(), /level=province/);
  assert.ok((await shownUnits(page)).length < live.length);
  await page.click('.statuses a:has-text("Cấp xã")');
  const still = await browser.newPage();
  await still.route("**/app.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await still.goto(`${url}/units?level=commune`);
  await still.fill('form.search input[name="name"]', "TRÀ");
  await still.keyboard.press("Enter");
  await still.waitForURL(/name=TR/);
  const served = await shownUnits(still);
  assert.ok(served.length > 0);
  await page.fill('form.search input[name="name"]', "TRÀ");
  assert.deepEqual(served, await shownUnits(page));
  assert.match(still.url(), /level=commune/);
});

await test("bars and lines of the list say what the numbers say", async () => {
  const page = await openPage(desk, { path: "/units" });
  const rows = await page.$$eval("#units tbody tr", (all) => {
    const at = document.querySelector('#units th[data-column="overdue_percent"]').cellIndex;
    return all.map((row) => [row.cells[at].textContent, row.querySelector(".share rect").getAttribute("width")]);
  });
  for (const [text, width] of rows) {
    const percent = /^\d/.test(text) ? Number(text.replace(",", ".").replace(/[^\d.]/g, "")) : 0;
    assert.ok(Math.abs(Number(width) - percent) <= 0.06, `${text}: ${width}`);
  }
  const { rows: courses } = await (await fetch(`${url}/api/v1/unit-course?days=30`)).json();
  const title = await page.textContent(`#units tr[data-row="${courses.at(-1).unit}"] .spark title`);
  const { pending } = courses.at(-1);
  assert.ok(title.startsWith(`từ ${pending[0]} đến ${pending.at(-1)}; thấp nhất ${Math.min(...pending)}, cao nhất ${Math.max(...pending)}`), title);
});

await test("every page has its numbers without a script", async () => {
  for (const path of pages) {
    const html = await (await fetch(url + path)).text();
    assert.ok(!html.includes("{{"), path);
    assert.match(html, path === "/alerts/list" ? /class="alert-state"|Không có cảnh báo nào\./ : /<tr data-row="/, path);
    assert.ok(Buffer.byteLength(html) < 300 * 1024, `${path}: ${Buffer.byteLength(html)} bytes`);
  }
});

await test("a page that is not there says so in words, under the same head", async () => {
  const answer = await fetch(`${url}/units/nowhere`);
  assert.equal(answer.status, 404);
  assert.match(await answer.text(), /Không tìm thấy nội dung này/);
  const refused = await fetch(`${url}/units?channel=fax`);
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /tham số không hợp lệ.*<code>channel<\/code>/);
});

const mapDay = "day=2026-11-01";
const shapes = (page) => page.$$eval(".drawing a", (all) => all.map((a) => ({
  unit: a.dataset.unit, step: a.dataset.step, name: a.querySelector("title").textContent, href: a.getAttribute("href") })));
const grouped = (value) => value.toString().replace(/\B(?=(\d{3})+$)/g, ".");
const percent = (value) => `${(Math.round(value * 10) / 10).toFixed(1).replace(".", ",")}\u00a0%`;

await test("the map has each commune once, with the numbers of the API in its name", async () => {
  const page = await openPage(desk, { path: `/?${mapDay}` });
  const { rows } = await (await fetch(`${url}/api/v1/units?${mapDay}`)).json();
  const units = new Map(rows.map((row) => [row.unit, row]));
  const places = (await (await fetch(`${url}/map.csv`)).text()).trim().split("\n").slice(1).map((line) => line.split(","));
  const drawn = await shapes(page);
  assert.equal(drawn.length, 96);
  assert.deepEqual(drawn.map((shape) => shape.unit).sort(), places.map(([unit]) => unit).sort());
  for (const { unit, name, href } of drawn) {
    const row = units.get(unit);
    const share = row.overdue_percent === null ? "chưa có" : percent(row.overdue_percent);
    assert.equal(name, `${row.name}: ${grouped(row.overdue)} quá hạn (${share})`);
    assert.equal(href, `/units/${unit}?${mapDay}`);
  }
});

await test("equal numbers have one colour, more is never paler, and the legend says from where to where", async () => {
  for (const measure of ["overdue", "near_due", "received_month", "late_reception_month"]) {
    const page = await openPage(desk, { path: `/?${mapDay}&measure=${measure}` });
    const drawn = (await shapes(page)).map((shape) => [Number(/: ([\d.]+) /.exec(shape.name)[1].replaceAll(".", "")), Number(shape.step)]);
    const legend = await page.$$eval(".steps li:has([data-step])", (all) => all.map((li) => [
      Number(li.querySelector("[data-step]").dataset.step), li.textContent.trim()]));
    for (const [step, text] of legend) {
      const found = /^([\d.]+)(?: – ([\d.]+))? \((\d+)\)$/.exec(text);
      assert.ok(found, text);
      const [from, to] = [numberOf(found[1]), numberOf(found[2] ?? found[1])];
      const inside = drawn.filter(([number]) => number >= from && number <= to);
      assert.equal(inside.length, Number(found[3]), `${measure}: ${text}`);
      assert.ok(inside.every(([, its]) => its === step), `${measure}: ${text}`);
    }
    assert.equal(legend.reduce((sum, [, text]) => sum + Number(/\((\d+)\)/.exec(text)[1]), 0), 96);
    await page.close();
  }
});

await test("the list beside the map has the same numbers, what needs a look on top, and every unit", async () => {
  for (const [measure, way] of [["overdue", -1], ["overdue_percent", -1], ["on_time_percent", 1]]) {
    const page = await openPage(desk, { path: `/?${mapDay}&measure=${measure}` });
    const { rows } = await (await fetch(`${url}/api/v1/units?${mapDay}`)).json();
    const listed = await page.$$eval('[data-grid="map"] tbody tr', (all) => all.map((row) => [row.dataset.row, row.cells[1].textContent]));
    assert.deepEqual(new Set(listed.map(([unit]) => unit)), new Set(rows.map((row) => row.unit)));
    const of = new Map(rows.map((row) => [row.unit, row[measure]]));
    let before = way * -Infinity;
    for (const [unit, text] of listed) {
      const value = of.get(unit);
      assert.equal(text, value === null ? "chưa có" : measure === "overdue" ? grouped(value) : percent(value), unit);
      const shown = value === null ? way * Infinity : Math.round(value * 10) / 10;
      assert.ok(way * shown >= way * before, `${measure}: ${unit}`);
      before = shown;
    }
    await page.close();
  }
});

await test("a click on another measure colours the map by it, and the address keeps it", async () => {
  const page = await openPage(desk, { path: `/?${mapDay}` });
  await page.click('#map .statuses a:has-text("Tỷ lệ đúng hạn")');
  await page.waitForURL(`**/?${mapDay}&measure=on_time_percent#map`);
  assert.equal(await page.textContent('#map [aria-current="true"]'), "Tỷ lệ đúng hạn");
  assert.match((await shapes(page))[0].name, /: (\d+,\d\u00a0% giải quyết đúng hạn trong tháng)$|, giải quyết đúng hạn trong tháng: chưa có$/);
  assert.equal((await fetch(`${url}/?measure=colour`)).status, 400);
});

await test("the keyboard walks the map: one stop, arrows to the neighbour, Enter to the unit", async () => {
  const page = await openPage(desk, { path: `/?${mapDay}` });
  await page.waitForSelector(".drawing a[tabindex]");
  await page.focus("#map .statuses li:last-child a");
  await page.keyboard.press("Tab");
  const at = () => page.evaluate(() => document.activeElement.dataset.unit);
  const first = await at();
  assert.ok(first);
  assert.equal(await page.locator('.drawing a[tabindex="0"]').count(), 1);
  await page.keyboard.press("ArrowRight");
  const second = await at();
  assert.notEqual(second, first);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  const [near, edge] = await page.evaluate(() => [document.activeElement.querySelector("path").getBBox().y, getComputedStyle(document.activeElement.querySelector("path")).strokeWidth]);
  assert.ok(near > 0);
  assert.equal(edge, "5px", "the focus shows");
  await page.keyboard.press("Tab");
  assert.equal(await at(), undefined, "one stop only");
  await page.keyboard.press("Shift+Tab");
  const unit = await at();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/units/${unit}?${mapDay}`);
});

await test("every shape of the map can be reached by arrows", async () => {
  const page = await openPage(desk, { path: `/?${mapDay}` });
  await page.waitForSelector(".drawing a[tabindex]");
  const reached = await page.evaluate(() => {
    const all = [...document.querySelectorAll(".drawing a")];
    const seen = new Set();
    const ahead = [all[0]];
    while (ahead.length > 0) {
      const from = ahead.pop();
      if (seen.has(from)) continue;
      seen.add(from);
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
        from.focus();
        from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        ahead.push(document.activeElement);
      }
    }
    return [seen.size, all.length];
  });
  assert.equal(reached[0], reached[1]);
});

await test("names can be read on every colour of the map, and each step is seen from the next, in both themes", async () => {
  for (const wall of ["", "&wall=1"])
    for (const measure of ["overdue", "received_month"]) {
      const page = await openPage(desk, { path: `/?${mapDay}&measure=${measure}${wall}` });
      const steps = await page.evaluate(() => [1, 2, 3, 4, 5].map((step) => {
        const shape = document.querySelector(".drawing a:has(text)");
        shape.dataset.step = step;
        return [getComputedStyle(shape.querySelector("path")).fill, getComputedStyle(shape.querySelector("text")).fill];
      }));
      const edge = await page.evaluate(() => [getComputedStyle(document.querySelector(".drawing a path")).stroke, getComputedStyle(document.querySelector("#map")).backgroundColor]);
      assert.ok(contrast(...edge) >= 3, `an edge: ${contrast(...edge)}`);
      steps.forEach(([fill, text], i) => {
        assert.ok(contrast(fill, text) >= 4.5, `${measure}${wall} step ${i + 1}: ${contrast(fill, text)}`);
        if (i > 0) assert.ok(contrast(fill, steps[i - 1][0]) >= 1.25, `${measure}${wall} steps ${i}, ${i + 1}: ${contrast(fill, steps[i - 1][0])}`);
      });
      const way = steps.map(([fill]) => luminance(fill));
      assert.ok(way.every((l, i) => i === 0 || (wall ? l > way[i - 1] : l < way[i - 1])), "lightness goes one way");
      await page.close();
    }
});

await test("the map changes in place: shape, focus and scrolling stay", async () => {
  const page = await openPage();
  await page.focus(".drawing a");
  await page.evaluate(() => {
    window.shape = document.activeElement;
    document.querySelector(".atlas .scroll").scrollTop = 200;
  });
  await page.route(`${url}/`, async (route) => {
    const body = await (await fetch(`${url}/`)).text();
    await route.fulfill({ body: body.replace(/data-step="\d"><title>[^<]*/, 'data-step="4"><title>mới'), contentType: "text/html" });
  });
  const version = await page.evaluate(() => { document.dispatchEvent(new Event("visibilitychange")); return document.documentElement.dataset.version; });
  assert.ok(version);
  await page.waitForFunction(() => document.querySelector(".drawing title").textContent === "mới", null, { timeout: 20000 });
  assert.ok(await page.evaluate(() => window.shape === document.activeElement && window.shape.dataset.step === "4"));
  assert.equal(await page.evaluate(() => document.querySelector(".atlas .scroll").scrollTop), 200);
});

await test("the overview weighs less than 300 KB without its fonts", async () => {
  const page = await browser.newPage();
  let bytes = 0;
  const sizesOf = [];
  page.on("response", (response) => {
    if (response.status() === 200 && !/woff2|stream/.test(response.url())) sizesOf.push(response.body().then((body) => { bytes += body.length; }));
  });
  await page.goto(`${url}/`);
  await page.waitForFunction(() => document.documentElement.dataset.version);
  await Promise.all(sizesOf);
  assert.ok(bytes > 50 * 1024 && bytes < 300 * 1024, `${bytes} bytes`);
});

await test("uPlot is served by ourselves, byte for byte that of the locked version, with its licence", async () => {
  const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
  for (const [own, locked] of [["uPlot.iife.min.js", "dist/uPlot.iife.min.js"], ["uPlot.min.css", "dist/uPlot.min.css"],
    ["LICENSE.txt", "LICENSE"]]) {
    const answer = await fetch(`${url}/uplot/${own}`);
    assert.equal(answer.status, 200, own);
    assert.ok(answer.headers.get("etag"), own);
    const known = readFileSync(new URL(`node_modules/uplot/${locked}`, import.meta.url));
    assert.equal(sha(Buffer.from(await answer.arrayBuffer())), sha(known), own);
  }
});

for (const path of ["/", "/units/21025", "/?day=2026-11-01"])
  await test(`${path}: the value of a day is read under the pointer, and is that of the table`, async () => {
    const page = await openPage(desk, { path });
    await page.waitForSelector('[data-part="days"] .u-over');
    assert.ok(!(await page.isVisible('[data-part="days"] svg.chart')));
    const high = await page.textContent('[data-part="days"] .most');
    assert.match(high, /^cao nhất /);
    await page.locator('[data-part="days"] .u-over').hover({ position: { x: 200, y: 40 } });
    const told = await page.textContent('[data-part="days"] .most');
    const [, day, pending, overdue] = /^(\d\d\/\d\d\/\d{4}): đang giải quyết ([\d.]+), quá hạn ([\d.]+)$/.exec(told) ?? assert.fail(told);
    const row = await page.$$eval('[data-part="days"] tbody tr', (rows, wanted) =>
      rows.map((r) => [...r.cells].map((c) => c.textContent)).find((texts) => texts[0] === wanted), day);
    assert.deepEqual([row[3], row[4]], [pending, overdue]);
    await page.mouse.move(0, 0);
    assert.equal(await page.textContent('[data-part="days"] .most'), high);
    const box = await page.locator('[data-part="days"] .plot').boundingBox();
    assert.equal(await page.locator('[data-part="days"] .plot').getAttribute("role"), "img");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.isVisible('[data-part="days"] svg.chart'), "on paper the server's picture");
    assert.ok(!(await page.isVisible('[data-part="days"] .plot')));
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize(phone);
    await page.waitForFunction((width) => document.querySelector(".plot canvas").getBoundingClientRect().width < width, box.width);
  });

if (!still)
  await test("a part that is written anew keeps the plot, with the new numbers", async () => {
    const page = await openPage(desk);
    await page.waitForSelector(".u-over");
    await page.evaluate(() => {
      window.plot = document.querySelector(".plot");
      window.patched = 0;
      document.querySelector('[data-part="days"]').addEventListener("patched", () => { window.patched++; });
    });
    await page.waitForFunction(() => window.patched > 0, null, { timeout: 60000 });
    assert.ok(await page.evaluate(() => window.plot.isConnected && document.querySelectorAll(".plot").length === 1));
    await page.locator(".u-over").hover({ position: { x: 200, y: 40 } });
    assert.match(await page.textContent('[data-part="days"] .most'), /đang giải quyết/);
  });

await test("where uPlot cannot be had the server's picture stays", async () => {
  const page = await browser.newPage();
  await page.route("**/uPlot.iife.min.js", (route) => route.abort());
  await page.goto(`${url}/`);
  await page.waitForFunction(() => document.documentElement.dataset.version);
  assert.ok(await page.isVisible('[data-part="days"] svg.chart'));
  assert.equal(await page.locator(".plot").count(), 0);
});

// Bytes over the wire until the page is live, without fonts.
async function weigh(path) {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const font = new Set();
  let bytes = 0;
  let requests = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    requests++;
    if (["Font", "EventSource"].includes(type)) font.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!font.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url + path, { waitUntil: "load" });
  await page.waitForFunction(() => document.documentElement.dataset.mode === "past" || document.documentElement.dataset.version);
  if (await page.locator('[data-part="days"] svg.chart').count()) await page.waitForSelector(".u-over");
  await page.close();
  return { bytes, requests };
}

await test("no page weighs more than 300 KB without fonts", async () => {
  for (const path of pages) {
    const { bytes, requests } = await weigh(path);
    console.log(`     ${path}: ${Math.round(bytes / 1024)} KB, ${requests} requests`);
    assert.ok(bytes < 300 * 1024, `${path}: ${bytes} bytes`);
    assert.ok(requests <= 26, `${path}: ${requests} requests`);
  }
});

const turns = ["/", "/units", "/alerts", "/operations", "/documents"];
const openWall = async (rotate, path = "/") => {
  const page = await browser.newPage();
  await page.setViewportSize(sizes[0]);
  watch(page);
  await page.clock.install();
  await page.goto(`${url}${path}?wall=1${rotate}`);
  await page.waitForSelector(".rotation button:not([hidden])");
  return page;
};
const nextOf = (page) => page.textContent(".rotation .next");

await test("the wall shows its pages in turn, tells which comes next, and begins anew", async () => {
  const page = await openWall("");
  assert.match(await nextOf(page), /^Tiếp theo: Đơn vị, sau 20 giây$/);
  await page.clock.runFor(19000);
  assert.match(await nextOf(page), /^Tiếp theo: Đơn vị, sau 1 giây$/);
  let ahead = 1000;
  for (const path of [...turns.slice(1), "/"]) {
    await page.clock.runFor(ahead);
    ahead = 20000;
    await page.waitForURL(`${url}${path}?wall=1`);
    await page.waitForSelector(".rotation button:not([hidden])");
    assert.equal(await page.locator(".rotation [data-next]").count(), 1);
  }
});

await test("the address says how long a page stays, and keeps saying it", async () => {
  const page = await openWall("&rotate=3");
  await page.clock.runFor(3000);
  await page.waitForURL(`${url}/units?wall=1&rotate=3`);
  for (const wrong of ["-1", "3601", "soon"]) assert.equal((await fetch(`${url}/?wall=1&rotate=${wrong}`)).status, 400, wrong);
});

await test("the keyboard holds the wall still and lets it go on", async () => {
  const page = await openWall("");
  const button = page.locator(".rotation button");
  for (let i = 0; i < 60 && !(await button.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press("Tab");
  assert.notEqual(await button.evaluate((e) => getComputedStyle(e).outlineStyle), "none");
  await page.keyboard.press("Enter");
  assert.equal(await button.textContent(), "Tiếp tục");
  assert.match(await nextOf(page), /^Đang tạm dừng; tiếp theo: Đơn vị$/);
  await page.clock.runFor(120000);
  assert.equal(page.url(), `${url}/?wall=1`);
  await page.reload(); // held is held
  await page.waitForSelector(".rotation button:not([hidden])");
  assert.equal(await button.textContent(), "Tiếp tục");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.clock.runFor(20000);
  await page.waitForURL(`${url}/units?wall=1`);
});

await test("a page that cannot be loaded is left out of the wall, which says so and goes on", async () => {
  const page = await openWall("");
  await page.route("**/units?*", (route) => route.abort());
  await page.clock.runFor(20000);
  await page.waitForFunction(() => document.querySelector(".rotation .said").textContent !== "");
  assert.match(await page.textContent(".rotation .said"), /^Không tải được trang Đơn vị lúc \d\d:\d\d:\d\d, giữ trang này$/);
  assert.match(await nextOf(page), /^Tiếp theo: Cảnh báo/);
  assert.equal(page.url(), `${url}/?wall=1`);
  await page.clock.runFor(20000);
  await page.waitForURL(`${url}/alerts?wall=1`);
  assert.ok(complaints.every((c) => /Failed to load resource/.test(c)), complaints.join());
  complaints.length = 0;
});

await test("the wall shows the numbers of the map in its shapes, and the worst five under it", async () => {
  const page = await openPage(sizes[0], { path: `/?${mapDay}&wall=1&rotate=0` });
  for (const shape of await page.$$eval(".drawing a", (all) => all.map((a) => [a.querySelector("title").textContent, a.querySelector("text").textContent])))
    assert.ok(shape[0].includes(`: ${shape[1]} quá hạn`), shape.join());
  assert.equal(await page.locator('[data-grid="map"] tbody tr:visible').count(), 5);
});

// What the server would write for an answer of the API: no alert need be open while the tests run.
const openAlerts = (count) => Array.from({ length: Math.min(count, 8) }, (_, i) => `<li><p class="what"><span class="alert-state" data-state="open">
<svg class="icon" aria-hidden="true"><use href="/icon.svg#bad"/></svg>Đang mở</span> Nhiều văn bản điện tử quá hạn xử lý</p>
<p class="where"><a href="/units/${i}">Sở Nông nghiệp và Môi trường tỉnh Quảng Ngãi, Trung tâm Phục vụ hành chính công</a></p>
<p class="amount"><a href="/dossiers">12.345 văn bản</a></p><p class="limit">ngưỡng 1.000 văn bản</p>
<p class="opened">mở lúc 25/11/2026 08:31:22</p></li>`).join("");

for (const size of sizes.filter(({ name }) => name.startsWith("wall")))
  await test(`${size.name}: eight alerts with long names and the count of the rest fit the wall, nothing is cut`, async () => {
    const page = await browser.newPage();
    watch(page);
    await page.setViewportSize(size);
    await page.route("**/alerts?*", async (route) => {
      const body = await (await fetch(route.request().url())).text();
      const from = body.indexOf('<div class="head"><h2 id="open-title">');
      const head = body.slice(from, body.indexOf("</div>", from) + 6);
      await route.fulfill({ contentType: "text/html; charset=utf-8", body: body.slice(0, from) + head + `<ol class="large">${openAlerts(20)}</ol>
<p class="others"><span>Và 12 cảnh báo khác đang mở</span> <span>3 cảnh báo đã có người nhận xử lý</span></p></section></main>${body.slice(body.indexOf('<nav class="rotation"'))}` });
    });
    await page.goto(`${url}/alerts${size.query}`);
    await page.waitForSelector(".large");
    await page.evaluate(() => document.fonts.ready);
    const [cut, wide, lines] = await page.evaluate(() => {
      const inside = (e, frame) => e.getBoundingClientRect().bottom <= frame.getBoundingClientRect().bottom + 1;
      const panel = document.querySelector('[data-part="open"]');
      return [
        [...panel.querySelectorAll("li, .others")].filter((e) => !inside(e, panel)).length +
          [...panel.querySelectorAll("li p")].filter((e) => !inside(e, e.parentElement)).length,
        [...panel.querySelectorAll("p")].filter((e) => e.scrollWidth > e.clientWidth + 1).length,
        [...panel.querySelectorAll("li")].filter((e, i, all) => i > 0 && e.getBoundingClientRect().top < all[i - 1].getBoundingClientRect().bottom - 1).length,
      ];
    });
    assert.deepEqual([cut, wide, lines], [0, 0, 0]);
  });

await test("the wall shows the worst open alerts first and counts the rest, or says calmly that there are none", async () => {
  const { rows } = await (await fetch(`${url}/api/v1/alerts/worst`)).json();
  const page = await openPage(sizes[0], { path: "/alerts?wall=1&rotate=0" });
  if (rows.length === 0) {
    assert.match(await page.textContent(".calm"), /Hiện không có cảnh báo nào đang mở\./);
    return;
  }
  const shown = await page.$$eval(".large li", (all) => all.map((li) => [li.querySelector(".what").textContent, li.querySelector("use").getAttribute("href")]));
  assert.equal(shown.length, Math.min(8, rows.length));
  shown.forEach(([what, icon], i) => {
    assert.equal(what.trim(), `Đang mở ${rows[i].title}`);
    assert.equal(icon, "/icon.svg#bad");
  });
  const rest = rows[0].open_alerts - shown.length;
  assert.equal(await page.locator(".others").textContent().then((text) => text.includes(`Và ${grouped(rest)} cảnh báo khác đang mở`)), rest > 0);
});

await test("what no measure can be compared with is said once above the tiles, not in each", async () => {
  for (const [path, api] of [["/", "comparison"], ["/units/21025", "comparison?unit=21025"]]) {
    const { rows } = await (await fetch(`${url}/api/v1/${api}`)).json();
    const told = (period) => rows.some((row) => row.period === period && row.value_before !== null);
    const page = await openPage(desk, { path });
    const words = await page.textContent("#tiles");
    for (const [period, name] of [["month", "tháng trước"], ["year", "năm trước"]]) {
      const changes = await page.$$eval(".change", (all, wanted) => all.filter((e) => e.textContent.includes(wanted)).length, name);
      assert.equal(changes > 0, told(period), `${path} ${name}: ${changes}`);
      assert.equal((await page.textContent(".since")).includes(`sẽ so với ${name}`), !told(period));
      if (!told(period)) assert.equal(words.split(name).length - 1, 1, `${path}: ${name} once`);
    }
    await page.close();
  }
});

await test("a change comes and goes with the numbers, without a reload", async () => {
  const page = await openPage();
  await page.route(`${url}/`, async (route) => {
    const body = await (await fetch(`${url}/`)).text();
    await route.fulfill({ contentType: "text/html", body: body.replace('<div data-fresh="overdue">', '<div data-fresh="overdue"><p class="change" id="fresh">năm trước</p>') });
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForSelector("#fresh", { timeout: 20000 });
  await page.unroute(`${url}/`);
});

await test("procedures begin with the fifty that need a look most, and the address has them all, page by page", async () => {
  const { rows } = await (await fetch(`${url}/api/v1/procedures`)).json();
  const names = (page) => page.$$eval('table[data-grid="procedures"] tbody tr', (all) => all.map((row) => row.dataset.row));
  const page = await openPage(phone, { path: "/procedures" });
  assert.equal((await names(page)).length, Math.min(50, rows.length));
  if (rows.length <= 50) return;
  assert.equal(await page.textContent(".more"), `50 dòng đầu trong ${grouped(rows.length)}.`);
  await page.click('a:has-text("Xem tất cả")');
  await page.waitForURL(`${url}/procedures?from=1`);
  const seen = new Set(await names(page));
  for (let next; (next = page.locator('.turn a[rel="next"]')) && await next.count();) {
    await next.click();
    await page.waitForLoadState();
    for (const name of await names(page)) seen.add(name);
  }
  // Numbers move meanwhile: one may have changed its place between two pages.
  assert.ok(seen.size >= rows.length * 0.98, `${seen.size} of ${rows.length}`);
  await page.goBack();
  assert.match(page.url(), /\/procedures(\?from=\d+)?$/);
});

const withQuery = (path, query) => path + (path.includes("?") ? query.replace("?", "&") : query);

for (const size of sizes)
  for (const measure of ["overdue", "on_time_percent", "received_month"])
    await test(`${size.name}: the legend of ${measure} covers no unit of the map`, async () => {
      const page = await openPage(size, { path: withQuery(`/?${mapDay}&measure=${measure}`, size.query) });
      await page.locator(".drawing").scrollIntoViewIfNeeded();
      const covered = await page.evaluate(() => [...document.querySelectorAll(".steps li, .steps p")].filter((e) => {
        if (!e.checkVisibility()) return false;
        e.scrollIntoView({ block: "center" });
        const range = document.createRange();
        range.selectNodeContents(e);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return [left, (left + right) / 2, right].some((x) => [top, bottom].some((y) =>
          document.elementsFromPoint(x, y).some((at) => at.closest(".drawing a"))));
      }).map((e) => e.textContent));
      assert.deepEqual(covered, []);
    });

for (const size of sizes.filter(({ name }) => name.startsWith("wall")))
  for (const path of [...turns, "/?measure=on_time_percent", `/?${mapDay}`])
    await test(`${size.name} ${path}: nothing is cut off below, and all can be read from six metres`, async () => {
      const page = await openPage(size, { path: withQuery(path, size.query) });
      const [cut, small] = await page.evaluate(() => {
        const seen = (e) => e.checkVisibility() && e.getClientRects().length > 0 && !e.closest(".hidden, .bar");
        const all = [...document.querySelectorAll("tbody tr, .tile, .tile *, .steps, .drawing, header *, .rotation *")].filter(seen);
        const frame = (e) => e.closest(".tile, .panel, header, .rotation").getBoundingClientRect();
        const texts = [...document.querySelectorAll("body *")].filter((e) => seen(e) && !e.closest("svg") &&
          [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
        return [
          [...all.filter((e) => e.getBoundingClientRect().bottom > frame(e).bottom + 1),
            ...all.filter((e) => e.matches(".tile") && e.getBoundingClientRect().bottom > document.querySelector("main").getBoundingClientRect().bottom)].map((e) => e.textContent.trim().slice(0, 40)),
          texts.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 19).map((e) => e.textContent.trim().slice(0, 40)),
        ];
      });
      assert.deepEqual(cut, []);
      assert.deepEqual(small, []);
    });

for (const size of sizes.filter(({ name }) => name.startsWith("wall")))
  for (const path of turns)
    await test(`${size.name} ${path}: the page fills the screen and scrolls neither way`, async () => {
      const page = await openPage(size, { path: path + size.query });
      assert.deepEqual(await page.evaluate(() => {
        const root = document.documentElement;
        return [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight];
      }), [0, 0]);
    });

// -- from an event to the screen ----------------------------------------------------------------

const emitAt = process.argv.indexOf("--emit") + 1;
const EVENTS = 60; // more than come by themselves in a second

function received(run) {
  const now = new Date().toISOString();
  return Array.from({ length: EVENTS }, (_, n) => `${JSON.stringify({
    specversion: "1.0", type: "vn.gov.quangngai.dossier.received.v1", source: "/quangngai/thu-trang", id: `${run}-${n}`, time: now,
    data: { dossier: `H48.TRANG-${run}-${n}`, at: now, unit: "21025", channel: "direct" },
  })}\n`).join("");
}

// Resolves when every event is acknowledged.
function publish(lines) {
  const [program, ...words] = process.argv[emitAt].split(" ");
  return new Promise((resolve, reject) => {
    const emit = spawn(program, words, { stdio: ["pipe", "ignore", "inherit"] });
    emit.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`emit ended with ${code}`))));
    emit.stdin.end(lines);
  });
}

if (emitAt > 0)
  await test("an event is in the tile within a second of its acknowledgement", async () => {
    const page = await openPage();
    const seconds = [];
    for (let i = 0; i < 5; i++) {
      const tile = '[data-key="received_today"]';
      const before = await page.$eval(tile, (e) => Number(e.textContent.replaceAll(".", "")) || 0);
      await publish(received(`${Date.now()}-${i}`));
      const since = performance.now();
      await page.waitForFunction(([at, least]) => Number(document.querySelector(at).textContent.replaceAll(".", "")) >= least,
        [tile, before + EVENTS], { polling: "raf", timeout: 20000 });
      seconds.push((performance.now() - since) / 1000);
    }
    console.log(`# event to screen, s: ${seconds.map((s) => s.toFixed(2)).join(" ")}`);
    assert.ok(seconds.sort((a, b) => a - b)[2] < 1, `seconds: ${seconds}`);
  });

await close();
process.exit(finish());
