import assert from "node:assert/strict";
import { test } from "node:test";
import { problemWithName } from "../../src/logic/names";
import { fileNameFor, scalar, stackFileSnippet } from "../../src/logic/newFile";
import { flavor, inserted, parameter } from "./samples";

test("required parameters are filled in, in the order of the types", () => {
  const snippet = stackFileSnippet("my-stack", [
    flavor("artifact_store", "s3", [parameter("path"), parameter("key", { required: false })]),
    flavor("orchestrator", "local"),
    flavor("experiment_tracker", "wandb", [parameter("api_key", { sensitive: true })]),
  ]);
  assert.equal(
    inserted(snippet),
    `stack_name: my-stack
zenml_version: 0.98.0
components:
  orchestrator:
    - name: my_stack_local
      type: orchestrator
      flavor: local
      configuration: {}
  artifact_store:
    - name: my_stack_s3
      type: artifact_store
      flavor: s3
      configuration:
        path: s3://my-bucket
  experiment_tracker:
    - name: my_stack_wandb
      type: experiment_tracker
      flavor: wandb
      configuration:
        api_key: "{{wandb_secret.api_key}}"
`,
  );
});

test("values take the form of their parameter", () => {
  const snippet = stackFileSnippet("s", [
    flavor("orchestrator", "x", [
      parameter("a", { type: "boolean" }),
      parameter("b", { type: "integer, more than 0" }),
      parameter("c", { type: "mapping to texts" }),
      parameter("d", { type: "list of texts" }),
      parameter("e", { type: "one of x, y", choices: ["no", "x,y"] }),
      parameter("f", { placeholder: "ghcr.io/$me" }),
    ]),
  ]);
  assert.match(inserted(snippet), /a: true\n {8}b: 1\n {8}c: \{\}\n {8}d: \[\]\n {8}e: "no"\n {8}f: ghcr.io\/\$me\n/);
});

test("tab stops are numbered once each", () => {
  const snippet = stackFileSnippet("s", [flavor("orchestrator", "a", [parameter("p")]), flavor("artifact_store", "b")]);
  assert.deepEqual([...snippet.matchAll(/\$\{(\d+)/g)].map((match) => match[1]), ["1", "2", "3"]);
});

test("text stays text", () => {
  assert.equal(scalar("prod"), "prod");
  assert.equal(scalar("0.98.0"), "0.98.0");
  for (const text of ["no", "1234", "0.98", "a: b", "null", "ünï", "", "- x", "12:30"]) {
    assert.equal(scalar(text), JSON.stringify(text));
  }
});

test("names of stacks and their files", () => {
  assert.equal(problemWithName("prod"), undefined);
  assert.ok(problemWithName("  "));
  assert.ok(problemWithName("a\nb"));
  assert.ok(problemWithName("a".repeat(256)));
  assert.equal(fileNameFor("prod", () => false), "prod.stack.yaml");
  assert.equal(fileNameFor("../my stack!", () => false), "my-stack.stack.yaml");
  assert.equal(fileNameFor("…", () => false), "new.stack.yaml");
  assert.equal(fileNameFor("prod", (name) => name === "prod.stack.yaml"), "prod-2.stack.yaml");
});
