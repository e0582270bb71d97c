/** The registered stacks, asked for once and shared by everybody who shows them. */

import * as vscode from "vscode";
import type { StackSummary } from "./logic/results";
import type { StoreInfo } from "./logic/stores";
import type { Server } from "./server/server";

export class Stacks implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  /** The revision to show; `undefined` for what is registered when it is asked. */
  private wanted: number | undefined;
  private known: Promise<readonly StackSummary[]> | undefined;
  private knownInfo: Promise<StoreInfo | undefined> | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly server: Server) {
    this.subscription = vscode.Disposable.from(
      server.onDidChangeStacks(({ revision }) => {
        this.wanted = revision;
        this.forget();
      }),
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
      const asked = this.server.execute<readonly StackSummary[]>("listStacks", { revision: this.wanted });
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
      .then(() => (this.server.offers("storeInfo") ? this.server.execute<StoreInfo>("storeInfo", { revision: this.wanted }) : undefined))
      .catch(() => undefined);
    return this.knownInfo;
  }

  /** What is shown beside the list is as old as the list. */
  get revision(): number {
    return this.wanted ?? 0;
  }

  /** Reads the registry again. */
  refresh(): void {
    this.wanted = undefined;
    this.forget();
  }

  private forget(): void {
    this.known = undefined;
    this.knownInfo = undefined;
    this.changes.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
