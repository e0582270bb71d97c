/** In the status bar, the ZenML version that the open document is for, and why. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { documentVersion } from "./commands/versions";
import type { DocumentVersion } from "./logic/results";
import { escapeMarkdown, shortened } from "./logic/text";
import { standInWords, whyInWords } from "./logic/versions";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";

const CHECK = "stackls.version.check";
const SETTING = "workbench.action.openSettings";
const LONGEST_VERSION = 20;

export function versionStatus(server: Server, files: StackFiles, stacks: Stacks): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("stackls.version", vscode.StatusBarAlignment.Right, 90);
  item.name = l10n.t("ZenML Version");
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    const version = await documentVersion({ server }, vscode.window.activeTextEditor?.document);
    if (mine !== asked) {
      return; // somebody has asked again meanwhile
    }
    if (version === undefined) {
      item.hide();
    } else {
      show(item, version);
    }
  };
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(() => void refresh()),
    server.onDidChangeFlavors(() => void refresh()),
    stacks.onDidChange(() => void refresh()),
    files.onDidLook(() => void refresh()),
  );
}

function show(item: vscode.StatusBarItem, version: DocumentVersion): void {
  const name = `ZenML ${shortened(version.zenml_version, LONGEST_VERSION)}`;
  const says = l10n.t("This file is for ZenML {0}, says {1}.", version.zenml_version, whyInWords(version));
  const links = [
    `[${l10n.t("Check against another version")}](command:${CHECK})`,
    `[${l10n.t("Setting")}](command:${SETTING}?${encodeURIComponent(JSON.stringify(["@id:stackls.zenml.version"]))})`,
  ];
  const parts = [says, standInWords(version)].filter((part) => part !== "").map(escapeMarkdown);
  const tooltip = new vscode.MarkdownString([...parts, links.join(" · ")].join("\n\n"));
  tooltip.isTrusted = { enabledCommands: [CHECK, SETTING] };
  item.text = version.is_known ? name : `$(question) ${name}`;
  item.tooltip = tooltip;
  item.command = CHECK;
  item.accessibilityInformation = { label: [says, standInWords(version)].join(" ").trim() };
  item.show();
}
