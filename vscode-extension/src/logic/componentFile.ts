/** Writing a component into a stack file that is open, without touching what is in it. */

import { isMap, isSeq, parseDocument } from "yaml";
import { componentLines, Stops } from "./newFile";
import type { FlavorDescription } from "./results";

export interface Insertion {
  /** Behind which character of the text a new line begins. */
  readonly offset: number;
  /** What stands on that line and on those after it, with its indentation. */
  readonly snippet: string;
}

/** A file that holds nothing but the component. */
export function componentFileSnippet(name: string, flavor: FlavorDescription): string {
  return ["components:", `  ${flavor.type}:`, ...component(name, flavor, 4)].join("\n");
}

/**
 * Where the component goes in `text`: behind those of its type, else behind all others.
 *
 * `undefined` where the file has a form that nothing can be added to line by line.
 */
export function insertionOf(text: string, name: string, flavor: FlavorDescription): Insertion | undefined {
  const document = parseDocument(text, { version: "1.1", strict: false });
  if (document.errors.length > 0) {
    return undefined;
  }
  const root: unknown = document.contents;
  const components = isMap(root) ? root.get("components", true) : undefined;
  if (components === undefined) {
    const isEmpty = root === null || (isMap(root) && root.flow !== true);
    return isEmpty ? { offset: text.trimEnd().length, snippet: componentFileSnippet(name, flavor) } : undefined;
  }
  if (!isMap(components) || components.flow === true || components.items.length === 0) {
    return undefined;
  }
  const column = columnOf(text, startOf(components));
  const ofType = components.get(flavor.type, true);
  if (ofType === undefined) {
    const lines = [`${" ".repeat(column)}${flavor.type}:`, ...component(name, flavor, column + 2)];
    return { offset: endOf(text, components), snippet: lines.join("\n") };
  }
  if (!isSeq(ofType) || ofType.flow === true || ofType.items.length === 0) {
    return undefined;
  }
  const dash = text.lastIndexOf("-", startOf(ofType.items[0]) - 1);
  return { offset: endOf(text, ofType), snippet: component(name, flavor, columnOf(text, dash)).join("\n") };
}

interface Ranged {
  readonly range?: readonly number[] | null;
}

function component(name: string, flavor: FlavorDescription, indent: number): string[] {
  return componentLines(name, flavor, new Stops()).map((line) => `${" ".repeat(indent)}${line}`);
}

function startOf(node: unknown): number {
  return (node as Ranged).range?.[0] ?? 0;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** The end of the last line that a node stands on; comments further down belong to what follows. */
function endOf(text: string, node: Ranged): number {
  const end = text.slice(0, node.range?.[1] ?? text.length).trimEnd().length;
  const lineEnd = text.indexOf("\n", end);
  return text.slice(0, lineEnd < 0 ? text.length : lineEnd).trimEnd().length;
}
