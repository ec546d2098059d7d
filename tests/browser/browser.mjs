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
export const paper = { width: 1032, height: 703 }; // A4 across, without its margins
export const themes = [
  { name: "light", media: { colorScheme: "light" } },
  { name: "dark", media: { colorScheme: "dark" } },
  { name: "wall", media: { colorScheme: "light" } },
];

// One address of each page; that of a dossier comes from the API.
export async function pagesOf(url) {
  const { rows } = await (await fetch(`${url}/api/v1/dossiers?status=overdue&limit=1`)).json();
  return ["/", "/?day=2026-11-01", "/units", "/units/21025", "/fields", "/procedures", "/dossiers?status=overdue",
    `/dossiers/${rows[0].dossier}`, "/documents", "/documents/unhandled", "/documents/issued?kind=signed", "/alerts", "/alerts/list", "/operations", "/units/nowhere"];
}

export function addressOf(path, theme) {
  return theme.name === "wall" ? `${path}${path.includes("?") ? "&" : "?"}wall=1` : path;
}

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

// The page has its numbers and fonts, is live where it is of now, and its plot is drawn.
export async function settle(page) {
  await page.waitForFunction(() => {
    const { version, mode, page: name } = document.documentElement.dataset;
    const picture = document.querySelector('[data-part="days"]:not(.plotted) svg.chart');
    return (version || mode === "past" || name === "problem") && !picture?.checkVisibility();
  });
  await page.evaluate(() => document.fonts.ready);
}

// Another size, and the page drawn for it.
export async function resize(page, size) {
  await page.setViewportSize(size);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

// WCAG 2: relative luminance of sRGB.
export function luminance(color) {
  const [r, g, b] = color.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

export function makeTests(browser, url) {
  const complaints = [];
  const kept = new Set();
  const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : "";
  let passed = 0;
  let failed = 0;

  // OWN is where the page comes from, if not from URL.
  function watch(page, own = url) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${own}/`) && !request.url().startsWith("data:")) complaints.push(`request to ${request.url()}`);
    });
  }

  async function open(path, size, media = {}, own = url) {
    const page = await browser.newPage();
    await page.setViewportSize(size);
    await page.emulateMedia(media);
    watch(page, own);
    await page.goto(own + path);
    await settle(page);
    return page;
  }

  return {
    complaints,
    watch,
    open,
    // A page for several tests, opened for the first of them.
    share(path, size, media) {
      let page = null;
      return {
        async get() {
          page ??= await open(path, size, media);
          kept.add(page);
          return page;
        },
        async close() {
          await page?.close();
        },
      };
    },
    async test(sentence, body) {
      if (!sentence.includes(only)) return;
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
        for (const page of browser.pages()) if (!kept.has(page) && page.url() !== "about:blank") await page.close();
      }
    },
    finish() {
      console.log(`${passed} passed, ${failed} failed`);
      return failed > 0 ? 1 : 0;
    },
  };
}
