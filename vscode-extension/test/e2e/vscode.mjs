// A real VS Code for a test: code-server on a port of its own, and a page of headless Chromium that shows it.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const home = process.env.STACKLS_E2E_HOME;
const demo = path.join(here, "..", "..", "..", "fixtures", "workspaces", "demo");
const screenshots = path.join(here, "screenshots");
const CHROMIUM_FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.layoutControl.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "window.commandCenter": false,
  "chat.commandCenter.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": false,
  "editor.minimap.enabled": false,
  "editor.hover.delay": 200,
  "files.autoSave": "off",
  "git.enabled": false,
  "stackls.store": "local",
};

/** Themes, and the kind that the workbench says it shows. */
const THEMES = { "Dark Modern": "vs-dark", "Light Modern": "vs", "Dark High Contrast": "hc-black" };

/** VS Code's own data, with the extension's environment in it; all suites of one run share it. */
export const sharedData = process.env.STACKLS_E2E_DATA;

/** A folder that goes away with the process. */
export function scratchFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `stackls-e2e-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the demo workspace, for a test to spoil. */
export function demoCopy() {
  const folder = path.join(scratchFolder("workspace"), "demo");
  cpSync(demo, folder, { recursive: true });
  return folder;
}

/** The Python of the environment that the extension made for itself in `data`. */
export function ownPython(data) {
  const storage = path.join(data, "User", "globalStorage", "stackls.stackls");
  const [environment] = readdirSync(storage).filter((name) => /^server-[0-9a-f]+$/.test(name));
  return path.join(storage, environment, "bin", "python");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function until(what, condition, timeout = 20_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await condition();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeout / 1000} s in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts code-server with the VSIX installed, and opens `folder`. */
export async function openVsCode({ folder, settings = {}, environment = {}, data = scratchFolder("data"), viewport = { width: 1280, height: 800 } }) {
  const codeServer = path.join(home, "node_modules", "code-server");
  const entry = path.join(codeServer, JSON.parse(readFileSync(path.join(codeServer, "package.json"), "utf8")).bin["code-server"]);
  const extensions = path.join(data, "extensions");
  mkdirSync(path.join(data, "User"), { recursive: true });
  writeFileSync(path.join(data, "User", "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  const places = ["--user-data-dir", data, "--extensions-dir", extensions, "--config", path.join(data, "config.yaml")];
  writeFileSync(path.join(data, "config.yaml"), "auth: none\n");
  // VSCODE_CLI: take the environment as it is, without asking a login shell.
  const env = { ...process.env, VSCODE_CLI: "1", STACKLS_HOME: path.join(data, "stackls"), ...environment };
  delete env.PORT;
  if (!existsSync(extensions)) {
    const installed = spawnSync(process.execPath, [entry, ...places, "--install-extension", process.env.STACKLS_E2E_VSIX], { env, encoding: "utf8" });
    if (installed.status !== 0) {
      throw new Error(`the VSIX cannot be installed:\n${installed.stdout}${installed.stderr}`);
    }
  }
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [entry, ...places, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    { env, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  server.stdout.on("data", (chunk) => (output += chunk));
  server.stderr.on("data", (chunk) => (output += chunk));
  await until("code-server", () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false));

  const { chromium } = createRequire(path.join(home, "package.json"))("playwright-core");
  const browser = await chromium.launch({ executablePath: process.env.STACKLS_E2E_CHROMIUM, args: CHROMIUM_FLAGS });
  const page = await browser.newPage({ viewport });
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".monaco-workbench .explorer-viewlet").waitFor({ timeout: 60_000 });
  return new VsCode({ browser, page, server, data, folder, output: () => output });
}

class VsCode {
  constructor(parts) {
    Object.assign(this, parts);
  }

  async close() {
    await this.browser.close();
    try {
      process.kill(-this.server.pid, "SIGTERM");
    } catch {
      // gone already
    }
  }

  async screenshot(name, options = {}) {
    mkdirSync(path.join(screenshots, "ends"), { recursive: true });
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`), ...options });
  }

  /** After a test: a picture of how it ended, where it failed, and a clean table for the next. */
  async finish(test) {
    await this.screenshot(`ends/${test.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 50)}`).catch(() => undefined);
    await this.reset().catch(() => undefined);
  }

  /** Leaves dialogs, pickers and messages of an earlier test behind. */
  async reset() {
    for (let times = 0; times < 3; times++) {
      await this.page.keyboard.press("Escape");
    }
    if ((await this.page.locator(".notifications-toasts .notification-list-item").count()) > 0) {
      await this.command("Notifications: Clear All Notifications");
    }
  }

  /**
   * Opens the box that `keys` open, and types into it until `expected` shows. A page that is given the focus back gets
   * it a moment late, which closes a box that was opened meanwhile, and a list may lack what has just become possible:
   * so it is opened again.
   */
  async ask(keys, words, expected) {
    const input = this.input();
    for (let attempt = 1; ; attempt++) {
      if ((await this.page.locator("iframe.webview").count()) > 0) {
        await this.page.waitForTimeout(150);
      }
      for (const key of keys) {
        await this.page.keyboard.press(key);
      }
      try {
        await input.fill(words, { timeout: 3_000 });
        await expected.waitFor({ timeout: 3_000 });
        return;
      } catch (error) {
        if (attempt === 5) {
          throw error;
        }
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** Opens a file of the workspace in the editor. */
  async open(file) {
    const name = path.basename(file);
    const tab = this.page.locator(".tab.active", { hasText: name });
    // The list of files may change under the Enter key, so try again.
    for (let attempt = 1; attempt <= 3 && (await tab.count()) === 0; attempt++) {
      // by its whole path: searching would need ripgrep
      await this.ask(["Control+P"], path.join(this.folder, file), this.focusedRow(name));
      await this.page.keyboard.press("Enter");
      await tab.waitFor({ timeout: 4_000 }).catch(() => undefined);
    }
    await tab.waitFor({ timeout: 1_000 });
    await this.page.locator(".editor-instance .view-lines").first().waitFor();
  }

  /** Runs a command by its title. */
  async command(title) {
    await this.ask(["F1"], `>${title}`, this.focusedRow(title));
    await this.page.keyboard.press("Enter");
    const input = this.page.locator(".quick-input-widget input.input");
    // What comes next may ask something in the same box.
    await until("the palette to go", async () => !(await input.isVisible()) || !(await input.inputValue()).startsWith(">"));
  }

  /** Waits until the palette offers a command. */
  async offers(title) {
    await this.ask(["F1"], `>${title}`, this.pickerRow(title));
    await this.page.keyboard.press("Escape");
    await this.input().waitFor({ state: "hidden" });
  }

  async theme(name) {
    await this.ask(["Control+K", "Control+T"], name, this.focusedRow(name));
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator(`.monaco-workbench.${THEMES[name]}`).waitFor();
  }

  /** An item of ours in the status bar: `stack` or `file`. */
  statusBar(name, text) {
    return this.page.locator(`#stackls\\.stackls\\.stackls\\.${name}`, { hasText: text });
  }

  async dialogButton(name) {
    const found = this.page.locator(".monaco-dialog-box").getByRole("button", { name, exact: true });
    await found.waitFor();
    return found;
  }

  /** A row of the tree of stacks. */
  stackRow(text) {
    const pane = this.page.locator(".pane", { has: this.page.locator(".pane-header", { hasText: "Stacks" }) }).first();
    return pane.locator(".monaco-list-row", { hasText: text }).first();
  }

  /** Opens the menu of a row, and waits for an entry of it. */
  async menu(row, entry) {
    await row.click({ button: "right" });
    const found = this.page.locator(".monaco-menu .action-label", { hasText: entry }).first();
    await found.waitFor();
    return found;
  }

  /** Takes an entry of the open menu. A menu that has just opened takes no clicks, so try again. */
  async take(entry) {
    const menu = this.page.locator(".monaco-menu").first();
    await until("the menu to be taken", async () => {
      await entry.click({ timeout: 1_000 }).catch(() => undefined);
      return menu.waitFor({ state: "hidden", timeout: 500 }).then(() => true, () => false);
    });
  }

  /** The box that a picker or a question asks with. */
  input() {
    return this.page.locator(".quick-input-widget:visible input.input");
  }

  /** Answers the question whose prompt or placeholder says `words`. */
  async answer(words, text) {
    const asked = this.page.locator(".quick-input-widget:visible", { hasText: words });
    const placeholder = this.page.locator(`.quick-input-widget:visible input[placeholder*="${words}"]`);
    await asked.or(placeholder).first().waitFor();
    await this.input().fill(text);
    await this.page.keyboard.press("Enter");
  }

  pickerRow(text) {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  }

  /** The row that Enter would take. */
  focusedRow(text) {
    return this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: text }).first();
  }

  /** Takes the row in focus, once that is the one that is meant. */
  async enter(text) {
    await this.focusedRow(text).waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Types into the open picker and takes its first row. */
  async pick(words, row = words) {
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(words);
    // Enter takes the row in focus, which may still be that of the list before it was searched.
    await this.enter(row);
  }

  /** Takes a row of the picker that asks for the flavor of a type. */
  async pickTitled(type, flavor) {
    await this.page.locator(`.quick-input-widget input[placeholder="The flavor of the ${type}"]`).waitFor();
    await this.pick(flavor);
  }

  /** Puts the cursor somewhere, 1-based. */
  async goTo(line, column = 1) {
    await this.ask(["Control+G"], `:${line}:${column}`, this.input());
    await this.page.keyboard.press("Enter");
    await this.input().waitFor({ state: "hidden" });
  }

  /** Puts the cursor behind the first `before` of a file that is open and saved. */
  async goBehind(file, before) {
    const text = readFileSync(path.join(this.folder, file), "utf8");
    const offset = text.indexOf(before);
    if (offset < 0) {
      throw new Error(`${file} does not hold ${before}`);
    }
    const lines = text.slice(0, offset + before.length).split("\n");
    await this.goTo(lines.length, lines[lines.length - 1].length + 1);
  }

  /** The active editor's text, as far as it is in view. */
  async text() {
    const lines = await this.page
      .locator(".editor-group-container.active .editor-instance .view-line, .editor-instance .view-line")
      .evaluateAll((found) => {
        const top = (line) => Number.parseInt(line.style.top, 10);
        return [...new Set(found)].sort((one, other) => top(one) - top(other)).map((line) => line.textContent);
      });
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async waitForText(expected, timeout = 10_000) {
    await until(`the text ${JSON.stringify(expected)}`, async () => (await this.text()).includes(expected), timeout);
  }

  squiggles(severity = "error") {
    return this.page.locator(`.squiggly-${severity}`);
  }

  suggestions() {
    return this.page.locator(".suggest-widget.visible");
  }

  suggestion(label) {
    return this.suggestions().locator(".monaco-list-row", { hasText: label }).first();
  }

  /** Moves the selection of the open suggestions to one of them. */
  async selectSuggestion(label) {
    await this.suggestion(label).waitFor();
    for (let step = 0; step < 40; step++) {
      const focused = await this.suggestions().locator(".monaco-list-row.focused").first().innerText();
      if (focused.includes(label)) {
        return;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`${label} cannot be selected`);
  }

  /** Opens the details of the selected suggestion, unless they are open. */
  async showDetails(expected) {
    const details = this.page.locator(".suggest-details", { hasText: expected }).first();
    await this.page.waitForTimeout(300);
    if (!(await details.isVisible())) {
      await this.page.keyboard.press("Control+Space");
    }
    await details.waitFor();
  }

  /** Hovers over what is at the cursor. */
  async showHover(expected) {
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    await this.page.locator(".monaco-hover:not(.hidden)", { hasText: expected }).first().waitFor();
  }

  hover() {
    return this.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content").first();
  }

  notification(text) {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
  }

  /** The innermost frame of the web view in front. */
  async webview() {
    const outer = this.page.locator("iframe.webview.ready").last();
    await outer.waitFor({ timeout: 20_000 });
    return outer.contentFrame().frameLocator("#active-frame");
  }
}
