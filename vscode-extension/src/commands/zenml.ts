/** Select ZenML Interpreter: where ZenML is. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { interpreterOptions, type LookedAt } from "../logic/stores";
import { escapeIcons } from "../logic/text";
import { knownInterpreters } from "../server/interpreters";
import { browseForPython, saveChoice } from "../settings";
import { register, requireTrust, withProgress, type Surroundings } from "./shared";

const SETTING = "zenml.interpreter";

export function zenmlCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.zenml.select", () => selectInterpreter(around))];
}

interface Item extends vscode.QuickPickItem {
  /** Empty to look for one; `undefined` to browse. */
  readonly file: string | undefined;
}

async function selectInterpreter(around: Surroundings): Promise<void> {
  requireTrust(l10n.t("looking for ZenML in its interpreters"));
  const configuration = vscode.workspace.getConfiguration("stackls");
  const set = configuration.get<string>(SETTING, "");
  const items = withProgress(l10n.t("looking for ZenML"), () => itemsOf(around, set));
  const placeHolder = l10n.t("Which Python has the ZenML whose stacks you want to see?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  const file = chosen === undefined ? undefined : (chosen.file ?? (await browseForPython()));
  if (file === undefined) {
    return;
  }
  if (configuration.get<string>("store") === "local") {
    // Who connects ZenML wants to see its stacks, not those of the registry that they had chosen before.
    await saveChoice("store", file === "" ? "auto" : "zenml", configuration.inspect("store")?.workspaceValue !== undefined);
  }
  if (file !== set) {
    await saveChoice(SETTING, file, vscode.workspace.workspaceFolders !== undefined);
  }
}

async function itemsOf(around: Surroundings, set: string): Promise<Item[]> {
  const { server } = around;
  const lookedAt = await server.execute<LookedAt[]>("listInterpreters");
  const offered = await knownInterpreters();
  const all = await server.execute<LookedAt[]>("listInterpreters", { all: true, offered });
  const used = lookedAt.find(({ verdict }) => verdict === "chosen")?.path;
  const options = interpreterOptions(all, set, used).map((one) => ({
    label: `$(${one.isInUse ? "pass-filled" : one.path === "" ? "search" : "terminal"}) ${escapeIcons(one.label)}`,
    description: escapeIcons(one.description),
    detail: escapeIcons(one.detail),
    file: one.path,
  }));
  return [...options, { label: `$(folder-opened) ${l10n.t("Browse…")}`, file: undefined }];
}
