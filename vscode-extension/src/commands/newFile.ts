/** New Stack File: name, flavors of the required types, further types, and a file to fill in; New Run Configuration. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { iconOf, labelOf, titleOf, typesOf } from "../logic/componentTypes";
import { fittingFirst } from "../logic/fitting";
import { problemWithName } from "../logic/names";
import type { ComponentType, FlavorDescription, FlavorSummary, NewRunConfiguration, NewStack } from "../logic/results";
import { inSteps, type Step } from "../multiStep";
import { openNewDocument, openNewStackFile } from "../newDocuments";
import { flavorItems, type FlavorItem } from "./flavors";
import { register, withProgress, type Surroundings } from "./shared";

export function newFileCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.file.new", () => newStackFile(around)),
    register(around, "stackls.file.newRunConfiguration", () => newRunConfiguration(around)),
  ];
}

/** A run configuration to be filled in, with the steps and parameters of a pipeline; it is named when it is saved. */
async function newRunConfiguration(around: Surroundings): Promise<void> {
  let found = await around.server.execute<NewRunConfiguration>("newRunConfiguration", {});
  if (found.pipelines.length > 1) {
    const none = l10n.t("None of them");
    const placeHolder = l10n.t("The pipeline that the run configuration is for");
    const pipeline = await vscode.window.showQuickPick([...found.pipelines, none], { placeHolder });
    if (pipeline === undefined) {
      return;
    }
    if (pipeline !== none) {
      found = await around.server.execute<NewRunConfiguration>("newRunConfiguration", { pipeline });
    }
  }
  const { snippet } = found;
  const editor = await openNewDocument("pipeline", ".run.yaml");
  await editor.insertSnippet(new vscode.SnippetString(snippet), new vscode.Position(0, 0));
}

async function newStackFile(around: Surroundings): Promise<void> {
  const all = around.server.execute<FlavorSummary[]>("listFlavors");
  all.catch(() => undefined); // told below, where it is waited for
  const types = await around.server.execute<ComponentType[]>("listTypes");
  const required = types.filter((one) => one.required).map((one) => one.type);
  let name = "my-stack";
  let further: readonly string[] | undefined;
  const chosen = new Map<string, FlavorSummary>();

  const askName: Step = async (ask) => {
    name = await ask.text({ prompt: l10n.t("The name of the stack"), value: name, problem: (answer) => problemWithName(answer) });
    return flavorStep(required, 0, askFurther);
  };
  const askFurther: Step = async (ask) => {
    const flavors = await all;
    const needed = await neededTypes(around, [...chosen.values()]);
    const items = furtherTypes(typesOf(flavors).filter((type) => !required.includes(type)), needed, further ?? [...needed.keys()]);
    const placeholder = l10n.t("Further component types, if you need any; Enter goes on");
    further = (await ask.pickMany({ placeholder, items })).map((item) => item.type);
    return flavorStep(further, 0, undefined);
  };
  const flavorStep = (types: readonly string[], index: number, after: Step | undefined): Step | undefined => {
    const type = types[index];
    if (type === undefined) {
      return after;
    }
    return async (ask) => {
      const before = [...chosen].filter(([other]) => other !== type).map(([, flavor]) => flavor);
      const items = all.then((flavors) => flavorItems(fittingFirst(flavors.filter((flavor) => flavor.type === type), before)));
      const isActive = (item: FlavorItem): boolean => item.flavor !== undefined && item.flavor === chosen.get(type);
      const { flavor } = await ask.pick({ placeholder: l10n.t("The flavor of the {0}", labelOf(type)), items, isActive });
      if (flavor !== undefined) {
        chosen.set(type, flavor);
      }
      return flavorStep(types, index + 1, after);
    };
  };

  if (!(await inSteps(() => l10n.t("New Stack File"), askName))) {
    return;
  }
  const turn = around.attention.watch();
  const wanted = [...required, ...(further ?? [])].flatMap((type) => chosen.get(type) ?? []);
  const components = wanted.map((flavor) => ({ type: flavor.type, flavor: flavor.name }));
  const { snippet } = await withProgress(l10n.t("reading flavors"), () => around.server.execute<NewStack>("newStack", { name, components }));
  if (await turn.comes(l10n.t("The file of {0} is ready.", name), l10n.t("Open"))) {
    await openNewFile(name, snippet);
  }
}

/** The types that ZenML asks for in a stack with these flavors, and the first of them that needs each. */
async function neededTypes(around: Surroundings, chosen: readonly FlavorSummary[]): Promise<ReadonlyMap<string, FlavorSummary>> {
  const described = await Promise.all(
    chosen.map(({ type, name }) => around.server.execute<FlavorDescription>("describeFlavor", { type, name })),
  );
  const needed = new Map<string, FlavorSummary>();
  described.forEach(({ stack_needs: types }, index) => {
    const flavor = chosen[index];
    for (const type of types) {
      if (flavor !== undefined && !needed.has(type)) {
        needed.set(type, flavor);
      }
    }
  });
  return needed;
}

interface TypeItem extends vscode.QuickPickItem {
  readonly type: string;
}

function furtherTypes(types: readonly string[], needed: ReadonlyMap<string, FlavorSummary>, picked: readonly string[]): TypeItem[] {
  return types.map((type) => {
    const by = needed.get(type);
    return {
      label: `$(${iconOf(type)}) ${titleOf(type)}`,
      description: by === undefined ? "" : l10n.t("the {0} needs one", labelOf(by.type)),
      picked: picked.includes(type),
      type,
    };
  });
}

async function openNewFile(name: string, snippet: string): Promise<void> {
  const editor = await openNewStackFile(name);
  await editor.insertSnippet(new vscode.SnippetString(snippet), new vscode.Position(0, 0));
}
