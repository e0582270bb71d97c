/** What the editor's frame shows: the server's state in the language menu, the active stack below. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { counted } from "./logic/counts";
import { capitalized, commandAddress, escapeIcons, escapeMarkdown, shortened } from "./logic/text";
import { storeInShort, type StoreInfo } from "./logic/stores";
import { componentInWords, componentLines } from "./logic/stackSummaries";
import { sourceInWords } from "./server/candidates";
import type { Server, ServerState } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";

/** In the language menu, for stack files alone: the server, and the registry. */
export function languageStatus(server: Server, files: StackFiles, stacks: Stacks): vscode.Disposable {
  let items: readonly [vscode.LanguageStatusItem, vscode.LanguageStatusItem] | undefined;
  const refresh = async (): Promise<void> => {
    if (files.active === undefined) {
      items?.forEach((item) => item.dispose());
      items = undefined;
      return;
    }
    items ??= [
      vscode.languages.createLanguageStatusItem("stackls.server", { language: "yaml" }),
      vscode.languages.createLanguageStatusItem("stackls.registry", { language: "yaml" }),
    ];
    const [ofServer, ofRegistry] = items;
    show(ofServer, server.state);
    showRegistry(ofRegistry, server.state.kind === "running" ? await stacks.info() : undefined);
  };
  return vscode.Disposable.from(
    server.onDidChangeState(() => void refresh()),
    stacks.onDidChange(() => void refresh()),
    files.onDidChangeActive(() => void refresh()),
    new vscode.Disposable(() => items?.forEach((item) => item.dispose())),
  );
}

function showRegistry(item: vscode.LanguageStatusItem, info: StoreInfo | undefined): void {
  item.name = l10n.t("Registry");
  item.text = info === undefined ? l10n.t("Registry") : capitalized(info.label);
  item.detail = info === undefined ? l10n.t("not known yet") : info.kind === "zenml" ? `ZenML ${info.zenml_version}` : "";
  item.command = { command: "stackls.store.select", title: l10n.t("Select Registry") };
}

function show(item: vscode.LanguageStatusItem, state: ServerState): void {
  item.name = "Stackls";
  item.busy = state.kind === "starting";
  item.severity = vscode.LanguageStatusSeverity.Information;
  item.command = { command: "stackls.server.log", title: l10n.t("Show Log") };
  switch (state.kind) {
    case "running":
      item.text = `Stackls ${state.program.version}`;
      item.detail = l10n.t("from {0}", sourceInWords(state.program.source));
      break;
    case "starting":
      item.text = "Stackls";
      item.detail = l10n.t("the server is starting");
      break;
    case "stopped":
      item.text = "Stackls";
      item.detail = l10n.t("the server is not running");
      break;
    case "failed":
      item.text = l10n.t("Stackls does not work");
      item.detail = state.message;
      item.severity = vscode.LanguageStatusSeverity.Error;
      item.command = { command: "stackls.server.restart", title: l10n.t("Restart") };
      break;
  }
}

const ACTIVATE = "stackls.stacks.activate";
const DESCRIBE = "stackls.stacks.describe";

/** A name of 255 characters would push everything else out of the status bar. */
export const LONGEST_IN_BAR = 40;

/** The active stack, from when something needs the server: a stack file, or a view. */
export function stackStatus(server: Server, stacks: Stacks): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("stackls.stack", vscode.StatusBarAlignment.Left, 10);
  item.name = l10n.t("Active Stack");
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    if (server.state.kind !== "running" || !server.offers("listStacks")) {
      item.hide();
      return;
    }
    const active = (await stacks.list().catch(() => [])).find((stack) => stack.active);
    const info = active === undefined ? undefined : await stacks.info();
    if (mine !== asked) {
      return; // what has changed meanwhile was asked for again
    }
    if (active === undefined) {
      item.hide();
      return;
    }
    const where = info === undefined ? "" : ` · ${storeInShort(info)}`;
    item.text = `$(layers) ${escapeIcons(shortened(active.name, LONGEST_IN_BAR) + where)}`;
    const components = componentLines(active, componentInWords).map((line) => `- ${escapeMarkdown(line)}`);
    const place = info === undefined ? "" : l10n.t("In {0}: {1}", info.place, info.location);
    const mayActivate = vscode.workspace.isTrusted && server.offers("activateStack");
    const links = [mayActivate ? `[${l10n.t("Activate another")}](command:${ACTIVATE})` : "", server.offers("describeStack") ? `[${l10n.t("Describe")}](${commandAddress(DESCRIBE, { name: active.name })})` : ""];
    const tooltip = new vscode.MarkdownString(
      [
        l10n.t("{0} is the active stack.", `**${escapeMarkdown(active.name)}**`),
        components.join("\n"),
        escapeMarkdown(place),
        links.filter((link) => link !== "").join(" · "),
      ].join("\n\n"),
    );
    tooltip.isTrusted = { enabledCommands: [ACTIVATE, DESCRIBE] };
    item.tooltip = tooltip;
    item.accessibilityInformation = {
      label: l10n.t("Active stack {0}, {1}", active.name, counted(active.components.length, "component")),
    };
    item.command = mayActivate ? ACTIVATE : undefined;
    item.show();
  };
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(() => void refresh()),
    stacks.onDidChange(() => void refresh()),
  );
}
