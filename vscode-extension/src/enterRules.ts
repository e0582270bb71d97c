/** Indents the next line after Enter in stack files; other YAML is left as it is, and so is what another extension does. */

import * as vscode from "vscode";
import { RED_HAT_YAML } from "./logic/coexistence";
import { ENTER_RULES } from "./logic/enterRules";
import type { StackFiles } from "./stackFiles";

/** VS Code has such rules for a language, not for a file: so they hold while a stack file has the keyboard. */
export function enterRules(files: StackFiles): vscode.Disposable {
  let rules: vscode.Disposable | undefined;
  const remove = (): void => {
    rules?.dispose();
    rules = undefined;
  };
  return vscode.Disposable.from(
    files.onDidChangeActive((editor) => {
      if (editor === undefined || vscode.extensions.getExtension(RED_HAT_YAML)?.isActive === true) {
        remove();
      } else {
        rules ??= vscode.languages.setLanguageConfiguration("yaml", {
          onEnterRules: ENTER_RULES.map(({ before, added }) => ({
            beforeText: before,
            action: { indentAction: vscode.IndentAction.None, appendText: added },
          })),
        });
      }
    }),
    new vscode.Disposable(remove),
  );
}
