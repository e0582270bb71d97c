/** Register Component: type, flavor, name, then its values; or the same written into a file to fill in. */

import * as vscode from "vscode";
import { COMPONENT_TYPES, iconOf, labelOf, titleOf } from "../logic/componentTypes";
import { freeName, problemWithName, suggestedName } from "../logic/names";
import { flavorOf } from "../logic/nodes";
import { optionalParameters, placeholderFor, problemWithValue, promptFor, valuesOf } from "../logic/parameters";
import type { ComponentReference, FlavorDescription, FlavorSummary, InsertedComponent, Parameter } from "../logic/results";
import { capitalized, escapeIcons, firstSentence } from "../logic/text";
import { fail, inform } from "../messages";
import { inSteps, type Step } from "../multiStep";
import { openDocument, openNewStackFile } from "../newDocuments";
import { flavorItems } from "./flavors";
import { register, withProgress, type Surroundings } from "./shared";

const TITLE = "Register Component";

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
  readonly values: Map<string, string>;
}

async function registerComponent(around: Surroundings, argument: unknown): Promise<void> {
  // Asked for while the first question is asked, and waited for where they are needed.
  const flavors = around.server.execute<FlavorSummary[]>("listFlavors");
  flavors.catch(() => undefined);
  const components = registeredComponents(around);
  let answers: Answers | undefined;
  let chosenType = "";
  let chosenName: string | undefined;

  const askType: Step = async (ask) => {
    const items = flavors.then((all) =>
      COMPONENT_TYPES.filter((type) => all.some((flavor) => flavor.type === type)).map((type) => ({
        label: `$(${iconOf(type)}) ${titleOf(type)}`,
        type,
      })),
    );
    const isActive = ({ type }: { type: string }): boolean => type === chosenType;
    chosenType = (await ask.pick({ placeholder: "The type of the component", items, isActive })).type;
    return askFlavor;
  };
  const askFlavor: Step = async (ask) => {
    const items = flavorItems((await flavors).filter((flavor) => flavor.type === chosenType));
    const { flavor } = await ask.pick({ placeholder: `The flavor of the ${labelOf(chosenType)}`, items });
    return nameStep(await describe(chosenType, flavor?.name ?? ""));
  };
  const describe = (type: string, name: string): Promise<FlavorDescription> =>
    around.server.execute<FlavorDescription>("describeFlavor", { type, name });
  const nameStep = (flavor: FlavorDescription): Step => async (ask) => {
    const taken = new Set((await components).filter((one) => one.type === flavor.type).map((one) => one.name));
    const label = labelOf(flavor.type);
    const suggested = freeName(suggestedName(flavor.name), taken);
    const name = await ask.text({
      prompt: `The name of the ${label}`,
      value: chosenName ?? suggested,
      problem: (answer) => problemWithName(answer, `The ${label}`, taken),
    });
    // Another flavor has another suggestion; what was typed holds for all of them.
    chosenName = name === suggested ? undefined : name;
    return destinationStep(flavor, name);
  };
  const destinationStep = (flavor: FlavorDescription, name: string): Step => async (ask) => {
    const items = destinations(around, (await around.stacks.info())?.label);
    const { destination, file } = await ask.pick({ placeholder: "Where to?", items });
    const isSame = answers?.flavor.type === flavor.type && answers.flavor.name === flavor.name;
    const values = isSame && answers !== undefined ? answers.values : new Map<string, string>();
    answers = { flavor, name, destination, file, values };
    return destination === "registry" ? firstValue(answers) : undefined;
  };

  const given = flavorOf(argument);
  const first = given === undefined ? askType : nameStep(await describe(given.type, given.name));
  if ((await inSteps(TITLE, first)) && answers !== undefined) {
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

function destinations(around: Surroundings, registry = "registry"): DestinationItem[] {
  const items: DestinationItem[] = [];
  if (vscode.workspace.isTrusted && around.server.offers("registerComponent")) {
    items.push({ label: "$(cloud-upload) Register it", detail: `Asks for the values. Goes into: ${registry}.`, destination: "registry" });
  }
  const document = around.files.active?.document;
  if (document !== undefined) {
    const name = document.uri.path.split("/").pop() ?? "";
    const detail = "Writes it into the stack file that is open, for you to complete.";
    items.push({ label: `$(edit) Add it to ${escapeIcons(name)}`, detail, destination: "file", file: document.uri });
  }
  items.push({ label: "$(new-file) Write it into a new file", detail: "Nothing is registered.", destination: "new file" });
  return items;
}

/** The steps that ask for values: what is required, then what the user picks of the rest. */
function firstValue(answers: Answers): Step | undefined {
  const { parameters } = answers.flavor;
  const required = parameters.filter((parameter) => parameter.required);
  const optional = optionalParameters(parameters);

  const askOptional: Step = async (ask) => {
    const items = optional.map((parameter) => ({
      label: parameter.name,
      description: parameter.type,
      detail: escapeIcons(firstSentence(parameter.description)),
      picked: answers.values.has(parameter.name),
      parameter,
    }));
    const chosen = await ask.pickMany({ placeholder: "Further parameters, if you need any; Enter goes on", items });
    answers.further = chosen.map((item) => item.parameter);
    return valueStep(answers, answers.further, 0, undefined);
  };
  return valueStep(answers, required, 0, optional.length === 0 ? undefined : askOptional);
}

function valueStep(answers: Answers, parameters: readonly Parameter[], index: number, after: Step | undefined): Step | undefined {
  const parameter = parameters[index];
  if (parameter === undefined) {
    return after;
  }
  return async (ask) => {
    const { name } = parameter;
    const before = answers.values.get(name);
    const values = valuesOf(parameter);
    let value: string;
    if (values.length > 0) {
      const items = values.map((label) => ({ label: escapeIcons(label), value: label }));
      const isActive = (item: { value: string }): boolean => item.value === (before ?? parameter.default_text);
      value = (await ask.pick({ placeholder: promptFor(parameter), items, isActive })).value;
    } else {
      value = await ask.text({
        prompt: promptFor(parameter),
        value: before ?? "",
        placeholder: placeholderFor(parameter),
        password: parameter.sensitive,
        problem: (text) => problemWithValue(parameter, text),
      });
    }
    if (value === "") {
      answers.values.delete(name);
    } else {
      answers.values.set(name, value);
    }
    return valueStep(answers, parameters, index + 1, after);
  };
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

/** Registers it. What was typed is not lost when the server refuses it. */
async function sendComponent(around: Surroundings, answers: Answers): Promise<void> {
  const { flavor, name } = answers;
  const asked = new Set([...flavor.parameters.filter((one) => one.required), ...(answers.further ?? [])].map((one) => one.name));
  const configuration = Object.fromEntries([...answers.values].filter(([parameter]) => asked.has(parameter)));
  const what = `${labelOf(flavor.type)} ${name}`;
  try {
    await withProgress(`registering ${name}`, () =>
      around.server.execute("registerComponent", { type: flavor.type, name, flavor: flavor.name, configuration }),
    );
  } catch (error) {
    const again = "Edit Values…";
    const first = firstValue(answers);
    const message = error instanceof Error ? error.message : String(error);
    const answer = await fail(`Stackls: ${message}`, ...(first === undefined ? [] : [again]));
    if (answer === again && first !== undefined && (await inSteps(TITLE, first))) {
      await sendComponent(around, answers);
    }
    return;
  }
  void inform(`${capitalized(what)} is registered. A stack file that names it makes it part of a stack.`);
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
    void inform("This file is written in a way that nothing can be added to by itself, so here is the component alone.");
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
