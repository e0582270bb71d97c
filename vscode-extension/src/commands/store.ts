/** Select Store: which registry is shown and changed. */

import * as vscode from "vscode";
import { storeOptions, type StoreOption } from "../logic/stores";
import { escapeIcons } from "../logic/text";
import { register, withProgress, type Surroundings } from "./shared";

const SETTING = "store";

export function storeCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.store.select", () => selectStore(around))];
}

async function selectStore(around: Surroundings): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("stackls");
  const set = configuration.get<string>(SETTING, "auto");
  const inUse = await withProgress("asking the registry", () => around.stacks.info());
  const items = storeOptions(set, inUse).map((option) => ({
    label: `$(${option.choice === set ? "pass-filled" : "database"}) ${option.label}`,
    description: escapeIcons(option.description),
    detail: option.detail,
    choice: option.choice,
  }));
  const chosen: { choice: StoreOption["choice"] } | undefined = await vscode.window.showQuickPick(items, {
    placeHolder: "Which registry of stacks?",
  });
  if (chosen !== undefined && chosen.choice !== set) {
    const inWorkspace = configuration.inspect(SETTING)?.workspaceValue !== undefined;
    const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await configuration.update(SETTING, chosen.choice, target);
  }
}
