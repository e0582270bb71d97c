/** Files beside what is registered: the registered side follows the registry while somebody looks at it. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Server } from "./server/server";
import type { Stacks } from "./stacks";
import type { Texts } from "./texts";

const KIND = "registered";

export class Comparisons implements vscode.Disposable {
  /** The files that are compared, by the name of their stack. */
  private readonly shown = new Map<string, vscode.TextDocument>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly server: Server,
    private readonly texts: Texts,
    private readonly stacks: Stacks,
  ) {
    this.subscription = stacks.onDidChange(() => this.renew());
  }

  /** Writes the registered side of a comparison. Returns where it can be opened. */
  async prepare(stack: string, document: vscode.TextDocument): Promise<vscode.Uri> {
    const asked = { name: stack, uri: document.uri.toString(), revision: this.stacks.revision };
    const { text } = await this.server.execute<{ text: string }>("exportStack", asked);
    return this.texts.put(KIND, `${stack}.yaml`, text);
  }

  async show(stack: string, registered: vscode.Uri, document: vscode.TextDocument): Promise<void> {
    await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(registered), "yaml");
    this.shown.set(stack, document);
    await vscode.commands.executeCommand("vscode.diff", registered, document.uri, l10n.t("{0}: registered ↔ this file", stack));
  }

  private renew(): void {
    if (this.server.state.kind !== "running") {
      return;
    }
    for (const [stack, document] of [...this.shown]) {
      const isOpen = vscode.workspace.textDocuments.some((one) => this.texts.isOf(one.uri, KIND, `${stack}.yaml`));
      if (!isOpen || document.isClosed) {
        this.shown.delete(stack);
      } else {
        // A stack that is gone, or cannot be read now, stays as it was.
        this.prepare(stack, document).catch(() => undefined);
      }
    }
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
