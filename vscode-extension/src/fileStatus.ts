/** A note below while the open file says something else than what is registered; quiet otherwise. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { warningOf, type FileStatus } from "./logic/fileStatus";
import { escapeIcons, escapeMarkdown, shortened } from "./logic/text";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";
import { LONGEST_IN_BAR } from "./status";

const COMPARE = "stackls.file.compare";
const PLAN = "stackls.file.plan";
const APPLY = "stackls.file.apply";

export function fileStatus(server: Server, files: StackFiles, stacks: Stacks): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("stackls.file", vscode.StatusBarAlignment.Left, 9);
  item.name = l10n.t("Stack File");
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    const editor = files.active;
    const canTell = editor !== undefined && server.state.kind === "running" && server.offers("fileStatus");
    const status = canTell
      ? await server.execute<FileStatus>("fileStatus", { uri: editor.document.uri.toString() }).catch(() => undefined)
      : undefined;
    if (mine !== asked) {
      return; // somebody has asked again meanwhile
    }
    const warning = status === undefined ? undefined : warningOf(status);
    if (warning === undefined) {
      item.hide();
    } else {
      show(item, status?.stack ?? "", warning, server);
    }
  };
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(() => void refresh()),
    stacks.onDidChange(() => void refresh()),
    files.onDidChangeActive(() => void refresh()),
    files.onDidEdit((document) => {
      if (document === files.active?.document) {
        void refresh();
      }
    }),
  );
}

function show(item: vscode.StatusBarItem, stack: string, warning: string, server: Server): void {
  const mayApply = vscode.workspace.isTrusted && server.offers("applyStack");
  const links = [
    ...(server.offers("exportStack") ? [`[${l10n.t("Compare")}](command:${COMPARE})`] : []),
    `[${l10n.t("Plan")}](command:${PLAN})`,
    ...(mayApply ? [`[${l10n.t("Apply")}](command:${APPLY})`] : []),
  ];
  const tooltip = new vscode.MarkdownString(`**${escapeMarkdown(stack)}**: ${escapeMarkdown(warning)}\n\n${links.join(" · ")}`);
  tooltip.isTrusted = { enabledCommands: [COMPARE, PLAN, APPLY] };
  item.text = `$(diff) ${l10n.t("{0} differs", escapeIcons(shortened(stack, LONGEST_IN_BAR)))}`;
  item.tooltip = tooltip;
  item.command = server.offers("exportStack") ? COMPARE : PLAN;
  item.accessibilityInformation = { label: `${stack}: ${warning}` };
  item.show();
}
