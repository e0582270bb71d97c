/** Web views: one panel for each thing that is shown, reused when it is shown again, and made again after a reload. */

import * as vscode from "vscode";
import { isSamePage, type Subject } from "./pages/page";

export type Message = Readonly<Record<string, unknown>>;

/** A page anew. */
export type Redraw = () => Promise<{ readonly title: string; readonly html: string }>;

export interface Page {
  /** What it shows; a page of the same key takes its place. */
  readonly key: string;
  readonly title: string;
  readonly html: string;
  receive(message: Message): void;
  /** Makes it again when what it shows has changed. */
  readonly redraw?: Redraw;
}

/** Makes the page about something, or fails where that is gone. */
export type MakePage = (subject: Subject) => Promise<Page>;

interface Open {
  readonly panel: vscode.WebviewPanel;
  redraw: Redraw | undefined;
  /** What it shows may have changed since it was drawn. */
  isOutdated: boolean;
  isUnderWay: boolean;
}

/** package.json wakes the extension up for it. */
const VIEW_TYPE = "stackls.page";

export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, Open>();
  private readonly makers = new Map<string, MakePage>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly images: vscode.Uri) {
    this.subscription = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: (panel, state: unknown) => this.restore(panel, state),
    });
  }

  /** Says how pages of a kind are made again. */
  register(kind: string, make: MakePage): void {
    this.makers.set(kind, make);
  }

  show(page: Page): void {
    const existing = this.open.get(page.key);
    if (existing !== undefined) {
      draw(existing.panel, page.html);
      existing.redraw = page.redraw;
      existing.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    this.fill(vscode.window.createWebviewPanel(VIEW_TYPE, page.title, column, { enableFindWidget: true }), page);
  }

  /** Draws every page again that can change: at once where it is seen, the others when they are. */
  refresh(): void {
    for (const one of this.open.values()) {
      one.isOutdated = true;
      void this.renew(one);
    }
  }

  private fill(panel: vscode.WebviewPanel, page: Page): void {
    const opened = { panel, redraw: page.redraw, isOutdated: false, isUnderWay: false };
    panel.webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [] };
    panel.iconPath = { light: this.image("page-light.svg"), dark: this.image("page-dark.svg") };
    panel.title = page.title;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (typeof message === "object" && message !== null) {
        page.receive(message as Message);
      }
    });
    panel.onDidChangeViewState(() => void this.renew(opened));
    panel.onDidDispose(() => {
      if (this.open.get(page.key) === opened) {
        this.open.delete(page.key);
      }
    });
    panel.webview.html = page.html;
    this.open.set(page.key, opened);
  }

  /** A page that VS Code has brought back without its text. One whose subject is gone goes as well. */
  private async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = subjectIn(state);
    const make = subject === undefined ? undefined : this.makers.get(subject.kind);
    const page = subject === undefined ? undefined : await make?.(subject).catch(() => undefined);
    if (page === undefined || this.open.has(page.key)) {
      panel.dispose();
    } else {
      this.fill(panel, page);
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

  private image(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.images, name);
  }

  /** Leaves the pages to VS Code: it closes them with the extension, or brings them back. */
  dispose(): void {
    this.subscription.dispose();
  }
}

/** What the page itself has kept, which is anything. */
function subjectIn(state: unknown): Subject | undefined {
  const subject = typeof state === "object" && state !== null ? (state as { subject?: unknown }).subject : undefined;
  if (typeof subject !== "object" || subject === null) {
    return undefined;
  }
  const { kind, type, name, id } = subject as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === "string";
  if (!isText(kind) || !isText(name)) {
    return undefined;
  }
  return { kind, name, ...(isText(type) ? { type } : {}), ...(isText(id) ? { id } : {}) };
}

/** Shows a page, unless it is the one that is shown: drawing anew takes the reader's place away for a moment. */
function draw(panel: vscode.WebviewPanel, html: string): void {
  if (!isSamePage(panel.webview.html, html)) {
    panel.webview.html = html;
  }
}
