// Opens pages of `duizhao check --format html` in a browser: node report_page.mjs MODULES SMALL.html LARGE.html [PICTURES]
//
// $CHROMIUM is the browser, MODULES the folder with playwright-core and axe-core. The small page is looked at in light and
// dark, in three widths; the large one, with thousands of findings, must answer without delay. PICTURES gets screenshots.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, small, large, pictures] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const WIDTHS = [360, 800, 1280];
const MOST_MILLISECONDS = 1500;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

// Opens a page in a context of its own; whatever it complains of or asks a network for is an error.
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(resolve(file)).href;
  page.on("console", (message) => assert.fail(`console: ${message.text()}`));
  page.on("pageerror", (error) => assert.fail(`script: ${error}`));
  page.on("request", (request) => assert.equal(request.url(), url, "the page loads nothing"));
  await page.goto(url);
  return { page, close: () => context.close() };
}

const findings = (page) => page.locator(".findings li:visible").count();
const focused = (page, selector) => page.evaluate((s) => document.activeElement.matches(s), selector);

// Presses Tab until an element has the focus, as one does who has no mouse.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if (await focused(page, selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

async function looks(colorScheme, width) {
  const { page, close } = await open(small, { colorScheme, viewport: { width, height: 900 } });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n")}`);
  assert.deepEqual(told, [], `axe, ${colorScheme}, ${width} pixels`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `nothing is cut off at ${width} pixels`);
  const [left, right] = await Promise.all(
    [":lang(zh)", ":lang(en)"].map((side) => page.locator(`.sides p${side}`).first().boundingBox()),
  );
  assert.equal(Math.abs(left.y - right.y) < 10, width >= 800, "sides are beside each other where there is room");
  if (pictures) await page.screenshot({ path: `${pictures}/${colorScheme}-${width}.png` });
  await close();
}

async function filters() {
  const { page, close } = await open(small);
  const all = await findings(page);
  assert.ok(all > 3);
  await tabTo(page, "input[name=severity][value=error]");
  await page.keyboard.press("Space");
  const light = await findings(page);
  assert.ok(light > 0 && light < all, "errors are filtered out");
  assert.equal(await page.locator(".findings .error:visible").count(), 0);
  assert.equal(await page.locator("#shown").textContent(), `${light} of ${all} findings`);
  await page.keyboard.press("Space");
  await tabTo(page, "input[name=rule][value=term]");
  await page.keyboard.press("Space");
  assert.equal(await page.locator(".findings [data-rule=term]:visible").count(), 0);
  assert.ok((await findings(page)) > 0, "other rules stay");
  await page.keyboard.press("Space");
  await tabTo(page, "#file");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator(".file:visible").count(), 1);
  await page.keyboard.press("Home");
  assert.equal(await findings(page), all);
  await close();
}

async function keys() {
  const { page, close } = await open(small);
  for (const expected of [0, 1, 0]) {
    await page.keyboard.press(expected === 0 && (await focused(page, ".pair")) ? "p" : "n");
    const at = await page.evaluate(() => [...document.querySelectorAll(".pair")].indexOf(document.activeElement));
    assert.equal(at, expected);
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none", "the focus is visible");
  const all = await findings(page);
  await page.keyboard.press("/");
  await page.keyboard.type("no such text n p");
  await page.locator("#empty").waitFor();
  assert.equal(await findings(page), 0);
  await page.keyboard.press("Escape");
  assert.equal(await findings(page), all);
  await close();
}

async function withoutScript() {
  const { page, close } = await open(small, { javaScriptEnabled: false });
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.ok((await findings(page)) > 3);
  await close();
}

async function staysQuick() {
  const { page, close } = await open(large);
  const count = await page.locator(".findings li").count();
  assert.ok(count >= 5000, `${count} findings`);
  const took = await page.evaluate(async () => {
    const start = performance.now();
    document.querySelector("input[value=warning]").click();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  });
  console.log(`${count} findings: filtered in ${Math.round(took)} ms`);
  assert.ok(took < MOST_MILLISECONDS, `${took} ms`);
  await close();
}

try {
  for (const scheme of ["light", "dark"]) for (const width of WIDTHS) await looks(scheme, width);
  await filters();
  await keys();
  await withoutScript();
  await staysQuick();
  console.log("the page is as it should be");
} finally {
  await browser.close();
}
