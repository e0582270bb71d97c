/** Names of stacks and components. */

import * as l10n from "@vscode/l10n";

const LONGEST = 255;

/** Why `name` cannot be a name; `undefined` where it can. `what` has the name: `A stack`. */
export function problemWithName(name: string, what = l10n.t("A stack"), taken: ReadonlySet<string> = new Set()): string | undefined {
  if (name.trim() === "") {
    return l10n.t("{0} needs a name.", what);
  }
  if (/[\r\n\t]/.test(name)) {
    return l10n.t("A name is one line of text.");
  }
  if (taken.has(name)) {
    return l10n.t("This name is taken.");
  }
  return name.length > LONGEST ? l10n.t("A name has {0} characters at most.", LONGEST) : undefined;
}

/** A name to begin with for a component of a flavor. */
export function suggestedName(flavor: string): string {
  return `my_${flavor}`.replace(/\W/g, "_");
}

/** A name for a new file. */
export function fileNameFor(stackName: string, taken: (name: string) => boolean, suffix = ".stack.yaml"): string {
  const written = stackName.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "");
  let end = written.length;
  while (end > 0 && ".-".includes(written.charAt(end - 1))) {
    end--;
  }
  const stem = written.slice(0, end) || "new";
  let name = `${stem}${suffix}`;
  for (let number = 2; taken(name); number++) {
    name = `${stem}-${number}${suffix}`;
  }
  return name;
}

/** A name that is not taken: `name`, or with the first number that is free behind it. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let number = 2; taken.has(found); number++) {
    found = `${name}-${number}`;
  }
  return found;
}
