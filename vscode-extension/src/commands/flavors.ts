/** Looking up flavors. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { labelOf, titleOf, typesOf } from "../logic/componentTypes";
import { flavorOf } from "../logic/nodes";
import type { FlavorDescription, FlavorSummary } from "../logic/results";
import { escapeIcons, firstSentence } from "../logic/text";
import { renderFlavorPage } from "../pages/flavorPage";
import type { Page } from "../panels";
import { register, withProgress, type Surroundings } from "./shared";

export function flavorCommands(around: Surroundings): vscode.Disposable[] {
  around.panels.register("flavor", ({ type = "", name }) => flavorPage(around, type, name));
  return [
    register(around, "stackls.flavors.describe", async (argument) => {
      const chosen = flavorOf(argument) ?? (await pickFlavor(around));
      if (chosen !== undefined) {
        await describeFlavor(around, chosen.type, chosen.name);
      }
    }),
  ];
}

export interface FlavorItem extends vscode.QuickPickItem {
  readonly flavor?: FlavorSummary;
}

/** Flavors for a quick pick, under the heading of their type when there are several types. */
export function flavorItems(flavors: readonly FlavorSummary[]): FlavorItem[] {
  const types = typesOf(flavors);
  return types.flatMap((type) => {
    const heading: FlavorItem[] = types.length > 1 ? [{ label: titleOf(type), kind: vscode.QuickPickItemKind.Separator }] : [];
    const items = flavors
      .filter((flavor) => flavor.type === type)
      .map((flavor) => ({
        label: flavor.name,
        description: describeOrigin(flavor, types.length > 1),
        detail: escapeIcons(firstSentence(flavor.summary)),
        flavor,
      }));
    return [...heading, ...items];
  });
}

function describeOrigin(flavor: FlavorSummary, withType: boolean): string {
  const type = withType ? flavor.type : "";
  const origin = flavor.custom ? l10n.t("custom") : "";
  return [type, origin].filter((part) => part !== "").join(" · ");
}

async function pickFlavor(around: Surroundings): Promise<FlavorSummary | undefined> {
  const items = around.server.execute<FlavorSummary[]>("listFlavors").then(flavorItems);
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: l10n.t("Which flavor? Type a name, a component type or what it is for"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.flavor;
}

async function describeFlavor(around: Surroundings, type: string, name: string): Promise<void> {
  const turn = around.attention.watch();
  const page = await withProgress(l10n.t("describing {0}", name), () => flavorPage(around, type, name));
  if (await turn.comes(l10n.t("The page of {0} is ready.", name), l10n.t("Open"))) {
    around.panels.show(page);
  }
}

async function flavorPage(around: Surroundings, type: string, name: string): Promise<Page> {
  const flavor = await around.server.execute<FlavorDescription>("describeFlavor", { type, name });
  return {
    key: `flavor/${type}/${name}`,
    title: `${name} (${labelOf(type)})`,
    html: renderFlavorPage(flavor),
    receive: (message) => {
      const address = message.address;
      if (message.command === "open" && typeof address === "string" && address.startsWith("https://")) {
        void vscode.env.openExternal(vscode.Uri.parse(address, true));
      } else if (message.command === "run") {
        void vscode.commands.executeCommand("stackls.runInTerminal", { command: message.shell });
      }
    },
  };
}
