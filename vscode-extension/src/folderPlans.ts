/** The plan of several files, as a page: kept up to date while it is looked at, its files a click away. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { folderPlanHeading, mayApplyFolder, placesIn } from "./logic/folders";
import type { FolderPlan } from "./logic/results";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";
import { SCHEME, type Texts } from "./texts";

/** A folder that package.json gives the language of plans to. */
const KIND = "stackls-folder-plan";
/** Files and what they are planned by: the configuration, and variables. */
const WATCHED = "**/*.{yaml,yml,toml,env}";
const PAUSE = 300;

interface Shown {
  readonly uris: readonly string[];
  plan: FolderPlan;
  isUnderWay: boolean;
  isOutdated: boolean;
}

export class FolderPlans implements vscode.CodeLensProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly shown = new Map<string, Shown>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly texts: Texts,
    files: StackFiles,
    stacks: Stacks,
  ) {
    texts.register(KIND, (uri) => this.again(uri));
    const pages = { scheme: SCHEME, pattern: `/${KIND}/*` };
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider(pages, this),
      vscode.languages.registerDocumentLinkProvider(pages, this),
      stacks.onDidChange(() => this.outdate()),
      files.onDidEdit(() => this.outdate()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.renew()),
      vscode.workspace.onDidCloseTextDocument((document) => this.shown.delete(document.uri.toString())),
    ];
  }

  async show(plan: FolderPlan, uris: readonly string[]): Promise<void> {
    const uri = this.put(plan, uris);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  private put(plan: FolderPlan, uris: readonly string[]): vscode.Uri {
    const uri = this.texts.put(KIND, folderPlanHeading(uris), plan.text, JSON.stringify(uris));
    this.keep(uri, plan, uris);
    return uri;
  }

  private keep(uri: vscode.Uri, plan: FolderPlan, uris: readonly string[]): void {
    this.shown.set(uri.toString(), { uris, plan, isUnderWay: false, isOutdated: false });
    this.watch();
    this.changes.fire();
  }

  /** A plan that VS Code has brought back after a reload. */
  private async again(uri: vscode.Uri): Promise<string | undefined> {
    const uris = JSON.parse(uri.query) as readonly string[];
    const plan = await this.server.execute<FolderPlan>("planFolder", { uris });
    this.keep(uri, plan, uris);
    return plan.text;
  }

  /** Files are watched from the first plan on. */
  private watch(): void {
    if (this.watcher === undefined) {
      const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
      const outdate = (): void => this.outdate();
      this.watcher = vscode.Disposable.from(watcher, watcher.onDidChange(outdate), watcher.onDidCreate(outdate), watcher.onDidDelete(outdate));
    }
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.shown.get(document.uri.toString());
    if (shown === undefined || !mayApplyFolder(shown.plan) || !vscode.workspace.isTrusted || !this.server.offers("applyFolder")) {
      return [];
    }
    const command = { command: "stackls.folder.apply", title: l10n.t("Apply…"), arguments: [{ uris: shown.uris }] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const shown = this.shown.get(document.uri.toString());
    return placesIn(document.getText(), shown?.plan.files ?? []).map(({ start, end, uri, line }) => {
      const target = vscode.Uri.parse(uri, true).with(line === undefined ? {} : { fragment: `L${line}` });
      return new vscode.DocumentLink(new vscode.Range(document.positionAt(start), document.positionAt(end)), target);
    });
  }

  private outdate(): void {
    for (const shown of this.shown.values()) {
      shown.isOutdated = true;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), PAUSE); // a change of branch is many files
  }

  /** Makes those anew that somebody sees and that may not hold any more. */
  private renew(): void {
    const seen = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document.uri.toString()));
    for (const [key, shown] of this.shown) {
      if (shown.isOutdated && !shown.isUnderWay && seen.has(key)) {
        void this.renewOne(key, shown);
      }
    }
  }

  private async renewOne(key: string, shown: Shown): Promise<void> {
    if (this.server.state.kind !== "running") {
      return;
    }
    shown.isOutdated = false;
    shown.isUnderWay = true;
    // Where it cannot be planned now, whoever asks for it is told why.
    const plan = await this.server.execute<FolderPlan>("planFolder", { uris: shown.uris }).catch(() => undefined);
    shown.isUnderWay = false;
    if (plan !== undefined && this.shown.get(key) === shown) {
      shown.plan = plan;
      this.texts.replace(vscode.Uri.parse(key), plan.text);
      this.changes.fire();
    }
    this.renew(); // something has changed meanwhile, perhaps
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.changes.dispose();
    this.watcher?.dispose();
  }
}
