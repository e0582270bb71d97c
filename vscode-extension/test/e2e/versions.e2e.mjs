// For which ZenML a file is, and what another version would change in it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;
const OLD = `stack_name: prod
zenml_version: 0.85.0
components:
  orchestrator:
    name: cluster
    type: orchestrator
    flavor: kubernetes
    configuration:
      incluster: true
  artifact_store:
    name: files
    type: artifact_store
    flavor: s3
    configuration:
      path: s3://pedalcast-ml/prod
  container_registry:
    name: ghcr
    type: container_registry
    flavor: github
    configuration:
      uri: ghcr.io/pedalcast
`;
const NONE = OLD.replace("zenml_version: 0.85.0\n", "").replace("prod", "pinned");

let code;

before(
  async () => {
    const folder = demoCopy();
    writeFileSync(path.join(folder, "old.stack.yaml"), OLD);
    writeFileSync(path.join(folder, "none.stack.yaml"), NONE);
    writeFileSync(path.join(folder, "requirements.txt"), "zenml==0.94.2\n");
    code = await openVsCode({ folder, data: sharedData });
    await code.open("broken/unknown-flavor.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

test("the status bar says for which ZenML a file is, and why", { timeout: PATIENCE }, async () => {
  await code.open("none.stack.yaml");
  const pinned = code.statusBar("version", "ZenML 0.94.2");
  await pinned.waitFor();
  await pinned.hover();
  await code.page.locator(".monaco-hover", { hasText: "This file is for ZenML 0.94.2, says requirements.txt." }).first().waitFor();
  await code.screenshot("version-why");
  await code.open("old.stack.yaml");
  await code.statusBar("version", "ZenML 0.85.0").waitFor();
  await code.open("other/openapi.yaml");
  await code.statusBar("version", "ZenML").waitFor({ state: "hidden" });
});

test("a file is checked against another version, and made ready for it", { timeout: 2 * PATIENCE }, async () => {
  await code.open("old.stack.yaml");
  await code.command("Stackls: Check Against Another ZenML Version");
  await code.pickerRow("newest").waitFor();
  await code.screenshot("version-pick");
  await code.pick("0.98.0");
  await code.pick("This File");
  const says = code.notification("old.stack.yaml for ZenML 0.98.0");
  await says.waitFor();
  await (await code.webview()).getByRole("heading", { name: "Check of old.stack.yaml against ZenML 0.98.0" }).waitFor();
  await code.screenshot("version-check");
  await says.getByRole("button", { name: "Show Changes" }).click();
  await code.page.locator(".monaco-diff-editor", { hasText: "0.98.0" }).first().waitFor();
  await code.screenshot("version-changes");
  await code.notification("old.stack.yaml for ZenML 0.98.0").getByRole("button", { name: "Fix File" }).click();
  await code.focusGroup(1);
  await code.open("old.stack.yaml");
  await code.waitForText("zenml_version: 0.98.0");
  assert.match(await code.page.locator("[id='status.editor.selection']").textContent(), /Ln 1, Col 1$/, "the cursor stays where it was");
  await code.page.keyboard.press("Control+S");
  await until("the file on the disk", () => readFileSync(path.join(code.folder, "old.stack.yaml"), "utf8").includes("zenml_version: 0.98.0"));
  await code.statusBar("version", "ZenML 0.98.0").waitFor();
});

test("all files are checked against another version", { timeout: 2 * PATIENCE }, async () => {
  await code.open("stacks/aws-sagemaker.yaml");
  await code.command("Stackls: Check Against Another ZenML Version");
  await code.pick("0.85.0");
  await code.pick("All Files");
  await code.page.locator(".markers-panel .monaco-list-row", { hasText: "and this is checked against 0.85.0" }).first().waitFor({ timeout: PATIENCE });
  await code.screenshot("version-workspace");
  assert.ok(await code.page.locator(".markers-panel .monaco-list-row").count());
});
