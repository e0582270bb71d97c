// Editing stack files and run configurations by keyboard.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { PATIENCE, demoCopy, openVsCode, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;

const TRAINING = `stack_name: nightly_training
zenml_version: 0.98.0
components:
  artifact_store:
    - name: training_bucket
      type: artifact_store
      flavor: s3
      configuration:
        path: gs://pedalcast-ml/training
  orchestrator:
    - name: training_jobs
      type: orchestrator
      flavor: sagemaker
      configuration:
        execution_role: arn:aws:iam::123456789012:role/pedalcast
        
  container_registry:
    - name: ghcr
      type: container_registry
      flavor: github
      configuration:
        uri: ghcr.io/pedalcast
  experiment_tracker:
    - name: mlflow
      type: experiment_tracker
      flavor: mlflow
      configuration:
        tracking_uri: https://mlflow.pedalcast.example
        tracking_token: '{{mlflow.token}}'
`;

const WEEKLY = "pipelines/configs/weekly.run.yaml";

let code;

before(
  async () => {
    const folder = demoCopy();
    writeFileSync(path.join(folder, "nightly.stack.yaml"), TRAINING);
    for (const name of ["empty", "by-hand", "by-list", "braces"]) {
      writeFileSync(path.join(folder, `${name}.stack.yaml`), "");
    }
    writeFileSync(path.join(folder, WEEKLY), "steps:\n  trian:\n    enable_cache: false\n");
    code = await openVsCode({ folder, data: sharedData, settings: { "editor.stickyScroll.enabled": false }, viewport: { width: 1180, height: 760 } });
    await code.open("broken/unknown-flavor.yaml");
    await code.squiggles().first().waitFor({ timeout: SET_UP });
    await code.page.keyboard.press("Control+B"); // no side bar: more room in the pictures
  },
  { timeout: 2 * SET_UP },
);

after(() => code?.close());
afterEach((t) => code.finish(t));

test("a parameter is completed while typing, and accepted by keyboard", { timeout: PATIENCE }, async () => {
  await code.open("nightly.stack.yaml");
  await code.squiggles().first().waitFor();
  await code.goTo(16, 9);
  await code.page.keyboard.type("in", { delay: 80 });
  await code.selectSuggestion("instance_type");
  await code.showDetails("EC2 instance type");
  await code.screenshot("completion");
  await code.page.keyboard.press("Enter");
  await code.waitForText("instance_type: ");
  await code.page.keyboard.press("Escape");
});

test("a whole stack grows from an empty file", { timeout: PATIENCE }, async () => {
  await code.open("empty.stack.yaml");
  await code.page.keyboard.press("Control+Space");
  await code.selectSuggestion("whole stack file");
  await code.screenshot("empty-file");
  await code.page.keyboard.press("Enter");
  await code.waitForText("stack_name: empty");
  await code.page.keyboard.press("Escape");
  await code.screenshot("whole-stack");
  assert.equal(await code.squiggles().count(), 0);
});

/** A file that is known as a stack file has the way to its plan in its title. */
function isKnown() {
  return code.page.locator(".editor-group-container.active .editor-actions .codicon-checklist").waitFor();
}

test("what is typed by hand is what the file holds", { timeout: PATIENCE }, async () => {
  await code.open("by-hand.stack.yaml");
  assert.equal(await code.squiggles().count(), 0, "nobody has written anything yet");
  await isKnown();
  await code.page.keyboard.type("stack_name: o\nzenml_version: 0.98.0\ncomponents:", { delay: 80 });
  await code.page.keyboard.press("Enter");
  await code.page.keyboard.type("orchestrator:\n- name: o\n", { delay: 80 });
  await code.page.keyboard.type("type: orchestrator\nflavor: kubernetes\nconfiguration:\n", { delay: 80 });
  await code.page.keyboard.type("synchronous: true\nincluster: false\n", { delay: 80 });
  await code.waitForText(`stack_name: o
zenml_version: 0.98.0
components:
  orchestrator:
    - name: o
      type: orchestrator
      flavor: kubernetes
      configuration:
        synchronous: true
        incluster: false
`);
  await code.screenshot("typed-by-hand");
});

test("a component is written by accepting what is offered", { timeout: PATIENCE }, async () => {
  const accept = async (typed, label = typed) => {
    await code.page.keyboard.type(typed, { delay: 80 });
    await code.selectSuggestion(label);
    await code.page.keyboard.press("Enter");
  };
  await code.open("by-list.stack.yaml");
  await isKnown();
  await code.page.keyboard.type("stack_name: x\ncomponents:\n", { delay: 80 });
  await accept("orch", "orchestrator");
  await code.suggested("local_docker"); // the list opens by itself
  await code.screenshot("component-offered");
  await accept("name");
  await code.page.keyboard.type("mine\n", { delay: 80 });
  await accept("flav", "flavor");
  await accept("kubern", "kubernetes");
  await code.suggestion("always_build_pipeline_image").waitFor(); // so does that of its parameters
  await code.screenshot("parameters-offered");
  await accept("incl", "incluster");
  await code.waitForText(`components:
  orchestrator:
    - name: mine
      flavor: kubernetes
      configuration:
        incluster: `);
  await code.page.keyboard.press("Escape");
});

test("a parameter takes the place of empty braces", { timeout: PATIENCE }, async () => {
  const head = "stack_name: x\ncomponents:\n  orchestrator:\n    name: mine\n    flavor: kubernetes\n    configuration:";
  writeFileSync(path.join(code.folder, "braces.stack.yaml"), `${head} {}\n`);
  await code.open("braces.stack.yaml");
  await code.waitForText(`${head} {}`);
  for (const keys of [["End"], ["End", "Enter", "Tab"]]) {
    await code.goTo(6, 1);
    for (const key of keys) {
      await code.page.keyboard.press(key);
    }
    await code.page.keyboard.press("Control+Space");
    await code.selectSuggestion("incluster");
    await code.page.keyboard.press("Enter");
    await code.waitForText(`${head}\n      incluster: `);
    await code.page.keyboard.press("Escape");
    for (let times = 0; !(await code.text()).includes(`${head} {}`) && times < 9; times++) {
      await code.page.keyboard.press("Control+Z");
      await code.page.waitForTimeout(100);
    }
  }
});

test("flavors are offered as values", { timeout: PATIENCE }, async () => {
  await code.open("stacks/gcp-vertex.yaml");
  await code.goBehind("stacks/gcp-vertex.yaml", "flavor: gcp");
  await code.page.keyboard.press("Control+Backspace");
  await code.page.keyboard.type("a", { delay: 80 });
  await code.suggested("azure");
  await code.screenshot("flavors-offered");
  await code.page.keyboard.press("Escape");
  await code.page.keyboard.press("Control+Z");
});

test("hovering tells what a parameter does", { timeout: PATIENCE }, async () => {
  await code.open("stacks/aws-sagemaker.yaml");
  await code.goBehind("stacks/aws-sagemaker.yaml", "      keep_alive");
  await code.showHover("keep_alive");
  await code.screenshot("hover");
  await code.page.keyboard.press("Escape");
});

test("hovering over a flavor tells what it is", { timeout: PATIENCE }, async () => {
  await code.open("stacks/aws-sagemaker.yaml");
  await code.goBehind("stacks/aws-sagemaker.yaml", "'{{aws.secret}}'\n    flavor: s");
  await code.showHover("S3");
  await code.screenshot("hover-flavor");
  await code.page.keyboard.press("Escape");
});

test("a misspelt parameter is underlined, and fixed by a quick fix", { timeout: PATIENCE }, async () => {
  await code.open("broken/misspelt-parameter.yaml");
  await code.squiggles().first().waitFor();
  const before = await code.squiggles().count();
  await code.goTo(6, 9);
  await code.page.keyboard.press("Control+Period");
  const actions = code.page.locator(".action-widget");
  await actions.getByText("Change to secret").waitFor();
  await actions.getByText("Ignore unknown-parameter here").waitFor();
  await code.screenshot("quick-fix");
  await code.page.keyboard.press("Enter");
  await code.waitForText("secret: '{{aws.secret}}'");
  await code.page.waitForFunction((count) => document.querySelectorAll(".squiggly-error").length < count, before);
  await code.screenshot("fixed");
});

test("a flavor leads to its page, from its hover too", { timeout: PATIENCE }, async () => {
  await code.open("stacks/gcp-vertex.yaml");
  await code.page.locator(".codelens-decoration", { hasText: "Plan" }).waitFor(); // the name is on the last line but one
  await code.goBehind("stacks/gcp-vertex.yaml", "flavor: vert");
  await code.showHover("All parameters");
  await code.screenshot("hover-flavor-link");
  await code.page.keyboard.press("Escape");
  await code.editorFocus();
  await code.page.keyboard.press("F12");
  await code.waitForText("flavor vertex");
  await code.screenshot("flavor-definition");
  await code.page.keyboard.press("Control+W");
});

test("a rule leads to its page, and can be made less severe", { timeout: PATIENCE }, async () => {
  await code.open("broken/unknown-flavor.yaml");
  await code.squiggles().first().waitFor();
  const before = await code.squiggles("warning").count();
  await code.goBehind("broken/unknown-flavor.yaml", "flavor: kube");
  await code.showHover("Unknown orchestrator flavor");
  await code.page.locator(".monaco-hover:not(.hidden) a.code-link").first().click();
  await code.page.locator(".tab", { hasText: "unknown-flavor.md" }).waitFor();
  await (await code.webview()).getByRole("heading", { name: "unknown-flavor" }).waitFor();
  await code.screenshot("rule-page");
  await code.focusGroup(1);
  await code.page.keyboard.press("Control+Period");
  await code.page.locator(".action-widget").getByText("Set the severity of unknown-flavor…").waitFor();
  await code.page.keyboard.press("ArrowDown"); // past the fix and the comment
  await code.page.keyboard.press("ArrowDown");
  await code.page.keyboard.press("Enter");
  await code.pick("Warning");
  await until("the warnings", async () => (await code.squiggles("warning").count()) > before);
  await code.screenshot("less-severe");
});

test("the outline shows components and parameters", { timeout: PATIENCE }, async () => {
  await code.open("stacks/aws-sagemaker.yaml");
  await code.command("Go to Symbol in Editor");
  await code.pickerRow("sagemaker").waitFor();
  await code.page.keyboard.type("team_wandb"); // parameters make the list longer than the box
  await code.pickerRow("team_wandb").waitFor();
  await code.screenshot("outline");
  await code.page.keyboard.press("Escape");
});

test("a run configuration knows the steps of the workspace's code", { timeout: PATIENCE }, async () => {
  await code.open(WEEKLY);
  await code.goBehind(WEEKLY, "  tr");
  const fix = code.page.locator(".action-widget").getByText("Change to train");
  await until("the fix, for which the code has to be read", async () => {
    await code.page.keyboard.press("Control+Period");
    return fix.waitFor({ timeout: 3_000 }).then(() => true, () => code.page.keyboard.press("Escape"));
  });
  await code.screenshot("run-quick-fix");
  await code.page.keyboard.press("Enter");
  await code.waitForText("  train:");
  await code.showHover("Train gradient boosting");
  await code.screenshot("run-hover");
  await code.page.keyboard.press("Escape");
  await code.editorFocus();
  await code.page.keyboard.press("Control+End");
  await code.page.keyboard.type("    para", { delay: 80 });
  await code.selectSuggestion("parameters");
  await code.page.keyboard.press("Enter");
  await code.selectSuggestion("learning_rate"); // the list opens by itself
  await code.screenshot("run-parameters");
  await code.page.keyboard.press("Enter");
  await code.waitForText("    enable_cache: false\n    parameters:\n      learning_rate: ");
  await code.page.keyboard.press("Escape");
  await code.goTo(2, 4);
  await code.page.keyboard.press("F12");
  await code.page.locator(".tab.active", { hasText: "run.py" }).waitFor();
  await code.page.keyboard.press("Control+W");
});

test("a run configuration is looked at for another stack", { timeout: PATIENCE }, async () => {
  await code.open("pipelines/configs/laptop.yaml");
  const question = code.notification("Which stack is this file to be checked for?");
  await code.takeLens(code.page.locator(".codelens-decoration a", { hasText: "for stack default" }), question);
  await code.screenshot("run-for-stack");
});

test("findings stay where somebody types fast", { timeout: PATIENCE }, async () => {
  const findings = ".squiggly-error, .squiggly-warning";
  await code.open("broken/wrong-types.yaml");
  await code.page.locator(findings).first().waitFor();
  await code.page.keyboard.press("Control+Home");
  await code.page.keyboard.type("# ");
  await code.page.evaluate((selector) => {
    globalThis.counted = [];
    globalThis.setInterval(() => globalThis.counted.push(document.querySelectorAll(selector).length), 10);
  }, findings);
  for (let burst = 0; burst < 5; burst++) {
    await code.page.keyboard.type("words and more ", { delay: 15 });
    await code.page.waitForTimeout(300);
  }
  const counted = await code.page.evaluate(() => globalThis.counted);
  assert.equal(counted.filter((count) => count === 0).length, 0, `of ${counted.length} looks`);
});
