// Nothing is in the user's way: not a server that is slow or ends, nor what somebody else changes meanwhile.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, ownPython, scratchFolder, sharedData, until } from "./vscode.mjs";

const BARE = `stack_name: bare
zenml_version: 0.98.0
components:
  orchestrator:
    name: jobs
    flavor: local
    configuration: {}
  artifact_store:
    name: bucket
    flavor: local
    configuration: {}
`;
const changing = (change) => `
from stackls_core.registry.changes import DeleteStack, RenameStack
from stackls_core.stores.local import LocalStore
from stackls_server.cli.catalog import open_catalogs
LocalStore(lambda: open_catalogs().bundled).execute([${change}])
`;

let code;
let server;
const environment = { STACKLS_HOME: scratchFolder("registry") };

/** A server that can be held up and ended: a program that notes its process before it becomes the real one. */
function controlledServer() {
  const bin = scratchFolder("bin");
  const [starts, program] = [path.join(bin, "starts"), path.join(bin, "stackls")];
  const main = "import sys; from stackls_server.cli.main import main; sys.exit(main())";
  const script = `#!/bin/sh\n[ "$1" = --version ] || echo $$ >> "${starts}"\nexec "${ownPython(sharedData)}" -c "${main}" "$@"\n`;
  writeFileSync(program, script, { mode: 0o755 });
  const processes = () => (existsSync(starts) ? readFileSync(starts, "utf8").trim().split("\n").map(Number) : []);
  const send = (signal) => process.kill(processes().at(-1), signal);
  return { program, processes, hold: () => send("SIGSTOP"), release: () => send("SIGCONT"), kill: () => send("SIGKILL") };
}

function change(what) {
  const made = spawnSync(ownPython(sharedData), ["-I", "-c", changing(what)], { env: { ...process.env, ...environment }, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
}

before(
  async () => {
    const folder = demoCopy();
    for (const name of ["bare", "later", "third"]) {
      writeFileSync(path.join(folder, `${name}.stack.yaml`), BARE.replace("bare", name));
    }
    server = controlledServer();
    code = await openVsCode({ folder, data: sharedData, environment, settings: { "stackls.server.path": server.program } });
    for (const name of ["bare", "later", "third"]) {
      await code.open(`${name}.stack.yaml`);
      await code.statusBar("stack", "default").waitFor();
      await code.command("Stackls: Apply This File");
      await (await code.dialogButton("Apply")).click();
      await code.notification("is applied").waitFor();
      await code.reset();
    }
    await code.command("Stackls: Focus on Stacks View");
    await code.stackRow("third").waitFor();
  },
  { timeout: 2 * PATIENCE },
);

after(() => code?.close());
afterEach(async (t) => {
  server.release();
  await code.finish(t);
});

/** The text of the active editor, with what is typed from now on at its end. */
async function typeAtEnd(text) {
  await code.editorFocus(); // the box that a command was chosen in gives it back a moment late
  await until("the cursor at the end", async () => {
    await code.page.keyboard.press("Control+End");
    return !(await code.page.locator("#status\\.editor\\.selection").innerText()).startsWith("Ln 1,");
  });
  await code.page.keyboard.type(text);
}

test("a key in the tree is for the entry in focus, whatever is selected", { timeout: PATIENCE }, async () => {
  await code.select("bare"); // selects and unfolds
  await code.select("bare");
  const later = code.stackRow("later");
  const isFocused = () => later.evaluate((row) => row.classList.contains("focused"));
  await until("the focus to move", async () => {
    // stacks are listed by name: the default one is between
    return (await isFocused()) || (await code.page.keyboard.press("ArrowDown"), await isFocused());
  });
  await code.page.keyboard.press("F2");
  await code.page.locator(".quick-input-widget:visible", { hasText: "The new name of later" }).waitFor();
  await code.leaveBox();
  await code.page.keyboard.press("Delete");
  const dialog = code.page.locator(".monaco-dialog-box", { hasText: "Delete the stack later" });
  await dialog.waitFor();
  await (await code.dialogButton("Cancel")).click();
  assert.equal(await code.stackRow("bare").getAttribute("aria-selected"), "true", "the selection is as it was");
  assert.equal(await later.getAttribute("aria-selected"), "false");
});

test("a server that ends is started again, and the tree stays as it was", { timeout: PATIENCE }, async () => {
  await code.stackRow("later").click();
  await code.stackRow("jobs").click();
  const rows = () => code.page.locator(".pane").first().locator(".monaco-list-row").evaluateAll((all) => all.map((row) => row.ariaLabel));
  await until("what is unfolded", async () => (await rows()).length === 6);
  const before = await rows();
  const starts = server.processes().length;
  // The server is asked, and ends before it answers.
  server.hold();
  await code.command("Stackls: Refresh Stacks");
  server.kill();
  await until("the next server", () => server.processes().length > starts);
  await code.command("Stackls: Describe Stack");
  await code.pick("third");
  await (await code.webview()).getByRole("heading", { name: "third" }).waitFor();
  assert.deepEqual(await rows(), before);
  assert.equal(await code.page.locator(".notifications-toasts .notification-list-item").count(), 0);
  await code.command("View: Close All Editors");
});

test("a dialog waits for somebody who types", { timeout: PATIENCE }, async () => {
  await code.open("stacks/local-dev.yaml");
  server.hold();
  await code.command("Stackls: Apply This File");
  await code.notification("Planning local-dev.yaml…").waitFor();
  await typeAtEnd("# a remark");
  server.release();
  const message = code.notification("The plan for local-dev is ready to be applied.");
  await message.waitFor();
  await code.page.keyboard.type(" of two parts");
  await code.waitForText("# a remark of two parts");
  await code.screenshot("plan-waits");
  await message.getByRole("button", { name: "Review…" }).click();
  await code.dialogButton("Apply");
  await (await code.dialogButton("Cancel")).click();
  await code.command("File: Revert File");
});

test("who clicks again while a plan is made is asked once", { timeout: PATIENCE }, async () => {
  // A file that was not open yet: lenses of one that was are shown at once, and do nothing until they are known anew.
  await code.open("stacks/local-docker.yaml");
  const lens = code.page.locator(".codelens-decoration").getByText("Apply…", { exact: true });
  await lens.waitFor();
  server.hold();
  await lens.click();
  await lens.click();
  const planning = code.notification("Planning local-docker.yaml…");
  await planning.waitFor();
  assert.equal(await code.page.locator(".notifications-toasts .notification-list-item").count(), 1);
  await code.screenshot("planning");
  server.release();
  await (await code.dialogButton("Cancel")).click();
  await planning.waitFor({ state: "detached" });
  // Who does not want to wait is not asked.
  server.hold();
  await lens.click();
  await planning.getByRole("button", { name: "Cancel" }).click();
  await planning.waitFor({ state: "detached" });
  server.release();
  await code.command("Stackls: List Stacks"); // answered after the plans
  await code.pickerRow("third").waitFor();
  await code.leaveBox();
  assert.equal(await code.page.locator(".monaco-dialog-box").count(), 0);
  await code.command("View: Close All Editors");
});

test("questions are asked at once, and stay until the next one", { timeout: PATIENCE }, async () => {
  await code.open("bare.stack.yaml");
  const box = code.page.locator(".quick-input-widget:visible");
  server.hold();
  await code.command("Stackls: Register Component");
  await box.filter({ hasText: "Register Component" }).waitFor();
  await code.page.keyboard.type("tracker");
  server.release();
  await code.enter("Experiment tracker");
  await code.page.locator(`.quick-input-widget input[placeholder="The flavor of the experiment tracker"]`).waitFor();
  await code.input().fill("wandb");
  await code.focusedRow("wandb").waitFor();
  server.hold();
  await code.page.keyboard.press("Enter");
  await box.locator(".monaco-progress-container.active").waitFor();
  await code.screenshot("question-waits");
  await code.page.keyboard.type("not into the file");
  server.release();
  await code.page.locator(".quick-input-widget:visible", { hasText: "The name of the experiment tracker" }).waitFor();
  assert.equal(await code.text(), BARE);
  // Who leaves while the next question is on its way is not asked it.
  await code.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
  await code.page.locator(`.quick-input-widget input[placeholder="The flavor of the experiment tracker"]`).waitFor();
  await code.input().fill("mlflow");
  await code.focusedRow("mlflow").waitFor();
  server.hold();
  await code.page.keyboard.press("Enter");
  await box.locator(".monaco-progress-container.active").waitFor();
  await code.leaveBox();
  server.release();
  await code.command("Stackls: List Stacks"); // answered after what was asked before
  await code.pickerRow("third").waitFor();
  assert.equal(await box.filter({ hasText: "Register" }).count(), 0);
  await code.leaveBox();
});

test("a store can be chosen while the registry does not answer", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Refresh Stacks");
  await code.stackRow("third").waitFor();
  server.hold();
  await code.command("Stackls: Refresh Stacks"); // forgets which registry it is
  await code.command("Stackls: Select Registry");
  await code.focusedRow("Automatic").waitFor();
  await code.pickerRow("It needs no ZenML").getByText("selected").waitFor();
  await code.screenshot("store-does-not-answer");
  await code.page.keyboard.press("ArrowDown");
  await code.focusedRow("ZenML").waitFor();
  server.release();
  await code.pickerRow("in use: built-in registry").waitFor();
  await code.focusedRow("ZenML").waitFor(); // where it was when the answer came
  await code.leaveBox();
});

test("a plan is shown where it is already", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.open("stacks/local-dev.yaml");
  await code.command("Stackls: Plan This File");
  const plans = code.page.locator(".tab", { hasText: "Plan for local-dev" });
  await plans.waitFor();
  await code.focusGroup(1);
  await code.page.keyboard.press("Control+Backslash"); // the file once more, between it and its plan
  await until("three groups", async () => (await code.page.locator(".editor-group-container").count()) === 3);
  await code.focusGroup(1);
  await code.command("Stackls: Plan This File");
  await code.command("Stackls: List Stacks"); // answered after the plan
  await code.pickerRow("third").waitFor();
  await code.leaveBox();
  assert.equal(await plans.count(), 1);
  await code.command("View: Close All Editors");
});

test("a plan follows what changes its file on the disk", { timeout: PATIENCE }, async () => {
  await code.open("stacks/local-dev.yaml");
  await code.command("Stackls: Plan This File");
  await code.page.locator(".tab", { hasText: "Plan for local-dev" }).waitFor();
  await code.focusGroup(2);
  const file = path.join(code.folder, "stacks", "local-dev.yaml");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, before.replace("name: drift_reports", "name: skew_reports"));
  const plan = code.page.locator(".editor-instance", { hasText: "Plan for the stack" });
  await plan.getByText("data validator skew_reports").waitFor();
  writeFileSync(file, before);
  await plan.getByText("data validator drift_reports").waitFor();
  await code.command("View: Close All Editors");
});

test("a plan follows its file to another name", { timeout: PATIENCE }, async () => {
  await code.open("stacks/local-dev.yaml");
  await code.command("Stackls: Plan This File");
  await code.page.locator(".tab", { hasText: "Plan for local-dev" }).waitFor();
  await code.command("File: Reveal Active File in Explorer View");
  await code.page.locator(".explorer-viewlet .monaco-list-row.focused", { hasText: "local-dev.yaml" }).waitFor();
  await code.page.locator(".explorer-viewlet .monaco-list-row.focused").click();
  await code.page.keyboard.press("F2");
  const name = code.page.locator(".explorer-viewlet .monaco-inputbox input");
  await name.fill("laptop.yaml");
  await name.press("Enter");
  await code.page.locator(".tab", { hasText: "laptop.yaml" }).waitFor();
  const apply = code.page.locator(".editor-instance", { hasText: "Plan for the stack" }).getByText("Apply…", { exact: true });
  await code.takeLens(apply, code.page.locator(".monaco-dialog-box"));
  await (await code.dialogButton("Cancel")).click();
  await code.command("View: Close All Editors");
});

test("a page follows its stack to another name, and stays when it is gone", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Describe Stack");
  await code.pick("third");
  const tab = (name) => code.page.locator(".tab", { hasText: name });
  await (await code.webview()).getByRole("heading", { name: "third" }).waitFor();
  change(`RenameStack("third", "fourth")`);
  await tab("fourth").waitFor();
  await (await code.webview()).getByRole("heading", { name: "fourth" }).waitFor();
  change(`DeleteStack("fourth")`);
  await (await code.webview()).getByText("not in the registry any more").waitFor();
  assert.equal(await (await code.webview()).getByRole("button", { name: "Activate" }).count(), 0);
  await code.screenshot("stack-gone");
  assert.equal(await tab("fourth").count(), 1);
  await code.command("View: Close All Editors");
});

test("a comparison shows what is registered now", { timeout: PATIENCE }, async () => {
  await code.open("later.stack.yaml");
  await code.goBehind("later.stack.yaml", "    name: bucket");
  await code.page.keyboard.type("_two");
  await code.page.keyboard.press("Escape");
  await code.command("Stackls: Compare File with Registered Stack");
  const registered = code.page.locator(".monaco-diff-editor .editor.original");
  await registered.getByText("bucket", { exact: true }).waitFor();
  await code.command("Stackls: Apply This File");
  await (await code.dialogButton("Apply")).click();
  await code.notification("is applied").waitFor();
  await registered.getByText("bucket_two", { exact: true }).waitFor();
  await code.page.keyboard.press("Control+S");
  await code.page.locator(".tab.dirty").first().waitFor({ state: "detached" });
  await code.command("View: Close All Editors");
});
