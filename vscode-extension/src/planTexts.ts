/** Plans beside the files they are for: kept up to date while they are looked at, with what can be done about them. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { mayBeApplied, placesIn, planHeading } from "./logic/plans";
import { renamedPath } from "./logic/renames";
import type { Plan } from "./logic/results";
import { commandAddress } from "./logic/text";
import type { Server } from "./server/server";
import type { StackFiles } from "./stackFiles";
import type { Stacks } from "./stacks";
import { SCHEME, type Texts } from "./texts";

/** The folder that package.json gives the language of plans to. */
const KIND = "stackls-plan";

/** What links in a plan name. VS Code itself would open their file in the place of the plan. */
const GO_TO = "stackls.plan.goTo";

interface Shown {
  file: vscode.Uri;
  readonly title: string;
  plan: Plan;
  /** It is asked for: a store may take longer than the pause between two edits. */
  isUnderWay: boolean;
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
    texts.register(KIND, (uri) => this.again(uri));
    this.subscription = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME, language: KIND }, this),
      vscode.commands.registerCommand(GO_TO, goTo),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME, language: KIND }, { provideDocumentLinks: (document) => this.links(document) }),
      stacks.onDidChange(() => this.outdate(() => true)),
      files.onDidEdit((document) => this.outdate(({ file }) => file.toString() === document.uri.toString())),
      vscode.window.onDidChangeVisibleTextEditors(() => this.renew()),
      vscode.workspace.onDidRenameFiles(({ files: renamed }) => this.follow(renamed)),
      vscode.workspace.onDidCloseTextDocument((document) => this.shown.delete(document.uri.toString())),
    );
  }

  /** Opens a plan beside its file, which keeps the focus. */
  async show(plan: Plan, file: vscode.Uri): Promise<void> {
    const title = planHeading(plan);
    const uri = this.texts.put(KIND, title, plan.text, file.toString());
    this.shown.set(uri.toString(), { file, title, plan, isUnderWay: false, isOutdated: false });
    this.changes.fire();
    const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: true, preview: true });
  }

  /** A plan that VS Code has brought back after a reload. */
  private async again(uri: vscode.Uri): Promise<string | undefined> {
    const file = vscode.Uri.parse(uri.query, true);
    const plan = await this.server.execute<Plan>("planStack", { uri: uri.query });
    this.shown.set(uri.toString(), { file, title: planHeading(plan), plan, isUnderWay: false, isOutdated: false });
    this.changes.fire();
    return plan.text;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.shown.get(document.uri.toString());
    if (shown === undefined || !mayBeApplied(shown.plan) || !vscode.workspace.isTrusted || !this.server.offers("applyStack")) {
      return [];
    }
    const top = new vscode.Range(0, 0, 0, 0);
    // Where the file is when the lens is clicked: it may have another name by then.
    const argument = {
      get uri() {
        return shown.file.toString();
      },
    };
    return [new vscode.CodeLens(top, { command: "stackls.file.apply", title: l10n.t("Apply…"), arguments: [argument] })];
  }

  /** The places that keep the file from being applied lead there. */
  private links(document: vscode.TextDocument): vscode.DocumentLink[] {
    const file = this.shown.get(document.uri.toString())?.file;
    return (file === undefined ? [] : placesIn(document.getText())).map(({ at, length, line, column }) => {
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + length));
      return new vscode.DocumentLink(range, vscode.Uri.parse(commandAddress(GO_TO, { uri: file?.toString(), line, column })));
    });
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
    const plan = await this.server.execute<Plan>("planStack", { uri: shown.file.toString() }).catch(() => undefined);
    shown.isUnderWay = false;
    if (plan !== undefined && this.shown.get(key) === shown) {
      shown.plan = plan;
      this.texts.put(KIND, shown.title, plan.text, vscode.Uri.parse(key).query);
      this.changes.fire();
    }
    this.renew(); // it was edited meanwhile, perhaps
  }

  private follow(renamed: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    for (const shown of this.shown.values()) {
      for (const { oldUri, newUri } of renamed) {
        if (shown.file.scheme === oldUri.scheme) {
          shown.file = shown.file.with({ path: renamedPath(shown.file.path, oldUri.path, newUri.path) });
        }
      }
    }
    this.changes.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

async function goTo({ uri, line, column }: { readonly uri: string; readonly line: number; readonly column: number }): Promise<void> {
  const file = vscode.Uri.parse(uri, true);
  const at = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(file, { viewColumn: columnOf(file) ?? vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
}

/** Where a text is shown already, unless it is behind another one in the active group. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const isIt = (tab: vscode.Tab | undefined): boolean => tab?.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  const { all, activeTabGroup } = vscode.window.tabGroups;
  return all.find((group) => isIt(group.activeTab) || (group !== activeTabGroup && group.tabs.some(isIt)))?.viewColumn;
}
