// The commands about stacks on a real ZenML with a database of its own; STACKLS_TEST_ZENML_PYTHON names its interpreter.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, scratchFolder, sharedData } from "./vscode.mjs";

const SET_UP = 240_000;
const python = process.env.STACKLS_TEST_ZENML_PYTHON;
const skip = python === undefined ? "STACKLS_TEST_ZENML_PYTHON names no interpreter with ZenML" : false;

// What ZenML itself says is registered.
const REGISTERED = `
from zenml.client import Client
client = Client()
trackers = client.list_stack_components(type="experiment_tracker").items
print("active", client.active_stack_model.name)
print("stacks", *sorted(stack.name for stack in client.list_stacks().items))
print("trackers", *sorted(component.name for component in trackers))
`;

const home = scratchFolder("zenml");
const environment = {
  ZENML_CONFIG_PATH: path.join(home, "config"),
  ZENML_LOCAL_STORES_PATH: path.join(home, "stores"),
  ZENML_ANALYTICS_OPT_IN: "false",
  ZENML_LOGGING_VERBOSITY: "ERROR",
  STACKLS_HOME: path.join(home, "stackls"),
};

let code;

before(
  async () => {
    if (skip) {
      return;
    }
    code = await openVsCode({
      folder: demoCopy(),
      data: sharedData,
      environment,
      settings: { "stackls.store": "zenml", "stackls.zenml.interpreter": python },
    });
    await code.open("stacks/local-dev.yaml");
    await code.statusBar("stack", "default").waitFor({ timeout: SET_UP });
    await code.command("Stackls: Focus on Stacks View");
    await code.stackRow("default").waitFor();
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code?.finish(t));

test("a file is planned, applied and its stack activated in ZenML", { timeout: PATIENCE, skip }, async () => {
  await code.command("Stackls: Plan This File");
  await code.page.locator(".tab", { hasText: "Plan for local-dev" }).waitFor();
  const plan = code.page.locator(".editor-instance", { hasText: "Plan for the stack local-dev" });
  await plan.getByText("to create").first().waitFor();
  await code.screenshot("zenml-plan");
  await code.reset();
  await code.open("stacks/local-dev.yaml");
  await code.command("Stackls: Apply This File");
  await (await code.dialogButton("Apply")).click();
  await code.notification("local-dev is applied").waitFor();
  await code.reset();
  await code.command("Stackls: Activate Stack");
  await code.pick("local-dev");
  await code.statusBar("stack", "local-dev").waitFor();
  await code.stackRow("local-dev").waitFor();
  await code.page.locator(".codelens-decoration", { hasText: "active" }).first().waitFor();
  await code.screenshot("zenml-active");
});

test("a stack of ZenML's is described", { timeout: PATIENCE, skip }, async () => {
  await code.command("View: Close All Editors");
  await code.command("Stackls: Describe Stack");
  await code.pick("local-dev");
  const page = await code.webview();
  await page.getByRole("heading", { name: "local-dev" }).waitFor();
  await page.getByText("drift_reports").waitFor();
  await code.screenshot("zenml-stack-picture");
  await code.command("View: Close All Editors");
});

test("stacks of ZenML's are copied, renamed and deleted", { timeout: PATIENCE, skip }, async () => {
  await code.take(await code.menu(code.stackRow("local-dev"), "Copy…"));
  await code.answer("The name of the copy of local-dev", "copied");
  await code.stackRow("copied").waitFor();
  await code.command("Stackls: Rename Stack");
  await code.pick("copied");
  await code.answer("The new name of copied", "nightly");
  await code.stackRow("nightly").waitFor();
  await code.stackRow("copied").waitFor({ state: "detached" });
  await code.take(await code.menu(code.stackRow("default"), "Copy…"));
  await code.answer("The name of the copy of default", "gone");
  await code.stackRow("gone").waitFor();
  await code.take(await code.menu(code.stackRow("gone"), "Delete…"));
  await (await code.dialogButton("Delete")).click();
  await code.stackRow("gone").waitFor({ state: "detached" });
  await code.screenshot("zenml-stacks");
});

test("a component is registered in ZenML", { timeout: PATIENCE, skip }, async () => {
  await code.command("Stackls: Register Component");
  await code.pick("Experiment tracker");
  await code.pickTitled("experiment tracker", "wandb");
  await code.answer("The name of the experiment tracker", "team_wandb");
  await code.enter("Register it");
  await code.answer("api_key", "hunter2");
  await code.pickerRow("entity").waitFor();
  await code.page.keyboard.press("Enter");
  await code.notification("Experiment tracker team_wandb is registered").waitFor();
  await code.screenshot("zenml-registered");
});

test("ZenML itself finds what was done", { timeout: PATIENCE, skip }, () => {
  const found = spawnSync(python, ["-c", REGISTERED], { cwd: code.folder, env: { ...process.env, ...environment }, encoding: "utf8" });
  assert.equal(found.status, 0, found.stderr);
  const lines = found.stdout.trim().split("\n").slice(-3);
  assert.deepEqual(lines, ["active local-dev", "stacks default local-dev nightly", "trackers team_wandb"]);
});
