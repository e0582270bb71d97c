/** Commands in menus: those of the palette, under names that fit beside what they are about. */

import * as vscode from "vscode";

const SAME_AS = {
  "stackls.entry.activate": "stackls.stacks.activate",
  "stackls.entry.describe": "stackls.stacks.describe",
  "stackls.entry.export": "stackls.stacks.export",
  "stackls.entry.copy": "stackls.stacks.copy",
  "stackls.entry.rename": "stackls.stacks.rename",
  "stackls.entry.delete": "stackls.stacks.delete",
  "stackls.entry.describeComponent": "stackls.components.describe",
  "stackls.entry.updateComponent": "stackls.components.update",
  "stackls.entry.renameComponent": "stackls.components.rename",
  "stackls.entry.deleteComponent": "stackls.components.delete",
  "stackls.entry.describeFlavor": "stackls.flavors.describe",
  "stackls.entry.plan": "stackls.file.plan",
  "stackls.entry.apply": "stackls.file.apply",
  "stackls.entry.compare": "stackls.file.compare",
  "stackls.entry.difference": "stackls.file.difference",
  "stackls.entry.planTogether": "stackls.folder.plan",
  "stackls.entry.applyTogether": "stackls.folder.apply",
  "stackls.entry.compareStacks": "stackls.stacks.difference",
} as const;

export function entryCommands(): vscode.Disposable[] {
  return Object.entries(SAME_AS).map(([entry, command]) =>
    vscode.commands.registerCommand(entry, (node: unknown, selected: unknown) => vscode.commands.executeCommand(command, node, selected)),
  );
}
