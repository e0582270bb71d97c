/** Plans of several files in a few words, and the places that they name. */

import * as l10n from "@vscode/l10n";
import { labelOf } from "./componentTypes";
import { describeConflicts } from "./plans";
import type { FolderPlan, Unheld } from "./results";
import { counted } from "./counts";
import { firstLines } from "./text";

/** What is done with a plan of several files; `delete`: what no file holds any more goes, too. */
export type FolderAgreement = "apply" | "delete";

/** Whether something can be done with it, and nothing is against it. */
export function mayApplyFolder(plan: FolderPlan): boolean {
  return !plan.blocked && (!plan.empty || mayDelete(plan));
}

/** Whether there is something that no file holds any more, and all of it can go. */
export function mayDelete(plan: FolderPlan): boolean {
  return plan.unheld.length > 0 && plan.unheld.every(({ conflict }) => conflict === null);
}

/** What the tab of a plan says: what it is of stays the same when stacks come and go. */
export function folderPlanHeading(uris: readonly string[]): string {
  const [first = ""] = uris;
  const name = decodeURIComponent(first.split("/").filter((part) => part !== "").pop() ?? "");
  return l10n.t("Plan for {0}", uris.length === 1 ? name : counted(uris.length, "file"));
}

/** What to ask before it is applied. `isNew`: an earlier one was agreed to, and does not hold any more. */
export function questionAboutFolder(plan: FolderPlan, isNew: boolean): string {
  const question = plan.empty ? l10n.t("Delete what is in no file any more from {0}?", plan.registry) : l10n.t("Apply {0} to {1}?", counted(plan.files.length, "stack"), plan.registry);
  return isNew ? l10n.t("The files or the registry have changed meanwhile, and nothing was applied. This is the new plan. {0}", question) : question;
}

const LINES = 12;

/** A line a stack that is not as it should be, and what no file holds any more, few enough for a dialog. */
export function listFolderPlan(plan: FolderPlan): string {
  const lines = plan.files.filter(({ empty }) => !empty).map(({ stack, steps }) => `${stack}: ${summarizeSteps(steps)}`);
  const unheld = plan.unheld.map((one) => (plan.empty ? nameOf(one) : l10n.t("in no file any more: {0}", nameOf(one))));
  const head = plan.empty ? [] : [plan.summary, ""];
  return [...head, ...firstLines([...lines, ...unheld], LINES)].join("\n");
}

function summarizeSteps(steps: FolderPlan["files"][number]["steps"]): string {
  const count = (action: string): number => steps.filter((step) => step.action === action).length;
  const [created, changed] = [count("create"), count("change")];
  return [created > 0 ? l10n.t("{0} to create", created) : "", changed > 0 ? l10n.t("{0} to change", changed) : ""].filter((part) => part !== "").join(", ");
}

function nameOf({ type, name }: Unheld): string {
  return `${type === null ? l10n.t("stack") : labelOf(type)} ${name}`;
}

/** Why it cannot be applied. */
export function whyNotApply(plan: FolderPlan): string {
  const reasons = plan.files.flatMap(({ path, conflicts }) => conflicts.map((one) => ({ path, one })));
  const [first] = reasons;
  return first === undefined ? plan.summary : `${first.path}: ${describeConflicts(reasons.map(({ one }) => one))}`;
}

/** A part of a text that names a file, and a line of it where it does; the line is 1-based. */
export interface NamedPlace {
  readonly start: number;
  readonly end: number;
  readonly uri: string;
  readonly line: number | undefined;
}

const WORD_BEFORE = /[\w./\\-]$/;
const LINE_BEHIND = /^:(\d{1,9})/;
const WORD_BEHIND = /^[\w/\\-]/;

/** Where a text names the files of a plan: `stacks/a.stack.yaml`, or `stacks/a.stack.yaml:9`. */
export function placesIn(text: string, files: readonly { readonly path: string; readonly uri: string }[]): NamedPlace[] {
  const found: NamedPlace[] = [];
  for (const { path, uri } of files) {
    for (let start = text.indexOf(path); start >= 0; start = text.indexOf(path, start + path.length)) {
      const behind = text.slice(start + path.length, start + path.length + 12);
      if (WORD_BEFORE.test(text.slice(Math.max(0, start - 1), start)) || WORD_BEHIND.test(behind)) {
        continue; // a part of another path
      }
      const line = LINE_BEHIND.exec(behind);
      const end = start + path.length + (line?.[0].length ?? 0);
      found.push({ start, end, uri, line: line === null ? undefined : Number(line[1]) });
    }
  }
  return found.sort((one, other) => one.start - other.start);
}
