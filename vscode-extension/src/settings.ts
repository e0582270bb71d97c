/** Saving what the user has chosen. */

import * as vscode from "vscode";
import { warn } from "./messages";

const SECTION = "stackls";
const EVERYWHERE = "Save for All Workspaces";

/** Saves a choice in the workspace, or for all of them. A workspace that cannot be written loses no choice. */
export async function saveChoice(key: string, value: string, inWorkspace: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  if (inWorkspace) {
    try {
      await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
      return;
    } catch {
      const message = "The settings of this workspace cannot be written, so the choice is not saved yet.";
      if ((await warn(`Stackls: ${message}`, EVERYWHERE)) !== EVERYWHERE) {
        return;
      }
    }
  }
  await configuration.update(key, value, vscode.ConfigurationTarget.Global);
}
