/** Describing, updating, renaming and deleting registered components. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { componentWords, usedBy, whyNotChange, whyNotRemove } from "../logic/componentChanges";
import { iconOf, labelOf } from "../logic/componentTypes";
import { problemWithName } from "../logic/names";
import type { ComponentSummary, FlavorDescription, Parameter, RegisteredComponent } from "../logic/results";
import { capitalized, escapeIcons, withoutLinks } from "../logic/text";
import { askBeforeLoss, inform, mention } from "../messages";
import { inSteps, sendAnswers } from "../multiStep";
import { renderComponentPage } from "../pages/componentPage";
import type { Page } from "../panels";
import { Values } from "./parameterSteps";
import { meantBy, pressedIn, register, requireTrust, withProgress, type Surroundings } from "./shared";

export function componentChangeCommands(around: Surroundings): vscode.Disposable[] {
  around.panels.register("component", ({ type = "", name, id }) => componentPageAgain(around, { type, name, id }));
  const change = (command: string, question: string, whyNot: WhyNot, action: Action): vscode.Disposable =>
    register(around, command, async (argument) => {
      requireTrust(l10n.t("changing components"));
      await onComponent(around, argument, question, whyNot, action);
    });
  const describe = (argument: unknown): Promise<void> =>
    onComponent(around, argument, l10n.t("Describe which component?"), () => undefined, describeComponent);
  return [
    register(around, "stackls.components.describe", describe),
    // What the server's code lenses name.
    register(around, "stackls.showComponent", describe),
    change("stackls.components.update", l10n.t("Change the values of which component?"), whyNotChange, updateComponent),
    change("stackls.components.rename", l10n.t("Rename which component?"), whyNotChange, renameComponent),
    change("stackls.components.delete", l10n.t("Delete which component?"), whyNotRemove, deleteComponent),
  ];
}

type WhyNot = (component: ComponentSummary) => string | undefined;
type Action = (around: Surroundings, component: ComponentSummary, components: readonly ComponentSummary[]) => Promise<void>;

async function onComponent(around: Surroundings, argument: unknown, question: string, whyNot: WhyNot, action: Action): Promise<void> {
  const wanted = componentIn(await meantBy(around, argument));
  if (wanted === undefined && pressedIn(argument) !== undefined) {
    return; // the key was pressed on something else
  }
  const picked = wanted === undefined ? await pickComponent(around, question, whyNot) : undefined;
  if (wanted === undefined && picked === undefined) {
    return;
  }
  const turn = around.attention.watch();
  const components = await withProgress(l10n.t("listing components"), () => around.stacks.components());
  const component = picked ?? components.find((one) => wanted !== undefined && isSame(one, wanted));
  if (component === undefined) {
    throw new Error(l10n.t("There is no {0} named {1} any more.", labelOf(wanted?.type ?? "component"), wanted?.name ?? ""));
  }
  if (!(await turn.comes(l10n.t("The registry has answered about {0}.", component.name), l10n.t("Go On…")))) {
    return;
  }
  const refusal = whyNot(component);
  if (refusal === undefined) {
    await action(around, component, components);
  } else {
    void inform(refusal);
  }
}

interface Wanted {
  readonly type: string;
  readonly name: string;
}

function isSame(one: Wanted, other: Wanted): boolean {
  return one.type === other.type && one.name === other.name;
}

/** The component that an entry of a tree, or a page, is about. */
function componentIn(argument: unknown): Wanted | undefined {
  const { component } = (typeof argument === "object" && argument !== null ? argument : {}) as { component?: { type?: unknown; name?: unknown } };
  const { type, name } = component ?? {};
  return typeof type === "string" && typeof name === "string" ? { type, name } : undefined;
}

interface ComponentItem extends vscode.QuickPickItem {
  readonly component: ComponentSummary;
}

async function pickComponent(around: Surroundings, placeHolder: string, whyNot: WhyNot): Promise<ComponentSummary | undefined> {
  const items = withProgress(l10n.t("listing components"), async () =>
    (await around.stacks.components())
      .filter((component) => whyNot(component) === undefined)
      .map(
        (component): ComponentItem => ({
          label: `$(${iconOf(component.type)}) ${escapeIcons(component.name)}`,
          description: `${labelOf(component.type)} · ${escapeIcons(component.flavor)}`,
          detail: usedBy(component),
          component,
        }),
      ),
  );
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.component;
}

async function describeComponent(around: Surroundings, component: ComponentSummary): Promise<void> {
  const turn = around.attention.watch();
  const described = await withProgress(l10n.t("describing {0}", component.name), () => readComponent(around, component));
  if (await turn.comes(l10n.t("The page of {0} is ready.", described.name), l10n.t("Open"))) {
    around.panels.show(componentPage(around, described));
  }
}

function readComponent(around: Surroundings, { type, name }: Wanted): Promise<RegisteredComponent> {
  return around.server.execute<RegisteredComponent>("describeComponent", { type, name, revision: around.stacks.revision });
}

/** A page follows its component to another name, and stays when it is gone. */
function componentPage(around: Surroundings, described: RegisteredComponent): Page {
  let component = described;
  const draw = (isThere: boolean): string => {
    const mayChange = isThere && vscode.workspace.isTrusted && whyNotChange(component) === undefined;
    return renderComponentPage(component, {
      isGone: !isThere,
      update: mayChange && around.server.offers("updateComponent"),
      rename: mayChange && around.server.offers("renameComponent"),
      remove: mayChange && whyNotRemove(component) === undefined && around.server.offers("deleteComponent"),
    });
  };
  return {
    key: `component/${component.id}`,
    title: component.name,
    html: draw(true),
    receive: ({ command, name }) => {
      switch (command) {
        case "update":
        case "rename":
        case "delete":
          void vscode.commands.executeCommand(`stackls.components.${command}`, { component });
          break;
        case "flavor":
          void vscode.commands.executeCommand("stackls.flavors.describe", { type: component.type, name: component.flavor });
          break;
        case "stack":
          void vscode.commands.executeCommand("stackls.stacks.describe", { name });
          break;
      }
    },
    redraw: async () => {
      const now = isOrWas(await around.stacks.components(), component);
      component = now === undefined ? component : await readComponent(around, now);
      return { title: component.name, html: draw(now !== undefined) };
    },
  };
}

async function componentPageAgain(around: Surroundings, wanted: Wanted & { readonly id: string | undefined }): Promise<Page> {
  await around.server.ensureStarted();
  return componentPage(around, await readComponent(around, isOrWas(await around.stacks.components(), wanted) ?? wanted));
}

function isOrWas(components: readonly ComponentSummary[], wanted: Wanted & { readonly id: string | undefined }): ComponentSummary | undefined {
  return components.find((one) => one.id === wanted.id) ?? components.find((one) => isSame(one, wanted));
}

async function updateComponent(around: Surroundings, component: ComponentSummary): Promise<void> {
  const { type, name } = component;
  const [flavor, { configuration: current }] = await withProgress(l10n.t("reading {0}", name), () =>
    Promise.all([
      around.server.execute<FlavorDescription>("describeFlavor", { type, name: component.flavor }),
      readComponent(around, component),
    ]),
  );
  const values = new Values(around, flavor, current);
  let chosen: readonly Parameter[] = [];
  // What has a value comes first: that is what people come to change.
  const isSet = ({ name: one }: Parameter): boolean => current[one] !== undefined && current[one] !== null;
  const offered = [...flavor.parameters.filter(isSet), ...flavor.parameters.filter((one) => !isSet(one) && !one.deprecated)];
  const first = values.choose(offered, l10n.t("Which values to change? Leave one empty to go back to its default"), (parameters) => {
    chosen = parameters;
  });
  const title = l10n.t("Edit {0} {1}", labelOf(type), name);
  if (!(await inSteps(() => title, first))) {
    return;
  }
  const isNothing = (): boolean => {
    const { configuration, unset } = values.answers(chosen);
    return Object.keys(configuration).length === 0 && unset.length === 0;
  };
  const send = async (): Promise<unknown> =>
    isNothing()
      ? undefined
      : withProgress(l10n.t("updating {0}", name), () => around.server.execute("updateComponent", { type, name, ...values.answers(chosen) }));
  if (await sendAnswers(title, first, send)) {
    mention(isNothing() ? l10n.t("Nothing was changed.") : l10n.t("{0} is updated.", capitalized(componentWords(component))));
  }
}

async function renameComponent(around: Surroundings, component: ComponentSummary, components: readonly ComponentSummary[]): Promise<void> {
  const { type, name } = component;
  const taken = new Set(components.filter((one) => one.type === type && one.name !== name).map((one) => one.name));
  const newName = await vscode.window.showInputBox({
    prompt: withoutLinks(l10n.t("The new name of {0}, {1}", componentWords(component), await around.stacks.place())),
    value: name,
    validateInput: (text) => problemWithName(text, l10n.t("The {0}", labelOf(type)), taken),
  });
  if (newName === undefined || newName === name) {
    return;
  }
  await withProgress(l10n.t("renaming {0}", name), () => around.server.execute("renameComponent", { type, name, new_name: newName }));
  mention(l10n.t("Renamed {0} to {1}.", name, newName));
}

async function deleteComponent(around: Surroundings, component: ComponentSummary): Promise<void> {
  const { type, name } = component;
  const question = l10n.t("Delete {0} {1}?", componentWords(component), await around.stacks.place());
  if ((await askBeforeLoss(question, l10n.t("No stack uses it. This cannot be undone."), l10n.t("Delete"))) === undefined) {
    return;
  }
  await withProgress(l10n.t("deleting {0}", name), () => around.server.execute("deleteComponent", { type, name }));
  mention(l10n.t("{0} is deleted.", capitalized(componentWords(component))));
}
