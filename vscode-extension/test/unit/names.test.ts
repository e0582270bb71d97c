import assert from "node:assert/strict";
import { test } from "node:test";
import { fileNameFor, problemWithName, suggestedName } from "../../src/logic/names";

test("names of stacks and their files", () => {
  assert.equal(problemWithName("prod"), undefined);
  assert.ok(problemWithName("  "));
  assert.ok(problemWithName("a\nb"));
  assert.ok(problemWithName("a".repeat(256)));
  assert.equal(fileNameFor("prod", () => false), "prod.stack.yaml");
  assert.equal(fileNameFor("../my stack!", () => false), "my-stack.stack.yaml");
  assert.equal(fileNameFor("…", () => false), "new.stack.yaml");
  assert.equal(fileNameFor("prod", (name) => name === "prod.stack.yaml"), "prod-2.stack.yaml");
  assert.equal(suggestedName("s3-x.y"), "my_s3_x_y");
});
