/** Plans in a few words. */

import { labelOf } from "./componentTypes";
import type { Plan, PlanStep } from "./results";
import { plural, shortValue } from "./text";

/** What the steps come to: `2 things to create, 1 thing to change`. What stays as it is does not count. */
export function summarizeSteps(steps: readonly PlanStep[]): string {
  const counts = new Map<string, number>();
  for (const step of steps.filter((one) => one.action !== "reuse")) {
    counts.set(step.action, (counts.get(step.action) ?? 0) + 1);
  }
  return counts.size === 0
    ? "nothing to do"
    : [...counts].map(([action, count]) => `${plural(count, "thing")} to ${action}`).join(", ");
}

/** What to ask before a plan is applied. `isNew`: an earlier one was agreed to, and does not hold any more. */
export function questionAbout(plan: Plan, isNew: boolean): string {
  const question = plan.empty ? `${plan.stack} is registered as this file says.` : `Apply this file to the stack ${plan.stack}?`;
  return isNew ? `The file or the registry has changed meanwhile, and nothing was applied. This is the new plan. ${question}` : question;
}

const LINES = 12;

/** The steps as lines, few enough for a dialog. */
export function listSteps(steps: readonly PlanStep[]): string {
  const real = steps.filter((step) => step.action !== "reuse");
  const shown = real.length > LINES ? real.slice(0, LINES - 1) : real;
  const lines = shown.map((step) => `${step.action} ${step.type === null ? step.kind : labelOf(step.type)} ${step.name}`);
  const rest = real.length - shown.length;
  return [...lines, ...(rest > 0 ? [`and ${plural(rest, "more thing")}; Plan This File shows all`] : [])].join("\n");
}

/** What was done: `created 2 things and changed 1`. */
export function summarizeDone(steps: readonly PlanStep[]): string {
  const count = (action: string): number => steps.filter((step) => step.action === action).length;
  const done = [
    [count("create"), "created"],
    [count("change"), "changed"],
  ] as const;
  return done
    .filter(([number]) => number > 0)
    .map(([number, verb]) => `${number} ${verb}`)
    .join(", ");
}

export function describeConflicts(conflicts: readonly unknown[]): string {
  return conflicts
    .map((conflict) => {
      if (typeof conflict === "object" && conflict !== null) {
        const { message, detail } = conflict as { message?: unknown; detail?: unknown };
        const told = message ?? detail;
        if (typeof told === "string") {
          return told;
        }
      }
      return shortValue(conflict);
    })
    .join(" ");
}
