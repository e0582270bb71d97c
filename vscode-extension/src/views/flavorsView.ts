/** The tree of flavors: types, their flavors, and the parameters of each. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { counted } from "../logic/counts";
import { iconOf, titleOf, typesOf } from "../logic/componentTypes";
import type { FlavorDescription, FlavorSummary, Parameter } from "../logic/results";
import { escapeMarkdown } from "../logic/text";
import type { Server } from "../server/server";
import { problemItem, problemNode, type Problem } from "./problem";

export type FlavorNode =
  | { readonly kind: "type"; readonly type: string; readonly flavors: readonly FlavorSummary[] }
  | { readonly kind: "flavor"; readonly flavor: FlavorSummary }
  | { readonly kind: "parameter"; readonly flavor: FlavorSummary; readonly parameter: Parameter }
  | Problem;

export class FlavorsView implements vscode.TreeDataProvider<FlavorNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<FlavorNode | undefined>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly server: Server) {
    this.subscription = vscode.Disposable.from(
      server.onDidChangeState((state) => {
        if (state.kind === "running" || state.kind === "failed") {
          this.refresh();
        }
      }),
      server.onDidChangeFlavors(() => this.refresh()),
    );
  }

  refresh(): void {
    this.changes.fire(undefined);
  }

  async getChildren(node?: FlavorNode): Promise<FlavorNode[]> {
    if (node === undefined) {
      const flavors = await this.server.execute<FlavorSummary[]>("listFlavors").catch(() => []);
      return typesOf(flavors).map((type) => ({
        kind: "type" as const,
        type,
        flavors: flavors.filter((flavor) => flavor.type === type),
      }));
    }
    if (node.kind === "type") {
      return node.flavors.map((flavor) => ({ kind: "flavor", flavor }));
    }
    if (node.kind === "flavor") {
      const { type, name } = node.flavor;
      return this.server
        .execute<FlavorDescription>("describeFlavor", { type, name })
        .then(({ parameters }) => sorted(parameters).map((parameter) => ({ kind: "parameter" as const, flavor: node.flavor, parameter })))
        .catch(problemNode);
    }
    return [];
  }

  getTreeItem(node: FlavorNode): vscode.TreeItem {
    switch (node.kind) {
      case "type":
        return typeItem(node.type, node.flavors.length);
      case "flavor":
        return flavorItem(node.flavor);
      case "parameter":
        return parameterItem(node.parameter);
      case "problem":
        return problemItem(node);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

/** What one has to give comes first, what one should not use any more last. */
export function sorted(parameters: readonly Parameter[]): Parameter[] {
  const rank = (one: Parameter): number => (one.required ? 0 : one.deprecated ? 2 : 1);
  return [...parameters].sort((one, other) => rank(one) - rank(other));
}

function typeItem(type: string, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(titleOf(type), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = type;
  item.iconPath = new vscode.ThemeIcon(iconOf(type));
  item.description = String(count);
  item.tooltip = `${type}: ${counted(count, "flavor")}`;
  item.contextValue = "type";
  return item;
}

function flavorItem(flavor: FlavorSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(flavor.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${flavor.type}/${flavor.name}`;
  if (flavor.custom) {
    item.description = l10n.t("custom");
  } else if (flavor.integration !== null && flavor.integration !== flavor.name) {
    item.description = flavor.integration;
  }
  const origin = flavor.custom ? l10n.t("A custom flavor") : flavor.integration === null ? l10n.t("Built in") : l10n.t("From the integration {0}", flavor.integration);
  const tooltip = tooltipOf(flavor.display_name, [flavor.summary, origin]);
  item.tooltip = tooltip;
  item.contextValue = "flavor";
  return item;
}

function parameterItem(parameter: Parameter): vscode.TreeItem {
  const item = new vscode.TreeItem(parameter.name);
  const facts = [parameter.type];
  if (parameter.required) {
    facts.push(l10n.t("required"));
  } else if (parameter.default_text !== "") {
    facts.push(`= ${parameter.default_text}`);
  }
  item.description = facts.join(", ");
  const icon = parameter.required ? "circle-filled" : parameter.deprecated ? "circle-slash" : parameter.sensitive ? "lock" : "circle-outline";
  item.iconPath = new vscode.ThemeIcon(icon);
  const replaced = parameter.replacement === null ? l10n.t("Deprecated.") : l10n.t("Deprecated, use {0} instead.", parameter.replacement);
  const fact = parameter.required ? l10n.t("required") : parameter.default_text === "" ? l10n.t("optional") : l10n.t("default {0}", parameter.default_text);
  const tooltip = tooltipOf(parameter.name, [
    `${parameter.type} · ${fact}`,
    parameter.deprecated ? replaced : "",
    parameter.description === "" ? l10n.t("No description.") : parameter.description,
    parameter.sensitive ? l10n.t("Sensitive: refer to a secret as {0}.", "{{name.key}}") : "",
  ]);
  item.tooltip = tooltip;
  item.contextValue = "parameter";
  return item;
}

function tooltipOf(title: string, paragraphs: readonly string[]): vscode.MarkdownString {
  const shown = paragraphs.filter((paragraph) => paragraph !== "").map(escapeMarkdown);
  return new vscode.MarkdownString([`**${escapeMarkdown(title)}**`, ...shown].join("\n\n"));
}
