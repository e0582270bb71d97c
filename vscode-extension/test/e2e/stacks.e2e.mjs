// Registered stacks: apply, activate, describe, compare, plan and export, on the built-in registry of a folder of its own.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, scratchFolder, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;

let code;

before(
  async () => {
    const environment = { STACKLS_HOME: scratchFolder("registry") };
    code = await openVsCode({ folder: demoCopy(), data: sharedData, environment });
    await code.open("broken/unknown-flavor.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

const statusBar = (text) => code.statusBar("stack", text);
const dialog = (button) => code.dialogButton(button);

async function apply(file, button) {
  await code.open(file);
  await code.command("Stackls: Apply This File");
  await (await dialog(button)).click();
}

test("a file is applied, and its stack is active", { timeout: PATIENCE }, async () => {
  await code.open("stacks/local-dev.yaml");
  await code.command("Stackls: Apply This File");
  const button = await dialog("Apply and Activate");
  await code.screenshot("apply");
  await button.click();
  await code.notification("local-dev is applied").waitFor();
  await statusBar("local-dev").waitFor();
  await code.screenshot("applied");
});

test("the tree shows stacks, components and settings, secrets masked", { timeout: PATIENCE }, async () => {
  await apply("stacks/aws-sagemaker.yaml", "Apply");
  await code.notification("aws-sagemaker is applied").waitFor();
  await code.reset();
  await code.command("Stackls: Focus on Stacks View");
  const row = (text) => code.stackRow(text);
  await row("local-dev").waitFor();
  await row("aws-sagemaker").click();
  await row("s3_artifacts").click();
  await row("s3_additional_kwargs").waitFor();
  await code.page.mouse.move(900, 700);
  await code.screenshot("stacks-view");
});

test("the flavor of a component is described from the tree", { timeout: PATIENCE }, async () => {
  await code.take(await code.menu(code.stackRow("team_wandb"), "Describe Flavor"));
  await (await code.webview()).getByRole("heading", { name: "wandb" }).waitFor();
  await code.open("stacks/aws-sagemaker.yaml");
});

test("keys work on what is selected in the tree", { timeout: PATIENCE }, async () => {
  await code.select("aws-sagemaker");
  await code.page.keyboard.press("F2");
  await code.page.locator(".quick-input-widget:visible", { hasText: "The new name of aws-sagemaker" }).waitFor();
  await code.leaveBox();
  await code.select("default");
  await code.page.keyboard.press("Delete");
  await code.notification("The default stack cannot be deleted.").waitFor();
  await code.stackRow("default").click();
});

test("a stack is activated from the palette", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Activate Stack");
  await code.pickerRow("default").waitFor();
  await code.screenshot("activate");
  await code.pick("default");
  await statusBar("default").waitFor();
  await code.screenshot("activated");
  await statusBar("default").hover();
  const hover = code.page.locator(".monaco-hover:visible", { hasText: "is the active stack" });
  await hover.getByText("Describe", { exact: true }).click();
  await (await code.webview()).getByRole("heading", { name: "default" }).waitFor();
  await code.page.mouse.move(900, 400);
});

for (const [theme, name] of [
  ["Dark Modern", "stack-picture"],
  ["Light Modern", "stack-picture-light"],
  ["Dark High Contrast", "stack-picture-high-contrast"],
]) {
  test(`the picture of a stack in ${theme}`, { timeout: PATIENCE }, async () => {
    await code.theme(theme);
    await code.command("View: Close All Editors");
    await code.command("Stackls: Describe Stack");
    await code.pick("aws-sagemaker");
    const page = await code.webview();
    await page.getByRole("heading", { name: "aws-sagemaker" }).waitFor();
    await page.getByText("sagemaker_gpu").waitFor();
    const text = await page.locator("body").innerText();
    assert.ok(!text.includes("undefined") && !text.includes("[object"));
    await code.screenshot(name);
    await page.locator(".card").first().focus();
    await code.page.keyboard.press("ArrowRight");
    await until("the next card to have the focus", () => page.locator(".card").nth(1).evaluate((card) => card === card.ownerDocument.activeElement));
  });
}

test("a page that is hidden and shown again is where it was", { timeout: PATIENCE }, async () => {
  await code.theme("Dark Modern");
  await code.command("Stackls: Describe Flavor");
  await code.pick("sagemaker");
  const filter = (await code.webview()).getByPlaceholder("Filter by name or description");
  await filter.fill("volume");
  await code.open("stacks/local-dev.yaml");
  await code.page.locator(".tab", { hasText: "sagemaker (" }).click();
  await until("the words in the filter", async () => {
    const again = (await code.webview()).getByPlaceholder("Filter by name or description");
    return (await again.inputValue({ timeout: 1_000 }).catch(() => "")) === "volume";
  });
});

test("a file whose stack is not registered has nothing to be compared with", { timeout: PATIENCE }, async () => {
  await code.open("stacks/gcp-vertex.yaml");
  await code.command("Stackls: Compare File with Registered Stack");
  await code.notification("is not registered yet").waitFor();
});

test("a file is compared with what is registered", { timeout: PATIENCE }, async () => {
  await code.theme("Dark Modern");
  await code.command("View: Close All Editors");
  await code.open("stacks/aws-sagemaker.yaml");
  await code.goBehind("stacks/aws-sagemaker.yaml", "instance_type: ml.m5.xlarge");
  await code.page.keyboard.press("Control+Backspace");
  await code.page.keyboard.type("4xlarge");
  await code.page.keyboard.press("Escape");
  await code.command("Stackls: Compare File with Registered Stack");
  await code.page.locator(".diff-editor, .monaco-diff-editor").first().waitFor();
  await code.statusBar("file", "aws-sagemaker differs").waitFor();
  await code.screenshot("compare");
});

test("a plan tells what applying would change", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Plan This File");
  await code.page.locator(".tab", { hasText: "Plan for aws-sagemaker" }).waitFor();
  const plan = code.page.locator(".editor-instance", { hasText: "Plan for the stack aws-sagemaker" });
  await plan.getByText("1 to change").waitFor();
  await plan.getByText("Apply…", { exact: true }).waitFor();
  await code.screenshot("plan");
  // The plan follows the file, and there is no offer to apply what would not be accepted.
  await code.focusGroup(1);
  await code.page.keyboard.press("Control+Home");
  await code.page.keyboard.type("no_");
  await plan.getByText("Cannot be applied").waitFor();
  await plan.getByText("Apply…", { exact: true }).waitFor({ state: "detached" });
  await code.page.keyboard.press("Escape");
  for (let typed = 0; typed < 3; typed++) {
    await code.page.keyboard.press("Backspace");
  }
  await plan.getByText("1 to change").waitFor();
});

test("a plan leads to what keeps its file from being applied", { timeout: PATIENCE }, async () => {
  await code.open("broken/unknown-flavor.yaml");
  await code.command("Stackls: Plan This File");
  const link = code.page.locator(".detected-link", { hasText: "line 7:13" }).first();
  await link.waitFor();
  await code.screenshot("plan-of-a-broken-file");
  await link.click({ modifiers: ["Control"] });
  await code.page.locator("#status\\.editor\\.selection", { hasText: "Ln 7, Col 13" }).waitFor();
  await code.command("View: Close All Editors");
});

test("a file that differs is warned of below, until it does not", { timeout: PATIENCE }, async () => {
  const warning = code.statusBar("file", "aws-sagemaker differs");
  await code.open("stacks/aws-sagemaker.yaml");
  await warning.hover();
  const hover = code.page.locator(".monaco-hover:visible", { hasText: "differs from the registered stack in 1 place" });
  await hover.getByText("Compare", { exact: true }).waitFor();
  await code.screenshot("file-differs");
  await code.page.mouse.move(900, 400);
  await code.focusGroup(1);
  await code.command("File: Revert File");
  await warning.waitFor({ state: "hidden" });
});

test("a stack is exported into an editor", { timeout: PATIENCE }, async () => {
  await code.command("Stackls: Export Stack");
  await code.pick("local-dev");
  await code.page.locator(".tab.active", { hasText: "local-dev.stack.yaml" }).waitFor();
  await code.waitForText("stack_name: local-dev");
  await code.screenshot("exported");
});
