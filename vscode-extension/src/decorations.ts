/** A badge on stack files in the explorer and on tabs. */

import * as vscode from "vscode";
import { hasStackFileName, matchesGlob } from "./logic/detect";
import { isStackDocument, type StackFiles } from "./stackFiles";

const BADGE = "≡";

/** Tells by name, by the globs of the settings, and by content of what is open; no file is read for it. */
export class StackFileBadges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri | vscode.Uri[] | undefined>();
  private readonly seen = new Set<string>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeFileDecorations = this.changes.event;

  constructor(files: StackFiles) {
    this.subscription = vscode.Disposable.from(
      vscode.window.registerFileDecorationProvider(this),
      files.onDidSee((document) => this.see(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("stackls.files.globs")) {
          this.changes.fire(undefined);
        }
      }),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== "file" || !(this.isNamedLikeOne(uri) || this.seen.has(uri.toString()))) {
      return undefined;
    }
    return new vscode.FileDecoration(BADGE, "ZenML stack file");
  }

  private isNamedLikeOne(uri: vscode.Uri): boolean {
    const globs: unknown = vscode.workspace.getConfiguration("stackls", uri).get("files.globs");
    return hasStackFileName(uri.path) || (Array.isArray(globs) && globs.some((glob) => matchesGlob(uri.path, String(glob))));
  }

  private see(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (isStackDocument(document) && !this.seen.has(key)) {
      this.seen.add(key);
      this.changes.fire(document.uri);
    }
  }

  private forget(uri: vscode.Uri): void {
    if (this.seen.delete(uri.toString())) {
      this.changes.fire(uri);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
