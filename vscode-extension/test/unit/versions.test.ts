import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckedForVersion, DocumentVersion, FindingRow } from "../../src/logic/results";
import { checkInWords, standInWords, versionOptions, whyInWords } from "../../src/logic/versions";

const OWN: DocumentVersion = { zenml_version: "0.85.0", source: "file", where: null, judged_by: "0.85.0", is_known: true };

test("why a version counts", () => {
  assert.equal(whyInWords(OWN), "zenml_version in this file");
  assert.equal(whyInWords({ ...OWN, source: "project", where: "uv.lock" }), "uv.lock");
  assert.equal(standInWords(OWN), "");
  assert.equal(standInWords({ ...OWN, zenml_version: "0.85.9", is_known: false }), "ZenML 0.85.9 is not known; it is checked as 0.85.0.");
});

test("the versions to choose from say what they are", () => {
  const options = versionOptions(["0.98.0", "0.94.2", "0.85.0"], OWN, "0.94.2").map(({ description }) => description);
  assert.deepEqual(options, ["newest", "connected", "this file"]);
  assert.equal(versionOptions(["0.85.0"], OWN, "0.85.0")[0]?.description, "newest, connected, this file");
});

test("what a check has found", () => {
  const row = (severity: FindingRow["severity"]): FindingRow => ({ line: 1, column: 1, severity, code: "x", message: "m" });
  const checked = (findings: readonly FindingRow[], fixed: number): CheckedForVersion => ({ zenml_version: "0.98.0", findings, fixed, text: null, edits: [], left: [] });
  assert.equal(checkInWords(checked([], 0)), "nothing to change");
  assert.equal(checkInWords(checked([row("error"), row("warning"), row("error")], 2)), "2 errors and 1 warning; 2 can be fixed");
});
