/** Plans beside the files they are for: kept up to date while they are looked at, with what can be done about them. */

import * as vscode from "vscode";
import { mayBeApplied, planHeading } from "./logic/plans";
import type { Plan } from "./logic/results";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";
import { SCHEME, type Texts } from "./texts";

/** The folder that package.json gives the language of plans to. */
const KIND = "stackls-plan";

interface Shown {
  readonly file: vscode.Uri;
  readonly title: string;
  plan: Plan;
  /** Counts the plans that were asked for, so that a late answer does not replace a newer one. */
  asked: number;
  /** The file or the registry has changed since, while nobody was looking. */
  isOutdated: boolean;
}

export class PlanTexts implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly shown = new Map<string, Shown>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly texts: Texts,
    files: StackFiles,
    stacks: Stacks,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME, language: KIND }, this),
      stacks.onDidChange(() => this.outdate(() => true)),
      files.onDidEdit(({ document }) => this.outdate(({ file }) => file.toString() === document.uri.toString())),
      vscode.window.onDidChangeVisibleTextEditors(() => this.renew()),
      vscode.workspace.onDidCloseTextDocument((document) => this.shown.delete(document.uri.toString())),
    );
  }

  /** Opens a plan beside its file, which keeps the focus. */
  async show(plan: Plan, file: vscode.Uri): Promise<void> {
    const title = planHeading(plan);
    const uri = this.texts.put(KIND, title, plan.text);
    this.shown.set(uri.toString(), { file, title, plan, asked: 0, isOutdated: false });
    this.changes.fire();
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.shown.get(document.uri.toString());
    if (shown === undefined || !mayBeApplied(shown.plan) || !vscode.workspace.isTrusted || !this.server.offers("applyStack")) {
      return [];
    }
    const top = new vscode.Range(0, 0, 0, 0);
    return [new vscode.CodeLens(top, { command: "stackls.file.apply", title: "Apply…", arguments: [shown.file] })];
  }

  private outdate(concerns: (shown: Shown) => boolean): void {
    for (const shown of this.shown.values()) {
      shown.isOutdated ||= concerns(shown);
    }
    this.renew();
  }

  /** Makes those anew that somebody sees and that may not hold any more. */
  private renew(): void {
    const seen = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document.uri.toString()));
    for (const [key, shown] of this.shown) {
      if (shown.isOutdated && seen.has(key)) {
        void this.renewOne(key, shown);
      }
    }
  }

  private async renewOne(key: string, shown: Shown): Promise<void> {
    if (this.server.state.kind !== "running") {
      return;
    }
    shown.isOutdated = false;
    const mine = ++shown.asked;
    // Where it cannot be planned now, whoever asks for it is told why.
    const plan = await this.server.execute<Plan>("planStack", { uri: shown.file.toString() }).catch(() => undefined);
    if (plan !== undefined && mine === shown.asked && this.shown.get(key) === shown) {
      shown.plan = plan;
      this.texts.put(KIND, shown.title, plan.text);
      this.changes.fire();
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
