/** Values of a configuration in a tree: maps and lists unfold. */

import * as vscode from "vscode";
import { entriesOf, shortValue, shortened } from "../logic/text";

export interface ValueNode {
  readonly kind: "value";
  readonly name: string;
  readonly value: unknown;
}

export function valueNodes(value: unknown): ValueNode[] {
  return entriesOf(value).map(([name, one]) => ({ kind: "value", name, value: one }));
}

export function valueItem({ name, value }: ValueNode): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(name, entriesOf(value).length === 0 ? None : Collapsed);
  item.description = shortened(shortValue(value), 200);
  item.iconPath = new vscode.ThemeIcon("symbol-field");
  item.tooltip = `${name}: ${shortened(shortValue(value), 2000)}`;
  item.contextValue = "value";
  return item;
}
