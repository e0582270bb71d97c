/** Comparing two stacks by what they mean: files, registered stacks, revisions of a repository. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Difference } from "../logic/results";
import { inform } from "../messages";
import { meantBy, nameIn, pickStack, register, requireTrust, withCancel, type Surroundings } from "./shared";

/** A folder that package.json gives the language of plans to. */
const KIND = "stackls-difference";

/** What the server takes for one of the two. */
type Operand = { readonly uri: string; readonly revision?: string } | { readonly stack: string };

interface Pair {
  readonly one: Operand;
  readonly other?: Operand;
}

export function differenceCommands(around: Surroundings): vscode.Disposable[] {
  around.texts.register(KIND, async (uri) => (await diff(around, JSON.parse(uri.query) as Pair)).text);
  return [
    register(around, "stackls.file.difference", (argument, several) => ofFile(around, argument, several)),
    register(around, "stackls.stacks.difference", (argument) => ofStack(around, argument)),
  ];
}

function diff(around: Surroundings, pair: Pair): Promise<Difference> {
  return withCancel(l10n.t("Comparing…"), (token) => around.server.execute<Difference>("diffStacks", { ...pair }, token));
}

async function show(around: Surroundings, pair: Pair): Promise<void> {
  const turn = around.attention.watch();
  const found = await diff(around, pair);
  if (found.same) {
    void inform(l10n.t("{0} and {1} mean the same.", found.one, found.other));
    return;
  }
  if (await turn.comes(l10n.t("The comparison is ready."), l10n.t("Open"))) {
    const uri = around.texts.put(KIND, `${lastPart(found.one)} ↔ ${lastPart(found.other)}`, found.text, JSON.stringify(pair));
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}

function lastPart(label: string): string {
  return label.split("/").pop() ?? label;
}

interface Choice extends vscode.QuickPickItem {
  readonly choose: () => Promise<Pair | undefined>;
}

/** Two files that are selected, or the active one with what the user chooses. */
async function ofFile(around: Surroundings, argument: unknown, several: unknown): Promise<void> {
  const selected: readonly unknown[] = Array.isArray(several) ? several : [];
  const [one, other] = selected.filter((uri) => uri instanceof vscode.Uri);
  if (one !== undefined && other !== undefined) {
    await show(around, { one: { uri: one.toString() }, other: { uri: other.toString() } });
    return;
  }
  const file = argument instanceof vscode.Uri ? argument : around.files.active?.document.uri;
  if (file === undefined) {
    throw new Error(l10n.t("Open a stack file first."));
  }
  const uri = file.toString();
  const choices: Choice[] = [
    { label: l10n.t("The Registered Stack of Its Name"), choose: () => Promise.resolve({ one: { uri } }) },
    { label: l10n.t("A Revision in Git…"), choose: () => withRevision(uri) },
    { label: l10n.t("Another File…"), choose: () => withFile(file) },
    { label: l10n.t("Another Registered Stack…"), choose: () => withStack(around, { uri }) },
  ];
  const placeHolder = l10n.t("Compare {0} with what?", lastPart(file.path));
  const pair = await (await vscode.window.showQuickPick(choices, { placeHolder }))?.choose();
  if (pair !== undefined) {
    await show(around, pair);
  }
}

async function withRevision(uri: string): Promise<Pair | undefined> {
  requireTrust(l10n.t("reading its repository"));
  const prompt = l10n.t("A commit, branch or tag");
  const revision = await vscode.window.showInputBox({ prompt, value: "HEAD" });
  return revision === undefined || revision === "" ? undefined : { one: { uri, revision } };
}

async function withFile(file: vscode.Uri): Promise<Pair | undefined> {
  const defaultUri = vscode.Uri.joinPath(file, "..");
  const [other] = (await vscode.window.showOpenDialog({ defaultUri, filters: { YAML: ["yaml", "yml"] } })) ?? [];
  return other === undefined ? undefined : { one: { uri: file.toString() }, other: { uri: other.toString() } };
}

async function withStack(around: Surroundings, one: Operand, except = ""): Promise<Pair | undefined> {
  const other = await pickStack(around, l10n.t("Compare with which stack?"), ({ name }) => name !== except);
  return other === undefined ? undefined : { one, other: { stack: other.name } };
}

/** A registered stack with another one. */
async function ofStack(around: Surroundings, argument: unknown): Promise<void> {
  const name = nameIn(await meantBy(around, argument)) ?? (await pickStack(around, l10n.t("Compare which stack?")))?.name;
  const pair = name === undefined ? undefined : await withStack(around, { stack: name }, name);
  if (pair !== undefined) {
    await show(around, pair);
  }
}
