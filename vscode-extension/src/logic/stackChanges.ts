/** What can be done to which stacks, and what goes with it. */

import * as l10n from "@vscode/l10n";
import { labelOf } from "./componentTypes";
import type { ComponentReference, StackSummary } from "./results";
import { firstLines } from "./text";

/** The stack that exists from the start, and that nobody can rename or delete. */
export const DEFAULT_STACK = "default";

/** Why a stack cannot be renamed; `undefined` where it can. */
export function whyNotRename(stack: StackSummary): string | undefined {
  return stack.name === DEFAULT_STACK ? l10n.t("The default stack cannot be renamed.") : undefined;
}

/** Why a stack cannot be deleted; `undefined` where it can. */
export function whyNotDelete(stack: StackSummary): string | undefined {
  if (stack.name === DEFAULT_STACK) {
    return l10n.t("The default stack cannot be deleted.");
  }
  return stack.active ? l10n.t("{0} is the active stack. Activate another one before you delete it.", stack.name) : undefined;
}

/** What the tree calls a stack: its menus ask for the letters in it. */
export function contextOf(stack: StackSummary): string {
  const rights = [stack.active ? "" : "A", whyNotRename(stack) === undefined ? "R" : "", whyNotDelete(stack) === undefined ? "D" : ""];
  return `stack:${rights.join("")}`;
}

/** The components that no other stack uses, without those that the default stack began with. */
export function componentsOnlyIn(stack: StackSummary, stacks: readonly StackSummary[]): ComponentReference[] {
  const others = stacks.filter((one) => one.name !== stack.name).flatMap((one) => one.components);
  const used = new Set(others.map(keyOf));
  return stack.components.filter((component) => !used.has(keyOf(component)));
}

function keyOf(component: ComponentReference): string {
  return `${component.type}/${component.name}`;
}

/** A dialog with more lines than this has its buttons below the end of a small screen. */
const LINES = 12;

/** What a dialog says below the question whether to delete a stack. */
export function describeDeletion(only: readonly ComponentReference[]): string {
  if (only.length === 0) {
    return l10n.t("Its components stay: other stacks use all of them.");
  }
  const lines = only.map((component) => `• ${labelOf(component.type)} ${component.name}`);
  return [l10n.t("Its components stay unless you delete them too. No other stack uses:"), ...firstLines(lines, LINES)].join("\n");
}
