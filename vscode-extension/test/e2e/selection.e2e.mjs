// The interpreter that is selected in VS Code's Python extension, here a stub with its API, is where ZenML is.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { demoCopy, openVsCode, scratchFolder, sharedData } from "./vscode.mjs";

const SET_UP = 240_000;
const python = process.env.STACKLS_TEST_ZENML_PYTHON;
const skip = python === undefined ? "STACKLS_TEST_ZENML_PYTHON names no interpreter with ZenML" : false;

/** The folder of an extension with the API of the Python extension; a command selects the other interpreter. */
function pythonExtension(first, second) {
  const folder = path.join(scratchFolder("python"), "ms-python.python");
  mkdirSync(folder);
  const command = { command: "stub.select", title: "Stub: Select the Other Interpreter" };
  const manifest = {
    name: "python", publisher: "ms-python", version: "1.0.0", engines: { vscode: "^1.90.0" }, main: "./main.js",
    activationEvents: [], contributes: { commands: [command] }, capabilities: { untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "main.js"), `
const vscode = require("vscode");
exports.activate = (context) => {
  let selected = ${JSON.stringify(first)};
  const changes = new vscode.EventEmitter();
  context.subscriptions.push(vscode.commands.registerCommand("stub.select", () => {
    selected = ${JSON.stringify(second)};
    changes.fire({ path: selected });
  }));
  return { environments: {
    known: [{ executable: { uri: vscode.Uri.file(${JSON.stringify(second)}) } }],
    getActiveEnvironmentPath: () => ({ id: selected, path: selected }),
    resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
    onDidChangeActiveEnvironmentPath: changes.event,
  } };
};
`);
  return folder;
}

function environment() {
  const home = scratchFolder("zenml");
  return {
    ZENML_CONFIG_PATH: path.join(home, "config"),
    ZENML_LOCAL_STORES_PATH: path.join(home, "stores"),
    ZENML_ANALYTICS_OPT_IN: "false",
    STACKLS_HOME: path.join(home, "stackls"),
    STACKLS_STORE: "auto",
    PATH: "/usr/bin:/bin",
    VIRTUAL_ENV: "",
    CONDA_PREFIX: "",
  };
}

test("ZenML is found in the selected interpreter, and the selection is followed without a restart", { timeout: 2 * SET_UP, skip }, async (t) => {
  const without = "/usr/bin/python3"; // ZenML is not in the system's
  const extension = pythonExtension(without, python);
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, environment: environment(), settings: { "stackls.store": "auto" }, developed: extension });
  t.after(() => code.close());
  await code.open("stacks/local-dev.yaml");
  await code.statusBar("stack", "default").waitFor({ timeout: SET_UP });
  await code.command("Stackls: Focus on Stacks View");
  await code.page.getByText(`No ZenML found: this is the built-in registry. The selected interpreter is ${without}.`).waitFor();
  await code.screenshot("selected-without-zenml");
  await code.stackRow("Connect ZenML…").click();
  await code.pickerRow(python).getByText(/ZenML \d.* · Python 3/).waitFor();
  await code.screenshot("select-zenml");
  await code.leaveBox();
  await code.command("Stub: Select the Other Interpreter");
  await code.statusBar("stack", "· ZenML").waitFor({ timeout: SET_UP });
  await code.page.getByText("No ZenML found").waitFor({ state: "detached" });
  await code.stackRow("Connect ZenML…").waitFor({ state: "detached" });
  await code.screenshot("selected-with-zenml");
  await code.command("Stackls: Show Doctor");
  await code.waitForText("the interpreter selected in the editor");
  await code.screenshot("selected-doctor");
  const report = await code.text();
  assert.ok(report.includes(python));
  assert.ok(report.includes(`the selected Python interpreter: ${without}`), "the server was not started again");
});
