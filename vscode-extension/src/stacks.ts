/** The registered stacks, asked for once and shared by everybody who shows them. */

import * as vscode from "vscode";
import { Echo } from "./logic/echo";
import type { StackSummary } from "./logic/results";
import type { StoreInfo } from "./logic/stores";
import type { Server } from "./server/server";

export class Stacks implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private readonly echo = new Echo();
  private known: Promise<readonly StackSummary[]> | undefined;
  private knownInfo: Promise<StoreInfo | undefined> | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly server: Server) {
    this.subscription = vscode.Disposable.from(
      server.onDidChangeStacks((by) => (by === "us" ? this.changedHere() : void this.told())),
      // What is shown stays while the server starts again: a tree that was empty has forgotten what was unfolded.
      server.onDidChangeState(({ kind }) => {
        if (kind === "running" || kind === "failed") {
          this.refresh();
        }
      }),
    );
  }

  /** Raises `ServerError`. */
  list(): Promise<readonly StackSummary[]> {
    if (this.known === undefined) {
      const asked = this.ask();
      this.known = asked;
      asked.catch(() => {
        if (this.known === asked) {
          this.known = undefined;
        }
      });
    }
    return this.known;
  }

  /** Which registry it is; `undefined` where it cannot be asked. */
  info(): Promise<StoreInfo | undefined> {
    this.knownInfo ??= this.server
      .ensureStarted()
      .then(() => (this.server.offers("storeInfo") ? this.server.execute<StoreInfo>("storeInfo") : undefined))
      .catch(() => undefined);
    return this.knownInfo;
  }

  refresh(): void {
    this.known = undefined;
    this.knownInfo = undefined;
    this.changes.fire();
  }

  private ask(): Promise<readonly StackSummary[]> {
    return this.server.execute<StackSummary[]>("listStacks");
  }

  private changedHere(): void {
    this.echo.changedHere();
    this.refresh();
  }

  private async told(): Promise<void> {
    if (!(await this.echo.isAllThereIs(this.known, () => this.ask()))) {
      this.refresh();
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
