// The pictures of the README and the walkthrough, as a light and a dark theme show them: `nox -s images`.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, scratchFolder, sharedData } from "./vscode.mjs";

const SET_UP = 240_000;
const images = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "images");
const HEAD = `stack_name: training
zenml_version: 0.98.0
components:
  artifact_store:
    - name: bucket
      type: artifact_store
      flavor: s3
      configuration:
        path: s3://pedalcast-ml/training
  orchestrator:
    - name: cluster
      type: orchestrator
`;
const DRAFT = `${HEAD}      flavor: kubernetes
      configuration:
        `;
const MISSPELT = `${HEAD}      flavor: kubernets
      configuration:
        incluster: true
`;

let code;

before(
  async () => {
    const folder = demoCopy();
    writeFileSync(path.join(folder, "draft.stack.yaml"), DRAFT);
    writeFileSync(path.join(folder, "misspelt.stack.yaml"), MISSPELT);
    const settings = { "breadcrumbs.enabled": false, "window.menuBarVisibility": "hidden", "editor.fontSize": 13, "editor.stickyScroll.enabled": false };
    const viewport = { width: 860, height: 540 };
    code = await openVsCode({ folder, data: sharedData, environment: { STACKLS_HOME: scratchFolder("registry") }, settings, viewport });
    await code.open("misspelt.stack.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
    for (const [file, button] of [["stacks/aws-sagemaker.yaml", "Apply"], ["stacks/local-dev.yaml", "Apply and Activate"]]) {
      await code.open(file);
      await code.command("Stackls: Apply This File");
      await (await code.dialogButton(button)).click();
      await code.notification("is applied").waitFor();
      await code.reset();
    }
    await code.command("View: Close All Editors");
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

/** Saves what is right of the activity bar and above the status bar. */
async function picture(name, suffix) {
  await code.page.mouse.move(850, 500);
  await code.page.waitForTimeout(600);
  const clip = { x: 48, y: 0, width: 812, height: 516 };
  await code.page.screenshot({ path: path.join(images, `${name}${suffix}.png`), clip });
}

for (const [theme, suffix] of [["Dark Modern", ""], ["Light Modern", "-light"]]) {
  test(`pictures in ${theme}`, { timeout: 2 * PATIENCE }, async () => {
    await code.theme(theme);
    await code.command("Stackls: Focus on Stacks View");
    await code.stackRow("aws-sagemaker").click();
    await code.componentRow("sagemaker_eu").waitFor();
    await code.open("stacks/aws-sagemaker.yaml");
    await picture("stacks", suffix);

    await code.page.keyboard.press("Control+B");
    await code.goBehind("stacks/aws-sagemaker.yaml", "instance_type: ml.m5.xlarge");
    await code.page.keyboard.press("Control+Backspace");
    await code.page.keyboard.type("4xlarge");
    await code.page.keyboard.press("Escape");
    await code.command("Stackls: Plan This File");
    await code.page.locator(".editor-instance", { hasText: "1 to change" }).first().waitFor();
    await picture("plan", suffix);
    await code.focusGroup(1);
    await code.command("File: Revert File");
    await code.command("View: Close All Editors");

    await code.command("Stackls: Describe Stack");
    await code.pick("aws-sagemaker");
    await (await code.webview()).getByRole("heading", { name: "aws-sagemaker" }).waitFor();
    await picture("stack-picture", suffix);
    await code.command("View: Close All Editors");

    await code.command("Stackls: Describe Flavor");
    await code.pick("sagemaker");
    await (await code.webview()).getByPlaceholder("Filter by name or description").waitFor();
    await picture("flavor", suffix);
    await code.command("View: Close All Editors");

    await code.open("draft.stack.yaml");
    await code.goTo(15, 9);
    await code.page.keyboard.type("kubernetes_c");
    await code.suggested("kubernetes_context");
    await code.showDetails("Name of a Kubernetes context");
    await picture("completion", suffix);
    await code.page.keyboard.press("Escape");
    await code.command("File: Revert File");
    await code.command("View: Close All Editors");

    await code.open("misspelt.stack.yaml");
    await code.goTo(13, 20);
    await code.squiggles().first().waitFor();
    await code.page.keyboard.press("Control+Period");
    await code.page.locator(".action-widget:visible").waitFor();
    await picture("quick-fix", suffix);
    await code.page.keyboard.press("Escape");
    await code.command("View: Close All Editors");
    await code.page.keyboard.press("Control+B");
  });
}
