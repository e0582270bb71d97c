/** The plan of several files, as a page: kept up to date while it is looked at, its files a click away. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { folderPlanHeading, mayApplyFolder, placesIn } from "./logic/folders";
import type { FolderPlan } from "./logic/results";
import { Renewals } from "./renewals";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";
import { SCHEME, type Texts } from "./texts";

/** A folder that package.json gives the language of plans to. */
const KIND = "stackls-folder-plan";
/** Copies a plan the way `stackls stack plan --format markdown` prints it. */
export const COPY = "stackls.folder.copy";
/** Files and what they are planned by: the configuration, and variables. */
const WATCHED = "**/*.{yaml,yml,toml,env}";
const PAUSE = 300;

interface Shown {
  readonly uris: readonly string[];
  plan: FolderPlan;
}

export class FolderPlans implements vscode.CodeLensProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  private readonly shown: Renewals<Shown, FolderPlan>;
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly texts: Texts,
    files: StackFiles,
    stacks: Stacks,
  ) {
    this.shown = new Renewals(
      () => server.state.kind === "running",
      ({ uris }) => this.ask(uris),
      (uri, shown, plan) => this.renewed(uri, shown, plan),
    );
    texts.register(KIND, (uri) => this.again(uri));
    const pages = { scheme: SCHEME, pattern: `/${KIND}/*` };
    this.subscription = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider(pages, this),
      vscode.languages.registerDocumentLinkProvider(pages, this),
      stacks.onDidChange(() => this.outdate()),
      files.onDidEdit(() => this.outdate()),
      this.shown,
    );
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
    this.shown.keep(uri, { uris, plan });
    this.watch();
    this.changes.fire();
  }

  /** A plan that VS Code has brought back after a reload. */
  private async again(uri: vscode.Uri): Promise<string | undefined> {
    const uris = JSON.parse(uri.query) as readonly string[];
    const plan = await this.ask(uris);
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
    const shown = this.shown.about(document.uri);
    if (shown === undefined) {
      return [];
    }
    const mayApply = mayApplyFolder(shown.plan) && vscode.workspace.isTrusted && this.server.offers("applyFolder");
    const commands = [
      ...(mayApply ? [{ command: "stackls.folder.apply", title: l10n.t("Apply…") }] : []),
      { command: COPY, title: l10n.t("Copy as Markdown") },
    ];
    const top = new vscode.Range(0, 0, 0, 0);
    return commands.map((command) => new vscode.CodeLens(top, { ...command, arguments: [{ uris: shown.uris }] }));
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const shown = this.shown.about(document.uri);
    return placesIn(document.getText(), shown?.plan.files ?? []).map(({ start, end, uri, line }) => {
      const target = vscode.Uri.parse(uri, true).with(line === undefined ? {} : { fragment: `L${line}` });
      return new vscode.DocumentLink(new vscode.Range(document.positionAt(start), document.positionAt(end)), target);
    });
  }

  private outdate(): void {
    this.shown.outdate();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.shown.renew(), PAUSE); // a change of branch is many files
  }

  private ask(uris: readonly string[]): Promise<FolderPlan> {
    return this.server.execute<FolderPlan>("planFolder", { uris });
  }

  private renewed(uri: vscode.Uri, shown: Shown, plan: FolderPlan): void {
    shown.plan = plan;
    this.texts.replace(uri, plan.text);
    this.changes.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changes.dispose();
    this.watcher?.dispose();
  }
}
