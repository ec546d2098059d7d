// screenshots.mjs - a picture of every page, size and theme, on the wall, on paper, and as
// people see it who see colours otherwise.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { addressOf, openBrowser, pagesOf, resize, settle, sizes, themes } from "./browser.mjs";

const url = process.argv[2].replace(/\/$/, "");
const folder = process.argv[3];
const [light, dark, wall] = themes;
const everywhere = process.argv.includes("--eyes");
const deficiencies = ["deuteranopia", "protanopia", "achromatopsia"];
const coloured = ["/", "/units", "/dossiers?status=overdue", "/alerts", "/operations"]; // state has a colour there

mkdirSync(folder, { recursive: true });
const { browser, close } = await openBrowser();
const page = await browser.newPage();
const session = await browser.newCDPSession(page);
let count = 0;

const nameOf = (path) => path.replace(/\/dossiers\/.*/, "dossier").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "overview";

async function visit(path, theme) {
  await page.emulateMedia(theme.media);
  await page.setViewportSize(sizes[0]);
  await page.goto(url + addressOf(path, theme));
  await settle(page);
}

async function shoot(name, fullPage = true) {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  count++;
}

async function shootPaper(name) {
  await page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true });
  count++;
}

async function shootDeficiencies(name, path, fullPage = false) {
  if (!everywhere && (fullPage || !coloured.includes(path))) return;
  for (const type of deficiencies) {
    await session.send("Emulation.setEmulatedVisionDeficiency", { type });
    await shoot(`${name}-${type}`, fullPage);
  }
  await session.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
}

for (const path of await pagesOf(url)) {
  const name = nameOf(path);
  for (const theme of [light, dark]) {
    await visit(path, theme);
    for (const size of sizes) {
      await resize(page, size);
      await shoot(`${name}-${size.name}-${theme.name}`);
      await shootDeficiencies(`${name}-${size.name}-${theme.name}`, path, true);
    }
    await resize(page, sizes[0]);
    await shootDeficiencies(`${name}-${theme.name}`, path);
  }
  await visit(path, wall);
  await shoot(`${name}-wall`, false);
  await shootDeficiencies(`${name}-wall`, path);
  await visit(path, light);
  await shootPaper(`${name}-paper`);
}

await close();
console.log(`${count} pictures in ${folder}`);
