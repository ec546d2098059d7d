// screenshots.mjs - a picture of every page, size and theme, on paper, and as people see it
// who see colours otherwise.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { addressOf, fileName, openBrowser, pagesOf, settle, sizes, themes } from "./browser.mjs";

const url = process.argv[2].replace(/\/$/, "");
const folder = process.argv[3];
const deficiencies = ["protanopia", "deuteranopia", "tritanopia", "achromatopsia"];

mkdirSync(folder, { recursive: true });
const { browser, close } = await openBrowser();
const page = await browser.newPage();
let count = 0;

async function shoot(name, options) {
  await page.screenshot({ path: join(folder, `${name}.png`), ...options });
  count++;
}

async function visit(path, size) {
  await page.setViewportSize(size);
  await page.goto(url + path);
  await settle(page);
  await page.waitForTimeout(1500); // the plot is drawn, the tints of the first changes fade
}

for (const path of await pagesOf(url)) {
  for (const size of sizes)
    for (const theme of themes) {
      await visit(addressOf(path, theme), size);
      await shoot(`${fileName(path)}-${size.name}-${theme.name}`, { fullPage: !theme.wall });
    }
  await visit(path, { width: 1032, height: 703 }); // A4 across, without its margins
  await page.emulateMedia({ media: "print" });
  await shoot(`${fileName(path)}-print`, { fullPage: true });
  await page.emulateMedia({ media: "screen" });
}

const session = await browser.newCDPSession(page);
for (const path of ["/", "/units"])
  for (const theme of themes)
    for (const type of deficiencies) {
      await visit(addressOf(path, theme), sizes[0]);
      await session.send("Emulation.setEmulatedVisionDeficiency", { type });
      await shoot(`${fileName(path)}-${theme.name}-${type}`, {});
      await session.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
    }

await close();
console.log(`${count} pictures in ${folder}`);
