/** What can be done to which components. */

import * as l10n from "@vscode/l10n";
import { counted } from "./counts";
import { labelOf } from "./componentTypes";
import type { ComponentReference, ComponentSummary } from "./results";

/** Why a component cannot be updated or renamed; `undefined` where it can. */
export function whyNotChange(component: ComponentSummary): string | undefined {
  return component.protected ? l10n.t("{0} belongs to the default stack and stays as it is.", component.name) : undefined;
}

/** Why a component cannot be deleted; `undefined` where it can. */
export function whyNotRemove(component: ComponentSummary): string | undefined {
  const [first] = component.stacks;
  if (component.protected || first === undefined) {
    return whyNotChange(component);
  }
  const users = component.stacks.length === 1 ? l10n.t("the stack {0}", first) : counted(component.stacks.length, "stack");
  return l10n.t("{0} is used by {1}, and cannot be deleted.", component.name, users);
}

/** What the tree calls a component: its menus ask for the letters in it. */
export function contextOfComponent(component: ComponentSummary): string {
  return `component:${whyNotChange(component) === undefined ? "C" : ""}${whyNotRemove(component) === undefined ? "D" : ""}`;
}

/** Which stacks use a component, in short. */
export function usedBy(component: ComponentSummary): string {
  return component.stacks.length === 0 ? l10n.t("unused") : l10n.t("in {0}", counted(component.stacks.length, "stack"));
}

/** A component in a sentence: `the artifact store bucket`. */
export function componentWords({ type, name }: ComponentReference): string {
  return l10n.t("the {0} {1}", labelOf(type), name);
}
