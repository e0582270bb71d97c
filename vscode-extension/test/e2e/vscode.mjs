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

const MACHINE_SETTINGS = ["stackls.server.path", "stackls.interpreter", "stackls.zenml.interpreter"];
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

const scratch = [];
process.on("exit", () => scratch.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away with the process. */
export function scratchFolder(name) {
  scratch.push(mkdtempSync(path.join(tmpdir(), `stackls-e2e-${name}-`)));
  return scratch.at(-1);
}

/** A copy of the demo workspace, for a test to spoil. */
export function demoCopy() {
  const folder = path.join(scratchFolder("workspace"), "demo");
  cpSync(demo, folder, { recursive: true });
  return folder;
}

/** A copy of the folder of stacks that docs/stacks-as-code.md goes through. */
export function stacksAsCodeCopy() {
  const folder = path.join(scratchFolder("stacks-as-code"), "platform");
  cpSync(path.join(here, "..", "..", "..", "fixtures", "stacks-as-code"), folder, { recursive: true });
  return folder;
}

/** The Python of the environment that the extension made for itself in `data`. */
export function ownPython(data) {
  const storage = path.join(data, "User", "globalStorage", "stackls.stackls");
  const [environment] = readdirSync(storage).filter((name) => /^server-[0-9a-f]+$/.test(name));
  return path.join(storage, environment, "bin", "python");
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** How long a test may take, on a machine that does other things besides. */
export const PATIENCE = 240_000;

export async function until(what, condition, timeout = 60_000) {
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

/**
 * Starts code-server with a VSIX installed, ours if none is named, and opens `folder`; `developed` is the folder of an extension besides.
 * `tamper` is given the folder of the extension after it was installed.
 */
export async function openVsCode({ folder, developed, vsix = process.env.STACKLS_E2E_VSIX, tamper = () => undefined, settings = {}, environment = {}, data = scratchFolder("data"), viewport = { width: 1280, height: 800 } }) {
  const codeServer = path.join(home, "node_modules", "code-server");
  const entry = path.join(codeServer, JSON.parse(readFileSync(path.join(codeServer, "package.json"), "utf8")).bin["code-server"]);
  const extensions = path.join(data, "extensions");
  // While working on a test: saves making an environment for the server.
  const program = process.env.STACKLS_E2E_SERVER === undefined ? {} : { "stackls.server.path": process.env.STACKLS_E2E_SERVER };
  mkdirSync(path.join(data, "User"), { recursive: true });
  rmSync(path.join(data, "Machine"), { recursive: true, force: true }); // what an earlier suite has chosen
  mkdirSync(path.join(data, "Machine"));
  // VS Code with a server takes paths on this machine from here; from the user's settings only until it knows what they are.
  const all = Object.entries({ ...QUIET_SETTINGS, ...program, ...settings });
  for (const [kind, isMeant] of [["User", ([name]) => !MACHINE_SETTINGS.includes(name)], ["Machine", ([name]) => MACHINE_SETTINGS.includes(name)]]) {
    writeFileSync(path.join(data, kind, "settings.json"), JSON.stringify(Object.fromEntries(all.filter(isMeant)), null, 2));
  }
  const places = ["--user-data-dir", data, "--extensions-dir", extensions, "--config", path.join(data, "config.yaml")];
  writeFileSync(path.join(data, "config.yaml"), "auth: none\n");
  // VSCODE_CLI: take the environment as it is, without asking a login shell.
  const env = { ...process.env, VSCODE_CLI: "1", STACKLS_HOME: path.join(data, "stackls"), ...environment };
  delete env.PORT;
  if (!existsSync(extensions)) {
    const installed = spawnSync(process.execPath, [entry, ...places, "--install-extension", vsix], { env, encoding: "utf8" });
    if (installed.status !== 0) {
      throw new Error(`the VSIX cannot be installed:\n${installed.stdout}${installed.stderr}`);
    }
    readdirSync(extensions)
      .filter((name) => name.startsWith("stackls.stackls-"))
      .forEach((name) => tamper(path.join(extensions, name)));
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
  await until("code-server", () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false), 120_000);

  const { chromium } = createRequire(path.join(home, "package.json"))("playwright-core");
  const browser = await chromium.launch({ executablePath: process.env.STACKLS_E2E_CHROMIUM, args: CHROMIUM_FLAGS });
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(60_000);
  const extra = developed === undefined ? [] : [["extensionDevelopmentPath", `vscode-remote://127.0.0.1:${port}${developed}`]];
  const payload = encodeURIComponent(JSON.stringify(extra));
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${payload}`);
  await page.locator(".monaco-workbench .explorer-viewlet").waitFor({ timeout: 120_000 });
  return new VsCode({ browser, page, server, data, folder, output: () => output });
}

/** Tests write the name of the extension alone before the title of a command. */
function titleInPalette(title) {
  return title.replace(/^Stackls: /, "Stackls (ZenML): ");
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
    if (!test.passed) {
      await this.screenshot(`ends/${test.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 50)}`).catch(() => undefined);
    }
    await this.reset().catch(() => undefined);
  }

  /** Leaves dialogs, pickers and messages of an earlier test behind. */
  async reset() {
    for (let times = 0; times < 3; times++) {
      await this.page.keyboard.press("Escape");
    }
    if ((await this.page.locator(".notifications-toasts .notification-list-item").count()) > 0) {
      await this.command("Notifications: Clear All Notifications");
      await this.page.locator(".notifications-toasts .notification-list-item").first().waitFor({ state: "hidden" });
    }
  }

  /**
   * Opens the box that `keys` open, and types into it until `expected` shows. A page that is given the focus back gets
   * it a moment late, which closes a box that was opened meanwhile, and a list may lack what has just become possible:
   * so it is opened again, and given longer each time.
   */
  async ask(keys, words, expected) {
    const input = this.input();
    for (const patience of [3_000, 3_000, 6_000, 10_000, 20_000]) {
      await this.leaveBox();
      if ((await this.page.locator("iframe.webview").count()) > 0) {
        await this.page.waitForTimeout(150);
      }
      for (const key of keys) {
        await this.page.keyboard.press(key);
      }
      const isAsked = await input.fill(words, { timeout: patience }).then(() => true, () => false);
      for (const end = Date.now() + patience; isAsked && Date.now() < end && (await input.isVisible()); ) {
        if (await expected.isVisible()) {
          return;
        }
        await this.page.waitForTimeout(50);
      }
    }
    throw new Error(`the box that ${keys.join(" ")} opens did not show what ${JSON.stringify(words)} asks for`);
  }

  /** Closes a box that is still open: what is typed next must not land in it. */
  async leaveBox() {
    const box = this.page.locator(".quick-input-widget");
    for (let attempt = 0; attempt < 5 && (await box.isVisible()); attempt++) {
      await this.page.keyboard.press("Escape");
      await box.waitFor({ state: "hidden", timeout: 1_000 }).catch(() => undefined);
    }
  }

  /** Whether the keyboard is with the active editor. */
  hasEditorFocus() {
    return this.page.evaluate(() => document.activeElement?.closest(".editor-group-container.active .monaco-editor") !== null);
  }

  /** Waits until keys go into the active editor. */
  async editorFocus() {
    await until("the editor to have the focus", () => this.hasEditorFocus());
  }

  /** Moves the keyboard to an editor group, 1-based. A page passes the keys on to VS Code a moment late. */
  async focusGroup(number) {
    const groups = this.page.locator(".editor-group-container");
    await until(`group ${number} to have the focus`, async () => {
      await this.page.keyboard.press(`Control+${number}`);
      await this.page.waitForTimeout(100);
      const isActive = await groups.nth(number - 1).evaluate((group) => group.classList.contains("active"));
      const isPage = await this.page.evaluate(() => document.activeElement?.tagName === "IFRAME");
      return isActive && (isPage === (await this.hasPage(number)));
    });
  }

  /** Whether an editor group shows a page, and no text. */
  async hasPage(number) {
    const group = this.page.locator(".editor-group-container").nth(number - 1);
    return (await group.locator(".monaco-editor").count()) === 0;
  }

  /** Opens a file of the workspace in the active editor group, with the keyboard in it. */
  async open(file) {
    const name = path.basename(file);
    const tab = this.page.locator(".editor-group-container.active .tab.active", { hasText: name });
    const isOpen = async () => (await tab.count()) > 0 && (await this.hasEditorFocus());
    // The list of files may change under the Enter key, so try again.
    for (let attempt = 1; attempt <= 4 && !(await isOpen()); attempt++) {
      // by its whole path: searching would need ripgrep
      await this.ask(["Control+P"], path.join(this.folder, file), this.focusedRow(name));
      await this.page.keyboard.press("Enter");
      await until(`${name} to be open`, isOpen, 5_000 * attempt).catch(() => undefined);
    }
    await tab.waitFor({ timeout: 1_000 });
    await this.page.locator(".editor-group-container.active .editor-instance .view-lines").first().waitFor();
    await this.editorFocus();
  }

  /** Runs a command by its title. */
  async command(written) {
    const title = titleInPalette(written);
    await this.ask(["F1"], `>${title}`, this.focusedRow(title));
    await this.page.keyboard.press("Enter");
    const input = this.page.locator(".quick-input-widget input.input");
    // What comes next may ask something in the same box.
    await until("the palette to go", async () => !(await input.isVisible()) || !(await input.inputValue()).startsWith(">"));
  }

  /** Waits until the palette offers a command. */
  async offers(written) {
    const title = titleInPalette(written);
    await this.ask(["F1"], `>${title}`, this.pickerRow(title));
    await this.leaveBox();
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

  /** A row of the tree of stacks, or of another one. */
  stackRow(text, tree = "Stacks") {
    const pane = this.page.locator(".pane", { has: this.page.locator(".pane-header", { hasText: tree }) }).first();
    return pane.locator(".monaco-list-row", { hasText: text }).first();
  }

  componentRow(text) {
    return this.stackRow(text, "Components");
  }

  /** Clicks on a stack in the tree, and waits until the keyboard is with it. */
  async select(stack) {
    const row = this.stackRow(stack);
    await row.click();
    await until(`${stack} to have the focus`, () =>
      row.evaluate((one) => one.classList.contains("focused") && one.closest(".monaco-list").contains(document.activeElement)),
    );
  }

  /** Opens the menu of a row, and waits for an entry of it. A tree that is drawn anew closes the menu, so try again. */
  async menu(row, entry) {
    const found = this.page.locator(".monaco-menu .action-label", { hasText: entry }).first();
    await until(`the menu with ${entry}`, async () => {
      await row.click({ button: "right" });
      return found.waitFor({ timeout: 3_000 }).then(() => true, () => this.page.keyboard.press("Escape"));
    });
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

  /** Clicks on a code lens until what that brings is there: one that is about to be drawn anew takes no clicks. */
  async takeLens(lens, brings) {
    await until("the lens to be taken", async () => {
      await lens.click({ timeout: 1_000 }).catch(() => undefined);
      return brings.waitFor({ timeout: 2_000 }).then(() => true, () => false);
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
    // The box may still be that of the question before, which takes words and forgets them. And Enter takes the row
    // in focus, which may still be that of the list before it was searched.
    await until(`${row} to be in focus`, async () => {
      await this.input().fill(words, { timeout: 1_000 }).catch(() => undefined);
      return this.focusedRow(row).waitFor({ timeout: 2_000 }).then(() => true, () => false);
    });
    await this.page.keyboard.press("Enter");
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
    await this.editorFocus();
    const where = new RegExp(`Ln ${line}, Col ${column}(?!\\d)`);
    await this.page.locator("#status\\.editor\\.selection", { hasText: where }).waitFor();
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

  async waitForText(expected, timeout = 60_000) {
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

  /** Waits for a suggestion, and asks for suggestions where they have not come by themselves, or have gone. */
  async suggested(label) {
    const found = this.suggestion(label);
    await until(`${label} among the suggestions`, async () => {
      if (await found.waitFor({ timeout: 4_000 }).then(() => true, () => false)) {
        return true;
      }
      if (!(await this.suggestions().isVisible())) {
        await this.page.keyboard.press("Control+Space");
      }
      return false;
    });
  }

  /** Moves the selection of the open suggestions to one of them. */
  async selectSuggestion(label) {
    await this.suggested(label);
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
    const any = this.page.locator(".suggest-details-container:visible");
    await until("the details", async () => {
      if (await details.waitFor({ timeout: 2_000 }).then(() => true, () => false)) {
        return true;
      }
      if ((await any.count()) === 0) {
        await this.page.keyboard.press("Control+Space");
      }
      return false;
    });
  }

  /** Hovers over what is at the cursor. */
  async showHover(expected) {
    const shown = this.page.locator(".monaco-hover:not(.hidden)", { hasText: expected }).first();
    await this.editorFocus();
    await until(`the hover with ${expected}`, async () => {
      await this.page.keyboard.press("Control+K");
      await this.page.keyboard.press("Control+I");
      return shown.waitFor({ timeout: 5_000 }).then(() => true, () => this.page.keyboard.press("Escape"));
    });
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
    await outer.waitFor();
    return outer.contentFrame().frameLocator("#active-frame");
  }
}
