/** The read-only tools for language models: which command of the server each runs, and with what. */

import * as l10n from "@vscode/l10n";

export interface Tool {
  readonly name: string;
  readonly command: "listStacks" | "describeStack" | "listComponents" | "describeComponent" | "checkFile" | "planStack" | "listFlavors" | "describeFlavor";
  /** What is said while it runs. */
  readonly doing: string;
  /** The arguments of the command. Raises an error where the model has left one out. */
  arguments(input: unknown): Readonly<Record<string, unknown>>;
}

/** `uriOf` gives the URI of a file that a model names by a path. */
export function toolsFor(uriOf: (path: string) => string): Tool[] {
  const file = (input: unknown): Readonly<Record<string, unknown>> => ({ uri: uriOf(required(input, "path")) });
  const typed = (input: unknown): Readonly<Record<string, unknown>> => ({ type: required(input, "type"), name: required(input, "name") });
  return [
    { name: "stackls_listStacks", command: "listStacks", doing: l10n.t("Listing ZenML stacks"), arguments: () => ({}) },
    { name: "stackls_describeStack", command: "describeStack", doing: l10n.t("Describing a ZenML stack"), arguments: (input) => ({ name: required(input, "name") }) },
    { name: "stackls_listComponents", command: "listComponents", doing: l10n.t("Listing ZenML components"), arguments: (input) => optional(input, "type") },
    { name: "stackls_describeComponent", command: "describeComponent", doing: l10n.t("Describing a ZenML component"), arguments: typed },
    { name: "stackls_checkFile", command: "checkFile", doing: l10n.t("Checking a ZenML stack file"), arguments: file },
    { name: "stackls_planFile", command: "planStack", doing: l10n.t("Planning a ZenML stack file"), arguments: file },
    { name: "stackls_listFlavors", command: "listFlavors", doing: l10n.t("Listing ZenML flavors"), arguments: (input) => optional(input, "type") },
    { name: "stackls_describeFlavor", command: "describeFlavor", doing: l10n.t("Looking up a ZenML flavor"), arguments: typed },
  ];
}

function textIn(input: unknown, key: string): string | undefined {
  const value = typeof input === "object" && input !== null ? (input as Record<string, unknown>)[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function required(input: unknown, key: string): string {
  const value = textIn(input, key);
  if (value === undefined) {
    throw new Error(`The tool needs ${key}.`);
  }
  return value;
}

function optional(input: unknown, key: string): Readonly<Record<string, unknown>> {
  const value = textIn(input, key);
  return value === undefined ? {} : { [key]: value };
}
