// Commands, views and pages that need flavors only.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;

let code;
let folder;

before(
  async () => {
    folder = demoCopy();
    code = await openVsCode({ folder, data: sharedData });
    await code.open("broken/unknown-flavor.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

test("the palette offers what the server can do", { timeout: PATIENCE }, async () => {
  await code.ask(["F1"], ">zenml", code.focusedRow("Stackls (ZenML): "));
  await code.screenshot("palette");
  await code.leaveBox();
  for (const title of ["New Stack File…", "Describe Flavor…", "Register Component…", "Select Registry…", "Rename Stack…", "Restart Server", "Show Log", "Show Doctor"]) {
    await code.offers(`Stackls: ${title}`);
  }
});

test("a flavor is found by what it is for, and described", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("Stackls: Describe Flavor");
  await code.pickerRow("local").waitFor();
  const input = code.page.locator(".quick-input-widget input.input");
  await input.fill("kubernetes");
  await code.pickerRow("kubernetes").waitFor();
  await code.screenshot("flavor-pick");
  await code.pick("sagemaker");
  const page = await code.webview();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await code.screenshot("flavor");
  await page.getByLabel(/parameters/).fill("instance");
  await page.locator(".parameter", { hasText: "instance_type" }).first().waitFor();
  await page.locator(".parameter", { hasText: "aws_profile" }).waitFor({ state: "hidden" });
  await code.screenshot("flavor-filtered");
  await code.command("View: Close All Editors");
});

test("a new stack file grows from nothing, and is valid", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("Stackls: New Stack File");
  const input = code.page.locator(".quick-input-widget input.input");
  await code.answer("The name of the stack", "fresh-stack");
  await code.pickTitled("orchestrator", "vertex");
  await code.pickTitled("artifact store", "gcp");
  await code.pickerRow("Container registry").waitFor();
  await input.fill("Experiment");
  await code.pickerRow("Experiment tracker").waitFor();
  await code.pickerRow("Container registry").waitFor({ state: "detached" });
  await code.page.keyboard.press("ArrowDown");
  await code.page.keyboard.press("Space");
  await input.fill("");
  await code.screenshot("new-file-types");
  await code.page.keyboard.press("Enter");
  await code.pickTitled("container registry", "gcp");
  await code.pickTitled("image builder", "gcp");
  await code.pickTitled("experiment tracker", "wandb");
  await code.waitForText("stack_name: fresh-stack");
  await code.waitForText("location: ");
  await code.waitForText("{{wandb_secret.api_key}}");
  await code.page.locator(".codelens-decoration", { hasText: "Apply" }).first().waitFor(); // the server has looked at it
  await code.screenshot("new-file");
  assert.equal(await code.squiggles().count(), 0, "the new file has no errors");
  await code.page.keyboard.press("Escape");
  await code.editorFocus();
  await code.page.keyboard.press("Control+S"); // it has a name, so nothing is asked
  const file = path.join(folder, "fresh-stack.stack.yaml");
  await until("the saved file", () => existsSync(file) && readFileSync(file, "utf8").startsWith("stack_name: fresh-stack\nzenml_version: "));
});

test("the flavors view leads from types to parameters", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Focus on Flavors View");
  const tree = code.page.locator(".pane", { hasText: "Flavors" });
  const row = (text) => tree.locator(".monaco-list-row", { hasText: text }).first();
  await row("Artifact store").waitFor();
  await row("Artifact store").click();
  await row("s3").waitFor();
  await row("s3").click();
  await code.page.keyboard.press("ArrowDown"); // the view is not high enough for all rows
  await row("path").waitFor();
  await row("path").hover();
  await code.page.locator(".monaco-hover", { hasText: "Root path" }).waitFor();
  await code.screenshot("flavors-view");
});

test("the doctor tells what is used", { timeout: PATIENCE }, async () => {
  await code.page.mouse.move(900, 700);
  await code.command("Stackls: Show Doctor");
  await code.waitForText("own environment");
  await code.screenshot("doctor");
});

test("the language menu shows the server", { timeout: PATIENCE }, async () => {
  await code.open("stacks/local-dev.yaml");
  const status = code.page.locator("#status\\.languageStatus");
  await status.waitFor();
  await status.click();
  await code.page.locator(".hover-language-status", { hasText: "Stackls" }).first().waitFor();
  await code.screenshot("language-status");
});

test("the Python that has the server can be chosen", { timeout: PATIENCE }, async () => {
  await code.reset();
  await code.command("Stackls: Select Python for the Language Server");
  await code.pickerRow("Look for one").waitFor();
  await code.pickerRow("PATH").waitFor();
  await code.screenshot("select-interpreter");
});

test("a choice that the workspace cannot hold can be saved for all of them", { timeout: PATIENCE }, async () => {
  writeFileSync(path.join(folder, ".vscode"), "no folder, so no settings");
  const settings = path.join(code.data, "Machine", "settings.json"); // where VS Code keeps paths on this machine
  await code.leaveBox();
  await code.command("Stackls: Select Python for the Language Server");
  await code.pick("python3", "PATH");
  const message = code.notification("The settings of this workspace cannot be written");
  await message.waitFor();
  await code.screenshot("not-saved");
  await message.getByRole("button", { name: "Save for All Workspaces" }).click();
  await until("the setting", () => existsSync(settings) && readFileSync(settings, "utf8").includes("stackls.interpreter"));
  // It has no stackls, which is nothing to warn of: the extension's own server is used with it.
  await code.open("broken/wrong-types.yaml");
  await code.squiggles().first().waitFor();
  await code.command("Stackls: List Stacks"); // waits for the server that is started anew
  await code.pickerRow("default").waitFor();
  await code.leaveBox();
  assert.equal(await code.page.locator(".notifications-toasts .notification-list-item").count(), 0);
});

test("the whole workspace is checked, and its findings are problems", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Check Workspace");
  const problem = (file) => code.page.locator(".markers-panel .monaco-list-row", { hasText: file }).first();
  await problem("missing-parameter.yaml").waitFor();
  await code.screenshot("check-workspace");
  assert.equal(await code.page.locator(".markers-panel .monaco-list-row", { hasText: "openapi" }).count(), 0);
  await code.command("View: Hide Panel");
});

test("the walkthrough leads from connecting to activating", { timeout: PATIENCE }, async () => {
  await code.command("View: Close All Editors");
  await code.command("Welcome: Open Walkthrough");
  await code.pick("Get Started with Stackls");
  const steps = code.page.locator(".getting-started-step");
  await steps.first().waitFor();
  assert.equal(await steps.count(), 8);
  await code.page.waitForTimeout(1_000); // for the picture alone: what fades in
  await code.screenshot("walkthrough");
});
