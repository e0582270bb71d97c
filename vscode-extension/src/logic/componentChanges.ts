/** What can be done to which components. */

import { labelOf } from "./componentTypes";
import type { ComponentReference, ComponentSummary } from "./results";
import { plural } from "./text";

const STAYS = "belongs to the default stack and stays as it is.";

/** Why a component cannot be updated or renamed; `undefined` where it can. */
export function whyNotChange(component: ComponentSummary): string | undefined {
  return component.protected ? `${component.name} ${STAYS}` : undefined;
}

/** Why a component cannot be deleted; `undefined` where it can. */
export function whyNotRemove(component: ComponentSummary): string | undefined {
  const [first] = component.stacks;
  if (component.protected || first === undefined) {
    return whyNotChange(component);
  }
  const users = component.stacks.length === 1 ? `the stack ${first}` : plural(component.stacks.length, "stack");
  return `${component.name} is used by ${users}, and cannot be deleted.`;
}

/** What the tree calls a component: its menus ask for the letters in it. */
export function contextOfComponent(component: ComponentSummary): string {
  return `component:${whyNotChange(component) === undefined ? "C" : ""}${whyNotRemove(component) === undefined ? "D" : ""}`;
}

/** Which stacks use a component, in short. */
export function usedBy(component: ComponentSummary): string {
  return component.stacks.length === 0 ? "unused" : `in ${plural(component.stacks.length, "stack")}`;
}

/** A component in a sentence: `the artifact store bucket`. */
export function componentWords({ type, name }: ComponentReference): string {
  return `the ${labelOf(type)} ${name}`;
}
