/** A badge on stack files in the explorer and on tabs. */

import * as vscode from "vscode";
import { hasStackFileName } from "./logic/detect";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";

const BADGE = "≡";
const YAML = /\.ya?ml$/i;

/** Tells by name; of other YAML files the server is asked, once it runs. */
export class StackFileBadges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri | vscode.Uri[] | undefined>();
  private readonly seen = new Set<string>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeFileDecorations = this.changes.event;

  constructor(
    private readonly server: Server,
    files: StackFiles,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.window.registerFileDecorationProvider(this),
      files.onDidSee((document) => this.see(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      server.onDidChangeState(({ kind }) => {
        if (kind === "running") {
          this.changes.fire(undefined);
        }
      }),
    );
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    return uri.scheme === "file" && (await this.isStackFile(uri)) ? new vscode.FileDecoration(BADGE, "ZenML stack file") : undefined;
  }

  private async isStackFile(uri: vscode.Uri): Promise<boolean> {
    if (hasStackFileName(uri.path)) {
      return true;
    }
    if (this.server.state.kind !== "running") {
      return this.seen.has(uri.toString());
    }
    return YAML.test(uri.path) && this.server.isStackFile(uri).catch(() => false);
  }

  /** Settings may make other files stack files. */
  refresh(): void {
    this.changes.fire(undefined);
  }

  private see(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.seen.has(key)) {
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
