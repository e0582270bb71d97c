import assert from "node:assert/strict";
import { test } from "node:test";
import { Revisions } from "../../src/logic/revisions";

test("a revision is new once, in an answer or a notification", () => {
  const revisions = new Revisions();
  assert.deepEqual([1, 1, 2, 1, 2, 3].map((one) => revisions.isNew(one)), [true, false, true, false, false, true]);
});

test("a change that changed nothing is none", () => {
  assert.equal(new Revisions().isNew(0), false);
});

test("another server counts anew", () => {
  const revisions = new Revisions();
  assert.equal(revisions.isNew(7), true);
  revisions.reset();
  assert.equal(revisions.isNew(1), true);
});
