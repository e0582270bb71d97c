import assert from "node:assert/strict";
import { test } from "node:test";
import { componentFileSnippet, insertionOf } from "../../src/logic/componentFile";
import { optionalParameters, placeholderFor, problemWithValue, promptFor, valuesOf } from "../../src/logic/parameters";
import { flavor, inserted, parameter } from "./samples";

const S3 = flavor("artifact_store", "s3", [parameter("path"), parameter("key", { required: false, sensitive: true })]);
const LOCAL = flavor("orchestrator", "local");

/** `text` with the component in it; `undefined` where there is no place for it. */
function withComponent(text: string, name: string, given = S3): string | undefined {
  const insertion = insertionOf(text, name, given);
  if (insertion === undefined) {
    return undefined;
  }
  const lineBreak = insertion.offset === 0 ? "" : "\n";
  return `${text.slice(0, insertion.offset)}${lineBreak}${inserted(insertion.snippet)}${text.slice(insertion.offset)}`;
}

test("a component of a new type goes behind all others, as they are indented", () => {
  const text = `stack_name: a
components:
    orchestrator:
        name: o   # in the older form
        flavor: local
        configuration: {}  # nothing

# below the components
zenml_version: 0.98.0
`;
  assert.equal(
    withComponent(text, "bucket"),
    `stack_name: a
components:
    orchestrator:
        name: o   # in the older form
        flavor: local
        configuration: {}  # nothing
    artifact_store:
      - name: bucket
        type: artifact_store
        flavor: s3
        configuration:
          path: s3://my-bucket

# below the components
zenml_version: 0.98.0
`,
  );
});

test("a component of a type that is there goes behind those of its type", () => {
  const text = `components:
  artifact_store:
  - name: first
    flavor: local
    configuration:
      path: ''
  orchestrator:
  - {name: o, flavor: local, configuration: {}}`;
  assert.equal(
    withComponent(text, "second"),
    `components:
  artifact_store:
  - name: first
    flavor: local
    configuration:
      path: ''
  - name: second
    type: artifact_store
    flavor: s3
    configuration:
      path: s3://my-bucket
  orchestrator:
  - {name: o, flavor: local, configuration: {}}`,
  );
  assert.match(withComponent(text, "third", LOCAL) ?? "", /configuration: \{\}\}\n {2}- name: third\n {4}type: orchestrator\n {4}flavor: local\n {4}configuration: \{\}$/);
});

test("a file without components gets them", () => {
  const alone = inserted(componentFileSnippet("o", LOCAL));
  assert.equal(alone, "components:\n  orchestrator:\n    - name: o\n      type: orchestrator\n      flavor: local\n      configuration: {}");
  assert.equal(withComponent("", "o", LOCAL), alone);
  assert.equal(withComponent("stack_name: a\n", "o", LOCAL), `stack_name: a\n${alone}\n`);
});

test("what is written in a way that nothing can be added to is left alone", () => {
  for (const text of [
    "{stack_name: a, components: {}}",
    "components: {orchestrator: [{name: o}]}",
    "components: {}",
    "components:",
    "components:\n  artifact_store:\n    name: a\n",
    "components:\n  artifact_store: []\n",
    "components:\n  artifact_store: [a\n",
    "- a\n",
  ]) {
    assert.equal(withComponent(text, "x"), undefined, text);
  }
});

test("values that can be counted are picked", () => {
  assert.deepEqual(valuesOf(parameter("a", { type: "boolean" })), ["true", "false"]);
  assert.deepEqual(valuesOf(parameter("a", { choices: ["x", 2, null] })), ["x", "2"]);
  assert.deepEqual(valuesOf(parameter("a")), []);
});

test("what is asked about a parameter", () => {
  const region = parameter("region", { description: "Where to run. It matters.", default_text: "eu" });
  assert.equal(promptFor(region), "region (text): Where to run.");
  assert.equal(placeholderFor(region), "eu, unless you say otherwise");
  assert.equal(placeholderFor(parameter("path", { placeholder: "s3://my-bucket" })), "s3://my-bucket");
  const token = parameter("token", { sensitive: true, placeholder: "'{{a.b}}'" });
  assert.match(promptFor(token), /\{\{name\.key\}\}/);
  assert.equal(placeholderFor(token), "a secret, or a reference to one");
  assert.match(promptFor(parameter("tags", { type: "mapping to texts" })), /as JSON/);
  const offered = optionalParameters([parameter("a"), parameter("b", { required: false }), parameter("c", { required: false, deprecated: true })]);
  assert.deepEqual(offered.map((one) => one.name), ["b"]);
});

test("values of another form are told at once, the rest is the server's business", () => {
  const problem = (type: string, text: string, more = {}): string | undefined => problemWithValue(parameter("p", { type, ...more }), text);
  assert.equal(problem("text", ""), "p has to be given.");
  assert.equal(problem("text", "", { required: false }), undefined);
  assert.equal(problem("integer, at least 0", "3"), undefined);
  assert.equal(problem("integer, at least 0", "3.5"), "p is a whole number.");
  assert.equal(problem("number", "1e3"), undefined);
  assert.equal(problem("number", "much"), "p is a number.");
  assert.equal(problem("mapping to texts", '{"a": "b"}'), undefined);
  assert.match(problem("mapping to texts", "a: b") ?? "", /JSON object/);
  assert.match(problem("mapping", "[]") ?? "", /JSON object/);
  assert.match(problem("list of texts", "a, b") ?? "", /JSON list/);
  assert.equal(problem("integer or number or text", "many"), undefined);
  assert.equal(problem("integer", "{{sizes.small}}"), undefined);
});
