/** Web views: one panel for each thing that is shown, reused when it is shown again. */

import * as vscode from "vscode";
import { isSamePage } from "./pages/page";

export type Message = Readonly<Record<string, unknown>>;

/** A page anew. */
export type Redraw = () => Promise<{ readonly title: string; readonly html: string }>;

export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; redraw: Redraw | undefined }>();

  /** Shows a page. `redraw`, if given, makes it again when what it shows has changed. */
  show(key: string, title: string, html: string, receive: (message: Message) => void, redraw?: Redraw): void {
    const existing = this.open.get(key);
    if (existing !== undefined) {
      draw(existing.panel, html);
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
    for (const [key, { panel, redraw }] of [...this.open]) {
      if (redraw === undefined) {
        continue;
      }
      try {
        const { title, html } = await redraw();
        if (this.open.get(key)?.panel === panel) {
          panel.title = title;
          draw(panel, html);
        }
      } catch {
        // the server will say why to whoever asks; the page stays as it was
      }
    }
  }

  dispose(): void {
    for (const { panel } of [...this.open.values()]) {
      panel.dispose();
    }
  }
}

/** Shows a page, unless it is the one that is shown: drawing anew takes the reader's place away for a moment. */
function draw(panel: vscode.WebviewPanel, html: string): void {
  if (!isSamePage(panel.webview.html, html)) {
    panel.webview.html = html;
  }
}
