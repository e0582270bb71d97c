/** Web views: one panel for each thing that is shown, reused when it is shown again. */

import * as vscode from "vscode";
import { isSamePage } from "./pages/page";

export type Message = Readonly<Record<string, unknown>>;

/** A page anew. */
export type Redraw = () => Promise<{ readonly title: string; readonly html: string }>;

interface Open {
  readonly panel: vscode.WebviewPanel;
  redraw: Redraw | undefined;
  /** What it shows may have changed since it was drawn. */
  isOutdated: boolean;
  isUnderWay: boolean;
}

export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, Open>();

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
    const opened = { panel, redraw, isOutdated: false, isUnderWay: false };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (typeof message === "object" && message !== null) {
        receive(message as Message);
      }
    });
    panel.onDidChangeViewState(() => void this.renew(opened));
    panel.onDidDispose(() => this.open.delete(key));
    panel.webview.html = html;
    this.open.set(key, opened);
  }

  /** Draws every page again that can change: at once where it is seen, the others when they are. */
  refresh(): void {
    for (const one of this.open.values()) {
      one.isOutdated = true;
      void this.renew(one);
    }
  }

  private async renew(one: Open): Promise<void> {
    const isOpen = (): boolean => [...this.open.values()].includes(one);
    while (isOpen() && one.panel.visible && one.redraw !== undefined && one.isOutdated && !one.isUnderWay) {
      one.isOutdated = false;
      one.isUnderWay = true;
      try {
        const { title, html } = await one.redraw();
        if (isOpen()) {
          one.panel.title = title;
          draw(one.panel, html);
        }
      } catch {
        // the server will say why to whoever asks; the page stays as it was
      } finally {
        one.isUnderWay = false;
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
