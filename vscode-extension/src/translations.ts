/** Gives all modules the texts in VS Code's language. It is imported before them: some have texts from the start. */

import { config } from "@vscode/l10n";
import * as vscode from "vscode";

if (vscode.l10n.bundle !== undefined) {
  config({ contents: vscode.l10n.bundle });
}
