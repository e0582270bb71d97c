import assert from "node:assert/strict";
import { test } from "node:test";
import { optionalParameters, placeholderFor, problemWithValue, promptFor, valuesOf } from "../../src/logic/parameters";
import { parameter } from "./samples";

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
