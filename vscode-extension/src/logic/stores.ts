/** The registries that can be chosen. */

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

const DETAILS: Readonly<Record<StoreChoice, readonly [string, string]>> = {
  auto: ["Automatic", "ZenML's registry where an interpreter has ZenML, else the built-in one."],
  zenml: ["ZenML", "The registry that your ZenML is connected to: its own database, or a server."],
  local: ["Built-in", "The registry that comes with stackls. It needs no ZenML."],
};

/** The choices, with a note on the one that is set and on what it comes to at the moment. */
export function storeOptions(set: string, inUse: StoreInfo | undefined): StoreOption[] {
  return (["auto", "zenml", "local"] as const).map((choice) => {
    const [label, detail] = DETAILS[choice];
    return { choice, label, description: noteOn(choice, set, inUse), detail };
  });
}

function noteOn(choice: StoreChoice, set: string, inUse: StoreInfo | undefined): string {
  if (choice === set) {
    return inUse === undefined ? "selected" : `in use: ${inUse.label}, ${inUse.location}`;
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
      label: "Automatic",
      description: set === "" ? "selected" : "",
      detail: "The first with ZenML: the interpreter selected in VS Code, the workspace's environment, PATH.",
      isInUse: set === "",
    },
    ...inOrder.map((one) => {
      const isInUse = one.path === used;
      const versions = hasZenml(one) ? `ZenML ${one.zenml_version}` : one.reason;
      const python = one.python_version ? `Python ${one.python_version}` : "";
      return {
        path: one.path,
        label: one.path,
        description: [one.found, isInUse ? "in use" : ""].filter((part) => part !== "").join(", "),
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
    return "Restricted Mode: the interpreters of this workspace are not asked for ZenML. This is the built-in registry.";
  }
  const selected = lookedAt.find((one) => one.found === "the interpreter selected in the editor");
  const reason = selected === undefined ? "" : ` The selected interpreter is ${selected.path}. ${selected.reason}`;
  return `No ZenML found: this is the built-in registry.${reason}`;
}

/** What to say while a registry is asked for its stacks. */
export function whileAsking(set: string, wasAsked: boolean): string {
  if (set === "local") {
    return "Reading the stacks…";
  }
  return `${set === "auto" ? "Looking for ZenML and asking it" : "Asking ZenML"}${wasAsked ? "" : " (the first time takes up to a minute)"}…`;
}

/** A registry in one word, for the status bar: a server by its name, so that nobody takes one for another. */
export function storeInShort(info: StoreInfo): string {
  if (info.kind !== "zenml") {
    return "built-in";
  }
  const server = /^https?:\/\/([^/]+)/.exec(info.location);
  return server?.[1] ?? "ZenML";
}
