/** Commands on the server itself. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { LookedAt } from "../logic/stores";
import { escapeIcons } from "../logic/text";
import { sourceInWords } from "../server/candidates";
import { findInterpreters, type FoundInterpreter } from "../server/locate";
import { run } from "../server/run";
import { browseForPython, saveChoice } from "../settings";
import { register, withProgress, type Surroundings } from "./shared";

export function serverCommands(around: Surroundings, context: vscode.ExtensionContext): vscode.Disposable[] {
  return [
    register(around, "stackls.server.restart", () => withProgress(l10n.t("restarting"), () => around.server.restart("the user asked for it"))),
    register(around, "stackls.server.log", () => {
      around.server.log.show();
      return Promise.resolve();
    }),
    register(around, "stackls.server.doctor", () => showDoctor(around, context)),
    register(around, "stackls.interpreter.select", () => selectInterpreter(around, context)),
  ];
}

async function showDoctor(around: Surroundings, context: vscode.ExtensionContext): Promise<void> {
  const turn = around.attention.watch();
  const report = await withProgress(l10n.t("examining"), async () => {
    await around.server.ensureStarted();
    return `${extensionReport(around, context)}\n${await zenmlReport(around)}${await serverReport(around, context)}`;
  });
  if (!(await turn.comes(l10n.t("The doctor's report is ready."), l10n.t("Open")))) {
    return;
  }
  const uri = around.texts.put("doctor", "Stackls Doctor", report);
  await vscode.window.showTextDocument(uri, { preview: true });
}

function extensionReport(around: Surroundings, context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { version: string };
  const state = around.server.state;
  const lines = [
    "Extension",
    `  version     ${version}`,
    `  VS Code     ${vscode.version} (${vscode.env.appName})`,
    `  Node        ${process.version} on ${process.platform} ${process.arch}`,
    `  workspace   ${vscode.workspace.isTrusted ? "trusted" : "not trusted: only PATH and the extension's own server are used"}`,
    "",
    "Server",
    `  state       ${state.kind}${state.kind === "failed" ? `: ${state.message}` : ""}`,
    ...(state.kind === "running" ? [`  found       ${state.program.shown} (${sourceInWords(state.program.source)})`] : []),
    "  tried",
    ...around.server.attempts.map((one) => `    ${sourceInWords(one.source)}: ${[one.shown, one.result].filter((part) => part !== "").join(": ")}`),
    "",
  ];
  return lines.join("\n");
}

/** Where ZenML was looked for, the selected interpreter first. */
async function zenmlReport(around: Surroundings): Promise<string> {
  if (around.server.state.kind !== "running" || !around.server.offers("listInterpreters")) {
    return "";
  }
  const lookedAt = await around.server.execute<LookedAt[]>("listInterpreters");
  const lines = lookedAt.map((one) => `  ${one.path} (${one.found}): ${one.reason}${one.verdict === "chosen" ? " It is used." : ""}`);
  return ["ZenML was looked for in", ...(lines.length === 0 ? ["  no interpreter: none was found"] : lines), "", ""].join("\n");
}

async function serverReport(around: Surroundings, context: vscode.ExtensionContext): Promise<string> {
  const state = around.server.state;
  if (state.kind !== "running") {
    return "";
  }
  const { command, args } = state.program;
  const cwd = context.globalStorageUri.fsPath;
  const env = { ...process.env, NO_COLOR: "1", COLUMNS: "110" };
  const outcome = await run(command, [...args, "doctor"], { cwd, timeout: 30_000, env });
  const output = outcome.stdout.trim();
  return output === "" ? `stackls doctor: ${outcome.failure ?? outcome.stderr.trim()}\n` : `stackls doctor\n\n${output}\n`;
}

interface InterpreterItem extends vscode.QuickPickItem {
  /** A path; empty to look for one; `undefined` to browse. */
  readonly file: string | undefined;
}

async function selectInterpreter(around: Surroundings, context: vscode.ExtensionContext): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("stackls");
  const set = configuration.get<string>("interpreter", "");
  const { state } = around.server;
  const used = state.kind === "running" ? state.program.command : undefined;
  const items = withProgress(l10n.t("looking for interpreters"), async () => interpreterItems(await findInterpreters(context), set, used));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Which Python runs the language server? ZenML is looked for on its own."), matchOnDetail: true });
  const file = chosen === undefined ? undefined : (chosen.file ?? (await browseForPython()));
  if (file !== undefined && file !== set) {
    await saveChoice("interpreter", file, vscode.workspace.isTrusted && vscode.workspace.workspaceFolders !== undefined);
  }
}

function interpreterItems(found: readonly FoundInterpreter[], set: string, used: string | undefined): InterpreterItem[] {
  const paths = found.map(({ file, where, version }) => ({
    label: `$(${file === set ? "pass-filled" : "terminal"}) ${escapeIcons(file)}`,
    description: file === used ? `${where}, ${l10n.t("in use")}` : where,
    detail: version === undefined ? l10n.t("Without stackls. From Python 3.10 on, the extension sets up its own server with it.") : l10n.t("With stackls {0}.", version),
    file,
  }));
  return [
    { label: `$(search) ${l10n.t("Look for one")}`, detail: l10n.t("The selected interpreter, PATH, or the extension's own environment."), file: "" },
    ...paths,
    { label: `$(folder-opened) ${l10n.t("Browse…")}`, file: undefined },
  ];
}
