/** Which of the open documents are stack files, and the context key that says so of the active one. */

import * as vscode from "vscode";
import { isStackFile } from "./logic/detect";

const SCHEMES = ["file", "untitled"];
const PAUSE = 300;

export class StackFiles implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly seen = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly activeChanged = new vscode.EventEmitter<vscode.TextEditor | undefined>();
  private readonly visibleChanged = new vscode.EventEmitter<void>();
  private readonly edited = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private shown: vscode.TextEditor | undefined;
  private isVisible = false;

  /** Somebody looks at a stack file. */
  readonly onDidSee = this.seen.event;
  /** Another stack file, or none, is in the active editor. */
  readonly onDidChangeActive = this.activeChanged.event;
  /** There is a stack file to be seen now, or none any more. */
  readonly onDidChangeVisible = this.visibleChanged.event;
  /** A YAML file was edited a moment ago, by hand or by what has changed it on the disk. */
  readonly onDidEdit = this.edited.event;

  constructor() {
    this.subscriptions.push(
      vscode.window.onDidChangeVisibleTextEditors(() => this.look()),
      vscode.window.onDidChangeActiveTextEditor(() => this.look()),
      vscode.workspace.onDidOpenTextDocument(() => this.look()),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document.languageId === "yaml") {
          clearTimeout(this.timers.get(change.document));
          this.timers.set(
            change.document,
            setTimeout(() => this.lookAfterEdit(change.document), PAUSE),
          );
        }
      }),
    );
  }

  /** The active editor, if it holds a stack file. */
  get active(): vscode.TextEditor | undefined {
    return this.shown;
  }

  /** Whether some editor shows a stack file; a page beside it may have the focus. */
  get isAnyVisible(): boolean {
    return this.isVisible;
  }

  look(): void {
    const stackFiles = vscode.window.visibleTextEditors.filter((editor) => isStackDocument(editor.document));
    const active = stackFiles.find((editor) => editor === vscode.window.activeTextEditor);
    if (active !== this.shown) {
      this.shown = active;
      void vscode.commands.executeCommand("setContext", "stackls.isStackFile", active !== undefined);
      this.activeChanged.fire(active);
    }
    if (this.isVisible !== stackFiles.length > 0) {
      this.isVisible = stackFiles.length > 0;
      this.visibleChanged.fire();
    }
    const first = active ?? stackFiles[0];
    if (first !== undefined) {
      this.seen.fire(first.document);
    }
  }

  private lookAfterEdit(document: vscode.TextDocument): void {
    this.timers.delete(document);
    this.look();
    this.edited.fire(document);
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    vscode.Disposable.from(...this.subscriptions, this.seen, this.activeChanged, this.visibleChanged, this.edited).dispose();
  }
}

export function isStackDocument(document: vscode.TextDocument): boolean {
  if (document.languageId !== "yaml" || !SCHEMES.includes(document.uri.scheme)) {
    return false;
  }
  const globs = vscode.workspace.getConfiguration("stackls", document).get<string[]>("files.globs", []);
  return isStackFile(document.getText(), document.uri.path, Array.isArray(globs) ? globs.map(String) : []);
}
