// Measures windows and keystrokes in a real VS Code, for one extension beside the other, in turns.
// usage: node measure.mjs PLAN      PLAN: a JSON file, see Plan in __main__.py; prints a line of JSON for each measurement
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { openVsCode, PATIENCE } from "../../vscode-extension/test/e2e/vscode.mjs";

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const PAUSE = 400;

/** The address of a window of VS Code with a file open, and the cursor in it. */
function address(host, file) {
  const place = `vscode-remote://${host}${path.join(plan.folder, file.name)}:${file.line}:${file.column}`;
  const payload = JSON.stringify([["openFile", place], ["gotoLineMode", "true"]]);
  return `http://${host}/?folder=${encodeURIComponent(plan.folder)}&payload=${encodeURIComponent(payload)}`;
}

/** In the page: from the next key until the popup offers `label`, in milliseconds. */
function waitForPopup(label) {
  window.popup = new Promise((resolve) => {
    let pressed;
    addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true, once: true });
    const look = () => {
      const rows = [...document.querySelectorAll(".suggest-widget.visible .monaco-list-row")];
      if (pressed !== undefined && rows.some((row) => row.textContent.includes(label))) {
        resolve(performance.now() - pressed);
      } else {
        requestAnimationFrame(look);
      }
    };
    look();
  });
}

async function popup(page) {
  await page.evaluate(waitForPopup, plan.label);
  await page.keyboard.press(plan.label[0]);
  const taken = await page.evaluate(() => window.popup);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Backspace");
  await page.waitForTimeout(PAUSE);
  return taken;
}

/** Opens a window on a file, and types in it. */
async function measure(one, file) {
  const page = await one.windows.newPage();
  page.setDefaultTimeout(PATIENCE);
  const started = performance.now();
  await page.goto(address(one.host, file));
  await page.locator(".editor-instance .squiggly-error").first().waitFor({ state: "attached" });
  const finding = performance.now() - started;
  const popups = [];
  for (let count = 0; count <= plan.keystrokes; count++) {
    popups.push(await popup(page));
  }
  await page.keyboard.press("Control+S"); // what is not saved would be restored in the next window
  await page.waitForTimeout(PAUSE);
  await page.close();
  return { finding, popups: popups.slice(1) };
}

const opened = [];
try {
  for (const { name, vsix, data, settings } of plan.contenders) {
    const code = await openVsCode({ folder: plan.folder, vsix, data, settings: { ...plan.settings, ...settings } });
    const { host } = new URL(code.page.url());
    opened.push({ name, code, host, windows: await code.browser.newContext({ viewport: { width: 1280, height: 800 } }) });
    await code.page.close();
  }
  for (const file of plan.files) {
    for (let run = 0; run <= plan.runs; run++) {
      for (const one of opened) {
        const taken = await measure(one, file);
        if (run > 0) { // the first fills caches, for both
          console.log(JSON.stringify({ name: one.name, lines: file.lines, ...taken }));
        }
      }
    }
  }
} finally {
  await Promise.all(opened.map(({ code }) => code.close()));
}
