/** Commands in the menus of the trees: those of the palette, under names that promise no further question. */

import * as vscode from "vscode";

const SAME_AS = {
  "stackls.entry.activate": "stackls.stacks.activate",
  "stackls.entry.describe": "stackls.stacks.describe",
  "stackls.entry.export": "stackls.stacks.export",
  "stackls.entry.describeComponent": "stackls.components.describe",
  "stackls.entry.describeFlavor": "stackls.flavors.describe",
} as const;

export function entryCommands(): vscode.Disposable[] {
  return Object.entries(SAME_AS).map(([entry, command]) =>
    vscode.commands.registerCommand(entry, (node: unknown) => vscode.commands.executeCommand(command, node)),
  );
}
