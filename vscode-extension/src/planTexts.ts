/** Plans beside the files they are for: kept up to date while they are looked at, with what can be done about them. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { mayBeApplied, placesIn, planHeading } from "./logic/plans";
import { renamedPath } from "./logic/renames";
import type { Plan } from "./logic/results";
import { commandAddress } from "./logic/text";
import { Renewals } from "./renewals";
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
}

export class PlanTexts implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly shown: Renewals<Shown, Plan>;
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly server: Server,
    private readonly texts: Texts,
    files: StackFiles,
    stacks: Stacks,
  ) {
    this.shown = new Renewals(
      () => server.state.kind === "running",
      ({ file }) => this.ask(file.toString()),
      (uri, shown, plan) => this.renewed(uri, shown, plan),
    );
    texts.register(KIND, (uri) => this.again(uri));
    this.subscription = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME, language: KIND }, this),
      vscode.commands.registerCommand(GO_TO, goTo),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME, language: KIND }, { provideDocumentLinks: (document) => this.links(document) }),
      stacks.onDidChange(() => this.outdate(() => true)),
      files.onDidEdit((document) => this.outdate(({ file }) => file.toString() === document.uri.toString())),
      vscode.workspace.onDidRenameFiles(({ files: renamed }) => this.follow(renamed)),
      this.shown,
    );
  }

  /** Opens a plan beside its file, which keeps the focus. */
  async show(plan: Plan, file: vscode.Uri): Promise<void> {
    const title = planHeading(plan);
    const uri = this.texts.put(KIND, title, plan.text, file.toString());
    this.shown.keep(uri, { file, title, plan });
    this.changes.fire();
    const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: true, preview: true });
  }

  /** A plan that VS Code has brought back after a reload. */
  private async again(uri: vscode.Uri): Promise<string | undefined> {
    const file = vscode.Uri.parse(uri.query, true);
    const plan = await this.ask(uri.query);
    this.shown.keep(uri, { file, title: planHeading(plan), plan });
    this.changes.fire();
    return plan.text;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.shown.about(document.uri);
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
    const file = this.shown.about(document.uri)?.file;
    return (file === undefined ? [] : placesIn(document.getText())).map(({ at, length, line, column }) => {
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + length));
      return new vscode.DocumentLink(range, vscode.Uri.parse(commandAddress(GO_TO, { uri: file?.toString(), line, column })));
    });
  }

  private outdate(concerns: (shown: Shown) => boolean): void {
    this.shown.outdate(concerns);
    this.shown.renew();
  }

  private ask(uri: string): Promise<Plan> {
    return this.server.execute<Plan>("planStack", { uri });
  }

  private renewed(uri: vscode.Uri, shown: Shown, plan: Plan): void {
    shown.plan = plan;
    this.texts.put(KIND, shown.title, plan.text, uri.query);
    this.changes.fire();
  }

  private follow(renamed: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    for (const shown of this.shown.all()) {
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
