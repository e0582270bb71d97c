/** What is shown and follows something that changes: made anew once it is outdated and somebody looks at it. */

import * as vscode from "vscode";

interface Entry<T> {
  readonly about: T;
  /** It is asked for: a store may take longer than the pause between two edits. */
  isUnderWay: boolean;
  /** What it follows has changed since, while nobody was looking. */
  isOutdated: boolean;
}

/** Documents of one kind, each with what it is about; forgotten when they are closed. */
export class Renewals<T, Made> implements vscode.Disposable {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly subscription: vscode.Disposable;

  /** `make` may fail, and then the document stays as it is; `use` shows what it has made. */
  constructor(
    private readonly canMake: () => boolean,
    private readonly make: (about: T) => Promise<Made>,
    private readonly use: (uri: vscode.Uri, about: T, made: Made) => void,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.renew()),
      vscode.workspace.onDidCloseTextDocument((document) => this.entries.delete(document.uri.toString())),
    );
  }

  keep(uri: vscode.Uri, about: T): void {
    this.entries.set(uri.toString(), { about, isUnderWay: false, isOutdated: false });
  }

  about(uri: vscode.Uri): T | undefined {
    return this.entries.get(uri.toString())?.about;
  }

  all(): T[] {
    return [...this.entries.values()].map(({ about }) => about);
  }

  /** Those that are concerned do not hold any more. `renew` makes them anew. */
  outdate(concerns: (about: T) => boolean = () => true): void {
    for (const entry of this.entries.values()) {
      entry.isOutdated ||= concerns(entry.about);
    }
  }

  /** Makes those anew that somebody sees and that do not hold any more. */
  renew(): void {
    const seen = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document.uri.toString()));
    for (const [key, entry] of this.entries) {
      if (entry.isOutdated && !entry.isUnderWay && seen.has(key)) {
        void this.renewOne(key, entry);
      }
    }
  }

  private async renewOne(key: string, entry: Entry<T>): Promise<void> {
    if (!this.canMake()) {
      return;
    }
    entry.isOutdated = false;
    entry.isUnderWay = true;
    // Where it cannot be made now, whoever asks for it is told why.
    const made = await this.make(entry.about).catch(() => undefined);
    entry.isUnderWay = false;
    if (made !== undefined && this.entries.get(key) === entry) {
      this.use(vscode.Uri.parse(key), entry.about, made);
    }
    this.renew(); // something has changed meanwhile, perhaps
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
