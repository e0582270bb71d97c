/** What stands in a tree where something could not be read. Left to VS Code, it would pop up at each look. */

import * as vscode from "vscode";

export interface Problem {
  readonly kind: "problem";
  readonly message: string;
}

export function problemNode(error: unknown): Problem[] {
  return [{ kind: "problem", message: error instanceof Error ? error.message : String(error) }];
}

export function problemItem({ message }: Problem): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.iconPath = new vscode.ThemeIcon("warning");
  item.tooltip = message;
  item.contextValue = "problem";
  return item;
}
