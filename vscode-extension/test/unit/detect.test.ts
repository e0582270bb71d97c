import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { hasStackFileName, isStackFile, looksLikeStackFile, matchesGlob, stackNameOf } from "../../src/logic/detect";

const demo = path.join(process.cwd(), "..", "fixtures", "workspaces", "demo");

function yamlFiles(folder: string): string[] {
  return readdirSync(path.join(demo, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(demo, folder, name));
}

for (const file of ["stacks", "broken", "handwritten"].flatMap(yamlFiles)) {
  test(`${path.relative(demo, file)} starts the server`, () => {
    assert.equal(isStackFile(readFileSync(file, "utf8"), file), true);
  });
}

for (const file of yamlFiles("other")) {
  test(`${path.relative(demo, file)} starts nothing`, () => {
    assert.equal(isStackFile(readFileSync(file, "utf8"), file), false);
  });
}

test("content decides", () => {
  const yes = [
    "components:\n  orchestrator:\n",
    "components: {orchestrator: x}",
    "components:\n  orchestrators:\n    - a\n",
    "stack_name: a\ncomponents:",
    "\uFEFFstack_name: a\r\nzenml_version: b\r\n",
    '{"stack_name": "a", "components": {}}',
    "# comment\ncomponents:\n\n  # more\n  secrets_manager:\n    x: 1\n",
  ];
  const no = [
    "",
    "components:\n  schemas:\n    Pet: {}\n",
    "stack_name: a\n",
    "a:\n  components:\n    orchestrator: x\n",
    "components:\n  terraform:\n    orchestrator: x\n",
    "stack_name: a\ncomponents: {{ .Values.x }}\n",
    '{"components": {"schemas": {}}}',
  ];
  for (const text of yes) {
    assert.equal(looksLikeStackFile(text), true, text);
  }
  for (const text of no) {
    assert.equal(looksLikeStackFile(text), false, text);
  }
});

test("a name may decide", () => {
  assert.equal(hasStackFileName("/a/prod.stack.yaml"), true);
  assert.equal(hasStackFileName("C:\\a\\PROD.stack.YML"), true);
  assert.equal(hasStackFileName("/a/stack.yaml"), false);
  assert.equal(hasStackFileName("/a/.stack.yaml"), false);
});

test("globs match from the right", () => {
  assert.equal(matchesGlob("/w/infra/zenml/prod.yaml", "infra/zenml/*.yaml"), true);
  assert.equal(matchesGlob("/w/infra/zenml/prod.yaml", "**/zenml/*.yaml"), true);
  assert.equal(matchesGlob("/w/prod.yaml", "prod.y?ml"), true);
  assert.equal(matchesGlob("/w/a/prod.yaml", "/w/*.yaml"), false);
  assert.equal(matchesGlob("/w/a/prod.yaml", "**/"), false);
  assert.equal(matchesGlob("/w/a(b)/prod.yaml", "a(b)/*"), true);
});

test("a very long document costs little", () => {
  const started = Date.now();
  looksLikeStackFile(`components:\n${"  a: b\n".repeat(500_000)}`);
  looksLikeStackFile(" ".repeat(2_000_000));
  assert.ok(Date.now() - started < 500);
});

test("the stack's name", () => {
  assert.equal(stackNameOf("stack_name: prod\n"), "prod");
  assert.equal(stackNameOf("x: 1\nstack_name: my stack  # ours\r\n"), "my stack");
  assert.equal(stackNameOf("'stack_name': \"a # b\" # c\n"), "a # b");
  assert.equal(stackNameOf("stack_name:\n"), undefined);
  assert.equal(stackNameOf("stack_name: |\n  a\n"), undefined);
  assert.equal(stackNameOf("  stack_name: inner\n"), undefined);
});

test("a star of a glob stands for any text, a question mark for one character", () => {
  const matching = [["a.yaml", "*.yaml"], ["x/ab.yaml", "x/a?.*"], ["abcab", "*ab"], ["ab", "a*b*"], ["a+b", "a+b"], ["aXbXc", "a*X*c"]];
  const others = [["a.yml", "*.yaml"], ["x/a.yaml", "x/a?.*"], ["abc", "*ab"], ["b", "?b"], ["a", "a?*"], ["aab", "a+b"]];
  for (const [path = "", glob = ""] of matching) {
    assert.equal(matchesGlob(path, glob), true, `${path} ${glob}`);
  }
  for (const [path = "", glob = ""] of others) {
    assert.equal(matchesGlob(path, glob), false, `${path} ${glob}`);
  }
});

test("a glob of many stars does not hang", () => {
  assert.equal(matchesGlob("a".repeat(2000), `${"a*".repeat(200)}b`), false);
});

test("the name of a stack ends before a comment and the space in front of it", () => {
  assert.equal(stackNameOf("stack_name: a b  # c # d\r\n"), "a b");
  assert.equal(stackNameOf("stack_name:  a#b \t\r\n"), "a#b");
  assert.equal(stackNameOf(`stack_name: a${" ".repeat(400_000)}b\n`)?.length, 400_002);
  assert.equal(stackNameOf("stack_name:  \n"), undefined);
});
