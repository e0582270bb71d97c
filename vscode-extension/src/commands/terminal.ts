/** Commands that run in a terminal, where the user sees them and can answer. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { commandToRun } from "../logic/terminal";
import { register, requireTrust, type Surroundings } from "./shared";

const NAME = "ZenML";

export function terminalCommands(around: Surroundings): vscode.Disposable[] {
  return [
    register(around, "stackls.runInTerminal", (argument) => {
      requireTrust(l10n.t("running commands in it"));
      const command = commandToRun(argument);
      if (command === undefined) {
        return Promise.reject(new Error(l10n.t("This is not a command that installs an integration.")));
      }
      const terminal = vscode.window.terminals.find((one) => one.name === NAME) ?? vscode.window.createTerminal({ name: NAME });
      terminal.show();
      terminal.sendText(command);
      return Promise.resolve();
    }),
  ];
}
