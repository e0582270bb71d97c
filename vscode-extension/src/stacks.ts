/** The registered stacks and components, asked for once and shared by everybody who shows them. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { Remembered } from "./logic/remembered";
import type { ComponentSummary, StackSummary } from "./logic/results";
import type { StoreInfo } from "./logic/stores";
import type { Server } from "./server/server";

export class Stacks implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  /** The revision to show; `undefined` for what is registered when it is asked. */
  private wanted: number | undefined;
  private readonly knownStacks = new Remembered(() => this.ask<readonly StackSummary[]>("listStacks"));
  private readonly knownComponents = new Remembered(() => this.ask<readonly ComponentSummary[]>("listComponents"));
  private readonly knownInfo = new Remembered(() => this.ask<StoreInfo>("storeInfo"));

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
    return this.knownStacks.get();
  }

  /** All components, by type. Raises `ServerError`. */
  components(): Promise<readonly ComponentSummary[]> {
    return this.knownComponents.get();
  }

  /** Which registry it is; `undefined` where it cannot be asked. */
  async info(): Promise<StoreInfo | undefined> {
    try {
      await this.server.ensureStarted();
      return this.server.offers("storeInfo") ? await this.knownInfo.get() : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where changes go to, for a sentence: `in the built-in registry`. */
  async place(): Promise<string> {
    const info = await this.info();
    return info === undefined ? l10n.t("in the registry") : l10n.t("in {0}", info.place);
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

  private ask<T>(command: "listStacks" | "listComponents" | "storeInfo"): Promise<T> {
    return this.server.execute<T>(command, { revision: this.wanted });
  }

  private forget(): void {
    for (const known of [this.knownStacks, this.knownComponents, this.knownInfo]) {
      known.forget();
    }
    this.changes.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
