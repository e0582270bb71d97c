import assert from "node:assert/strict";
import { test } from "node:test";
import { Values } from "../../src/commands/parameterSteps";
import type { Surroundings } from "../../src/commands/shared";
import { contextOfComponent, usedBy, whyNotChange, whyNotRemove } from "../../src/logic/componentChanges";
import { optionalParameters, placeholderFor, problemWithValue, promptFor, valuesOf } from "../../src/logic/parameters";
import { Remembered } from "../../src/logic/remembered";
import { blockLines, entriesOf } from "../../src/logic/text";
import { flavor, parameter } from "./samples";

test("values that can be counted are picked", () => {
  assert.deepEqual(valuesOf(parameter("a", { type: "boolean" })), ["true", "false"]);
  assert.deepEqual(valuesOf(parameter("a", { choices: ["x", 2, null] })), ["x", "2"]);
  assert.deepEqual(valuesOf(parameter("a")), []);
});

test("what is asked about a parameter", () => {
  const region = parameter("region", { description: "Where to run. It matters.", default_text: "eu" });
  assert.equal(promptFor(region), "region (string): Where to run.");
  assert.equal(placeholderFor(region), "eu, unless you say otherwise");
  assert.equal(placeholderFor(parameter("path", { placeholder: "s3://my-bucket" })), "s3://my-bucket");
  const token = parameter("token", { sensitive: true, placeholder: "'{{a.b}}'" });
  assert.match(promptFor(token), /\{\{name\.key\}\}/);
  assert.equal(placeholderFor(token), "a secret, or a reference to one");
  assert.match(promptFor(parameter("tags", { type: "map of strings" })), /as JSON/);
  const offered = optionalParameters([parameter("a"), parameter("b", { required: false }), parameter("c", { required: false, deprecated: true })]);
  assert.deepEqual(offered.map((one) => one.name), ["b"]);
});

test("values of another form are told at once, the rest is the server's business", () => {
  const problem = (type: string, text: string, more = {}): string | undefined => problemWithValue(parameter("p", { type, ...more }), text);
  assert.equal(problem("string", ""), "p has to be given.");
  assert.equal(problem("string", "", { required: false }), undefined);
  assert.equal(problem("integer, at least 0", "3"), undefined);
  assert.equal(problem("integer, at least 0", "3.5"), "p is a whole number.");
  assert.equal(problem("number", "1e3"), undefined);
  assert.equal(problem("number", "much"), "p is a number.");
  assert.equal(problem("map of strings", '{"a": "b"}'), undefined);
  assert.match(problem("map of strings", "a: b") ?? "", /JSON object/);
  assert.match(problem("map", "[]") ?? "", /JSON object/);
  assert.match(problem("list of strings", "a, b") ?? "", /JSON list/);
  assert.equal(problem("integer or number or text", "many"), undefined);
  assert.equal(problem("integer", "{{sizes.small}}"), undefined);
});

const summary = (stacks: string[], isProtected = false): Parameters<typeof usedBy>[0] => ({
  ...{ type: "artifact_store", name: "bucket", flavor: "s3", id: "1", stacks, protected: isProtected },
});

test("what the default stack began with stays, and so does what a stack uses", () => {
  const all = [summary(["default"], true), summary(["prod"]), summary(["a", "b"]), summary([])];
  assert.deepEqual(all.map(contextOfComponent), ["component:", "component:C", "component:C", "component:CD"]);
  assert.deepEqual(all.map(usedBy), ["in 1 stack", "in 1 stack", "in 2 stacks", "unused"]);
  assert.equal(whyNotChange(all[0] ?? summary([])), "bucket belongs to the default stack and stays as it is.");
  assert.equal(whyNotRemove(summary(["prod"])), "bucket is used by the stack prod, and cannot be deleted.");
});

test("only what was changed is sent, and what is hidden stays", () => {
  const parameters = ["path", "region", "token", "size"].map((name) => parameter(name, { required: false }));
  const values = new Values({} as Surroundings, flavor("artifact_store", "s3", parameters), { path: "s3://b", region: "eu", token: "********", size: 3 });
  for (const [name, typed] of [["path", "s3://b"], ["region", ""], ["token", ""], ["size", "4"]] as const) {
    values.typed.set(name, typed);
  }
  assert.deepEqual(values.answers(parameters), { configuration: { size: "4" }, unset: ["region"] });
  values.typed.set("token", "new");
  assert.deepEqual(values.answers(parameters.slice(2, 3)), { configuration: { token: "new" }, unset: [] });
});

test("maps and lists unfold, and are written as YAML", () => {
  const value = { a: { b: ["x", { c: 1, d: 2 }] }, e: [], f: "one\ntwo" };
  assert.deepEqual(blockLines(value), ["a:", "  b:", "    - x", "    - c: 1", "      d: 2", "e: []", "f:", "  one", "  two"]);
  assert.deepEqual(entriesOf(["x", "y"]), [["1", "x"], ["2", "y"]]);
  assert.deepEqual([entriesOf("text"), entriesOf(null), entriesOf({})], [[], [], []]);
});

test("what is remembered is asked for once, and again where that failed", async () => {
  let asked = 0;
  const known = new Remembered(() => (++asked === 1 ? Promise.reject(new Error("busy")) : Promise.resolve(asked)));
  await assert.rejects(known.get());
  assert.deepEqual([await known.get(), await known.get()], [2, 2]);
  known.forget();
  assert.equal(await known.get(), 3);
});
