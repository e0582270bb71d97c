import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutEchoes } from "../../src/logic/coexistence";
import { warningOf } from "../../src/logic/fileStatus";
import { freeName, problemWithName } from "../../src/logic/names";
import type { StackSummary } from "../../src/logic/results";
import { componentsOnlyIn, contextOf, describeDeletion, whyNotDelete, whyNotRename } from "../../src/logic/stackChanges";
import { interpreterOptions, storeInShort, whileAsking, whyBuiltIn, storeOptions, type LookedAt } from "../../src/logic/stores";
import { componentInWords, componentLines, flavorsInShort } from "../../src/logic/stackSummaries";
import { commandAddress, shortened, withoutLinks } from "../../src/logic/text";

function stack(name: string, components: readonly string[] = [], active = false): StackSummary {
  const references = components.map((one) => {
    const [type = "", component = ""] = one.split("/");
    return { type, name: component, flavor: "local" };
  });
  return { name, id: name, active, components: references };
}

test("names", () => {
  assert.equal(problemWithName(" "), "A stack needs a name.");
  assert.equal(problemWithName("", "The artifact store"), "The artifact store needs a name.");
  assert.equal(problemWithName("a\nb"), "A name is one line of text.");
  assert.equal(problemWithName("a", "A stack", new Set(["a"])), "This name is taken.");
  assert.equal(problemWithName("x".repeat(256)), "A name has 255 characters at most.");
  assert.equal(problemWithName("<b> $(x) [y](z)"), undefined);
  assert.equal(freeName("a", new Set(["a", "a-2"])), "a-3");
  assert.equal(freeName("b", new Set(["a"])), "b");
});

test("the default stack stays, and so does the active one", () => {
  const [standard, active, other] = [stack("default"), stack("a", [], true), stack("b")] as const;
  assert.deepEqual([standard, active, other].map((one) => whyNotRename(one) === undefined), [false, true, true]);
  assert.deepEqual([standard, active, other].map((one) => whyNotDelete(one) === undefined), [false, false, true]);
  assert.deepEqual([standard, active, other].map(contextOf), ["stack:A", "stack:R", "stack:ARD"]);
});

test("components that go with a stack, if the user wants", () => {
  const mine = stack("a", ["orchestrator/default", "artifact_store/mine", "alerter/shared"]);
  const stacks = [stack("default", ["orchestrator/default", "artifact_store/default"]), mine, stack("b", ["alerter/shared"])];
  const only = componentsOnlyIn(mine, stacks);
  assert.deepEqual(only.map((one) => one.name), ["mine"]);
  assert.match(describeDeletion(only), /No other stack uses:\n• artifact store mine$/);
  assert.equal(describeDeletion([]), "Its components stay: other stacks use all of them.");
  const many = Array.from({ length: 200 }, (_, index) => ({ type: "alerter", name: `a${index}`, flavor: "slack" }));
  const lines = describeDeletion(many).split("\n");
  assert.deepEqual([lines.length, lines.at(-1)], [13, "and 189 more"]);
});

test("stacks with many components fit into a tooltip and a line", () => {
  const many = stack("big", ["orchestrator/o", ...Array.from({ length: 200 }, (_, index) => `step_operator/s${index}`)]);
  const lines = componentLines(many, componentInWords);
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [15, "orchestrator: o (local)", "and 187 more"]);
  assert.equal(flavorsInShort(many), "local · local ×200");
  assert.deepEqual(componentLines(stack("small", ["orchestrator/o"]), (one) => one.name), ["o"]);
});

test("long names are cut where there is no room, by characters", () => {
  assert.equal(shortened("training", 8), "training");
  assert.equal(shortened("training-gpu", 8), "trainin…");
  assert.equal(shortened("🚀🚀🚀", 2), "🚀…");
});

test("a link that runs a command holds its argument, whatever is in it", () => {
  const name = `a (b) "c" ](command:x)`;
  const address = commandAddress("stackls.stacks.describe", { name });
  assert.match(address, /^command:stackls\.stacks\.describe\?[^()\s"]+$/);
  assert.deepEqual(JSON.parse(decodeURIComponent(address.slice(address.indexOf("?") + 1))), [{ name }]);
});

test("registries: the one that is set says what it comes to", () => {
  const local = { kind: "local", label: "built-in registry", location: "/data/stacks.db", place: "the built-in registry", zenml_version: "0.98.0" };
  const options = storeOptions("auto", local);
  assert.deepEqual(options.map((one) => one.description), ["in use: built-in registry, /data/stacks.db", "", ""]);
  assert.deepEqual(storeOptions("zenml", undefined).map((one) => one.description), ["", "selected", ""]);
  assert.equal(storeInShort(local), "built-in");
  assert.equal(storeInShort({ kind: "zenml", label: "", location: "", place: "", zenml_version: "" }), "ZenML");
  const served = { kind: "zenml", label: "", location: "https://zenml.example.com:8080/x", place: "", zenml_version: "" };
  assert.equal(storeInShort(served), "zenml.example.com:8080");
});

test("a file is warned of when it differs from what is registered, and only then", () => {
  assert.equal(warningOf({ stack: "a", state: "different", places: 2 }), "This file differs from the registered stack in 2 places.");
  for (const state of ["unknown", "unregistered", "same"] as const) {
    assert.equal(warningOf({ stack: "a", state, places: 0 }), undefined);
  }
});

test("findings that another YAML extension has too are left to it", () => {
  const findings = [{ code: "syntax-error" }, { code: { value: "duplicate-key" } }, { code: { value: "unknown-flavor" } }, {}];
  assert.deepEqual(withoutEchoes(findings), [{ code: { value: "unknown-flavor" } }, {}]);
});

test("a name makes no link in a message", () => {
  const hostile = "[click](command:workbench.action.quit)";
  assert.ok(!/\[[^\]]+\]\([^)]+\)/.test(withoutLinks(`Delete ${hostile}?`)));
  assert.equal(withoutLinks("a [b] (c)"), "a [b] (c)");
});

test("why stacks are in the built-in registry", () => {
  const selected = { path: "/p", found: "the interpreter selected in the editor", verdict: "no-zenml", reason: "ZenML is not installed in it." };
  assert.equal(
    whyBuiltIn([selected], true),
    "No ZenML found: this is the built-in registry. The selected interpreter is /p. ZenML is not installed in it.",
  );
  assert.equal(whyBuiltIn([], true), "No ZenML found: this is the built-in registry.");
  assert.match(whyBuiltIn([], false), /^Restricted Mode: /);
  assert.equal(whyBuiltIn([selected, { ...selected, found: "PATH", verdict: "chosen" }], true), "");
});

test("interpreters are offered for ZenML, those that have it first", () => {
  const seen = (path: string, verdict: string, zenml: string | null, reason = ""): LookedAt => ({
    path, found: "PATH", verdict, reason, zenml_version: zenml, python_version: zenml === null ? null : "3.11.2",
  });
  const found = [seen("/a", "no-zenml", null, "ZenML is not installed in it."), seen("/b", "missing", null), seen("/c", "chosen", "0.98.0")];
  const shown = (set: string, used: string | undefined): string[] =>
    interpreterOptions(found, set, used).map((one) => [one.label, one.description, one.detail, one.isInUse].join("|"));
  assert.deepEqual(shown("", "/c").slice(1), [
    "/c|PATH, in use|ZenML 0.98.0 · Python 3.11.2|true",
    "/a|PATH|ZenML is not installed in it.|false",
  ]);
  assert.match(shown("", "/c")[0] ?? "", /^Automatic\|selected\|.*\|true$/);
  assert.match(shown("/c", "/c")[0] ?? "", /^Automatic\|\|.*\|false$/);
});

test("what is said while a registry is asked", () => {
  assert.equal(whileAsking("local", false), "Reading the stacks…");
  assert.equal(whileAsking("zenml", false), "Asking ZenML (the first time takes up to a minute)…");
  assert.equal(whileAsking("auto", true), "Looking for ZenML and asking it…");
});
