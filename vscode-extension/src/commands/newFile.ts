/** New Stack File: name, flavors of the required types, further types, and a file to fill in. */

import * as vscode from "vscode";
import { COMPONENT_TYPES, iconOf, labelOf, REQUIRED_TYPES, titleOf } from "../logic/componentTypes";
import { fileNameFor, problemWithStackName, stackFileSnippet } from "../logic/newFile";
import type { FlavorDescription, FlavorSummary } from "../logic/results";
import { flavorItems } from "./flavors";
import { register, withProgress, type Surroundings } from "./shared";

const TITLE = "New Stack File";

export function newFileCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.file.new", () => newStackFile(around))];
}

async function newStackFile(around: Surroundings): Promise<void> {
  const all = around.server.execute<FlavorSummary[]>("listFlavors");
  all.catch(() => undefined); // told below, where it is waited for
  const name = await vscode.window.showInputBox({
    title: `${TITLE} (1)`,
    prompt: "The name of the stack",
    value: "my-stack",
    validateInput: problemWithStackName,
  });
  if (name === undefined) {
    return;
  }
  const flavors = await all;
  const chosen: FlavorSummary[] = [];
  let step = 2;
  for (const type of REQUIRED_TYPES) {
    const flavor = await pickFlavorOf(type, flavors, step++);
    if (flavor === undefined) {
      return;
    }
    chosen.push(flavor);
  }
  const further = await pickFurtherTypes(flavors, await neededTypes(around, chosen), step++);
  if (further === undefined) {
    return;
  }
  for (const type of further) {
    const flavor = await pickFlavorOf(type, flavors, step++);
    if (flavor === undefined) {
      return;
    }
    chosen.push(flavor);
  }
  const described = await withProgress("reading flavors", () =>
    Promise.all(chosen.map(({ type, name: flavor }) => around.server.execute<FlavorDescription>("describeFlavor", { type, name: flavor }))),
  );
  await openNewFile(name, described);
}

async function pickFlavorOf(type: string, flavors: readonly FlavorSummary[], step: number): Promise<FlavorSummary | undefined> {
  const items = flavorItems(flavors.filter((flavor) => flavor.type === type));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${TITLE} (${step})`,
    placeHolder: `The flavor of the ${labelOf(type)}`,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return chosen?.flavor;
}

/** Types that the chosen flavors do not work without: remote orchestrators run images. */
async function neededTypes(around: Surroundings, chosen: readonly FlavorSummary[]): Promise<readonly string[]> {
  const orchestrator = chosen.find((flavor) => flavor.type === "orchestrator");
  if (orchestrator === undefined) {
    return [];
  }
  const { type, name } = orchestrator;
  const { remote } = await around.server.execute<FlavorDescription>("describeFlavor", { type, name });
  return remote === true ? ["container_registry", "image_builder"] : [];
}

async function pickFurtherTypes(
  flavors: readonly FlavorSummary[],
  needed: readonly string[],
  step: number,
): Promise<readonly string[] | undefined> {
  const types = COMPONENT_TYPES.filter(
    (type) => !REQUIRED_TYPES.includes(type) && flavors.some((flavor) => flavor.type === type),
  );
  const items = types.map((type) => ({
    label: `$(${iconOf(type)}) ${titleOf(type)}`,
    description: needed.includes(type) ? "remote orchestrators need one" : "",
    picked: needed.includes(type),
    type,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${TITLE} (${step})`,
    placeHolder: "Further component types, if you need any; Enter goes on",
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.map((item) => item.type);
}

async function openNewFile(name: string, flavors: readonly FlavorDescription[]): Promise<void> {
  const document = await vscode.workspace.openTextDocument(await newDocument(name));
  if (document.languageId !== "yaml") {
    await vscode.languages.setTextDocumentLanguage(document, "yaml");
  }
  const editor = await vscode.window.showTextDocument(document);
  await editor.insertSnippet(new vscode.SnippetString(stackFileSnippet(name, flavors)), new vscode.Position(0, 0));
}

/** A file that is not on disk yet, in the workspace if there is one. */
async function newDocument(name: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const open = vscode.workspace.textDocuments.filter((one) => one.isUntitled).map((one) => one.uri.path);
  if (folder?.scheme !== "file") {
    const file = fileNameFor(name, (candidate) => open.includes(candidate));
    return vscode.Uri.from({ scheme: "untitled", path: file });
  }
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const taken = new Set(entries.map(([entry]) => entry));
  const file = fileNameFor(name, (candidate) => taken.has(candidate) || open.includes(vscode.Uri.joinPath(folder, candidate).path));
  return vscode.Uri.joinPath(folder, file).with({ scheme: "untitled" });
}
