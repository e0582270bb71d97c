import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { commandToRun } from "../../src/logic/terminal";
import { toolsFor } from "../../src/logic/toolAnswers";

const tools = toolsFor((path) => `file:///team/${path}`);
const DECLARED = (JSON.parse(readFileSync("package.json", "utf8")) as { contributes: { languageModelTools: { name: string; inputSchema: { required?: string[] } }[] } })
  .contributes.languageModelTools;

test("the tools that are declared are there, and need what they say", () => {
  assert.deepEqual(DECLARED.map((one) => one.name), tools.map((one) => one.name));
  for (const [index, { inputSchema }] of DECLARED.entries()) {
    const tool = tools[index];
    const given = Object.fromEntries((inputSchema.required ?? []).map((key) => [key, "x"]));
    assert.doesNotThrow(() => tool?.arguments(given));
    assert.equal(inputSchema.required !== undefined, throws(() => tool?.arguments({})));
  }
});

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

test("what a model says becomes the arguments of a command", () => {
  const argumentsOf = (name: string, input: unknown): unknown => tools.find((one) => one.name === `stackls_${name}`)?.arguments(input);
  assert.deepEqual(argumentsOf("checkFile", { path: "a.stack.yaml" }), { uri: "file:///team/a.stack.yaml" });
  assert.deepEqual(argumentsOf("describeFlavor", { type: "orchestrator", name: "local", more: 1 }), { type: "orchestrator", name: "local" });
  assert.deepEqual(argumentsOf("listFlavors", { type: "" }), {});
  assert.deepEqual(argumentsOf("listStacks", undefined), {});
});

test("nothing but the installation of an integration is run in a terminal", () => {
  assert.equal(commandToRun({ command: "zenml integration install aws" }), "zenml integration install aws");
  for (const command of ["rm -rf /", "zenml integration install aws; rm x", "zenml integration install aws\nls", "zenml integration install", 1]) {
    assert.equal(commandToRun({ command }), undefined);
  }
  assert.equal(commandToRun(undefined), undefined);
});
