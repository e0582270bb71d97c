/** Register Component: type, flavor, name, then its values; or the same written into a file to fill in. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { iconOf, labelOf, titleOf, typesOf } from "../logic/componentTypes";
import { freeName, problemWithName, suggestedName } from "../logic/names";
import { flavorOf } from "../logic/nodes";
import { optionalParameters } from "../logic/parameters";
import type { ComponentReference, FlavorDescription, FlavorSummary, InsertedComponent, Parameter } from "../logic/results";
import { capitalized, escapeIcons } from "../logic/text";
import { inform } from "../messages";
import { inSteps, sendAnswers, type Step } from "../multiStep";
import { openDocument, openNewStackFile } from "../newDocuments";
import { flavorItems } from "./flavors";
import { Values } from "./parameterSteps";
import { register, withProgress, type Surroundings } from "./shared";

export function componentCommands(around: Surroundings): vscode.Disposable[] {
  return [register(around, "stackls.components.register", (argument) => registerComponent(around, argument))];
}

type Destination = "registry" | "file" | "new file";

/** What has been answered so far. */
interface Answers {
  readonly flavor: FlavorDescription;
  readonly name: string;
  readonly destination: Destination;
  /** The file to write it into: the one that was active when this was asked, whatever is active later. */
  readonly file?: vscode.Uri | undefined;
  /** The optional parameters to ask for. */
  further?: readonly Parameter[];
  readonly values: Values;
}

async function registerComponent(around: Surroundings, argument: unknown): Promise<void> {
  // Asked for while the first question is asked, and waited for where they are needed.
  const flavors = around.server.execute<FlavorSummary[]>("listFlavors");
  flavors.catch(() => undefined);
  const components = registeredComponents(around);
  let answers: Answers | undefined;
  const given = flavorOf(argument);
  let chosenType = given?.type ?? "";
  let chosenName: string | undefined;
  let named = "";

  const askType: Step = async (ask) => {
    const items = flavors.then((all) =>
      typesOf(all).map((type) => ({
        label: `$(${iconOf(type)}) ${titleOf(type)}`,
        type,
      })),
    );
    const isActive = ({ type }: { type: string }): boolean => type === chosenType;
    chosenType = (await ask.pick({ placeholder: l10n.t("The type of the component"), items, isActive })).type;
    return askFlavor;
  };
  const askFlavor: Step = async (ask) => {
    const items = flavorItems((await flavors).filter((flavor) => flavor.type === chosenType));
    const { flavor } = await ask.pick({ placeholder: l10n.t("The flavor of the {0}", labelOf(chosenType)), items });
    return nameStep(await describe(chosenType, flavor?.name ?? ""));
  };
  const describe = (type: string, name: string): Promise<FlavorDescription> =>
    around.server.execute<FlavorDescription>("describeFlavor", { type, name });
  const nameStep = (flavor: FlavorDescription): Step => async (ask) => {
    const taken = new Set((await components).filter((one) => one.type === flavor.type).map((one) => one.name));
    const label = labelOf(flavor.type);
    const suggested = freeName(suggestedName(flavor.name), taken);
    const name = await ask.text({
      prompt: l10n.t("The name of the {0}", label),
      value: chosenName ?? suggested,
      problem: (answer) => problemWithName(answer, l10n.t("The {0}", label), taken),
    });
    // Another flavor has another suggestion; what was typed holds for all of them.
    chosenName = name === suggested ? undefined : name;
    named = name;
    return destinationStep(flavor, name);
  };
  const destinationStep = (flavor: FlavorDescription, name: string): Step => async (ask) => {
    const items = destinations(around, await around.stacks.place());
    const { destination, file } = await ask.pick({ placeholder: l10n.t("What to do with the {0}?", labelOf(flavor.type)), items });
    const isSame = answers?.flavor.type === flavor.type && answers.flavor.name === flavor.name;
    const values = isSame && answers !== undefined ? answers.values : new Values(around, flavor);
    answers = { flavor, name, destination, file, values };
    return destination === "registry" ? firstValue(answers) : undefined;
  };

  const first = given === undefined ? askType : nameStep(await describe(given.type, given.name));
  if ((await inSteps(() => titleFor(chosenType, named), first)) && answers !== undefined) {
    await finish(around, answers);
  }
}

/** None where they cannot be read: the server refuses a name that is taken. */
async function registeredComponents(around: Surroundings): Promise<readonly ComponentReference[]> {
  await around.server.ensureStarted(); // it offers nothing before
  if (!around.server.offers("listComponents")) {
    return [];
  }
  return around.server.execute<ComponentReference[]>("listComponents").catch(() => []);
}

interface DestinationItem extends vscode.QuickPickItem {
  readonly destination: Destination;
  readonly file?: vscode.Uri;
}

function destinations(around: Surroundings, place: string): DestinationItem[] {
  const items: DestinationItem[] = [];
  if (vscode.workspace.isTrusted && around.server.offers("registerComponent")) {
    items.push({ label: `$(cloud-upload) ${l10n.t("Register it {0}", escapeIcons(place))}`, detail: l10n.t("Asks for its values."), destination: "registry" });
  }
  const document = around.files.active?.document;
  if (document !== undefined) {
    const name = document.uri.path.split("/").pop() ?? "";
    const detail = l10n.t("Writes it into the stack file that is open, for you to complete.");
    items.push({ label: `$(edit) ${l10n.t("Add it to {0}", escapeIcons(name))}`, detail, destination: "file", file: document.uri });
  }
  items.push({ label: `$(new-file) ${l10n.t("Write it into a new file")}`, detail: l10n.t("Nothing is registered."), destination: "new file" });
  return items;
}

/** What the box says above its questions: what is registered, as far as that is known. */
function titleFor(type: string, name = ""): string {
  return type === "" ? l10n.t("Register Component") : l10n.t("Register {0} {1}", labelOf(type), name).trim();
}

/** The steps that ask for values: what is required, then what the user picks of the rest. */
function firstValue(answers: Answers): Step | undefined {
  const { parameters } = answers.flavor;
  const optional = optionalParameters(parameters);
  const askOptional = answers.values.choose(optional, l10n.t("Further parameters, if you need any; Enter goes on"), (chosen) => {
    answers.further = chosen;
  });
  return answers.values.step(requiredOf(answers), 0, optional.length === 0 ? undefined : askOptional);
}

function requiredOf(answers: Answers): Parameter[] {
  return answers.flavor.parameters.filter((parameter) => parameter.required);
}

async function finish(around: Surroundings, answers: Answers): Promise<void> {
  switch (answers.destination) {
    case "registry":
      await sendComponent(around, answers);
      break;
    case "file":
      await (answers.file === undefined ? openComponent(around, answers) : insertComponent(around, answers, answers.file));
      break;
    case "new file":
      await openComponent(around, answers);
      break;
  }
}

async function sendComponent(around: Surroundings, answers: Answers): Promise<void> {
  const { flavor, name } = answers;
  const send = (): Promise<unknown> => {
    const { configuration } = answers.values.answers([...requiredOf(answers), ...(answers.further ?? [])]);
    return withProgress(l10n.t("registering {0}", name), () =>
      around.server.execute("registerComponent", { type: flavor.type, name, flavor: flavor.name, configuration }),
    );
  };
  if (await sendAnswers(titleFor(flavor.type, name), firstValue(answers), send)) {
    void inform(l10n.t("{0} {1} is registered {2}. Name it in a stack file to use it.", capitalized(labelOf(flavor.type)), name, await around.stacks.place()));
  }
}

function written(around: Surroundings, { flavor, name }: Answers, file?: vscode.Uri): Promise<InsertedComponent> {
  const component = { type: flavor.type, flavor: flavor.name, name };
  return around.server.execute<InsertedComponent>("insertComponent", { ...component, uri: file?.toString() });
}

async function insertComponent(around: Surroundings, answers: Answers, file: vscode.Uri): Promise<void> {
  const document = await openDocument(file);
  const { edit, snippet } = await written(around, answers, file);
  if (edit === null || snippet === null) {
    await openComponent(around, answers);
    void inform(l10n.t("This file is written in a way that nothing can be added to by itself, so here is the component alone."));
    return;
  }
  const visible = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const editor = await vscode.window.showTextDocument(document, visible?.viewColumn);
  // On a line of its own, since a snippet takes on the indentation of the line it is put into.
  const { line, character } = edit.range.start;
  const at = new vscode.Position(line, character);
  const lines = /^\r?\n/.exec(snippet);
  if (lines !== null) {
    await editor.edit((builder) => builder.insert(at, "\n"), { undoStopBefore: true, undoStopAfter: false });
  }
  const [start, text] = lines === null ? [at, snippet] : [new vscode.Position(line + 1, 0), snippet.slice(lines[0].length)];
  await editor.insertSnippet(new vscode.SnippetString(text), start, { undoStopBefore: false, undoStopAfter: true });
}

async function openComponent(around: Surroundings, answers: Answers): Promise<void> {
  const { snippet } = await written(around, answers);
  const editor = await openNewStackFile(answers.name);
  await editor.insertSnippet(new vscode.SnippetString(`${snippet ?? ""}\n`), new vscode.Position(0, 0));
}
