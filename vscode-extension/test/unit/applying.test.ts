import assert from "node:assert/strict";
import { test } from "node:test";
import { applyAgreed, type Agreement } from "../../src/logic/applying";
import { questionAbout } from "../../src/logic/plans";
import type { Plan } from "../../src/logic/results";

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

function planNamed(planned: string, empty = false): Plan {
  return { stack: "demo", empty, conflicts: [], steps: [], text: "", planned };
}

/** A registry whose plans come one after the other, and a user who answers `answers`. */
function registry(plans: readonly string[], answers: readonly (Agreement | undefined)[]) {
  const asked: [string | undefined, boolean][] = [];
  const applied: [string | undefined, Agreement][] = [];
  let looked = 0;
  return {
    asked,
    applied,
    plan: () => Promise.resolve(planNamed(plans[looked++] ?? "")),
    agree: (plan: Plan, isNew: boolean) => {
      asked.push([plan.planned, isNew]);
      return Promise.resolve(answers[asked.length - 1]);
    },
    apply: (plan: Plan, agreement: Agreement) => {
      applied.push([plan.planned, agreement]);
      return plan.planned === plans.at(-1) ? Promise.resolve(plan) : Promise.reject(new Refused("store-changed"));
    },
  };
}

test("the plan that was agreed to is applied", async () => {
  const steps = registry(["one"], ["activate"]);
  assert.equal((await applyAgreed(steps))?.agreement, "activate");
  assert.deepEqual(steps.asked, [["one", false]]);
  assert.deepEqual(steps.applied, [["one", "activate"]]);
});

test("a plan that has changed meanwhile is shown anew, and asked about again", async () => {
  const steps = registry(["one", "two", "three"], ["activate", "apply", "apply"]);
  const done = await applyAgreed(steps);
  assert.deepEqual([done?.result.planned, done?.agreement], ["three", "apply"]);
  assert.deepEqual(steps.asked, [["one", false], ["two", true], ["three", true]]);
});

test("a new plan is not applied without a word from the user", async () => {
  const steps = registry(["one", "two"], ["apply", undefined]);
  assert.equal(await applyAgreed(steps), undefined);
  assert.deepEqual(steps.applied, [["one", "apply"]]);
});

test("other refusals are told", async () => {
  const steps = { ...registry(["one"], ["apply"]), apply: () => Promise.reject(new Refused("in-use")) };
  await assert.rejects(applyAgreed(steps), /in-use/);
});

test("the question says that the plan is a new one", () => {
  assert.equal(questionAbout(planNamed("a"), false, "on https://z"), "Apply this file to the stack demo on https://z?");
  assert.match(questionAbout(planNamed("a"), true, "here"), /changed meanwhile, and nothing was applied.*Apply this file to the stack demo here\?$/);
  assert.match(questionAbout(planNamed("a", true), true, "here"), /changed meanwhile.*is registered here as this file says\.$/);
});
