/** Commands on the run configuration in the active editor. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { register, type Surroundings } from "./shared";

export function runCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.run.show", () => showWhatWillRun(around))];
}

/** Shows beside the file what its steps will run with, as VS Code shows any Markdown. */
async function showWhatWillRun(around: Surroundings): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new Error(l10n.t("Open a run configuration first."));
  }
  const uri = editor.document.uri.toString();
  const { title, text } = await around.server.execute<{ title: string; text: string }>("page", { page: "run", uri });
  await vscode.commands.executeCommand("markdown.showLockedPreviewToSide", around.texts.put("run", `${title}.md`, text));
}
