/** Which of the open documents are stack files, as the server says, and the context key for the active one. */

import * as vscode from "vscode";
import { mayBeRunConfiguration, mayBeStackFile } from "./logic/detect";
import type { Server } from "./server/server";

const SCHEMES = ["file", "untitled"];
const PAUSE = 300;

export class StackFiles implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly seen = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly activeChanged = new vscode.EventEmitter<vscode.TextEditor | undefined>();
  private readonly looked = new vscode.EventEmitter<void>();
  private readonly edited = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  /** What the server has said last. */
  private readonly known = new WeakMap<vscode.TextDocument, boolean>();
  /** Files that are open and are stack files, for menus. */
  private readonly open = new Set<string>();
  private next: NodeJS.Timeout | undefined;
  private looks = 0;
  private shown: vscode.TextEditor | undefined;

  /** Somebody looks at a stack file, or at what may be one before there is a server to ask. */
  readonly onDidSee = this.seen.event;
  /** Another stack file, or none, is in the active editor. */
  readonly onDidChangeActive = this.activeChanged.event;
  /** What is to be seen was looked at: other editors are shown, or a YAML file in them was edited. */
  readonly onDidLook = this.looked.event;
  /** A YAML file was edited a moment ago, by hand or by what has changed it on the disk. */
  readonly onDidEdit = this.edited.event;

  constructor(private readonly server: Server) {
    this.subscriptions.push(
      vscode.window.onDidChangeVisibleTextEditors(() => this.look()),
      vscode.window.onDidChangeActiveTextEditor(() => this.look()),
      vscode.workspace.onDidOpenTextDocument(() => this.look()),
      vscode.workspace.onDidCloseTextDocument((document) => this.list(document, false)),
      server.onDidChangeState(() => this.look()),
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

  /** Looks at what is to be seen, once the server has been told of what was opened just now. */
  look(): void {
    clearTimeout(this.next);
    this.next = setTimeout(() => void this.lookNow(), 0);
  }

  private async lookNow(): Promise<void> {
    const mine = ++this.looks;
    const editors = vscode.window.visibleTextEditors;
    const answers = await Promise.all(editors.map((editor) => this.isStackFile(editor.document)));
    if (mine !== this.looks) {
      return; // somebody looks again
    }
    editors.forEach(({ document }, index) => this.list(document, answers[index] === true));
    const stackFiles = editors.filter((_, index) => answers[index] === true);
    const active = stackFiles.find((editor) => editor === vscode.window.activeTextEditor);
    if (active !== this.shown) {
      this.shown = active;
      void vscode.commands.executeCommand("setContext", "stackls.isStackFile", active !== undefined);
      this.activeChanged.fire(active);
    }
    this.looked.fire();
    const first = active ?? stackFiles[0];
    const seen = first ?? editors.find(({ document }) => this.startsServer(document));
    if (seen !== undefined) {
      this.seen.fire(seen.document);
    }
  }

  /** Whether there is no server yet, and a document is worth starting one for. */
  private startsServer(document: vscode.TextDocument): boolean {
    const isYaml = document.languageId === "yaml" && SCHEMES.includes(document.uri.scheme);
    return isYaml && this.server.state.kind === "stopped" && mayBeRunConfiguration(document.getText(), document.uri.path);
  }

  private list({ uri }: vscode.TextDocument, isOne: boolean): void {
    const key = uri.toString();
    if (this.open.has(key) === isOne) {
      return;
    }
    if (isOne) {
      this.open.add(key);
    } else {
      this.open.delete(key);
    }
    void vscode.commands.executeCommand("setContext", "stackls.stackFiles", [...this.open]);
  }

  private async isStackFile(document: vscode.TextDocument): Promise<boolean> {
    if (document.languageId !== "yaml" || !SCHEMES.includes(document.uri.scheme)) {
      return false;
    }
    if (this.server.state.kind === "running") {
      const answer = await this.server.isStackFile(document.uri).catch(() => undefined);
      if (answer !== undefined) {
        this.known.set(document, answer);
        return answer;
      }
    }
    return this.known.get(document) ?? (mayBeStackFile(document.getText(), document.uri.path) || isNamedInSettings(document));
  }

  private lookAfterEdit(document: vscode.TextDocument): void {
    this.timers.delete(document);
    this.look();
    this.edited.fire(document);
  }

  dispose(): void {
    for (const timer of [this.next, ...this.timers.values()]) {
      clearTimeout(timer);
    }
    vscode.Disposable.from(...this.subscriptions, this.seen, this.activeChanged, this.looked, this.edited).dispose();
  }
}

function isNamedInSettings(document: vscode.TextDocument): boolean {
  const globs: unknown = vscode.workspace.getConfiguration("stackls", document).get("files.globs");
  const patterns = Array.isArray(globs) ? globs.map((glob) => (/^(?:\/|\*\*\/)/.test(String(glob)) ? String(glob) : `**/${String(glob)}`)) : [];
  return patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
}
