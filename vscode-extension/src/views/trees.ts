/** The two trees in the side bar: what is selected in them, and what stands beside their titles. */

import * as vscode from "vscode";
import type { Server } from "../server/server";
import type { Stacks } from "../stacks";
import { FlavorsView, type FlavorNode } from "./flavorsView";
import { StacksView, type StackNode } from "./stacksView";

export type TreeName = "stacks" | "flavors";

export class Trees implements vscode.Disposable {
  private readonly stacksTree: vscode.TreeView<StackNode>;
  private readonly flavorsTree: vscode.TreeView<FlavorNode>;
  private readonly subscription: vscode.Disposable;

  constructor(server: Server, stacks: Stacks) {
    const stacksView = new StacksView(server, stacks);
    const flavorsView = new FlavorsView(server);
    this.stacksTree = vscode.window.createTreeView("stackls.stacks", { treeDataProvider: stacksView, showCollapseAll: true });
    this.flavorsTree = vscode.window.createTreeView("stackls.flavors", { treeDataProvider: flavorsView, showCollapseAll: true });
    this.subscription = vscode.Disposable.from(
      this.stacksTree,
      this.flavorsTree,
      stacksView,
      flavorsView,
      vscode.commands.registerCommand("stackls.flavors.refresh", () => flavorsView.refresh()),
      stacksView.onDidList(async (isListed) => {
        this.stacksTree.description = isListed ? ((await stacks.info())?.label ?? "") : "";
      }),
    );
  }

  /** What is selected in a tree, which a key was pressed on. */
  selectedIn(name: TreeName): StackNode | FlavorNode | undefined {
    return name === "stacks" ? this.stacksTree.selection[0] : this.flavorsTree.selection[0];
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
