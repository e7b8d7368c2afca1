// Opens pages and chapters of `duizhao publish` in a browser: node book_pages.mjs MODULES PAGES CHAPTERS [PICTURES]
//
// $CHROMIUM is the browser, MODULES the folder with playwright-core and axe-core. Whatever the editions say, nothing runs or
// is loaded, no link leads elsewhere than to pages and mail, and nothing is cut off. PICTURES gets screenshots.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, pages, chapters, pictures] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

// What no page may hold: what runs, loads or leads elsewhere.
function dangers() {
  const found = [];
  const links = ["http:", "https:", "mailto:", "file:"];
  for (const element of document.querySelectorAll("*")) {
    if (["script", "iframe", "object", "embed", "base", "form"].includes(element.localName)) found.push(element.localName);
    for (const { name } of element.attributes) if (name.startsWith("on") || name === "style") found.push(name);
    if (element.localName === "a" && !links.includes(new URL(element.href).protocol)) found.push(element.href);
  }
  return found;
}

// Opens a file in a width and a colour scheme, and returns the page.
async function look(file, { width, colorScheme = "light", allowed = [] }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.on("console", (message) => assert.fail(`${file}: console: ${message.text()}`));
  page.on("pageerror", (error) => assert.fail(`${file}: script: ${error}`));
  page.on("dialog", (dialog) => assert.fail(`${file}: dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    const to = request.url();
    assert.ok(to === url || allowed.includes(basename(to)), `${file} loads ${to}`);
  });
  await page.goto(url);
  assert.deepEqual(await page.evaluate(dangers), [], file);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${file}: ${overflow} pixels are cut off at ${width}`);
  return { page, close: () => context.close() };
}

async function accessible(page, file) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const told = violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join("\n")}`);
  assert.deepEqual(told, [], `axe: ${file}`);
}

async function html() {
  const files = readdirSync(pages).filter((name) => name.endsWith(".html"));
  for (const name of files) {
    for (const width of [360, 1440]) {
      for (const colorScheme of name.startsWith("hostile") ? ["light"] : ["light", "dark"]) {
        const { page, close } = await look(join(pages, name), { width, colorScheme });
        if (name === "human.html" || name.startsWith("000")) await accessible(page, name);
        if (pictures && !name.startsWith("hostile")) {
          await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) });
        }
        await close();
      }
    }
  }
  console.log(`pages: ${files.length} in light and dark, narrow and wide`);
}

async function book() {
  const names = readdirSync(chapters, { recursive: true }).filter((name) => name.endsWith(".xhtml"));
  for (const name of names) {
    const allowed = ["style.css", "cover.svg"];
    const { page, close } = await look(join(chapters, name), { width: 420, allowed });
    if (pictures && !name.includes("hostile")) await page.screenshot({ path: join(pictures, `${basename(name)}.png`) });
    await close();
  }
  console.log(`chapters: ${names.length}`);
}

try {
  await html();
  await book();
} finally {
  await browser.close();
}
