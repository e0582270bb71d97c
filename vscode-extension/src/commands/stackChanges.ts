/** Copying, renaming and deleting stacks. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { counted } from "../logic/counts";
import { freeName, problemWithName } from "../logic/names";
import type { ComponentReference, StackSummary } from "../logic/results";
import { componentsOnlyIn, describeDeletion, whyNotDelete, whyNotRename } from "../logic/stackChanges";
import { withoutLinks } from "../logic/text";
import { askBeforeLoss, inform, mention, warn } from "../messages";
import { meantBy, nameIn, pickStack, pressedIn, register, requireTrust, withProgress, type Surroundings } from "./shared";

export function stackChangeCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.stacks.copy", (argument) => onStack(around, argument, l10n.t("Copy which stack?"), () => undefined, copyStack)),
    register(around, "stackls.stacks.rename", (argument) => onStack(around, argument, l10n.t("Rename which stack?"), whyNotRename, renameStack)),
    register(around, "stackls.stacks.delete", (argument) => onStack(around, argument, l10n.t("Delete which stack?"), whyNotDelete, deleteStack)),
  ];
}

type StackAction = (around: Surroundings, stack: StackSummary, stacks: readonly StackSummary[]) => Promise<void>;

async function onStack(
  around: Surroundings,
  argument: unknown,
  placeholder: string,
  whyNot: (stack: StackSummary) => string | undefined,
  action: StackAction,
): Promise<void> {
  requireTrust(l10n.t("changing stacks"));
  const meant = await meantBy(around, argument);
  const name = isBelowStack(meant) ? undefined : nameIn(meant);
  if (name === undefined && pressedIn(argument) !== undefined) {
    return; // the key was pressed on something else
  }
  // The list opens at once: one that comes after seconds takes the keyboard from whoever has gone on.
  const picked = name === undefined ? await pickStack(around, placeholder, (one) => whyNot(one) === undefined) : undefined;
  if (name === undefined && picked === undefined) {
    return;
  }
  const turn = around.attention.watch();
  const stacks = await withProgress(l10n.t("listing stacks"), () => around.stacks.list());
  const stack = picked ?? stacks.find((one) => one.name === name);
  if (stack === undefined) {
    throw new Error(l10n.t("There is no stack named {0} any more.", name ?? ""));
  }
  if (!(await turn.comes(l10n.t("The registry has answered about {0}.", stack.name), l10n.t("Go On…")))) {
    return;
  }
  const refusal = whyNot(stack);
  if (refusal === undefined) {
    await action(around, stack, stacks);
  } else {
    void inform(refusal);
  }
}

/** Whether it is a component or a value: these know their stack, but are none. */
function isBelowStack(node: unknown): boolean {
  return typeof node === "object" && node !== null && ["component", "value"].includes(String((node as { kind?: unknown }).kind));
}

async function copyStack(around: Surroundings, stack: StackSummary, stacks: readonly StackSummary[]): Promise<void> {
  const taken = namesOf(stacks);
  const newName = await askForName(l10n.t("The name of the copy of {0}, {1}", stack.name, await around.stacks.place()), freeName(`${stack.name}-copy`, taken), taken);
  if (newName === undefined) {
    return;
  }
  const { name } = stack;
  await withProgress(l10n.t("copying {0}", name), () => around.server.execute("copyStack", { name, new_name: newName }));
  mention(l10n.t("{0} is a copy of {1}.", newName, name));
}

async function renameStack(around: Surroundings, stack: StackSummary, stacks: readonly StackSummary[]): Promise<void> {
  const { name } = stack;
  const taken = namesOf(stacks);
  taken.delete(name);
  const newName = await askForName(l10n.t("The new name of {0}, {1}", name, await around.stacks.place()), name, taken);
  if (newName === undefined || newName === name) {
    return;
  }
  await withProgress(l10n.t("renaming {0}", name), () => around.server.execute("renameStack", { name, new_name: newName }));
  mention(l10n.t("Renamed {0} to {1}.", name, newName));
  await pointOutFile(name, newName);
}

/** A file of the workspace that still has the old name would bring it back. */
async function pointOutFile(name: string, newName: string): Promise<void> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>("vscode.executeWorkspaceSymbolProvider", name);
  const isStack = (one: vscode.SymbolInformation): boolean => one.kind === vscode.SymbolKind.Module && one.name === name;
  const symbol = (found ?? []).find((one) => isStack(one) && /\.ya?ml$/.test(one.location.uri.path));
  if (symbol === undefined) {
    return;
  }
  const file = vscode.workspace.asRelativePath(symbol.location.uri);
  const message = l10n.t("{0} still says {1}. Applying it would register that name again, beside {2}.", file, name, newName);
  if ((await warn(message, l10n.t("Open"))) !== undefined) {
    await vscode.window.showTextDocument(symbol.location.uri, { selection: symbol.location.range });
  }
}

async function deleteStack(around: Surroundings, stack: StackSummary, stacks: readonly StackSummary[]): Promise<void> {
  const { name } = stack;
  const only = componentsOnlyIn(stack, stacks);
  const [alone, together] = [l10n.t("Delete"), l10n.t("Delete with Components")];
  const buttons = only.length === 0 ? [alone] : [alone, together];
  const answer = await askBeforeLoss(l10n.t("Delete the stack {0} {1}?", name, await around.stacks.place()), describeDeletion(only), ...buttons);
  if (answer === undefined) {
    return;
  }
  const { components } = await withProgress(l10n.t("deleting {0}", name), () =>
    around.server.execute<{ components: readonly ComponentReference[] }>("deleteStack", { name, recursive: answer === together }),
  );
  mention(components.length === 0 ? l10n.t("{0} is deleted.", name) : l10n.t("{0} is deleted with {1}.", name, counted(components.length, "component")));
}

function namesOf(stacks: readonly StackSummary[]): Set<string> {
  return new Set(stacks.map((stack) => stack.name));
}

async function askForName(prompt: string, value: string, taken: ReadonlySet<string>): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: withoutLinks(prompt),
    value,
    validateInput: (name) => problemWithName(name, l10n.t("A stack"), taken),
  });
}
