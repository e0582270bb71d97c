/** The trees in the side bar: what is selected in them, and what stands beside their titles. */

import * as vscode from "vscode";
import { onlyInOne } from "../logic/nodes";
import type { Server } from "../server/server";
import type { Stacks } from "../stacks";
import { whileAsking, whyBuiltIn, type LookedAt, type StoreInfo } from "../logic/stores";
import { ComponentsView, type ComponentNode } from "./componentsView";
import { FlavorsView, type FlavorNode } from "./flavorsView";
import { StacksView, type StackNode } from "./stacksView";

const TOGGLE = "list.toggleSelection";

/** A registry that answers sooner needs no message. */
const QUICK = 400;

function setStore(): string {
  return vscode.workspace.getConfiguration("stackls").get<string>("store", "auto");
}

/** What to say of the registry above its stacks: nothing where it is the one that is wanted. */
async function explain(info: StoreInfo, server: Server): Promise<string> {
  if (info.kind === "zenml" || setStore() !== "auto" || !server.offers("listInterpreters")) {
    return "";
  }
  const lookedAt = await server.execute<LookedAt[]>("listInterpreters").catch(() => []);
  return whyBuiltIn(lookedAt, vscode.workspace.isTrusted);
}

export type TreeName = "stacks" | "components" | "flavors";

type Node = StackNode | ComponentNode | FlavorNode;

export class Trees implements vscode.Disposable {
  private readonly stacksTree: vscode.TreeView<StackNode>;
  private readonly componentsTree: vscode.TreeView<ComponentNode>;
  private readonly flavorsTree: vscode.TreeView<FlavorNode>;
  private readonly subscription: vscode.Disposable;

  constructor(server: Server, stacks: Stacks) {
    let waiting: NodeJS.Timeout | undefined;
    let isListedOnce = false;
    const stacksView = new StacksView(server, stacks);
    const componentsView = new ComponentsView(server, stacks);
    const flavorsView = new FlavorsView(server);
    this.stacksTree = vscode.window.createTreeView("stackls.stacks", { treeDataProvider: stacksView, showCollapseAll: true });
    this.componentsTree = vscode.window.createTreeView("stackls.components", { treeDataProvider: componentsView, showCollapseAll: true });
    this.flavorsTree = vscode.window.createTreeView("stackls.flavors", { treeDataProvider: flavorsView, showCollapseAll: true });
    this.subscription = vscode.Disposable.from(
      this.stacksTree,
      this.componentsTree,
      this.flavorsTree,
      stacksView,
      componentsView,
      flavorsView,
      vscode.commands.registerCommand("stackls.flavors.refresh", () => flavorsView.refresh()),
      stacksView.onDidAsk(() => {
        clearTimeout(waiting);
        waiting = setTimeout(() => (this.stacksTree.message = whileAsking(setStore(), isListedOnce)), QUICK);
      }),
      stacksView.onDidList(async (isListed) => {
        clearTimeout(waiting);
        isListedOnce ||= isListed;
        const info = isListed ? await stacks.info() : undefined;
        this.stacksTree.description = info?.place.replace(/^the /, "") ?? "";
        const message = info === undefined ? "" : await explain(info, server);
        this.stacksTree.message = message;
        stacksView.offerToConnect(message !== "");
      }),
    );
  }

  /**
   * What has the focus in a tree: the entry that a key was pressed on. Arrow keys move the focus, and leave the
   * selection where it was. VS Code tells extensions of the selection alone, so the entry in focus is put into the
   * selection, or taken out of it, and then the same again: what has changed between is that entry.
   */
  async focusedIn(name: TreeName): Promise<Node | undefined> {
    const trees: Readonly<Record<TreeName, vscode.TreeView<Node>>> = {
      stacks: this.stacksTree,
      components: this.componentsTree,
      flavors: this.flavorsTree,
    };
    const tree = trees[name];
    const before = tree.selection;
    await vscode.commands.executeCommand(TOGGLE);
    const after = tree.selection;
    await vscode.commands.executeCommand(TOGGLE);
    return onlyInOne(before, after);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
