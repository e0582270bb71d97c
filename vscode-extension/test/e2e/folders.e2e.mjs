// Folders of stack files as one plan, and comparisons by meaning, on the built-in registry of a folder of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, openVsCode, scratchFolder, sharedData, stacksAsCodeCopy, until } from "./vscode.mjs";

const SET_UP = 240_000;

let code;
const folder = stacksAsCodeCopy();
const fileOf = (name) => path.join(folder, "stacks", `${name}.stack.yaml`);
const edit = (name, from, to) => {
  const text = readFileSync(fileOf(name), "utf8");
  assert.ok(text.includes(from));
  writeFileSync(fileOf(name), text.replace(from, to));
};

before(
  async () => {
    const git = (...args) => assert.equal(spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder }).status, 0);
    git("init", "-q", ".");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    const environment = { STACKLS_HOME: scratchFolder("registry") };
    code = await openVsCode({ folder, data: sharedData, environment });
    await code.open("stacks/dev-nlp.stack.yaml");
    await code.statusBar("stack", "default").waitFor({ timeout: SET_UP });
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

const planned = (text) => code.page.locator(".editor-instance", { hasText: "Plan for" }).getByText(text).first();

async function planFolder() {
  await code.command("Stackls: Plan Folder…");
  await code.pick("stacks", "8 stacks");
}

test("a folder is planned from the palette, with a line for each stack", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Plan Folder…");
  await code.pickerRow("8 stacks").waitFor();
  await code.screenshot("folder-choose");
  await code.pick("stacks", "8 stacks");
  await code.page.locator(".tab", { hasText: "Plan for stacks" }).waitFor();
  await planned("stack nlp-batch").waitFor();
  await planned("Apply…").waitFor();
  await code.screenshot("folder-plan");
});

test("a folder is planned from its menu in the explorer", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("View: Show Explorer");
  const row = code.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "stacks" }).first();
  const ours = await code.menu(row, "Stackls (ZenML)");
  await ours.hover();
  const entry = code.page.locator(".monaco-menu .action-label", { hasText: "Plan Stack Files" }).last();
  await entry.waitFor();
  await code.screenshot("folder-menu");
  await entry.click();
  await code.page.locator(".tab", { hasText: "Plan for stacks" }).waitFor();
});

test("what files define differently is a conflict, and both places are a click away", { timeout: PATIENCE }, async () => {
  edit("prod-vision", "kubernetes_namespace: pipelines", "kubernetes_namespace: other");
  const place = "stacks/batch-nlp.stack.yaml:9";
  await planned("k8s-prod is defined differently").waitFor();
  await planned("Apply…").waitFor({ state: "detached" });
  const link = code.page.locator(".view-line .detected-link", { hasText: place }).first();
  await link.waitFor();
  await code.screenshot("folder-conflict");
  await code.page.keyboard.down("Control");
  await link.click();
  await code.page.keyboard.up("Control");
  await code.page.locator(".tab.active", { hasText: "batch-nlp.stack.yaml" }).waitFor();
  await code.page.locator("#status\\.editor\\.selection", { hasText: "Ln 9" }).waitFor();
  edit("prod-vision", "kubernetes_namespace: other", "kubernetes_namespace: pipelines");
});

test("a folder is applied once it is agreed to", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await planFolder();
  await code.takeLens(planned("Apply…"), code.page.locator(".monaco-dialog-box"));
  const button = await code.dialogButton("Apply");
  await code.screenshot("folder-apply");
  await button.click();
  await code.notification("8 stacks are registered as the files say").waitFor();
  await planned("Nothing to do").waitFor();
  await code.screenshot("folder-applied");
});

test("what is changed by hand is seen, and healed by applying again", { timeout: PATIENCE }, async () => {
  edit("prod-nlp", "s3://${BUCKET}/nlp", "s3://${BUCKET}/elsewhere");
  await code.command("Stackls: Apply Folder…");
  await code.pick("stacks", "8 stacks");
  await code.notification("Nothing can be applied").waitFor();
  for (const name of ["dev-nlp", "staging-nlp", "batch-nlp"]) {
    edit(name, "s3://${BUCKET}/nlp", "s3://${BUCKET}/elsewhere");
  }
  await planned("s3://ml-platform-artifacts/nlp → s3://ml-platform-artifacts/elsewhere").waitFor();
  await code.screenshot("folder-change");
  await code.reset();
  await code.command("Stackls: Apply Folder…");
  await code.pick("stacks", "8 stacks");
  await (await code.dialogButton("Apply")).click();
  await code.notification("are registered as the files say").waitFor();
});

test("what no file holds any more is deleted if the user says so", { timeout: PATIENCE }, async () => {
  rmSync(fileOf("batch-nlp"));
  await code.reset();
  await code.command("Stackls: Apply Folder…");
  await code.pick("stacks", "7 stacks");
  const button = await code.dialogButton("Delete");
  await code.screenshot("folder-delete");
  await button.click();
  await code.notification("7 stacks are registered as the files say").waitFor();
  await code.command("Stackls: Focus on Stacks View");
  await code.stackRow("nlp-prod").waitFor();
  assert.equal(await code.stackRow("nlp-batch").count(), 0);
});

// --- by meaning -----------------------------------------------------------------------------------------------------

const compared = (text) => code.page.locator(".editor-instance", { hasText: " and " }).getByText(text).first();

test("a file is compared with a revision, by meaning", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.open("stacks/prod-nlp.stack.yaml");
  await code.command("Stackls: Compare File by Meaning…");
  await code.pickerRow("A Revision in Git…").waitFor();
  await code.screenshot("difference-choose");
  await code.pick("A Revision in Git");
  await code.answer("A commit, branch or tag", "HEAD");
  await compared("path: s3://ml-platform-artifacts/nlp → s3://ml-platform-artifacts/elsewhere").waitFor();
  await code.screenshot("difference-revision");
});

test("a file that means what is registered says so", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.open("stacks/prod-nlp.stack.yaml");
  await code.command("Stackls: Compare File by Meaning…");
  await code.pick("The Registered Stack");
  await code.notification("mean the same").waitFor();
});

test("two registered stacks are compared from the tree", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("Stackls: Focus on Stacks View");
  await code.take(await code.menu(code.stackRow("nlp-prod"), "Compare with Another…"));
  await code.pick("vision-prod");
  await compared("labels.team: nlp → vision").waitFor();
  await code.screenshot("difference-stacks");
});

test("two files are compared from the explorer", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("View: Show Explorer");
  const row = (name) => code.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first();
  await until("the folder to be unfolded", async () => {
    if (await row("dev-nlp.stack.yaml").isVisible()) {
      return true;
    }
    await row("stacks").click();
    return row("dev-nlp.stack.yaml").waitFor({ timeout: 2_000 }).then(() => true, () => false);
  });
  await row("dev-nlp.stack.yaml").click();
  await row("prod-nlp.stack.yaml").click({ modifiers: ["Control"] });
  const ours = await code.menu(row("prod-nlp.stack.yaml"), "Stackls (ZenML)");
  await ours.hover();
  const entry = code.page.locator(".monaco-menu .action-label", { hasText: "Compare by Meaning…" }).last();
  await entry.waitFor();
  await code.screenshot("difference-menu");
  await entry.click();
  await compared("orchestrator laptop → k8s-prod").waitFor();
  await code.screenshot("difference-files");
});
