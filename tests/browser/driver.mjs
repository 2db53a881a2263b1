// Drives a headless Chromium for the tests: one request in JSON on each line of stdin, one answer on each line of stdout.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
  ],
});
let page, seen;

const requests = {
  async open({ url, options, script }) {
    await page?.context().close();
    page = await (await browser.newContext({ javaScriptEnabled: script, ...options })).newPage();
    page.setDefaultTimeout(15000);
    seen = { told: [], requests: [] };
    page.on("console", (message) => seen.told.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => seen.told.push(`error: ${error}`));
    page.on("request", (request) => seen.requests.push(request.url()));
    await page.goto(url);
  },
  page: ({ name, values }) => page[name](...values),
  keyboard: ({ name, values }) => page.keyboard[name](...values),
  seen: () => seen,
  async axe({ rules }) {
    const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    await page.evaluate(axe);
    const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules.length ? rules : levels);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { what, ...values } = JSON.parse(line);
  let answer;
  try {
    const result = await requests[what](values);
    answer = { result: Buffer.isBuffer(result) ? null : (result ?? null) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
