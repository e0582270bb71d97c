/** Web views: one panel for each thing that is shown, reused when it is shown again. */

import * as vscode from "vscode";

export type Message = Readonly<Record<string, unknown>>;

export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; redraw: (() => Promise<string>) | undefined }>();

  /** Shows a page. `redraw`, if given, makes it again when what it shows has changed. */
  show(key: string, title: string, html: string, receive: (message: Message) => void, redraw?: () => Promise<string>): void {
    const existing = this.open.get(key);
    if (existing !== undefined) {
      existing.panel.webview.html = html;
      existing.redraw = redraw;
      existing.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel("stackls.page", title, column, {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [],
      enableFindWidget: true,
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (typeof message === "object" && message !== null) {
        receive(message as Message);
      }
    });
    panel.onDidDispose(() => this.open.delete(key));
    panel.webview.html = html;
    this.open.set(key, { panel, redraw });
  }

  /** Draws every page again that can change. */
  async refresh(): Promise<void> {
    for (const { panel, redraw } of this.open.values()) {
      const html = await redraw?.().catch(() => undefined);
      if (html !== undefined) {
        panel.webview.html = html;
      }
    }
  }

  dispose(): void {
    for (const { panel } of [...this.open.values()]) {
      panel.dispose();
    }
  }
}
