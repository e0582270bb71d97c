import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { hasStackFileName, mayBeRunConfiguration, mayBeStackFile } from "../../src/logic/detect";

const demo = path.join(process.cwd(), "..", "fixtures", "workspaces", "demo");

function yamlFiles(folder: string): string[] {
  return readdirSync(path.join(demo, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(demo, folder, name));
}

for (const file of ["stacks", "broken", "handwritten"].flatMap(yamlFiles)) {
  test(`${path.relative(demo, file)} starts the server`, () => {
    const text = readFileSync(file, "utf8");
    assert.equal(mayBeStackFile(text, file) || mayBeRunConfiguration(text, file), true);
  });
}

for (const file of yamlFiles("other")) {
  test(`${path.relative(demo, file)} starts nothing`, () => {
    assert.equal(mayBeStackFile(readFileSync(file, "utf8"), file), false);
  });
}

test("what could become a stack file is worth a look", () => {
  for (const text of ["components:\n  orchestrator:\n", "components: {orchestrator: x}", "components:\n  orchestrators:\n", "stack_name: a\n", '{"components": {"alerter": []}}']) {
    assert.equal(mayBeStackFile(text, "/a/b.yaml"), true, text);
  }
  for (const text of ["", "components:\n  schemas:\n    Pet: {}\n", "orchestrator:\n  name: a\n", '{"components": {"schemas": {}}}']) {
    assert.equal(mayBeStackFile(text, "/a/b.yaml"), false, text);
  }
  assert.equal(mayBeStackFile("", "/a/b.stack.yaml"), true);
});

test("a name may decide", () => {
  assert.equal(hasStackFileName("/a/prod.stack.yaml"), true);
  assert.equal(hasStackFileName("C:\\a\\PROD.stack.YML"), true);
  assert.equal(hasStackFileName("/a/stack.yaml"), false);
  assert.equal(hasStackFileName("/a/.stack.yaml"), false);
});
