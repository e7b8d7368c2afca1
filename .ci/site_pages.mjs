// Looks at a site in a browser: node site_pages.mjs MODULES FOLDER ADDRESS [PICTURES]
//
// $CHROMIUM is the browser, MODULES the folder with playwright-core and axe-core, FOLDER the project whose site is in
// public/site, ADDRESS where `duizhao serve` shows it. PICTURES gets screenshots.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder, address, pictures] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = require("axe-core");
const site = join(resolve(folder), "public/site");
const here = `${pathToFileURL(site).href}/`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

// Opens a page in a context of its own; what it complains of, and what it asks for elsewhere, is an error.
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  if (url.startsWith("http")) await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.on("console", (message) => assert.fail(`console: ${message.text()} at ${url}`));
  page.on("pageerror", (error) => assert.fail(`script: ${error} at ${url}`));
  page.on("request", (request) => {
    const isOurs = [here, `${address}/`].some((base) => request.url().startsWith(base));
    assert.ok(isOurs, `asked for elsewhere: ${request.url()}`);
  });
  await page.goto(url);
  return { page, close: () => context.close() };
}

const find = (subfolder, start) => {
  const found = readdirSync(join(site, subfolder)).filter((name) => name.startsWith(start) && name.endsWith(".html"));
  assert.ok(found.length > 0, `${subfolder}/${start}`);
  return `${subfolder}/${found[0]}`;
};
const pressed = (page, name) => page.getByRole("button", { name, exact: true }).getAttribute("aria-pressed");
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const zh = (page, number) => page.locator(".pair .zh").nth(number - 1);
const en = (page, number) => page.locator(".pair .en").nth(number - 1);

async function reads(url) {
  const { page, close } = await open(url);
  // Pairing, by pointer and by keyboard.
  const lit = page.locator(".pair.lit");
  await en(page, 2).hover();
  assert.equal(await lit.count(), 1);
  assert.equal(await lit.locator(".zh").textContent(), await zh(page, 2).textContent());
  await page.mouse.move(0, 0);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "2");
  const term = zh(page, 3).locator("a").first();
  await term.hover();
  const partner = en(page, 3).locator("[data-r].lit");
  assert.equal(await partner.count(), 1, "the rendering of a term is lit");
  // Views.
  await press(page, "Chinese");
  assert.equal(await en(page, 2).isVisible(), false);
  await press(page, "English");
  assert.equal(await zh(page, 2).isVisible(), false);
  await press(page, "Both");
  assert.ok(await zh(page, 2).isVisible() && await en(page, 2).isVisible());
  // Pinyin and the other script.
  const text = await zh(page, 2).textContent();
  await press(page, "Pinyin");
  await page.waitForSelector("ruby");
  const readings = await zh(page, 2).locator("rt").allTextContents();
  assert.deepEqual(readings.slice(0, 7), ["dǎng", "zhōng", "yāng", "jué", "dìng", "yín", "háng"]);
  await press(page, "Pinyin");
  assert.equal(await page.locator("ruby").count(), 0);
  await press(page, "Traditional");
  await page.waitForSelector('.zh[lang="zh-Hant"]');
  assert.equal(await zh(page, 2).textContent(), "黨中央決定，銀行長期調查頭髮的發展。");
  await press(page, "Pinyin");
  await page.waitForSelector("ruby");
  await press(page, "Traditional");
  await page.waitForSelector('.zh[lang="zh-Hans"]');
  await press(page, "Pinyin");
  assert.equal(await zh(page, 2).textContent(), text);
  await press(page, "Marks");
  assert.equal(await page.locator(".marks").first().isVisible(), false);
  assert.equal(await pressed(page, "Marks"), "false");
  // A card.
  await zh(page, 2).locator("a").first().click();
  const card = page.getByRole("dialog");
  await card.waitFor();
  assert.ok((await card.textContent()).includes("CPC Central Committee"));
  await page.keyboard.press("Escape");
  assert.equal(await card.count(), 0);
  // Links to sentences.
  await page.locator(".pair .n").nth(2).click();
  assert.match(page.url(), /#s[0-9a-f]{12}$/);
  await page.getByRole("button", { name: "Copy both" }).click();
  await page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
  if (url.startsWith("http")) {
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, "县委书记王伟说，要为人民服务。\nCounty Party secretary Wang Wei said that one must serve the people.\n");
  }
  await page.goto(page.url());
  assert.equal(await page.locator(".pair:target .n").textContent(), "3");
  await close();
}

async function isReadWithoutScript(file) {
  const { page, close } = await open(here + file, { javaScriptEnabled: false });
  assert.ok(await zh(page, 2).isVisible() && await en(page, 2).isVisible());
  assert.equal(await page.locator(".tools").isVisible(), false, "no button that does nothing");
  await zh(page, 2).locator("a").first().click();
  assert.match(page.url(), /\/terms\/.*\.html$/);
  assert.ok(await page.locator(".rows > div").count() > 0);
  await page.locator(".rows a").first().click();
  assert.match(page.url(), /\/articles\/.*\.html#s/);
  await close();
}

async function looks(file, colorScheme, width) {
  // From the preview, since axe reads style sheets again.
  const { page, close } = await open(`${address}/${file}`, { colorScheme, viewport: { width, height: 900 } });
  if (file.startsWith("search")) await page.locator("#search-results mark").first().waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${file} is cut off at ${width} pixels`);
  if (pictures) await page.screenshot({ path: join(pictures, `${file.replaceAll(/[/.]/g, "-")}-${width}-${colorScheme}.png`) });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n")}`);
  assert.deepEqual(told, [], `axe, ${file}, ${colorScheme}, ${width} pixels`);
  await close();
}

async function prints(file) {
  const { page, close } = await open(here + file);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".tools").isVisible(), false);
  assert.ok(await zh(page, 2).isVisible() && await en(page, 2).isVisible());
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  if (pictures) writeFileSync(join(pictures, "article.pdf"), pdf);
  await close();
}

async function isHarmless() {
  const pages = ["index.html", "feed.xml", "terms/index.html", "names/index.html", find("terms", "huaici-")];
  pages.push(...readdirSync(join(site, "articles")).map((name) => `articles/${name}`));
  for (const folder of ["sources", "tags"]) pages.push(...readdirSync(join(site, folder)).map((name) => `${folder}/${name}`));
  for (const file of pages.filter((name) => name.endsWith(".html"))) {
    const { page, close } = await open(here + file);
    for (const link of await page.locator("a[onmouseover], img, iframe, a[href^='javascript:']").all()) {
      assert.fail(`${file}: ${await link.evaluate((element) => element.outerHTML)}`);
    }
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined, file);
    await close();
  }
  const { page, close } = await open(here + pages.find((name) => name.includes("-lt") || /2f/.test(name)));
  await page.locator(".zh a").first().click();
  await page.getByRole("dialog").waitFor();
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined, "the card");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, "a long word is broken");
  await close();
}

// Finds a sentence by words of both languages; from a disk, the page says that it cannot.
async function searches() {
  const { page, close } = await open(`${address}/search.html`);
  for (const query of ["为人民服务", "為人民服務", "serve the people", "王伟 people", "“serve the people”"]) {
    await page.getByRole("searchbox").fill(query);
    const hit = page.locator("#search-results a[href*='person.html#s']").first();
    await hit.waitFor({ timeout: 10_000 });
    assert.ok(await page.locator("#search-results mark").count() > 0, query);
  }
  await page.locator("#search-results a[href*='person.html#s']").first().click();
  await page.locator(".pair:target", { hasText: "County Party secretary" }).waitFor();
  await page.goto(`${address}/search.html?q=${encodeURIComponent("<img src=x onerror=globalThis.hacked=1>")}`);
  await page.waitForFunction(() => document.getElementById("search-status").textContent !== "");
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  await close();
  const disk = await open(`${here}search.html?q=people`);
  await disk.page.getByText("Search needs a web server").waitFor();
  await disk.close();
}

async function reloads(file) {
  const { page, close } = await open(`${address}/${file}`);
  const edition = join(folder, "output/person.md");
  const text = readFileSync(edition, "utf8");
  writeFileSync(edition, text.replace("must serve", "has to serve"));
  await page.locator(".en", { hasText: "has to serve" }).waitFor({ timeout: 15_000 });
  await close();
}

const article = "articles/person.html";
await reads(here + article);
await reads(`${address}/${article}`);
await isReadWithoutScript(article);
const looked = [article, "index.html", "search.html?q=people", "terms/index.html", "names/index.html", find("terms", "dangzhongyang-"), find("names", "wangwei-")];
for (const file of looked) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 768, 1440]) await looks(file, colorScheme, width);
  }
}
await prints(article);
await isHarmless();
await searches();
await reloads(article);
await browser.close();
console.log(`a site of ${readdirSync(join(site, "articles")).length} articles, read in ${browser.version?.() ?? "a browser"}`);
