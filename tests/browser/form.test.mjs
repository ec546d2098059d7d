// form.test.mjs - that everybody can use the pages: whatever their size, theme, eyes, hands,
// and on paper.  WCAG 2.2 AA, and what SCREENS asks of form.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { addressOf, contrast, makeTests, openBrowser, pagesOf, paper, resize, settle, sizes, themes } from "./browser.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const url = process.argv[2].replace(/\/$/, "");
const { browser, close } = await openBrowser();
const { open, share, test, finish } = makeTests(browser, url);
const pages = await pagesOf(url);
const [large, desk, phone] = sizes;

// -- every page and theme: in each size, without motion, on paper ------------------------------

// axe is put in by the debugger, which the page's content security policy lets through.  The
// rows of a long table are alike: it looks at the first twenty.
async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run({ exclude: ["tbody tr:nth-child(n+21)"] }, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}

// Words that their own box cuts off; what a sheet of its own scrolls is not cut.
const cutTexts = () => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  if (element.closest(".hidden, .skip, svg, .plot, [hidden]") || style.clipPath !== "none" || style.display === "none") return false;
  const clips = (overflow) => ["hidden", "clip"].includes(overflow);
  return clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1 ||
    clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1 && !document.documentElement.classList.contains("wall") ||
    element.tagName === "INPUT" && element.type !== "hidden" && element.scrollWidth > element.clientWidth + 1;
}).map((element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`);

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function testSizes(page) {
  for (const size of sizes) {
    await resize(page, size);
    assert.equal(await sideways(page), 0, `${size.name}: px sideways`);
    assert.deepEqual(await page.evaluate(cutTexts), [], `${size.name}: cut`);
    assert.deepEqual(await axe(page), [], size.name);
  }
}

async function testMotion(page) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.$$eval("body *", (all) => all.filter((element) => {
    const style = getComputedStyle(element);
    return [style.transitionDuration, style.animationDuration].some((times) => times.split(",").some((time) => parseFloat(time) > 0));
  }).map((element) => element.outerHTML.slice(0, 60)));
  assert.deepEqual(moving, []);
  await page.waitForFunction(() => document.getAnimations().length === 0, null, { timeout: 5000 }); // none begins
}

// What is seen on paper, what has a colour, what does not fit, and heads that no second sheet would have.
const printed = () => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility() && e.getClientRects().length > 0);
  const some = (selectors) => selectors.filter((selector) => seen(selector).length > 0);
  const styles = (selector, name) => [...new Set([...document.querySelectorAll(selector)].map((e) => getComputedStyle(e)[name]))];
  return {
    gone: some(["nav", "form", ".csv", ".skip", ".plot", "details", ".rotation"]),
    there: some(["h1", "#today", "#age", "#address"]),
    inks: styles("body, h1, .panel td, .tile", "color"),
    grounds: styles("html, body, header, .panel, .tile, .past", "backgroundColor").filter((color) => color !== "rgba(0, 0, 0, 0)"),
    wide: seen(".scroll").filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.slice(0, 40)),
    alone: seen("thead").filter((e) => getComputedStyle(e).breakInside !== "avoid" || [...e.querySelectorAll("button")].some((b) => b.getClientRects().length > 0))
      .map((e) => e.textContent.slice(0, 40)),
    cut: [...document.querySelectorAll("tr, .tile, .place")].filter((e) => getComputedStyle(e).breakInside !== "avoid").map((e) => e.outerHTML.slice(0, 40)),
  };
};

async function testPaper(page) {
  await resize(page, paper);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const { inks, grounds, ...told } = await page.evaluate(printed);
  assert.deepEqual(told, { gone: [], there: ["h1", "#today", "#age", "#address"], wide: [], alone: [], cut: [] });
  assert.deepEqual([inks, grounds], [["rgb(0, 0, 0)"], ["rgb(255, 255, 255)"]]);
  assert.equal(await page.textContent("#address"), page.url());
  assert.equal(await sideways(page), 0);
}

for (const path of pages)
  for (const theme of themes) {
    const { get, close: done } = share(addressOf(path, theme), large, theme.media);
    await test(`${path} ${theme.name}: in no size does anything scroll sideways or is cut, axe finds nothing`, async () => testSizes(await get()));
    await test(`${path} ${theme.name}: who wants no motion sees none`, async () => testMotion(await get()));
    await test(`${path} ${theme.name}: on paper black on white, with age and address, without navigation, tables whole`, async () => testPaper(await get()));
    await done();
  }

await test("a dossier is printed on one sheet of A4", async () => {
  const page = await open(pages.find((path) => path.startsWith("/dossiers/")), desk);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1);
  const [width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf).slice(1).map((points) => Math.round(points * 25.4 / 72));
  assert.deepEqual([width, height], [297, 210]);
});

// -- nothing jumps ----------------------------------------------------------------------------

const rewritten = ["/", "/fields"]; // parts of theirs are written anew after some seconds

async function openWatched(path, size) {
  const page = await browser.newPage();
  await page.setViewportSize(size);
  await page.addInitScript(() => {
    window.shift = 0;
    window.shifted = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
        window.shift += entry.value;
        for (const { node } of entry.sources) window.shifted.push(node?.className ?? node?.nodeName);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const again = rewritten.includes(path) && page.waitForResponse((answer) => answer.request().resourceType() === "fetch");
  await page.goto(url + path);
  await settle(page);
  await again;
  await resize(page, size); // what was written is drawn
  return page;
}

for (const path of pages)
  for (const size of [desk, phone])
    await test(`${path} ${size.name}: nothing jumps while the page comes and goes live`, async () => {
      const page = await openWatched(path, size);
      const { shift, shifted } = await page.evaluate(() => ({ shift: window.shift, shifted: window.shifted }));
      assert.ok(shift < 0.05, `${shift.toFixed(3)}: ${[...new Set(shifted)].slice(0, 8).join(", ")}`);
    });

// -- by the keyboard --------------------------------------------------------------------------

// All that can be clicked; of the map's shapes one stop, arrows lead to the others (page.test.mjs).
const focusable = () => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, [tabindex='0']")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[hidden]") && (element.tabIndex >= 0 || !element.closest(".drawing")));

// A cell that is written anew meanwhile holds the same link.
const nameOf = (element) => element.getAttribute("href") ?? element.outerHTML.slice(0, 90);

// The rows of a long table are alike: the walk takes the first twelve.
const shorten = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("tbody tr:nth-child(n+13) { display: none; }");
  document.adoptedStyleSheets = [sheet];
};

// Remembers where the focus is, and says what is wrong with it: no outline, or not in sight.
const look = () => {
  const target = document.activeElement;
  window.reached ??= new Set();
  window.reached.add(target.getAttribute("href") ?? target.outerHTML.slice(0, 90));
  if (target === document.body) return { out: true };
  const style = getComputedStyle(target);
  const shape = target.querySelector("path, polygon, rect");
  if (!(style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) &&
    !(target instanceof SVGElement && shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 2))
    return { wrong: `no outline: ${target.outerHTML.slice(0, 90)}` };
  const box = target.getBoundingClientRect();
  const at = (x, y) => target.contains(document.elementFromPoint(x, y)) || document.elementFromPoint(x, y)?.contains(target);
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 8), 1), innerHeight - 2);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside && at(x, y) ? {} : { wrong: `not in sight: ${target.outerHTML.slice(0, 90)}` };
};

async function walk(page, key, most) {
  const wrong = [];
  let stops = 0;
  for (; stops < most; stops++) {
    await page.keyboard.press(key);
    const told = await page.evaluate(look);
    if (told.wrong) wrong.push(told.wrong);
    if (told.out) break;
  }
  return { wrong: wrong.slice(0, 5), stops };
}

for (const [path, size, colorScheme] of pages.flatMap((page) => [[page, desk, "light"], [page, phone, "dark"]]))
  await test(`${path} ${size.name} ${colorScheme}: the keyboard reaches everything, in sight, and gets out again`, async () => {
    const page = await open(path, size, { colorScheme });
    await page.evaluate(shorten);
    const names = () => page.evaluate(`(${focusable})().map(${nameOf})`);
    const before = new Set(await names());
    const count = (await names()).length;
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop leads to the content");
    await page.evaluate(look);
    const { wrong, stops } = await walk(page, "Tab", count + 60);
    assert.deepEqual(wrong, []);
    assert.ok(stops < count + 60, "no trap");
    const reached = new Set(await page.evaluate(() => [...window.reached]));
    // Zero leads nowhere: a number that has become one, or was one before, has no say.
    assert.deepEqual((await names()).filter((name) => before.has(name) && !reached.has(name)).slice(0, 5), []);
  });

await test("the way back by the keyboard is in sight too", async () => {
  const page = await open("/units?day=2026-11-01", desk);
  await page.locator("#units tbody tr").nth(40).locator("a").first().focus();
  assert.deepEqual((await walk(page, "Shift+Tab", 120)).wrong, []);
});

await test("the skip link leads past the navigation", async () => {
  const page = await open("/", desk);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
});

await test("what has the focus keeps it while its numbers change", async () => {
  const page = await open("/fields", desk);
  const link = page.locator('table[data-grid="fields"] tbody td a').first();
  await link.focus();
  const kept = await page.evaluate(async () => {
    const own = document.activeElement;
    own.textContent = "0"; // as if another number had stood there
    own.closest("table").tBodies[0].rows[1].cells[1].textContent = "0";
    const other = own.closest("table").tBodies[0].rows[1].cells[1];
    const deadline = Date.now() + 20000;
    while (other.isConnected && other.textContent === "0" && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    return { same: document.activeElement === own, text: own.textContent, changed: !other.isConnected };
  });
  assert.ok(kept.changed, "the part was written anew");
  assert.ok(kept.same, "the focus stayed");
  assert.notEqual(kept.text, "0", "with the new number");
});

await test("what was typed to narrow a list stays while its numbers change, and narrows the new rows too", async () => {
  const page = await open("/fields", desk);
  await page.fill(".filter input", "a");
  await page.locator(".filter input").blur();
  const shown = () => page.$$eval('table[data-grid="fields"] tbody tr', (rows) => rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent));
  const before = await shown();
  await page.evaluate(async () => {
    const part = document.querySelector('[data-part="fields"]');
    const patched = new Promise((resolve) => part.addEventListener("patched", resolve, { once: true }));
    part.querySelector("tbody").rows[1].remove(); // as if it were new
    document.dispatchEvent(new Event("visibilitychange"));
    await patched;
  });
  assert.equal(await page.inputValue(".filter input"), "a");
  assert.deepEqual((await shown()).sort(), before.sort());
});

await test("tables are sorted, opened and narrowed by the keyboard alone", async () => {
  const page = await open("/units", desk);
  await page.focus('#units th[data-column="pending"] .sort');
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute('#units th[data-column="pending"]', "aria-sort"), "descending");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute('#units th[data-column="pending"]', "aria-sort"), "ascending");
  await page.focus('form.search input[name="name"]');
  await page.keyboard.type("son");
  assert.match(await page.textContent("#found"), /^\d+\/\d+ đơn vị$/);
  await page.goto(`${url}/`);
  await page.focus('[data-part="days"] summary');
  await page.keyboard.press("Enter");
  assert.ok(await page.isVisible('table[data-grid="days"]'));
});

// -- for every eye ----------------------------------------------------------------------------

const texts = [["ink", "ground"], ["ink", "card"], ["soft", "ground"], ["soft", "card"], ["link", "card"], ["link", "ground"],
  ["good", "card"], ["warn", "card"], ["bad", "card"], ["warn", "warn-ground"], ["bad", "bad-ground"], ["good", "warn-ground"], ["good", "bad-ground"],
  ["bad", "warn-ground"], ["ink", "warn-ground"], ["ink", "bad-ground"], ["ink", "tint"], ["bad", "tint"], ["warn", "tint"], ["soft", "tint"], ["card", "link"]];
const graphics = [["received", "card"], ["done", "card"], ["typical", "card"], ["pending", "card"], ["overdue", "card"], ["overdue", "line"],
  ["edge", "card"], ["edge", "ground"], ["link", "ground"], ["typical", "received"], ["typical", "done"]];

for (const theme of themes)
  await test(`${theme.name}: text has a contrast of 4.5, what is drawn one of 3`, async () => {
    const page = await open(addressOf("/", theme), large, theme.media);
    const colors = await page.evaluate((names) => {
      const probe = document.createElement("i");
      document.body.append(probe);
      return Object.fromEntries(names.map((name) => {
        probe.style.color = `var(--${name})`;
        return [name, getComputedStyle(probe).color];
      }));
    }, [...new Set([...texts, ...graphics].flat())]);
    const low = [...texts.map((pair) => [...pair, 4.5]), ...graphics.map((pair) => [...pair, 3])]
      .map(([a, b, least]) => [a, b, least, contrast(colors[a], colors[b])])
      .filter(([, , least, told]) => told < least)
      .map(([a, b, least, told]) => `${a} on ${b}: ${told.toFixed(2)} < ${least}`);
    assert.deepEqual(low, []);
  });

await test("figures are all of one width, so that they line up and nothing moves when they change", async () => {
  const page = await open("/", desk);
  for (const weight of [400, 600]) {
    const widths = await page.evaluate((bold) => [..."0123456789"].map((digit) => {
      const probe = document.createElement("span");
      probe.style.fontWeight = bold;
      probe.textContent = digit.repeat(20);
      document.body.append(probe);
      const { width } = probe.getBoundingClientRect();
      probe.remove();
      return Math.round(width);
    }), weight);
    assert.equal(new Set(widths).size, 1, `${weight}: ${widths}`);
  }
});

await test("what is good or bad is told by a sign and a word too", async () => {
  const page = await open("/", desk);
  for (const [tone, icon, word] of [["better", "good", "tốt hơn"], ["worse", "bad", "kém hơn"]])
    for (const told of await page.$$eval(`.change[data-tone="${tone}"]`, (all) => all.map((e) => [e.textContent, e.innerHTML]))) {
      assert.match(told[0], /(tăng|giảm) .* so với (tháng|năm) trước/);
      assert.ok(told[0].includes(word) && told[1].includes(`#${icon}`), told[0]);
    }
  assert.ok(await page.locator(".change").count() >= 15);
});

await close();
process.exit(finish());
