import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { registeredLikeFile } from "../../src/logic/compare";

const FILE = `# ours
components:
  alerter:
  - configuration:
      slack_token: '{{slack.token}}'   # a secret
    flavor: slack
    name: chat
    type: alerter
  orchestrator:
  - configuration: {tags: {a: "1"}, size: 5}
    flavor: sagemaker
    name: runner
    type: orchestrator
stack_name: prod
zenml_version: 0.98.0
`;

interface Stack {
  components: Record<string, { name: string; type: string; flavor: string; configuration: Record<string, unknown> }[]>;
}

/** What the registry exports, in an order of its own, after \`change\`. */
function exported(change: (stack: Stack) => void = () => undefined): string {
  const { components } = parse(FILE) as Stack;
  const stack: Stack = { components: { orchestrator: components.orchestrator ?? [], alerter: components.alerter ?? [] } };
  change(stack);
  return stringify({ stack_name: "prod", zenml_version: "0.99.0", ...stack });
}

test("what says the same looks the same", () => {
  assert.equal(registeredLikeFile(FILE, exported()), FILE);
});

test("only what is registered differently differs", () => {
  const like = registeredLikeFile(
    FILE,
    exported((stack) => {
      const [runner] = stack.components.orchestrator ?? [];
      Object.assign(runner?.configuration ?? {}, { size: 9, region: "eu" });
    }),
  );
  assert.equal(like, FILE.replace("size: 5", "size: 9, region: eu").replace("   # a secret", " # a secret"));
});

test("components come and go", () => {
  const like = registeredLikeFile(
    FILE,
    exported((stack) => {
      delete stack.components.alerter;
      stack.components.image_builder = [{ name: "b", type: "image_builder", flavor: "local", configuration: {} }];
    }),
  );
  assert.ok(!like.includes("alerter"));
  assert.match(like, / {2}image_builder:\n {2}- name: b\n/);
});

test("a file that cannot be read is compared with the export itself", () => {
  for (const text of ["components: [", "a: 1", ""]) {
    assert.equal(registeredLikeFile(text, exported()), exported());
  }
});

const stacks = path.join(process.cwd(), "..", "fixtures", "workspaces", "demo", "stacks");
for (const name of readdirSync(stacks)) {
  test(`${name} is like itself`, () => {
    const text = readFileSync(path.join(stacks, name), "utf8");
    assert.equal(registeredLikeFile(text, stringify(parse(text, { version: "1.1" }), { version: "1.1" })), text);
  });
}
