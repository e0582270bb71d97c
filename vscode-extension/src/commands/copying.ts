/** Copying names and values out of the trees. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { textToCopy } from "../logic/nodes";
import { mention } from "../messages";
import { meantBy, register, type Surroundings } from "./shared";

export function copyCommands(around: Surroundings): vscode.Disposable[] {
  const copy = async (argument: unknown): Promise<void> => {
    const text = textToCopy(await meantBy(around, argument));
    if (text !== undefined) {
      await vscode.env.clipboard.writeText(text);
      mention(l10n.t("Copied."));
    }
  };
  return [register(around, "stackls.names.copy", copy), register(around, "stackls.values.copy", copy)];
}
