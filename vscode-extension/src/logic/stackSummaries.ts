/** Stacks in a few words, however many components they have. */

import { labelOf } from "./componentTypes";
import type { ComponentReference, StackSummary } from "./results";
import { firstLines } from "./text";

const LINES = 15;

/** The components line by line, few enough for what shows while the mouse rests. */
export function componentLines(stack: StackSummary, line: (component: ComponentReference) => string): string[] {
  return firstLines(stack.components.map(line), LINES);
}

/** The flavors of a stack on one line, each once: `kubeflow · s3 · slack ×2`. */
export function flavorsInShort(stack: StackSummary): string {
  const counts = new Map<string, number>();
  for (const { type, flavor } of stack.components) {
    const key = `${type}/${flavor}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key.slice(key.indexOf("/") + 1)}${count === 1 ? "" : ` ×${count}`}`).join(" · ");
}

/** A component as `artifact store: bucket (s3)`. */
export function componentInWords(component: ComponentReference): string {
  return `${labelOf(component.type)}: ${component.name} (${component.flavor})`;
}
