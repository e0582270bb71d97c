/** The tree of registered components by type: their values, and the stacks that use them. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { counted } from "../logic/counts";
import { contextOfComponent, usedBy } from "../logic/componentChanges";
import { iconOf, labelOf, titleOf } from "../logic/componentTypes";
import type { ComponentSummary, RegisteredComponent } from "../logic/results";
import type { Server } from "../server/server";
import type { Stacks } from "../stacks";
import { problemItem, problemNode, type Problem } from "./problem";
import { valueItem, valueNodes, type ValueNode } from "./values";

export type ComponentNode =
  | { readonly kind: "type"; readonly type: string; readonly components: readonly ComponentSummary[] }
  | { readonly kind: "component"; readonly component: ComponentSummary }
  | { readonly kind: "users"; readonly component: ComponentSummary }
  | { readonly kind: "user"; readonly name: string }
  | ValueNode
  | Problem;

export class ComponentsView implements vscode.TreeDataProvider<ComponentNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<ComponentNode | undefined>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly stacks: Stacks,
  ) {
    this.subscription = stacks.onDidChange(() => this.changes.fire(undefined));
  }

  async getChildren(node?: ComponentNode): Promise<ComponentNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.types();
      case "type":
        return node.components.map((component) => ({ kind: "component", component }));
      case "component":
        return this.parts(node.component).catch(problemNode);
      case "users":
        return node.component.stacks.map((name) => ({ kind: "user", name }));
      case "value":
        return valueNodes(node.value);
      default:
        return [];
    }
  }

  /** What cannot be read is said in the view of stacks. */
  private async types(): Promise<ComponentNode[]> {
    await this.server.ensureStarted();
    const components = this.server.offers("listComponents") ? await this.stacks.components().catch(() => []) : [];
    const types = [...new Set(components.map((one) => one.type))];
    return types.map((type) => ({ kind: "type", type, components: components.filter((one) => one.type === type) }));
  }

  private async parts(component: ComponentSummary): Promise<ComponentNode[]> {
    const { type, name } = component;
    const described = await this.server.execute<RegisteredComponent>("describeComponent", { type, name, revision: this.stacks.revision });
    const users: ComponentNode[] = component.stacks.length === 0 ? [] : [{ kind: "users", component }];
    return [...valueNodes(described.configuration), ...users];
  }

  getTreeItem(node: ComponentNode): vscode.TreeItem {
    switch (node.kind) {
      case "type":
        return typeItem(node.type, node.components.length);
      case "component":
        return componentItem(node.component);
      case "users":
        return usersItem(node.component);
      case "user":
        return userItem(node.name);
      case "value":
        return valueItem(node);
      case "problem":
        return problemItem(node);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

function typeItem(type: string, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(titleOf(type), vscode.TreeItemCollapsibleState.Expanded);
  item.id = type;
  item.iconPath = new vscode.ThemeIcon(iconOf(type));
  item.description = String(count);
  item.tooltip = `${titleOf(type)}: ${counted(count, "component")}`;
  item.contextValue = "type";
  return item;
}

function componentItem(component: ComponentSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(component.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${component.type}/${component.id}`;
  item.description = `${component.flavor} · ${usedBy(component)}`;
  const users = component.stacks.length === 0 ? l10n.t("no stack") : component.stacks.join(", ");
  item.tooltip = l10n.t("{0}: {1}\nflavor: {2}\nused by: {3}", labelOf(component.type), component.name, component.flavor, users);
  item.contextValue = contextOfComponent(component);
  item.accessibilityInformation = { label: l10n.t("{0} {1}, flavor {2}, {3}", labelOf(component.type), component.name, component.flavor, usedBy(component)) };
  return item;
}

function usersItem(component: ComponentSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(l10n.t("Used by"), vscode.TreeItemCollapsibleState.Collapsed);
  item.description = counted(component.stacks.length, "stack");
  item.iconPath = new vscode.ThemeIcon("references");
  item.tooltip = component.stacks.join("\n");
  item.contextValue = "users";
  return item;
}

function userItem(name: string): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.iconPath = new vscode.ThemeIcon("layers");
  item.contextValue = "user";
  item.command = { command: "stackls.stacks.describe", title: l10n.t("Describe"), arguments: [{ name }] };
  return item;
}
