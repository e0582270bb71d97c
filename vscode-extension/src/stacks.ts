/** The registered stacks, asked for once and shared by everybody who shows them. */

import * as vscode from "vscode";
import type { StackSummary } from "./logic/results";
import type { Server } from "./server/server";

export class Stacks implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private known: Promise<readonly StackSummary[]> | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly server: Server) {
    this.subscription = vscode.Disposable.from(
      server.onDidChangeStacks(() => this.refresh()),
      server.onDidChangeState(() => this.refresh()),
    );
  }

  /** Raises `ServerError`. */
  list(): Promise<readonly StackSummary[]> {
    if (this.known === undefined) {
      const asked = this.server.execute<StackSummary[]>("listStacks");
      this.known = asked;
      asked.catch(() => {
        if (this.known === asked) {
          this.known = undefined;
        }
      });
    }
    return this.known;
  }

  /** Which registry it is, in a few words; `undefined` where the server does not tell. */
  async where(): Promise<string | undefined> {
    if (!this.server.offers("storeInfo")) {
      return undefined;
    }
    const info = await this.server.execute<{ label?: string }>("storeInfo").catch(() => undefined);
    return info?.label;
  }

  refresh(): void {
    this.known = undefined;
    this.changes.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
