import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkArguments, pathsIn, versionIn } from "../../src/logic/checks";
import { severityItems } from "../../src/logic/severities";

test("what is checked, and by what", () => {
  assert.deepEqual(checkArguments([], {}), ["check"]);
  assert.deepEqual(checkArguments(["-x", "infra"], { zenml: "/p" }), ["check", "--store", "zenml", "--zenml-python", "/p", "--", "-x", "infra"]);
  assert.deepEqual(checkArguments([], { version: "0.94.2", zenml: "/p" }), ["check", "--zenml-version", "0.94.2"]);
  assert.deepEqual([versionIn({ zenmlVersion: "0.94.2" }), versionIn({ zenmlVersion: "" }), versionIn({})], ["0.94.2", undefined, undefined]);
  assert.deepEqual(pathsIn({ paths: ["a", 3] }), ["a"]);
  assert.deepEqual(pathsIn({ paths: "a" }), []);
});

test("a line of the report is a problem", () => {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { problemMatchers: [{ pattern: { regexp: string } }] };
  };
  const pattern = new RegExp(contributes.problemMatchers[0].pattern.regexp);
  const line = "a b/x.yaml:7:13: error[unknown-flavor] Unknown flavor x. Did you mean y?";
  assert.deepEqual(pattern.exec(line)?.slice(1), ["a b/x.yaml", "7", "13", "error", "unknown-flavor", "Unknown flavor x. Did you mean y?"]);
  assert.equal(pattern.exec("  7 |     flavor: kubernets"), null);
});

test("the severity that is set is marked", () => {
  const marked = (set: string | undefined): string[] => severityItems(set).filter((one) => one.description !== "").map((one) => one.label);
  assert.deepEqual([marked("off"), marked(undefined)], [["$(circle-slash) Off"], ["$(discard) As the Rule Has It"]]);
});
