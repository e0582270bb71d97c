/** Commands on folders of stack files, and on several files at once: one plan, one apply. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { applyAgreed } from "../logic/applying";
import { Busy } from "../logic/busy";
import { listFolderPlan, mayApplyFolder, mayDelete, questionAboutFolder, whyNotApply, type FolderAgreement } from "../logic/folders";
import { COPY } from "../folderPlans";
import type { FolderApplied, FolderPlan } from "../logic/results";
import { counted } from "../logic/counts";
import { ask, askBeforeLoss, inform, warn } from "../messages";
import { RequestCancelled } from "../server/requests";
import { register, requireTrust, withCancel, withProgress, type Surroundings } from "./shared";

export function folderCommands(around: Surroundings): vscode.Disposable[] {
  const busy = new Busy();
  return [
    register(around, "stackls.folder.plan", (argument, several) => planFolder(around, argument, several)),
    register(around, "stackls.folder.apply", (argument, several) => applyFolder(around, argument, several, busy)),
    register(around, COPY, (argument) => copyPlan(around, argument)),
  ];
}

/** What is meant: what the explorer has selected, what a plan is of, or the folder that the user chooses. */
async function meant(around: Surroundings, argument: unknown, several: unknown): Promise<readonly string[] | undefined> {
  const selected: readonly unknown[] = Array.isArray(several) ? several : [argument];
  const uris = selected.filter((one) => one instanceof vscode.Uri);
  if (uris.length > 0) {
    return uris.map((uri) => uri.toString());
  }
  const named = typeof argument === "object" && argument !== null ? (argument as { uris?: unknown }).uris : undefined;
  if (Array.isArray(named)) {
    return named as readonly string[];
  }
  const folder = await chooseFolder(around);
  return folder === undefined ? undefined : [folder.toString()];
}

interface FolderItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri | undefined;
}

/** Lets the user choose a folder with stack files, the outermost first, or any other. */
async function chooseFolder(around: Surroundings): Promise<vscode.Uri | undefined> {
  const items = withProgress(l10n.t("looking for stack files"), async () => folderItems(await foldersOfStacks(around)));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: l10n.t("The stack files of which folder?"), matchOnDescription: true });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  const chosen = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: l10n.t("Plan") });
  return chosen?.[0];
}

/** How many stacks there are below each folder of the workspace. */
async function foldersOfStacks(around: Surroundings): Promise<ReadonlyMap<string, number>> {
  const files = await around.server.execute<readonly { readonly uri: string }[]>("listStackFiles");
  const counts = new Map<string, number>();
  for (const file of files.map(({ uri }) => vscode.Uri.parse(uri, true))) {
    const top = vscode.workspace.getWorkspaceFolder(file)?.uri;
    for (let folder = vscode.Uri.joinPath(file, ".."); top !== undefined && folder.path.startsWith(top.path); folder = vscode.Uri.joinPath(folder, "..")) {
      counts.set(folder.toString(), (counts.get(folder.toString()) ?? 0) + 1);
      if (folder.path === top.path) {
        break;
      }
    }
  }
  return counts;
}

function folderItems(counts: ReadonlyMap<string, number>): FolderItem[] {
  const depth = (uri: vscode.Uri): number => uri.path.split("/").length;
  const found = [...counts].map(([uri, count]) => ({ uri: vscode.Uri.parse(uri, true), count }));
  found.sort((one, other) => depth(one.uri) - depth(other.uri) || one.uri.path.localeCompare(other.uri.path));
  const items = found.map(({ uri, count }) => ({ label: `$(folder) ${nameOf(uri)}`, description: counted(count, "stack"), uri }));
  return [...items, { label: l10n.t("Another Folder…"), uri: undefined }];
}

function nameOf(folder: vscode.Uri): string {
  const top = vscode.workspace.getWorkspaceFolder(folder);
  return top?.uri.path === folder.path ? top.name : vscode.workspace.asRelativePath(folder);
}

function planned(around: Surroundings, uris: readonly string[]): Promise<FolderPlan> {
  return withCancel(l10n.t("Planning…"), (token, tell) => around.server.execute<FolderPlan>("planFolder", { uris }, token, tell));
}

async function planFolder(around: Surroundings, argument: unknown, several: unknown): Promise<void> {
  const uris = await meant(around, argument, several);
  if (uris === undefined) {
    return;
  }
  const turn = around.attention.watch();
  const plan = await planned(around, uris);
  if (await turn.comes(l10n.t("The plan is ready."), l10n.t("Open"))) {
    await around.folderPlans.show(plan, uris);
  }
}

/** A comment for a pull request, as CI writes it. */
async function copyPlan(around: Surroundings, argument: unknown): Promise<void> {
  const uris = await meant(around, argument, undefined);
  if (uris !== undefined) {
    const { comment = "" } = await around.server.execute<FolderPlan>("planFolder", { uris, comment: true });
    await vscode.env.clipboard.writeText(comment);
    void inform(l10n.t("The plan is on the clipboard, as a comment for a pull request."));
  }
}

async function applyFolder(around: Surroundings, argument: unknown, several: unknown, busy: Busy): Promise<void> {
  requireTrust(l10n.t("applying its files"));
  const uris = await meant(around, argument, several);
  const key = uris?.join(" ") ?? "";
  if (uris === undefined || busy.has(key)) {
    return;
  }
  const turn = around.attention.watch();
  const done = await busy.during(key, () =>
    applyAgreed<FolderPlan, FolderAgreement, FolderApplied>({
      plan: () => planned(around, uris),
      agree: async (plan, isNew) => {
        const isAsked = !mayApplyFolder(plan) || (await turn.comes(l10n.t("The plan is ready to be applied."), l10n.t("Review…")));
        return isAsked ? agreeTo(around, uris, plan, isNew) : undefined;
      },
      apply: (plan, agreement) => apply(around, uris, plan, agreement),
    }),
  );
  if (done === undefined) {
    return;
  }
  const { done: stacks } = done.result;
  const [only] = stacks;
  const isOne = only !== undefined && stacks.length === 1;
  void inform(isOne ? l10n.t("{0} is registered as its file says.", only) : l10n.t("{0} are registered as the files say.", counted(stacks.length, "stack")));
}

/** Asks whether to apply a plan, and what no file holds any more; where nothing can be done, shows why. */
async function agreeTo(around: Surroundings, uris: readonly string[], plan: FolderPlan, isNew: boolean): Promise<FolderAgreement | undefined> {
  if (!mayApplyFolder(plan) || isNew) {
    await around.folderPlans.show(plan, uris);
  }
  if (plan.blocked) {
    void warn(l10n.t("Nothing can be applied: {0}", whyNotApply(plan)));
    return undefined;
  }
  if (!mayApplyFolder(plan)) {
    void inform(plan.summary);
    return undefined;
  }
  const keep = l10n.t("Apply");
  const remove = plan.empty ? l10n.t("Delete") : l10n.t("Apply and Delete {0}", plan.unheld.length);
  const choices = [...(plan.empty ? [] : [keep]), ...(mayDelete(plan) ? [remove] : [])];
  const asks = mayDelete(plan) ? askBeforeLoss : ask;
  const answer = await asks(questionAboutFolder(plan, isNew), listFolderPlan(plan), ...choices);
  return answer === undefined ? undefined : answer === keep ? "apply" : "delete";
}

async function apply(around: Surroundings, uris: readonly string[], plan: FolderPlan, agreement: FolderAgreement): Promise<FolderApplied> {
  const asked = { uris, planned: plan.planned, prune: agreement === "delete" };
  const title = l10n.t("Applying {0}…", counted(plan.files.length, "stack"));
  try {
    return await withCancel(title, (token, tell) => around.server.execute<FolderApplied>("applyFolder", asked, token, tell));
  } catch (error) {
    if (error instanceof RequestCancelled) {
      void inform(l10n.t("Applying was cancelled: what was done of it is undone."));
    }
    throw error;
  }
}
