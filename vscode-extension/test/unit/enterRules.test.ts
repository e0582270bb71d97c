import assert from "node:assert/strict";
import { test } from "node:test";
import { ENTER_RULES } from "../../src/logic/enterRules";

/** What comes before the cursor in the line after `line`. */
function next(line: string): string {
  const rule = ENTER_RULES.find(({ before }) => before.test(line));
  return (/^\s*/.exec(line)?.[0] ?? "") + (rule?.added ?? "");
}

test("what belongs to a key is one level below it", () => {
  assert.equal(next("components:"), "  ");
  assert.equal(next("      configuration: "), "        ");
  assert.equal(next("  description: |"), "    ");
  assert.equal(next("  - environment:"), "      ");
});

test("the keys of an item stand below each other", () => {
  assert.equal(next("    - name: cluster"), "      ");
  assert.equal(next("      type: orchestrator"), "      ");
});

test("nothing is added to other lines", () => {
  for (const line of ["", "  - plain", "# a comment:", "key: value", "url: https://x:8080/y:", "  }"]) {
    assert.equal(next(line), /^\s*/.exec(line)?.[0]);
  }
});
