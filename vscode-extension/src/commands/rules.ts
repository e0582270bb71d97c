/** Commands on the rules that findings come from. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { severityItems } from "../logic/severities";
import { register, type Surroundings } from "./shared";

export function ruleCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.rules.show", (argument) => showRule(around, argument)),
    // What the server's code actions name.
    register(around, "stackls.setSeverity", setSeverity),
  ];
}

/** Shows the page of a rule beside the file, as VS Code shows any Markdown. */
async function showRule(around: Surroundings, argument: unknown): Promise<void> {
  if (typeof argument !== "string") {
    return;
  }
  const { title, text } = await around.server.execute<{ title: string; text: string }>("page", { page: "rule", code: argument });
  await vscode.commands.executeCommand("markdown.showLockedPreviewToSide", around.texts.put("rule", `${title}.md`, text));
}

async function setSeverity(argument: unknown): Promise<void> {
  const code = typeof argument === "object" && argument !== null ? (argument as { code?: unknown }).code : undefined;
  if (typeof code !== "string") {
    return;
  }
  const file = vscode.window.activeTextEditor?.document.uri;
  const configuration = vscode.workspace.getConfiguration("stackls.validation", file);
  const set = configuration.get<Record<string, string>>("severities", {});
  const chosen = await vscode.window.showQuickPick(severityItems(set[code]), { placeHolder: l10n.t("How severe are findings of {0}?", code) });
  if (chosen === undefined) {
    return;
  }
  const inspected = configuration.inspect<Record<string, string>>("severities");
  const [target, before = {}] = placeOf(inspected);
  const rest = Object.fromEntries(Object.entries(before).filter(([rule]) => rule !== code));
  const after = chosen.severity === undefined ? rest : { ...rest, [code]: chosen.severity };
  await configuration.update("severities", Object.keys(after).length === 0 ? undefined : after, target);
}

type Severities = Readonly<Record<string, string>>;

/** Where a severity is written, and what stands there: in the folder if that has its own, else in the workspace. */
function placeOf(inspected: { workspaceFolderValue?: Severities; workspaceValue?: Severities; globalValue?: Severities } | undefined): [vscode.ConfigurationTarget, Severities | undefined] {
  if (vscode.workspace.workspaceFolders === undefined || !vscode.workspace.isTrusted) {
    return [vscode.ConfigurationTarget.Global, inspected?.globalValue];
  }
  if (inspected?.workspaceFolderValue !== undefined) {
    return [vscode.ConfigurationTarget.WorkspaceFolder, inspected.workspaceFolderValue];
  }
  return [vscode.ConfigurationTarget.Workspace, inspected?.workspaceValue];
}
