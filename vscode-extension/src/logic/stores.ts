/** The registries that can be chosen. */

export type StoreChoice = "auto" | "zenml" | "local";

export interface StoreInfo {
  readonly kind: string;
  readonly label: string;
  readonly location: string;
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

/** A registry in one word, for the status bar. */
export function storeInShort(info: StoreInfo): string {
  return info.kind === "zenml" ? "ZenML" : "built-in";
}
