/** The registries that can be chosen. */

import * as l10n from "@vscode/l10n";

export type StoreChoice = "auto" | "zenml" | "local";

export interface StoreInfo {
  readonly kind: string;
  readonly label: string;
  readonly location: string;
  /** The registry in a sentence, with its article. */
  readonly place: string;
  readonly zenml_version: string;
}

export interface StoreOption {
  readonly choice: StoreChoice;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

function inWords(choice: StoreChoice): readonly [label: string, detail: string] {
  switch (choice) {
    case "auto":
      return [l10n.t("Automatic"), l10n.t("ZenML's registry where an interpreter has ZenML, else the built-in one.")];
    case "zenml":
      return ["ZenML", l10n.t("The registry that your ZenML is connected to: its own database, or a server.")];
    case "local":
      return [l10n.t("Built-in"), l10n.t("The registry that comes with stackls. It needs no ZenML.")];
  }
}

/** The choices, with a note on the one that is set and on what it comes to at the moment. */
export function storeOptions(set: string, inUse: StoreInfo | undefined): StoreOption[] {
  return (["auto", "zenml", "local"] as const).map((choice) => {
    const [label, detail] = inWords(choice);
    return { choice, label, description: noteOn(choice, set, inUse), detail };
  });
}

function noteOn(choice: StoreChoice, set: string, inUse: StoreInfo | undefined): string {
  if (choice === set) {
    return inUse === undefined ? l10n.t("selected") : l10n.t("in use: {0}, {1}", inUse.label, inUse.location);
  }
  return "";
}

/** An interpreter that was looked at for ZenML. */
export interface LookedAt {
  readonly path: string;
  /** Who names it, in words. */
  readonly found: string;
  readonly verdict: string;
  readonly reason: string;
  readonly zenml_version?: string | null;
  readonly python_version?: string | null;
}

export interface InterpreterOption {
  /** A path; empty to look for one. */
  readonly path: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly isInUse: boolean;
}

/** The interpreters that can be named for ZenML, those that have it first. `set` is the one that is named, `used` the one in use. */
export function interpreterOptions(found: readonly LookedAt[], set: string, used: string | undefined): InterpreterOption[] {
  const there = found.filter(({ verdict }) => verdict !== "missing");
  const hasZenml = ({ zenml_version }: LookedAt): boolean => typeof zenml_version === "string";
  const inOrder = [...there.filter(hasZenml), ...there.filter((one) => !hasZenml(one))];
  return [
    {
      path: "",
      label: l10n.t("Automatic"),
      description: set === "" ? l10n.t("selected") : "",
      detail: l10n.t("The first with ZenML: the interpreter selected in VS Code, the workspace's environment, PATH."),
      isInUse: set === "",
    },
    ...inOrder.map((one) => {
      const isInUse = one.path === used;
      const versions = hasZenml(one) ? `ZenML ${one.zenml_version}` : one.reason;
      const python = one.python_version ? `Python ${one.python_version}` : "";
      return {
        path: one.path,
        label: one.path,
        description: [one.found, isInUse ? l10n.t("in use") : ""].filter((part) => part !== "").join(", "),
        detail: [versions, python].filter((part) => part !== "").join(" · "),
        isInUse,
      };
    }),
  ];
}

/** Why stacks are in the built-in registry though nobody has chosen it; empty where there is a ZenML. */
export function whyBuiltIn(lookedAt: readonly LookedAt[], isTrusted: boolean): string {
  if (lookedAt.some((one) => one.verdict === "chosen")) {
    return "";
  }
  if (!isTrusted) {
    return l10n.t("Restricted Mode: the interpreters of this workspace are not asked for ZenML. This is the built-in registry.");
  }
  const selected = lookedAt.find((one) => one.found === "the interpreter selected in the editor");
  const reason = selected === undefined ? "" : l10n.t("The selected interpreter is {0}. {1}", selected.path, selected.reason);
  return `${l10n.t("No ZenML found: this is the built-in registry.")} ${reason}`.trim();
}

/** What to say while a registry is asked for its stacks. */
export function whileAsking(set: string, wasAsked: boolean): string {
  if (set === "local") {
    return l10n.t("Reading the stacks…");
  }
  if (set === "auto") {
    return wasAsked ? l10n.t("Looking for ZenML and asking it…") : l10n.t("Looking for ZenML and asking it (the first time takes up to a minute)…");
  }
  return wasAsked ? l10n.t("Asking ZenML…") : l10n.t("Asking ZenML (the first time takes up to a minute)…");
}

/** A registry in one word, for the status bar: a server by its name, so that nobody takes one for another. */
export function storeInShort(info: StoreInfo): string {
  if (info.kind !== "zenml") {
    return l10n.t("built-in");
  }
  const server = /^https?:\/\/([^/]+)/.exec(info.location);
  return server?.[1] ?? "ZenML";
}
