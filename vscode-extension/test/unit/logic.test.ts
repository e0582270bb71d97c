import assert from "node:assert/strict";
import { test } from "node:test";
import { titleOf } from "../../src/logic/componentTypes";
import { Coalescer } from "../../src/logic/coalesce";
import { CrashGuard } from "../../src/logic/crashes";
import { describeConflicts, listSteps, placesIn, summarizeDone } from "../../src/logic/plans";
import type { PlanStep } from "../../src/logic/results";
import { counted } from "../../src/logic/counts";
import { escapeHtml, escapeMarkdown, firstSentence } from "../../src/logic/text";

test("requests that come together are one run", async () => {
  let runs = 0;
  const coalescer = new Coalescer(() => {
    runs++;
    return Promise.resolve();
  }, 10);
  await Promise.all([coalescer.request(), coalescer.request(), coalescer.request()]);
  assert.equal(runs, 1);
  await coalescer.request();
  assert.equal(runs, 2);
});

test("requests during a run are one further run, never at the same time", async () => {
  let runs = 0;
  let now = 0;
  let most = 0;
  const coalescer = new Coalescer(async () => {
    runs++;
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 30));
    now--;
  }, 1);
  const first = coalescer.request();
  await new Promise((resolve) => setTimeout(resolve, 15));
  const later = [coalescer.request(), coalescer.request()];
  await first;
  await Promise.all(later);
  assert.equal(runs, 2);
  assert.equal(most, 1);
});

test("a failed run does not stop the next, and closing lets everybody go", async () => {
  let runs = 0;
  const coalescer = new Coalescer(() => {
    runs++;
    return Promise.reject(new Error("no"));
  }, 1);
  await coalescer.request();
  await coalescer.request();
  assert.equal(runs, 2);
  const waiting = coalescer.request();
  coalescer.close();
  await waiting;
  await coalescer.request();
  assert.equal(runs, 2);
});

test("three crashes in a short time are enough", () => {
  let now = 0;
  const guard = new CrashGuard(3, 1_000, () => now);
  assert.equal(guard.mayRestart(), true);
  assert.equal(guard.mayRestart(), true);
  assert.equal(guard.mayRestart(), false);
  now = 5_000;
  assert.equal(guard.mayRestart(), true);
});

function step(action: string, type: string | null, name: string): PlanStep {
  return { action, kind: type === null ? "stack" : "component", type, name, detail: "" };
}

test("plans in a few words", () => {
  const steps = [step("create", "artifact_store", "a"), step("reuse", "orchestrator", "b"), step("change", null, "s")];
  assert.equal(summarizeDone(steps), "1 created, 1 changed");
  assert.equal(listSteps(steps), "create artifact store a\nchange stack s");
  const change = { ...step("change", "orchestrator", "o"), detail: "synchronous: true → false" };
  assert.equal(listSteps([change]), "change orchestrator o: synchronous: true → false");
  assert.equal(listSteps([{ ...change, detail: "x".repeat(500) }]).length, "change orchestrator o: ".length + 160);
  const many = Array.from({ length: 40 }, (_, index) => step("create", "alerter", `a${index}`));
  assert.equal(listSteps(many).split("\n").length, 12);
  assert.match(listSteps(many), /and 29 more; Plan This File/);
  assert.equal(describeConflicts([{ message: "No." }]), "No.");
  assert.equal(describeConflicts(["odd"]), "odd");
  assert.equal(describeConflicts([{ kind: 1 }, "odd", { message: "No." }]), '{"kind":1} The plan has 2 more reasons.');
});

test("a plan names the places of its file that are in its way", () => {
  const text = "Plan in the registry\n\n  ! error    line 7:13: There is no line 3:4: here.\n  + create   line 1:1: x\n  ! unset    line 12:5: ${A}\n";
  const found = placesIn(text);
  assert.deepEqual(found.map(({ at, length }) => text.slice(at, at + length)), ["line 7:13", "line 12:5"]);
  assert.deepEqual(found.map(({ line, column }) => [line, column]), [[7, 13], [12, 5]]);
});

test("text is shown as it is", () => {
  assert.equal(escapeHtml(`<b a="1">'&`), "&lt;b a=&quot;1&quot;&gt;&#39;&amp;");
  assert.equal(escapeMarkdown("[a](b) **c** $(x) <i>"), "\\[a\\]\\(b\\) \\*\\*c\\*\\* \\$\\(x\\) \\<i\\>");
  assert.equal(escapeMarkdown("a\u001b[2J\u009b\u202e\n\tb"), "a\ufffd\\[2J\ufffd\ufffd\n\tb");
  assert.equal(counted(1, "stack"), "1 stack");
  assert.equal(counted(2, "stack"), "2 stacks");
  assert.equal(firstSentence("Runs things. And more."), "Runs things.");
  assert.equal(firstSentence("Uses e.g. this\nand that"), "Uses e.g. this and that");
  assert.equal(titleOf("artifact_store"), "Artifact store");
});
