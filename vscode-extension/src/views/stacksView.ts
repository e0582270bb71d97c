/** The tree of registered stacks and their components. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { counted } from "../logic/counts";
import { iconOf, labelOf } from "../logic/componentTypes";
import type { ComponentDescription, ComponentReference, StackDescription, StackSummary } from "../logic/results";
import { contextOf } from "../logic/stackChanges";
import { componentLines } from "../logic/stackSummaries";
import { ServerError } from "../server/requests";
import { type Server } from "../server/server";
import type { Stacks } from "../stacks";
import { problemItem, problemNode, type Problem } from "./problem";
import { valueItem, valueNodes, type ValueNode } from "./values";

export type StackNode =
  | { readonly kind: "stack"; readonly stack: StackSummary }
  | { readonly kind: "component"; readonly stack: StackSummary; readonly component: ComponentReference }
  | { readonly kind: "connect" }
  | ValueNode
  | Problem;

export class StacksView implements vscode.TreeDataProvider<StackNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<StackNode | undefined>();
  /** Asked for once, however many of a stack's components are unfolded. */
  private readonly described = new Map<string, Promise<StackDescription>>();
  private readonly waits = new vscode.EventEmitter<void>();
  private readonly listings = new vscode.EventEmitter<boolean>();
  private offersToConnect = false;
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changes.event;
  /** The registry is asked for its stacks. */
  readonly onDidAsk = this.waits.event;
  /** The stacks were listed, or could not be. */
  readonly onDidList = this.listings.event;

  constructor(
    private readonly server: Server,
    private readonly stacks: Stacks,
  ) {
    this.subscription = stacks.onDidChange(() => {
      this.described.clear();
      this.changes.fire(undefined);
    });
  }

  /** Whether these are not the stacks that the user is looking for, perhaps: the way to ZenML's is above them then. */
  offerToConnect(isOffered: boolean): void {
    if (isOffered !== this.offersToConnect) {
      this.offersToConnect = isOffered;
      this.changes.fire(undefined);
    }
  }

  async getChildren(node?: StackNode): Promise<StackNode[]> {
    if (node === undefined) {
      return this.roots();
    }
    if (node.kind === "stack") {
      return node.stack.components.map((component) => ({ kind: "component", stack: node.stack, component }));
    }
    if (node.kind === "component" && this.server.offers("describeStack")) {
      return this.values(node.stack.name, node.component).catch(problemNode);
    }
    return node.kind === "value" ? valueNodes(node.value) : [];
  }

  private async values(stack: string, component: ComponentReference): Promise<StackNode[]> {
    let described = this.described.get(stack);
    if (described === undefined) {
      described = this.server.execute<StackDescription>("describeStack", { name: stack, revision: this.stacks.revision });
      this.described.set(stack, described);
      described.catch(() => this.described.delete(stack));
    }
    const found = (await described).components.find((one) => isSame(one, component));
    return valueNodes(found?.configuration);
  }

  getTreeItem(node: StackNode): vscode.TreeItem {
    switch (node.kind) {
      case "stack":
        return stackItem(node.stack);
      case "component":
        return componentItem(node.stack, node.component, this.server.offers("describeStack"));
      case "value":
        return valueItem(node);
      case "connect":
        return connectItem();
      case "problem":
        return problemItem(node);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
    this.waits.dispose();
    this.listings.dispose();
  }

  private async roots(): Promise<StackNode[]> {
    await this.server.ensureStarted();
    if (!this.server.offers("listStacks")) {
      return [];
    }
    this.waits.fire();
    let problem = "";
    const stacks = await this.stacks.list().catch((error: unknown) => {
      problem = problemOf(error);
      return [];
    });
    // The welcome texts of the view depend on these. A moment passes between them and the rows.
    void vscode.commands.executeCommand("setContext", "stackls.storeProblem", problem);
    void vscode.commands.executeCommand("setContext", "stackls.noStacks", problem === "" && stacks.length === 0);
    this.listings.fire(problem === "");
    // By name, so that no row moves away below the mouse that has just activated its stack.
    const nodes = stacks.map((stack): StackNode => ({ kind: "stack", stack }));
    return this.offersToConnect && problem === "" ? [{ kind: "connect" }, ...nodes] : nodes;
  }
}

const EXPLAINED = ["zenml-not-found", "zenml-unreachable", "zenml-unauthorized"];

/** Why there is nothing to list: one of those that the view has a text for, or `other`. */
function problemOf(error: unknown): string {
  const code = error instanceof ServerError ? error.code : undefined;
  return code !== undefined && EXPLAINED.includes(code) ? code : "other";
}

function isSame(one: ComponentDescription, other: ComponentReference): boolean {
  return one.type === other.type && one.name === other.name;
}

function connectItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(l10n.t("Connect ZenML…"));
  item.id = "connect";
  item.iconPath = new vscode.ThemeIcon("plug");
  item.command = { command: "stackls.zenml.select", title: l10n.t("Select ZenML Interpreter…") };
  item.tooltip = l10n.t("Select the Python interpreter that has ZenML, to see its stacks here.");
  item.contextValue = "connect";
  return item;
}

function stackItem(stack: StackSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(stack.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = stack.id;
  item.iconPath = stack.active
    ? new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("charts.green"))
    : new vscode.ThemeIcon("layers");
  item.description = stack.active ? l10n.t("active") : counted(stack.components.length, "component");
  item.tooltip = [stack.name, ...componentLines(stack, (one) => `${labelOf(one.type)}: ${one.flavor}`)].join("\n");
  item.contextValue = contextOf(stack);
  item.accessibilityInformation = {
    label: [l10n.t("stack {0}", stack.name), counted(stack.components.length, "component"), ...(stack.active ? [l10n.t("active")] : [])].join(", "),
  };
  return item;
}

function componentItem(stack: StackSummary, component: ComponentReference, expandable: boolean): vscode.TreeItem {
  const state = expandable ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(component.name, state);
  item.id = `${stack.id}/${component.type}/${component.name}`;
  item.iconPath = new vscode.ThemeIcon(iconOf(component.type));
  item.description = `${labelOf(component.type)} · ${component.flavor}`;
  item.tooltip = l10n.t("{0}: {1}\nflavor: {2}", labelOf(component.type), component.name, component.flavor);
  item.contextValue = "component";
  return item;
}
