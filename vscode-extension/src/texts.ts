/** Read-only documents that commands show: registered stacks, plans, the doctor's report. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

export const SCHEME = "stackls";

/** Makes the text again that VS Code has brought back; `undefined` where it cannot be made. */
export type MakeText = (uri: vscode.Uri) => Promise<string | undefined>;

export class Texts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly contents = new Map<string, string>();
  private readonly makers = new Map<string, MakeText>();
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

  /** Says how texts of a kind are made again. */
  register(kind: string, make: MakeText): void {
    this.makers.set(kind, make);
  }

  /** Where a text can be opened; `name` is what the tab says, `about` what it can be made again from. */
  put(kind: string, name: string, text: string, about = ""): vscode.Uri {
    const uri = uriOf(kind, name).with({ query: about });
    this.contents.set(uri.toString(), text);
    this.changes.fire(uri);
    return uri;
  }

  /** Another text for what `put` has put. */
  replace(uri: vscode.Uri, text: string): void {
    this.contents.set(uri.toString(), text);
    this.changes.fire(uri);
  }

  /** Whether `uri` is where `put` has put the text of that name. */
  isOf(uri: vscode.Uri, kind: string, name: string): boolean {
    return uri.toString() === uriOf(kind, name).toString();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [, kind = ""] = uri.path.split("/");
    const known = this.contents.get(uri.toString());
    return known ?? (await this.makers.get(kind)?.(uri).catch(() => undefined)) ?? gone();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions, this.changes).dispose();
  }
}

/** What a tab shows that VS Code brings back after it was closed, or the window reloaded. */
function gone(): string {
  return `${l10n.t("This was made earlier and is not kept. Run the command again to see it.")}\n`;
}

function uriOf(kind: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${kind}/${name.replaceAll("/", "∕")}` });
}
