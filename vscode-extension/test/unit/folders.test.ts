import assert from "node:assert/strict";
import { test } from "node:test";
import { folderPlanHeading, listFolderPlan, mayApplyFolder, mayDelete, placesIn, questionAboutFolder, whyNotApply } from "../../src/logic/folders";
import type { FolderPlan } from "../../src/logic/results";

const FILES = ["stacks/a.stack.yaml", "more/stacks/a.stack.yaml", "b.yaml"].map((path) => ({ path, uri: `file:///w/${path}` }));

function planOf(more: Partial<FolderPlan> = {}): FolderPlan {
  const step = { action: "create", kind: "stack", type: null, name: "a", detail: "" };
  const file = { path: "stacks/a.stack.yaml", uri: "file:///w/stacks/a.stack.yaml", stack: "a", empty: false, conflicts: [], steps: [step], text: "" };
  const plan = { title: "Plan", summary: "1 to create.", text: "", registry: "the registry", empty: false, blocked: false, unheld: [], files: [file], planned: "x" };
  return { ...plan, ...more };
}

test("the places that a text names are found, and no part of another path", () => {
  const text = "bucket is defined differently in stacks/a.stack.yaml:9 and more/stacks/a.stack.yaml:12.\n! b.yaml\n! xb.yaml b.yaml2 (b.yaml)";
  assert.deepEqual(
    placesIn(text, FILES).map(({ start, end, uri, line }) => [text.slice(start, end), uri, line]),
    [
      ["stacks/a.stack.yaml:9", "file:///w/stacks/a.stack.yaml", 9],
      ["more/stacks/a.stack.yaml:12", "file:///w/more/stacks/a.stack.yaml", 12],
      ["b.yaml", "file:///w/b.yaml", undefined],
      ["b.yaml", "file:///w/b.yaml", undefined],
    ],
  );
});

test("what no file holds any more can go where nothing is against it", () => {
  const gone = { type: "orchestrator", name: "old", conflict: null };
  assert.equal(mayApplyFolder(planOf({ empty: true })), false);
  assert.equal(mayApplyFolder(planOf({ empty: true, unheld: [gone] })), true);
  assert.equal(mayDelete(planOf({ unheld: [gone, { ...gone, conflict: "It is active." }] })), false);
  assert.equal(mayApplyFolder(planOf({ blocked: true, unheld: [gone] })), false);
  assert.match(listFolderPlan(planOf({ unheld: [gone] })), /\na: 1 to create\nin no file any more: orchestrator old$/);
});

test("what is deleted alone is asked about alone", () => {
  const plan = planOf({ empty: true, unheld: [{ type: null, name: "old", conflict: null }] });
  assert.equal(questionAboutFolder(plan, false), "Delete what is in no file any more from the registry?");
  assert.equal(listFolderPlan({ ...plan, files: [] }), "stack old");
});

test("a tab says what the plan is of", () => {
  assert.equal(folderPlanHeading(["file:///w/my%20stacks/"]), "Plan for my stacks");
  assert.equal(folderPlanHeading(["file:///w/a.yaml", "file:///w/b.yaml"]), "Plan for 2 files");
});

test("a long plan is cut", () => {
  const lines = listFolderPlan(planOf({ files: Array.from({ length: 40 }, () => planOf().files).flat() })).split("\n");
  assert.equal(lines.length, 2 + 12);
  assert.equal(lines.at(-1), "and 29 more");
});

test("a stale plan is asked about again", () => {
  assert.equal(questionAboutFolder(planOf(), false), "Apply 1 stack to the registry?");
  assert.match(questionAboutFolder(planOf(), true), /^The files or the registry have changed meanwhile/);
});

test("the first reason is told with its file", () => {
  const conflict = { kind: "conflict", message: "It is defined differently in a and b.", line: 1, column: 1 };
  const plan = planOf({ blocked: true, files: planOf().files.map((file) => ({ ...file, conflicts: [conflict, conflict] })) });
  assert.equal(whyNotApply(plan), "stacks/a.stack.yaml: It is defined differently in a and b. The plan has one more reason.");
});
