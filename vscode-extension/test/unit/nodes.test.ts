import assert from "node:assert/strict";
import { test } from "node:test";
import { flavorOf, onlyInOne, textToCopy } from "../../src/logic/nodes";
import { flavor, parameter } from "./samples";

const component = { type: "artifact_store", name: "bucket", flavor: "s3" };
const stack = { name: "training", id: "1", active: false, components: [component] };
const s3 = flavor("artifact_store", "s3");

test("an entry of a tree is copied by what it is called, a value by what it shows", () => {
  assert.equal(textToCopy({ kind: "stack", stack }), "training");
  assert.equal(textToCopy({ kind: "component", stack, component }), "bucket");
  assert.equal(textToCopy({ kind: "value", name: "path", value: "s3://bucket" }), "s3://bucket");
  assert.equal(textToCopy({ kind: "value", name: "tags", value: ["a"] }), '["a"]');
  assert.equal(textToCopy({ kind: "type", type: "artifact_store", flavors: [] }), "artifact_store");
  assert.equal(textToCopy({ kind: "flavor", flavor: s3 }), "s3");
  assert.equal(textToCopy({ kind: "parameter", flavor: s3, parameter: parameter("path") }), "path");
  assert.equal(textToCopy(undefined), undefined);
});

test("flavors are told from entries of both trees, and from what a page sends", () => {
  const wanted = { type: "artifact_store", name: "s3" };
  assert.deepEqual(flavorOf({ kind: "component", stack, component }), wanted);
  assert.deepEqual(flavorOf({ kind: "flavor", flavor: s3 }), wanted);
  assert.deepEqual(flavorOf({ type: "artifact_store", name: "s3" }), wanted);
  assert.equal(flavorOf({ kind: "stack", stack }), undefined);
  assert.equal(flavorOf(undefined), undefined);
});

test("what a key was pressed on is what comes into the selection, or goes out of it", () => {
  assert.equal(onlyInOne(["bare"], ["bare", "later"]), "later");
  assert.equal(onlyInOne(["bare", "later"], ["bare"]), "later");
  assert.equal(onlyInOne([], ["bare"]), "bare");
  assert.equal(onlyInOne(["bare"], ["bare"]), undefined);
});
