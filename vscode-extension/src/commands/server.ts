/** Commands on the server itself. */

import * as vscode from "vscode";
import { sourceInWords } from "../server/candidates";
import { run } from "../server/run";
import { register, withProgress, type Surroundings } from "./shared";

export function serverCommands(around: Surroundings, context: vscode.ExtensionContext): vscode.Disposable[] {
  return [
    register(around, "stackls.server.restart", () => withProgress("restarting", () => around.server.restart("the user asked for it"))),
    register(around, "stackls.server.log", () => {
      around.server.log.show();
      return Promise.resolve();
    }),
    register(around, "stackls.server.doctor", () => showDoctor(around, context)),
    register(around, "stackls.interpreter.select", selectInterpreter),
  ];
}

async function showDoctor(around: Surroundings, context: vscode.ExtensionContext): Promise<void> {
  const report = await withProgress("examining", async () => {
    await around.server.ensureStarted();
    return `${extensionReport(around, context)}\n${await serverReport(around, context)}`;
  });
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
    ...around.server.attempts.map((one) => `    ${one.where}: ${[one.shown, one.result].filter((part) => part !== "").join(": ")}`),
    "",
  ];
  return lines.join("\n");
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

async function selectInterpreter(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: "A Python interpreter that has stackls installed",
    openLabel: "Use",
    canSelectMany: false,
  });
  const file = chosen?.[0]?.fsPath;
  if (file !== undefined) {
    const target = vscode.workspace.isTrusted && vscode.workspace.workspaceFolders !== undefined
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration("stackls").update("interpreter", file, target);
  }
}
