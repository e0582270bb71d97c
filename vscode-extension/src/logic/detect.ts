/**
 * Which YAML documents are worth starting the server for.
 *
 * Only the server knows what a stack file is. This looks for words that no stack file is without, so that nothing
 * starts on anybody else's YAML.
 */

import { isComponentType } from "./componentTypes";

const SUFFIXES = [".stack.yaml", ".stack.yml"];
const KEY = /\b([a-z_]+)["']?:/g;
const LONGEST_TEXT = 400_000;

export function mayBeStackFile(text: string, path: string): boolean {
  return hasStackFileName(path) || mentionsStack(text.slice(0, LONGEST_TEXT));
}

/** Whether the name alone says it. */
export function hasStackFileName(path: string): boolean {
  const name = (path.replaceAll("\\", "/").split("/").pop() ?? "").toLowerCase();
  return SUFFIXES.some((suffix) => name.endsWith(suffix) && name !== suffix);
}

function mentionsStack(text: string): boolean {
  if (!text.includes("components")) {
    return text.includes("stack_name");
  }
  return text.includes("stack_name") || [...text.matchAll(KEY)].some(([, key = ""]) => isComponentType(key) || isComponentType(key.replace(/s$/, "")));
}
