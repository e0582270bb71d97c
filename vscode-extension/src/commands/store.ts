/** Select Registry: which registry is shown and changed. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { storeOptions, type StoreChoice, type StoreInfo } from "../logic/stores";
import { escapeIcons } from "../logic/text";
import { mention } from "../messages";
import { saveChoice } from "../settings";
import { register, type Surroundings } from "./shared";

const SETTING = "store";

export function storeCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.store.select", () => selectStore(around)),
    // What a view offers where the registry that was chosen cannot be read.
    register(around, "stackls.store.useBuiltIn", () => saveStore("local")),
  ];
}

async function selectStore(around: Surroundings): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("stackls");
  const set = configuration.get<string>(SETTING, "auto");
  const chosen = await pickStore(set, around.stacks.info());
  if (chosen !== undefined && chosen !== set) {
    await saveStore(chosen);
  }
}

/** For this workspace, where there is one: others keep theirs. */
async function saveStore(chosen: StoreChoice): Promise<void> {
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
  await saveChoice(SETTING, chosen, inWorkspace);
  mention(inWorkspace ? l10n.t("The registry is chosen for this workspace.") : l10n.t("The registry is chosen for all workspaces."));
}

interface StoreItem extends vscode.QuickPickItem {
  readonly choice: StoreChoice;
}

/** Lets the user choose. What is in use is added when it is known: a registry that does not answer can be left. */
function pickStore(set: string, inUse: Promise<StoreInfo | undefined>): Promise<StoreChoice | undefined> {
  const box = vscode.window.createQuickPick<StoreItem>();
  const fill = (info: StoreInfo | undefined): void => {
    const active = box.activeItems[0]?.choice;
    box.items = storeItems(set, info);
    if (active !== undefined) {
      box.activeItems = box.items.filter((item) => item.choice === active);
    }
  };
  box.placeholder = l10n.t("Which registry?");
  fill(undefined);
  box.busy = true;
  void inUse.then((info) => {
    box.busy = false;
    fill(info);
  });
  return new Promise<StoreChoice | undefined>((resolve) => {
    box.onDidAccept(() => resolve(box.activeItems[0]?.choice));
    box.onDidHide(() => resolve(undefined));
    box.show();
  }).finally(() => box.dispose());
}

function storeItems(set: string, inUse: StoreInfo | undefined): StoreItem[] {
  return storeOptions(set, inUse).map((option) => ({
    label: `$(${option.choice === set ? "pass-filled" : "database"}) ${option.label}`,
    description: escapeIcons(option.description),
    detail: option.detail,
    choice: option.choice,
  }));
}
