/** Saving what the user has chosen. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { warn } from "./messages";

const SECTION = "stackls";

/** Saves a choice in the workspace, or for all of them. A workspace that cannot be written loses no choice. */
export async function saveChoice(key: string, value: string, inWorkspace: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  if (inWorkspace) {
    try {
      await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
      return;
    } catch {
      const message = l10n.t("Stackls: The settings of this workspace cannot be written, so the choice is not saved yet.");
      if ((await warn(message, l10n.t("Save for All Workspaces"))) === undefined) {
        return;
      }
    }
  }
  await configuration.update(key, value, vscode.ConfigurationTarget.Global);
}

const OURS = "@ext:stackls.stackls";

/**
 * Shows one setting, or all of ours. Where VS Code works on another machine, paths are settings of that machine: the
 * user's own settings do not show them.
 */
export function openSetting(name: string | undefined): void {
  const query = name === undefined ? OURS : `@id:${name}`;
  const isOfMachine = name !== undefined && vscode.env.remoteName !== undefined;
  void vscode.commands.executeCommand(`workbench.action.${isOfMachine ? "openRemoteSettings" : "openSettings"}`, { query });
}

/** Lets the user name an interpreter by its file. */
export async function browseForPython(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t("A Python interpreter"),
    openLabel: l10n.t("Use"),
    canSelectMany: false,
  });
  return chosen?.[0]?.fsPath;
}
