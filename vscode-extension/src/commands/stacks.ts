/** Commands on registered stacks. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { StackDescription, StackSummary } from "../logic/results";
import type { Subject } from "../pages/page";
import { renderStackPicture } from "../pages/stackPicture";
import { mention } from "../messages";
import { openNewStackFile } from "../newDocuments";
import type { Page } from "../panels";
import { nameIn, pickStack, register, requireTrust, withProgress, type Surroundings } from "./shared";

export function stackCommands(around: Surroundings): vscode.Disposable[] {
  around.panels.register("stack", (subject) => stackPageAgain(around, subject));
  return [
    register(around, "stackls.stacks.list", () => listStacks(around)),
    register(around, "stackls.stacks.describe", (argument) => onStack(around, argument, l10n.t("Describe which stack?"), describeStack)),
    register(around, "stackls.stacks.activate", (argument) => onStack(around, argument, l10n.t("Activate which stack?"), activateStack, (one) => !one.active)),
    register(around, "stackls.stacks.export", (argument) => onStack(around, argument, l10n.t("Export which stack?"), exportStack)),
    register(around, "stackls.stacks.refresh", async () => {
      around.stacks.refresh();
      await around.stacks.list();
    }),
  ];
}

type StackAction = (around: Surroundings, name: string) => Promise<void>;

/** `isMeant`: which stacks to let the user choose from; the others come last. */
async function onStack(
  around: Surroundings,
  argument: unknown,
  placeholder: string,
  action: StackAction,
  isMeant: (stack: StackSummary) => boolean = () => true,
): Promise<void> {
  const name = nameIn(argument) ?? (await pickStack(around, placeholder, () => true, isMeant))?.name;
  if (name !== undefined) {
    await action(around, name);
  }
}

async function listStacks(around: Surroundings): Promise<void> {
  const chosen = await pickStack(around, l10n.t("Stacks; choose one to see it"));
  if (chosen !== undefined) {
    await describeStack(around, chosen.name);
  }
}

async function describeStack(around: Surroundings, name: string): Promise<void> {
  const turn = around.attention.watch();
  const page = await withProgress(l10n.t("describing {0}", name), async () => stackPage(around, await readStack(around, name)));
  if (await turn.comes(l10n.t("The page of {0} is ready.", page.title), l10n.t("Open"))) {
    around.panels.show(page);
  }
}

function readStack(around: Surroundings, name: string, revision?: number): Promise<StackDescription> {
  return around.server.execute<StackDescription>("describeStack", { name, revision });
}

/** A page that somebody reads follows its stack to another name, and stays when it is gone. */
function stackPage(around: Surroundings, described: StackDescription): Page {
  let stack = described;
  const draw = (isThere: boolean): string =>
    renderStackPicture(stack, {
      isGone: !isThere,
      activate: isThere && vscode.workspace.isTrusted && around.server.offers("activateStack"),
      export: isThere && around.server.offers("exportStack"),
    });
  return {
    key: `stack/${stack.id}`,
    title: stack.name,
    html: draw(true),
    receive: (message) => {
      const { name } = stack;
      switch (message.command) {
        case "activate":
          void vscode.commands.executeCommand("stackls.stacks.activate", { name });
          break;
        case "export":
          void vscode.commands.executeCommand("stackls.stacks.export", { name });
          break;
        case "flavor":
          void vscode.commands.executeCommand("stackls.flavors.describe", { type: message.type, name: message.flavor });
          break;
      }
    },
    redraw: async () => {
      const now = isOrWas(await around.stacks.list(), stack);
      stack = now === undefined ? stack : await readStack(around, now.name, around.stacks.revision);
      return { title: stack.name, html: draw(now !== undefined) };
    },
  };
}

/** The page of a stack again, which may have another name now. */
async function stackPageAgain(around: Surroundings, subject: Subject): Promise<Page> {
  await around.server.ensureStarted();
  const now = isOrWas(await around.stacks.list(), subject);
  return stackPage(around, await readStack(around, now?.name ?? subject.name));
}

/** What has the same id, or else the same name. */
function isOrWas(stacks: readonly StackSummary[], wanted: { readonly id?: string; readonly name: string }): StackSummary | undefined {
  return stacks.find((one) => one.id === wanted.id) ?? stacks.find((one) => one.name === wanted.name);
}

async function activateStack(around: Surroundings, name: string): Promise<void> {
  requireTrust(l10n.t("activating stacks"));
  await withProgress(l10n.t("activating {0}", name), () => around.server.execute("activateStack", { name }));
  mention(l10n.t("{0} is the active stack.", name));
}

async function exportStack(around: Surroundings, name: string): Promise<void> {
  const turn = around.attention.watch();
  const { text } = await withProgress(l10n.t("exporting {0}", name), () => around.server.execute<{ text: string }>("exportStack", { name }));
  if (!(await turn.comes(l10n.t("{0} is exported.", name), l10n.t("Open")))) {
    return;
  }
  const editor = await openNewStackFile(name);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
}
