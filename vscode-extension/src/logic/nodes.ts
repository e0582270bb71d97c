/** What commands read out of the entries of a tree. */

import { shortValue } from "./text";

interface Named {
  readonly name?: unknown;
}

/** What copying an entry puts into the clipboard: its name, or the value that it shows. */
export function textToCopy(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null) {
    return undefined;
  }
  const { kind, stack, component, flavor, parameter, type, value } = node as Record<string, unknown> & Record<"stack" | "component" | "flavor" | "parameter", Named>;
  switch (kind) {
    case "stack":
      return nameOf(stack);
    case "component":
      return nameOf(component);
    case "flavor":
      return nameOf(flavor);
    case "parameter":
      return nameOf(parameter);
    case "type":
      return typeof type === "string" ? type : undefined;
    case "value":
      return shortValue(value);
    default:
      return undefined;
  }
}

/** The flavor that an entry, or the message of a page, is about. */
export function flavorOf(argument: unknown): { type: string; name: string } | undefined {
  if (typeof argument !== "object" || argument === null) {
    return undefined;
  }
  const { flavor, component } = argument as { flavor?: unknown; component?: { type?: unknown; flavor?: unknown } };
  const { type, name } = (component === undefined ? (flavor ?? argument) : { type: component.type, name: component.flavor }) as {
    type?: unknown;
    name?: unknown;
  };
  return typeof type === "string" && typeof name === "string" ? { type, name } : undefined;
}

function nameOf(named: Named | undefined): string | undefined {
  return typeof named?.name === "string" ? named.name : undefined;
}

/** What is in one of two lists only; `undefined` where they hold the same. */
export function onlyInOne<T>(one: readonly T[], other: readonly T[]): T | undefined {
  return one.find((item) => !other.includes(item)) ?? other.find((item) => !one.includes(item));
}
