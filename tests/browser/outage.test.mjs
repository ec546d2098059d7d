// outage.test.mjs - what the page says while something does not run, and how it goes on when it does
// again: worker, database, the server itself, a source.  Each is really stopped.
//
//   node outage.test.mjs URL --state FOLDER
//
// FOLDER is the state of the deployment (deploy/up --state) that serves URL, with a live province.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";
import { makeTests, openBrowser, sizes } from "./browser.mjs";

const url = process.argv[2].replace(/\/$/, "");
const state = process.argv[process.argv.indexOf("--state") + 1];
const { browser, close } = await openBrowser();
const { complaints, finish, open, test } = makeTests(browser, url);
const desk = sizes[1];

// Kills a service and holds the loop that would start it again; returns what lets it do so.
function stop(name, { run = "run", signal = "SIGKILL" } = {}) {
  const pidOf = (kind) => Number(readFileSync(join(state, run, `${name}.${kind}`), "utf8").split(" ")[0]);
  const [keeper, program] = [pidOf("keep"), pidOf("pid")];
  process.kill(keeper, "SIGSTOP");
  try {
    process.kill(program, signal);
  } catch (error) {
    process.kill(keeper, "SIGCONT");
    throw error;
  }
  return () => process.kill(keeper, "SIGCONT");
}

const ask = async (path) => (await fetch(`${url}/api/v1/${path}`)).json();
const ageText = (page) => page.textContent("#age-text");
const reads = (page, name, seconds) =>
  page.waitForSelector(`#age[data-state="${name}"]`, { timeout: seconds * 1000 });
const carried = (page) => page.textContent('[data-key="carried_over"]');
const until = async (what, seconds, holds) => {
  for (const deadline = Date.now() + seconds * 1000; !await holds(); await new Promise((resolve) => setTimeout(resolve, 200)))
    assert.ok(Date.now() < deadline, `${what}: not within ${seconds} s`);
};

// The page that was open all the time is of now again, with the numbers that the server has.
async function goesOn(page, seconds = 60) {
  await reads(page, "good", seconds);
  assert.ok(await page.evaluate(() => window.same), "without having been loaded again");
  await until("the page has the numbers of the server", 20, async () => {
    const { row } = await ask("now");
    return await page.textContent('[data-key="received_month"]') === row.received_month.toString().replace(/\B(?=(\d{3})+$)/g, ".");
  });
}

// What the browser tells of connections that fail and of 503, as it should; nothing else is forgotten.
function forgetFailures() {
  const others = complaints.filter((text) => !/Failed to load resource|net::ERR_|status of 503/.test(text));
  complaints.splice(0, complaints.length, ...others);
}

// Something is stopped, and in any case started again, and waited for.
async function without(name, how, body) {
  const page = await open("/", desk);
  await page.evaluate(() => { window.same = true; });
  const start = stop(name, how);
  try {
    await body(page);
  } finally {
    start();
    await goesOn(page);
  }
  forgetFailures();
  return page;
}

await test("a worker is stopped: numbers are called late and stay, operations say which partitions are not read", () =>
  without("worker-1", {}, async (page) => {
    const number = await carried(page);
    await reads(page, "late", 60);
    assert.match(await ageText(page), /^Số liệu chậm: đến \d\d:\d\d:\d\d, chậm \d+ (giây|phút)$/);
    assert.equal(await carried(page), number);
    assert.equal((await ask("now")).state, "late");
    await until("no partition is read", 60, async () => (await ask("partitions")).rows.every((row) => row.state === "stopped"));
    const operations = await open("/operations", desk);
    const rows = await operations.$$eval('table[data-grid="partitions"] tbody tr', (all) => all.map((row) => row.textContent));
    assert.ok(rows.length > 0 && rows.every((text) => text.includes("Ngừng\u00a0đọc")), rows[0]);
    await operations.close();
  }));

await test("the database is stopped: the page says since when and keeps its numbers, what needs it says so", () =>
  without("postgres", { run: "postgres/run", signal: "SIGINT" }, async (page) => {
    const number = await carried(page);
    await reads(page, "away", 30);
    assert.match(await ageText(page), /^Mất kết nối với cơ sở dữ liệu từ lúc \d\d:\d\d:\d\d; số liệu đến \d\d:\d\d:\d\d, chậm/);
    assert.equal(await carried(page), number);
    const again = await open("/", desk);
    assert.equal(await carried(again), number, "who comes now sees them too, from memory");
    assert.equal(await again.getAttribute("#age", "data-state"), "away");
    await again.close();
    const answer = await fetch(`${url}/api/v1/dossiers?status=overdue`);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
    assert.ok(Number(answer.headers.get("Retry-After")) > 0);
    assert.equal((await fetch(`${url}/readyz`)).status, 503);
  }));

await test("the server is started again: the page says that it is lost, and goes on by itself", () =>
  without("ioc", {}, async (page) => {
    const number = await carried(page);
    await reads(page, "lost", 30);
    assert.match(await ageText(page), /^Mất kết nối với máy chủ từ lúc \d\d:\d\d:\d\d, đang kết nối lại; số liệu đến/);
    assert.equal(await carried(page), number);
  }));

await test("a source falls silent: it is named in the head of each page until it is heard again", async () => {
  const live = await without("province", {}, async (page) => {
    await page.waitForSelector("#silent:not([hidden])", { timeout: 120000 });
    assert.match(await page.textContent("#silent"), /^\d+ nguồn mất tín hiệu: /);
    assert.equal(await page.getAttribute("#age", "data-state"), "good", "the numbers are complete: nothing came");
    const silent = (await ask("sources")).rows.filter((row) => row.state === "silent");
    assert.ok(silent.length > 0);
    const units = await open("/units?day=2026-11-01", desk);
    assert.ok((await units.textContent("#silent")).includes(silent[0].source), "also on a page of a past day");
    await units.close();
  });
  await live.waitForSelector("#silent", { state: "hidden", timeout: 60000 });
});

await close();
process.exit(finish());
