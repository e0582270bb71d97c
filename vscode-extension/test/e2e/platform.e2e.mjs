// The folder of docs/stacks-as-code.md on a ZenML server of its own, from empty to healed; STACKLS_TEST_ZENML_PYTHON
// names an interpreter with ZenML and its server.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, openVsCode, scratchFolder, sharedData, stacksAsCodeCopy } from "./vscode.mjs";
import { zenmlServer } from "./zenml.mjs";

const SET_UP = 240_000;
const python = process.env.STACKLS_TEST_ZENML_PYTHON;
const skip = python === undefined ? "STACKLS_TEST_ZENML_PYTHON names no interpreter with ZenML" : false;

// What somebody does by hand, without telling anybody.
const DRIFT = `
from zenml.client import Client
from zenml.enums import StackComponentType as Type
client = Client()
bucket = client.get_stack_component(Type.ARTIFACT_STORE, "nlp-artifacts")
client.update_stack_component(bucket.id, Type.ARTIFACT_STORE, configuration={"path": "s3://by-hand"})
k8s = client.get_stack_component(Type.ORCHESTRATOR, "k8s-prod")
client.update_stack_component(k8s.id, Type.ORCHESTRATOR, labels={"owner": "me"})
client.update_stack("nlp-prod", labels={"stage": "test"})
client.delete_stack("vision-dev")
`;

// What ZenML itself says is registered.
const REGISTERED = `
from zenml.client import Client
from zenml.enums import StackComponentType as Type
client = Client()
bucket = client.get_stack_component(Type.ARTIFACT_STORE, "nlp-artifacts")
k8s = client.get_stack_component(Type.ORCHESTRATOR, "k8s-prod")
print(bucket.configuration["path"], k8s.connector.name, k8s.labels["owner"])
print(client.get_stack("nlp-prod").labels["stage"], *sorted(stack.name for stack in client.list_stacks().items))
`;

const folder = stacksAsCodeCopy();
let code;
let server;

before(
  async () => {
    if (skip) {
      return;
    }
    server = await zenmlServer(python, scratchFolder("zenml-server"));
    const administered = server.run(readFileSync(path.join(folder, "admin.py"), "utf8"));
    code = await openVsCode({
      folder,
      data: sharedData,
      environment: { ...server.environment, STACKLS_HOME: scratchFolder("registry") },
      settings: { "stackls.store": "zenml", "stackls.zenml.interpreter": python },
    });
    await administered;
    await code.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await code.open("stacks/prod-nlp.stack.yaml");
    await code.statusBar("stack", "default").waitFor({ timeout: SET_UP });
  },
  { timeout: 2 * SET_UP },
);

after(async () => {
  await code?.close();
  server?.stop();
});
afterEach((t) => code?.finish(t));

const planned = (text) => code.page.locator(".editor-instance", { hasText: "Plan for" }).getByText(text).first();

async function planFolder() {
  await code.command("View: Close All Editors");
  await code.command("Stackls: Plan Folder…");
  await code.pick("stacks", "8 stacks");
}

/** One picture in the dark, and one in the light. */
async function look(name) {
  await code.screenshot(`platform-${name}`);
  await code.theme("Light Modern");
  await code.screenshot(`platform-${name}-light`);
  await code.theme("Dark Modern");
}

test("a folder is planned for an empty server, with connectors and secrets", { timeout: PATIENCE, skip }, async () => {
  await planFolder();
  await planned("stack vision-staging").waitFor();
  await planned("16 to create").waitFor();
  await code.screenshot("platform-plan");
});

test("it is applied, and then there is nothing to do", { timeout: PATIENCE, skip }, async () => {
  await code.takeLens(planned("Apply…"), code.page.locator(".monaco-dialog-box"));
  const button = await code.dialogButton("Apply");
  await code.screenshot("platform-apply");
  await button.click();
  await code.notification("Applying 8 stacks").waitFor();
  await code.screenshot("platform-applying");
  await code.notification("8 stacks are registered as the files say").waitFor();
  await planned("Nothing to do").waitFor();
  await code.screenshot("platform-applied");
  await code.reset();
  await planFolder();
  await planned("Nothing to do").waitFor();
});

test("what is changed by hand is seen in its file, and either side can be taken", { timeout: PATIENCE, skip }, async () => {
  await server.run(DRIFT);
  await code.command("View: Close All Editors");
  await code.open("stacks/prod-nlp.stack.yaml");
  await code.command("Stackls: Refresh Stacks");
  await code.page.locator(".view-line", { hasText: "registered: s3://by-hand" }).first().waitFor();
  for (const value of ["me", "test"]) {
    await code.page.locator(".view-line", { hasText: `registered: ${value}` }).first().waitFor();
  }
  await look("drift");
  await code.goBehind("stacks/prod-nlp.stack.yaml", "s3://${BUCKET}");
  const actions = code.page.locator(".action-widget .monaco-list-row", { hasText: "as it is registered" }).first();
  await code.page.keyboard.press("Control+.");
  await actions.waitFor();
  await code.screenshot("platform-drift-actions");
  await code.page.keyboard.press("Escape");
});

test("it is planned as what would change, and copied as a comment", { timeout: PATIENCE, skip }, async () => {
  await planFolder();
  await planned("s3://by-hand → s3://ml-platform-artifacts/nlp").waitFor();
  await planned("labels.stage: test → prod").waitFor();
  await look("drift-plan");
  await code.takeLens(planned("Copy as Markdown"), code.notification("on the clipboard"));
  const comment = await code.page.evaluate(() => globalThis.navigator.clipboard.readText());
  assert.match(comment, /^<!-- stackls plan -->\n### Plan for 8 stacks/);
  assert.ok(comment.includes("| `+` | `vision-dev` |"));
  assert.ok(!comment.includes("hunter2"));
  await code.screenshot("platform-copied");
  await code.reset();
  writeFileSync(path.join(folder, "comment.md"), comment);
  await code.command("View: Close All Editors");
  await code.open("comment.md");
  await code.page.keyboard.press("Control+Shift+V");
  const preview = await code.webview();
  await preview.getByRole("heading", { name: "Plan for 8 stacks" }).waitFor();
  await preview.locator("summary", { hasText: "nlp-batch" }).click();
  await preview.getByText("path: s3://by-hand → s3://ml-platform-artifacts/nlp").waitFor();
  await look("comment");
});

test("applying heals it, as ZenML itself finds", { timeout: PATIENCE, skip }, async () => {
  await planFolder();
  await code.takeLens(planned("Apply…"), code.page.locator(".monaco-dialog-box"));
  const button = await code.dialogButton("Apply");
  await code.screenshot("platform-heal");
  await button.click();
  await code.notification("8 stacks are registered as the files say").waitFor();
  await planned("Nothing to do").waitFor();
  await code.reset();
  await code.command("View: Close All Editors");
  await code.open("stacks/prod-nlp.stack.yaml");
  await code.page.locator(".codelens-decoration", { hasText: "Plan" }).first().waitFor();
  await code.page.locator(".view-line", { hasText: "registered:" }).first().waitFor({ state: "detached" });
  await code.screenshot("platform-healed");
  const lines = (await server.run(REGISTERED)).trim().split("\n").slice(-2);
  const stacks = ["nlp-batch", "nlp-dev", "nlp-prod", "nlp-staging", "vision-batch", "vision-dev", "vision-prod", "vision-staging"];
  assert.deepEqual(lines, ["s3://ml-platform-artifacts/nlp cluster-prod platform", ["prod", "default", ...stacks].join(" ")]);
});
