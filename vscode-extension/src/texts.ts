/** Read-only documents that commands show: registered stacks, plans, the doctor's report. */

import * as vscode from "vscode";

export const SCHEME = "stackls";

/** What a tab shows that VS Code has kept from before the window was reloaded. */
const GONE = "This was made before the window was reloaded. Run the command again to see it.\n";

export class Texts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly contents = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChange = this.changes.event;

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === SCHEME) {
          this.contents.delete(document.uri.toString());
        }
      }),
    ];
  }

  /** Where a text can be opened; `name` is what the tab says. */
  put(kind: string, name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${kind}/${name.replaceAll("/", "∕")}` });
    this.contents.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.contents.get(uri.toString()) ?? GONE;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions, this.changes).dispose();
  }
}
