import assert from "node:assert/strict";
import { test } from "node:test";
import { renamedPath } from "../../src/logic/renames";

test("a file goes with what it is called, and with its folders", () => {
  assert.equal(renamedPath("/w/stacks/a.yaml", "/w/stacks/a.yaml", "/w/b.yaml"), "/w/b.yaml");
  assert.equal(renamedPath("/w/stacks/a.yaml", "/w/stacks", "/w/infra/zenml"), "/w/infra/zenml/a.yaml");
  assert.equal(renamedPath("/w/stacks-old/a.yaml", "/w/stacks", "/w/infra"), "/w/stacks-old/a.yaml");
  assert.equal(renamedPath("/w/a.yaml", "/w/a.yam", "/w/b"), "/w/a.yaml");
});
