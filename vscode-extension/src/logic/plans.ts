/** Plans in a few words. */

import * as l10n from "@vscode/l10n";
import { labelOf } from "./componentTypes";
import type { Plan, PlanStep } from "./results";
import { shortened, shortValue } from "./text";

/** What the tab of a plan says. */
export function planHeading(plan: Plan): string {
  return l10n.t("Plan for {0}", plan.stack);
}

/** Whether there is something to apply, and nothing against it. */
export function mayBeApplied(plan: Plan): boolean {
  return !plan.empty && plan.conflicts.length === 0;
}

/**
 * What to ask before a plan is applied, `where` it goes to included. `isNew`: an earlier one was agreed to, and does
 * not hold any more.
 */
export function questionAbout(plan: Plan, isNew: boolean, where: string): string {
  const question = plan.empty ? l10n.t("{0} is registered {1} as this file says.", plan.stack, where) : l10n.t("Apply this file to the stack {0} {1}?", plan.stack, where);
  return isNew ? l10n.t("The file or the registry has changed meanwhile, and nothing was applied. This is the new plan. {0}", question) : question;
}

export interface PlaceInFile {
  /** Where the text of a plan names it, and how long that is. */
  readonly at: number;
  readonly length: number;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** The places of its file that the text of a plan names: `line 7:13` at the beginning of what keeps it from being applied. */
export function placesIn(text: string): PlaceInFile[] {
  return [...text.matchAll(/^( *! \w+ +)(line (\d+):(\d+)):/gm)].map((found) => {
    const [, before = "", place = "", line, column] = found;
    return { at: found.index + before.length, length: place.length, line: Number(line), column: Number(column) };
  });
}

const LINES = 12;
const LONGEST_DETAIL = 160;

/** The steps as lines, few enough for a dialog. */
export function listSteps(steps: readonly PlanStep[]): string {
  const real = steps.filter((step) => step.action !== "reuse");
  const shown = real.length > LINES ? real.slice(0, LINES - 1) : real;
  const lines = shown.map(describeStep);
  const rest = real.length - shown.length;
  return [...lines, ...(rest > 0 ? [l10n.t("and {0} more; Plan This File shows all", rest)] : [])].join("\n");
}

/** A step on one line; of a change, what becomes different. */
function describeStep(step: PlanStep): string {
  const words = `${step.action} ${step.type === null ? step.kind : labelOf(step.type)} ${step.name}`;
  return step.action === "change" && step.detail !== "" ? `${words}: ${shortened(step.detail, LONGEST_DETAIL)}` : words;
}

/** What was done: `created 2 things and changed 1`. */
export function summarizeDone(steps: readonly PlanStep[]): string {
  const count = (action: string): number => steps.filter((step) => step.action === action).length;
  const [created, changed] = [count("create"), count("change")];
  const done = [created > 0 ? l10n.t("{0} created", created) : "", changed > 0 ? l10n.t("{0} changed", changed) : ""];
  return done.filter((words) => words !== "").join(", ");
}

/** Why a plan cannot be applied, short enough for a message: the first reason, and how many there are besides. */
export function describeConflicts(conflicts: readonly unknown[]): string {
  const [first, ...rest] = conflicts.map(describeConflict);
  if (rest.length === 0) {
    return first ?? "";
  }
  return rest.length === 1 ? l10n.t("{0} The plan has one more reason.", first ?? "") : l10n.t("{0} The plan has {1} more reasons.", first ?? "", rest.length);
}

function describeConflict(conflict: unknown): string {
  if (typeof conflict === "object" && conflict !== null) {
    const { message, detail } = conflict as { message?: unknown; detail?: unknown };
    const told = message ?? detail;
    if (typeof told === "string") {
      return told;
    }
  }
  return shortValue(conflict);
}
