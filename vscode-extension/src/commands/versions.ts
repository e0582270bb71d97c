/** Check Against Another ZenML Version: what an upgrade would change in a file, or in all of them. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CheckedForVersion, DocumentVersion } from "../logic/results";
import { checkInWords, versionOptions } from "../logic/versions";
import { inform } from "../messages";
import { checkFolders } from "../tasks";
import { register, withCancel, withProgress, type Surroundings } from "./shared";

export function versionCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.version.check", () => checkAgainst(around))];
}

async function checkAgainst(around: Surroundings): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  await around.server.ensureStarted();
  const own = await documentVersion(around, document);
  const version = await pickVersion(around, own);
  if (version === undefined) {
    return;
  }
  const isFile = own !== undefined && document !== undefined;
  const meant = isFile && canCheckFolders() ? await pickWhat(document) : isFile ? "file" : "folders";
  if (meant === "folders") {
    await checkFolders(around, version);
  } else if (meant === "file" && document !== undefined) {
    await checkFile(around, document, version);
  }
}

/** For which version a document is; `undefined` where it is none of ours. */
export async function documentVersion(around: Pick<Surroundings, "server">, document: vscode.TextDocument | undefined): Promise<DocumentVersion | undefined> {
  if (document?.languageId !== "yaml" || around.server.state.kind !== "running" || !around.server.offers("documentVersion")) {
    return undefined;
  }
  const uri = document.uri.toString();
  return (await around.server.execute<DocumentVersion | null>("documentVersion", { uri }).catch(() => null)) ?? undefined;
}

async function pickVersion(around: Surroundings, own: DocumentVersion | undefined): Promise<string | undefined> {
  const items = withProgress(l10n.t("listing versions"), async () => {
    const [versions, info] = await Promise.all([around.server.execute<string[]>("listVersions"), around.stacks.info()]);
    const installed = info?.kind === "zenml" ? info.zenml_version : undefined;
    return versionOptions(versions, own, installed).map(({ version, description }) => ({ label: version, description }));
  });
  const placeHolder = l10n.t("Check against which ZenML version?");
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.label;
}

function canCheckFolders(): boolean {
  return vscode.workspace.isTrusted && vscode.workspace.workspaceFolders !== undefined;
}

async function pickWhat(document: vscode.TextDocument): Promise<"file" | "folders" | undefined> {
  const name = document.uri.path.split("/").pop() ?? "";
  const items = [
    { label: l10n.t("This File"), description: name, what: "file" as const },
    { label: l10n.t("All Files of the Workspace"), description: l10n.t("in the Problems view"), what: "folders" as const },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Check what?") }))?.what;
}

async function checkFile(around: Surroundings, document: vscode.TextDocument, version: string): Promise<void> {
  const name = document.uri.path.split("/").pop() ?? "";
  const asked = { uri: document.uri.toString(), version };
  const before = document.version;
  const checked = await withCancel(l10n.t("Checking {0} against ZenML {1}…", name, version), (token) =>
    around.server.execute<CheckedForVersion>("checkForVersion", asked, token),
  );
  const says = l10n.t("{0} for ZenML {1}: {2}.", name, version, checkInWords(checked));
  if (checked.findings.length === 0) {
    void inform(says);
    return;
  }
  const { title, text } = await around.server.execute<{ title: string; text: string }>("page", { page: "version", ...asked });
  await vscode.commands.executeCommand("markdown.showLockedPreviewToSide", around.texts.put("version", `${title}.md`, text));
  if (checked.text === null) {
    return;
  }
  const [fix, compare] = [l10n.t("Fix File"), l10n.t("Show Changes")];
  let answer = await inform(says, compare, fix);
  if (answer === compare) {
    const fixed = around.texts.put("migrated", name, checked.text);
    await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(fixed), "yaml");
    await vscode.commands.executeCommand("vscode.diff", document.uri, fixed, `${name} ↔ ZenML ${version}`);
    answer = await inform(says, fix);
  }
  if (answer === fix) {
    await applyEdits(document, before, checked.edits);
  }
}

/** Unless the file was edited meanwhile: the edits are for what it was. */
async function applyEdits(document: vscode.TextDocument, version: number, edits: CheckedForVersion["edits"]): Promise<void> {
  if (document.isClosed || document.version !== version) {
    throw new Error(l10n.t("The file has changed since. Check it again."));
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    edit.replace(document.uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
  }
  await vscode.workspace.applyEdit(edit);
}
