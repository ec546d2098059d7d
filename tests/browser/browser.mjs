// browser.mjs - what the programs of this folder share: a browser, the pages, a test.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const sizes = [
  { name: "1920x1080", width: 1920, height: 1080 },
  { name: "1366x768", width: 1366, height: 768 },
  { name: "390x844", width: 390, height: 844 },
];
export const themes = [{ name: "light", wall: false }, { name: "dark", wall: true }];

// One address of each page; those of one dossier come from the API.
export async function pagesOf(url) {
  const { rows } = await (await fetch(`${url}/api/v1/dossiers?status=overdue&limit=1`)).json();
  return ["/", "/?day=2026-11-01", "/units", "/units/21025", "/fields", "/procedures", "/dossiers?status=overdue",
    `/dossiers/${rows[0].dossier}`, "/documents", "/documents/unhandled", "/alerts", "/operations", "/units/nowhere"];
}

export function addressOf(path, theme) {
  return theme.wall ? `${path}${path.includes("?") ? "&" : "?"}wall=1` : path;
}

export const fileName = (path) => path.replace(/\/dossiers\/.*/, "dossier").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "overview";

export async function openBrowser() {
  const folder = mkdtempSync(join(tmpdir(), "trakhuc-browser-"));
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// The page has its numbers, and is live where it is of now.
export async function settle(page) {
  await page.waitForFunction(() => {
    const { version, mode, page: name } = document.documentElement.dataset;
    return version || mode === "past" || name === "problem";
  });
  await page.evaluate(() => document.fonts.ready);
}

export function makeTests(browser, url) {
  const complaints = [];
  const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : null;
  let passed = 0;
  let failed = 0;

  function watch(page) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${url}/`) && !request.url().startsWith("data:")) complaints.push(`request to ${request.url()}`);
    });
  }

  return {
    async open(path, size, media = {}) {
      const page = await browser.newPage();
      await page.setViewportSize(size);
      await page.emulateMedia(media);
      watch(page);
      await page.goto(url + path);
      await settle(page);
      return page;
    },
    async test(sentence, body) {
      if (only && !sentence.includes(only)) return;
      complaints.length = 0;
      try {
        await body();
        // A page that is not there is answered with 404, which the browser tells of.
        assert.deepEqual(complaints.filter((text) => !text.includes("status of 404")), [], "complaints of the browser");
        passed++;
        console.log(`ok   ${sentence}`);
      } catch (error) {
        failed++;
        console.log(`FAIL ${sentence}\n     ${String(error.message ?? error).replaceAll("\n", "\n     ")}`);
      } finally {
        for (const page of browser.pages()) if (page.url() !== "about:blank") await page.close();
      }
    },
    finish() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed > 0 ? 1 : 0;
    },
  };
}
