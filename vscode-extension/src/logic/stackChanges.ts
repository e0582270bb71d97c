/** What can be done to which stacks, and what goes with it. */

import { labelOf } from "./componentTypes";
import type { ComponentReference, StackSummary } from "./results";

/** The stack that exists from the start, and that nobody can rename or delete. */
export const DEFAULT_STACK = "default";

export function mayRename(stack: StackSummary): boolean {
  return stack.name !== DEFAULT_STACK;
}

export function mayDelete(stack: StackSummary): boolean {
  return stack.name !== DEFAULT_STACK && !stack.active;
}

/** What the tree calls a stack: its menus ask for the letters in it. */
export function contextOf(stack: StackSummary): string {
  const rights = [stack.active ? "" : "A", mayRename(stack) ? "R" : "", mayDelete(stack) ? "D" : ""];
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

/** What a dialog says below the question whether to delete a stack. */
export function describeDeletion(only: readonly ComponentReference[]): string {
  if (only.length === 0) {
    return "Its components stay: other stacks use all of them.";
  }
  const lines = only.map((component) => `• ${labelOf(component.type)} ${component.name}`);
  return ["Its components stay unless you delete them too. No other stack uses:", ...lines].join("\n");
}
