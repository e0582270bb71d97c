/** Commands on registered stacks. */

import * as vscode from "vscode";
import type { StackDescription } from "../logic/results";
import { renderStackPicture } from "../pages/stackPicture";
import { mention } from "../messages";
import { openNewStackFile } from "../newDocuments";
import { nameIn, pickStack, register, requireTrust, withProgress, type Surroundings } from "./shared";

export function stackCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.stacks.list", () => listStacks(around)),
    register(around, "stackls.stacks.describe", (argument) => onStack(around, argument, "Describe which stack?", describeStack)),
    register(around, "stackls.stacks.activate", (argument) => onStack(around, argument, "Activate which stack?", activateStack)),
    register(around, "stackls.stacks.export", (argument) => onStack(around, argument, "Export which stack?", exportStack)),
    register(around, "stackls.stacks.refresh", async () => {
      around.stacks.refresh();
      await around.stacks.list();
    }),
  ];
}

type StackAction = (around: Surroundings, name: string) => Promise<void>;

async function onStack(around: Surroundings, argument: unknown, placeholder: string, action: StackAction): Promise<void> {
  const name = nameIn(argument) ?? (await pickStack(around, placeholder))?.name;
  if (name !== undefined) {
    await action(around, name);
  }
}

async function listStacks(around: Surroundings): Promise<void> {
  const chosen = await pickStack(around, "Stacks; choose one to see it");
  if (chosen !== undefined) {
    await describeStack(around, chosen.name);
  }
}

async function describeStack(around: Surroundings, asked: string): Promise<void> {
  const read = (name: string, revision?: number): Promise<StackDescription> =>
    around.server.execute<StackDescription>("describeStack", { name, revision });
  const draw = (stack: StackDescription, isThere: boolean): string =>
    renderStackPicture(stack, {
      isGone: !isThere,
      activate: isThere && vscode.workspace.isTrusted && around.server.offers("activateStack"),
      export: isThere && around.server.offers("exportStack"),
    });
  const turn = around.attention.watch();
  let stack = await withProgress(`describing ${asked}`, () => read(asked));
  if (!(await turn.comes(`The page of ${stack.name} is ready.`, "Open"))) {
    return;
  }
  // A page that somebody reads follows its stack to another name, and stays when it is gone.
  const drawAgain = async (): Promise<{ title: string; html: string }> => {
    const stacks = await around.stacks.list();
    const now = stacks.find((one) => one.id === stack.id) ?? stacks.find((one) => one.name === stack.name);
    stack = now === undefined ? stack : await read(now.name, around.stacks.revision);
    return { title: stack.name, html: draw(stack, now !== undefined) };
  };
  around.panels.show(
    `stack/${stack.id}`,
    stack.name,
    draw(stack, true),
    (message) => {
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
    drawAgain,
  );
}

async function activateStack(around: Surroundings, name: string): Promise<void> {
  requireTrust("activating stacks");
  await withProgress(`activating ${name}`, () => around.server.execute("activateStack", { name }));
  mention(`${name} is the active stack.`);
}

async function exportStack(around: Surroundings, name: string): Promise<void> {
  const turn = around.attention.watch();
  const { text } = await withProgress(`exporting ${name}`, () => around.server.execute<{ text: string }>("exportStack", { name }));
  if (!(await turn.comes(`${name} is exported.`, "Open"))) {
    return;
  }
  const editor = await openNewStackFile(name);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
}
