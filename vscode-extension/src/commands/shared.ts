/** What all commands have at hand. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { StackSummary } from "../logic/results";
import { flavorsInShort } from "../logic/stackSummaries";
import { escapeIcons, withoutLinks } from "../logic/text";
import { fail, warn } from "../messages";
import type { Attention } from "../attention";
import type { Comparisons } from "../comparisons";
import type { Panels } from "../panels";
import type { FolderPlans } from "../folderPlans";
import type { PlanTexts } from "../planTexts";
import { RequestCancelled, ServerError } from "../server/requests";
import type { Tell } from "../server/requests";
import { type Server } from "../server/server";
import type { StackFiles } from "../stackFiles";
import type { Stacks } from "../stacks";
import type { Texts } from "../texts";
import type { TreeName, Trees } from "../views/trees";

export interface Surroundings {
  readonly server: Server;
  readonly stacks: Stacks;
  readonly files: StackFiles;
  readonly panels: Panels;
  readonly texts: Texts;
  readonly plans: PlanTexts;
  readonly folderPlans: FolderPlans;
  readonly comparisons: Comparisons;
  readonly trees: Trees;
  readonly attention: Attention;
}

/**
 * A command that shows its failure, and leaves the details to the log. The explorer gives it what it was called on,
 * and all that is selected.
 */
export function register(
  around: Surroundings,
  command: string,
  action: (argument: unknown, selected: unknown) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (argument: unknown, selected: unknown) => {
    try {
      await action(argument, selected);
    } catch (error) {
      if (error instanceof NotTrusted) {
        void offerTrust(error.message);
        return;
      }
      if (error instanceof RequestCancelled) {
        return;
      }
      if (!(error instanceof ServerError)) {
        around.server.log.error(`${command}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      const message = error instanceof Error ? error.message : String(error);
      // What the registry has refused is said in full; the log adds nothing to it.
      const isRefusal = error instanceof ServerError && error.code !== undefined;
      void fail(`Stackls: ${message}`, ...(isRefusal ? [] : [l10n.t("Show Log")])).then((answer) => {
        if (answer === l10n.t("Show Log")) {
          around.server.log.show();
        }
      });
    }
  });
}

/** Runs `action` with a sign in the status bar that something is going on. */
export function withProgress<T>(title: string, action: () => Promise<T>): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Stackls: ${escapeIcons(title)}` }, action),
  );
}

const QUICK = 300;

/**
 * Runs `action`, and says so where that takes long, with a way to leave it: the user then sees why nothing happens. A
 * message that comes and goes at once would only flicker. How far it is, it may `tell`.
 */
export async function withCancel<T>(title: string, action: (token: vscode.CancellationToken, tell: Tell) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  let shown: vscode.Progress<{ readonly message: string }> | undefined;
  const running = action(source.token, (message) => shown?.report({ message }));
  const end = running.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), QUICK);
  });
  if (!(await Promise.race([end, late]))) {
    const left = new Promise<boolean>((resolve) => source.token.onCancellationRequested(() => resolve(true)));
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
      (progress, token) => {
        shown = progress;
        token.onCancellationRequested(() => source.cancel());
        return Promise.race([end, left]);
      },
    );
  }
  clearTimeout(timer);
  if (source.token.isCancellationRequested) {
    throw new RequestCancelled();
  }
  return running;
}

interface StackItem extends vscode.QuickPickItem {
  readonly stack: StackSummary;
}

/**
 * Lets the user choose a stack of those that are `isMeant`. The one that the active file describes comes first, then
 * the active one; those that are not `isLikely` come last.
 */
export async function pickStack(
  around: Surroundings,
  placeholder: string,
  isMeant: (stack: StackSummary) => boolean = () => true,
  isLikely: (stack: StackSummary) => boolean = () => true,
): Promise<StackSummary | undefined> {
  const fileStack = fileStackOf(around);
  const items = withProgress(l10n.t("listing stacks"), async () => stackItems((await around.stacks.list()).filter(isMeant), await fileStack, isLikely));
  return (
    await vscode.window.showQuickPick(items, {
      placeHolder: placeholder,
      matchOnDescription: true,
      matchOnDetail: true,
    })
  )?.stack;
}

/** The name of the stack that the active file describes. */
async function fileStackOf(around: Surroundings): Promise<string | null> {
  const uri = around.files.active?.document.uri;
  const found = uri === undefined ? undefined : await around.server.documentKind(uri).catch(() => undefined);
  return found?.stack ?? null;
}

class NotTrusted extends Error {}

/** Raises where the workspace is not trusted. `doing` is what that is needed for. */
export function requireTrust(doing: string): void {
  if (!vscode.workspace.isTrusted) {
    throw new NotTrusted(l10n.t("Trust this workspace before {0}.", doing));
  }
}

async function offerTrust(message: string): Promise<void> {
  if ((await warn(message, l10n.t("Manage Workspace Trust"))) !== undefined) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
}

function stackItems(stacks: readonly StackSummary[], fileStack: string | null, isLikely: (stack: StackSummary) => boolean): StackItem[] {
  const rank = (stack: StackSummary): number => (!isLikely(stack) ? 3 : stack.name === fileStack ? 0 : stack.active ? 1 : 2);
  return [...stacks]
    .sort((one, other) => rank(one) - rank(other))
    .map((stack) => {
      const notes = [stack.active ? l10n.t("active") : "", stack.name === fileStack ? l10n.t("this file") : ""].filter((note) => note !== "");
      return {
        label: `$(${stack.active ? "pass-filled" : "layers"}) ${escapeIcons(stack.name)}`,
        description: notes.join(", "),
        detail: escapeIcons(flavorsInShort(stack)),
        stack,
      };
    });
}

/** Which tree a key was pressed in; its argument says so, since VS Code tells a key nothing of where it was pressed. */
export function pressedIn(argument: unknown): TreeName | undefined {
  const tree = typeof argument === "object" && argument !== null ? (argument as { pressedIn?: unknown }).pressedIn : undefined;
  return tree === "stacks" || tree === "components" || tree === "flavors" ? tree : undefined;
}

/** What a command is about: the entry whose menu it was taken from, or the one that has the focus. */
export function meantBy(around: Surroundings, argument: unknown): Promise<unknown> {
  const tree = pressedIn(argument);
  return tree === undefined ? Promise.resolve(argument) : around.trees.focusedIn(tree);
}

/** The name in an argument that a tree or a page gave. */
export function nameIn(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null) {
    return undefined;
  }
  const { stack, name } = argument as { stack?: { name?: unknown }; name?: unknown };
  const found = stack?.name ?? name;
  return typeof found === "string" ? found : undefined;
}
