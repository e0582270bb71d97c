/** Documents: those that are there, and files that are not on disk yet, under the name that they are to have: saving them asks no further. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fileNameFor } from "./logic/names";

/** The document of a file, open or not. Raises an error that says so where the file is gone. */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    const name = uri.path.split("/").pop() ?? "";
    throw new Error(l10n.t("{0} cannot be read: it was renamed, moved or deleted, perhaps.", name));
  }
}

/** Opens an empty stack file in the workspace, under a name after `name` that is not taken. */
export function openNewStackFile(name: string): Promise<vscode.TextEditor> {
  return openNewDocument(name, ".stack.yaml");
}

/** Opens an empty YAML document in the workspace, under a name with `suffix` that is not taken. */
export async function openNewDocument(name: string, suffix: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await freeUri(name, suffix));
  if (document.languageId !== "yaml") {
    await vscode.languages.setTextDocumentLanguage(document, "yaml");
  }
  return vscode.window.showTextDocument(document);
}

async function freeUri(name: string, suffix: string): Promise<vscode.Uri> {
  const folder = targetFolder();
  const open = new Set(vscode.workspace.textDocuments.filter((one) => one.isUntitled).map((one) => one.uri.path));
  if (folder === undefined) {
    return vscode.Uri.from({ scheme: "untitled", path: fileNameFor(name, (candidate) => open.has(candidate), suffix) });
  }
  const taken = await namesIn(folder);
  const isTaken = (candidate: string): boolean => taken.has(candidate) || open.has(vscode.Uri.joinPath(folder, candidate).path);
  return vscode.Uri.joinPath(folder, fileNameFor(name, isTaken, suffix)).with({ scheme: "untitled" });
}

/** The folder of the workspace that the user is in: that of the active editor, else the first one. */
function targetFolder(): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  const found = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
  return found?.scheme === "file" ? found : undefined;
}

/** A folder that cannot be read holds nothing that is known of; saving will tell. */
async function namesIn(folder: vscode.Uri): Promise<ReadonlySet<string>> {
  try {
    return new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  } catch {
    return new Set();
  }
}
