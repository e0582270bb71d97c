/** The language client: what it is told at the start, what it shows, and that it keeps quiet. */

import * as vscode from "vscode";
import {
  ErrorAction,
  LanguageClient,
  vsdiag,
  type CloseHandlerResult,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";
import { commandAddress } from "../logic/text";
import { RED_HAT_YAML, withoutEchoes } from "../logic/coexistence";
import type { Server as Program } from "./candidates";

/** Milliseconds from a keystroke until findings are asked for anew: VS Code draws them and the popup in one thread. */
const POPUP_FIRST = 50;

/** What one client is made of. */
export interface ClientParts {
  readonly program: Program;
  /** A folder without Python files: whatever lies in the workspace must not be imported. */
  readonly folder: string;
  /** The Python interpreter that is selected in VS Code, the first to be asked for ZenML. */
  readonly selected: string | undefined;
  readonly log: vscode.LogOutputChannel;
  readonly trace: vscode.OutputChannel;
  readonly isOurs: (document: vscode.TextDocument) => Promise<boolean>;
  /** Called with each answer about findings. */
  readonly checked: () => void;
  /** Says what to do when the server has ended. */
  readonly closed: () => CloseHandlerResult;
}

export function createClient({ program, folder, selected, log, trace, isOurs, checked, closed }: ClientParts): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "untitled", language: "yaml" },
    ],
    initializationOptions: {
      stackls: serverSettings(),
      trusted: vscode.workspace.isTrusted,
      selectedInterpreter: selected ?? null,
      // Code lenses and actions may name stackls.activateFile, planFile, applyFile, compareFile, showComponent, setSeverity and
      // runInTerminal.
      commands: true,
    },
    outputChannel: log,
    traceOutputChannel: trace,
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, shown(diagnostics)),
      provideDiagnostics: async (document, previousResultId, token, next) => {
        if (previousResultId !== undefined) {
          await pause(POPUP_FIRST, token);
        }
        const report = token.isCancellationRequested ? undefined : await next(document, previousResultId, token);
        if (token.isCancellationRequested) {
          // somebody types on: the library would take what there is now for all findings, and asks again
          throw new vscode.CancellationError();
        }
        setTimeout(checked); // once VS Code has it
        return report?.kind === vsdiag.DocumentDiagnosticReportKind.full ? { ...report, items: shown(report.items) } : report;
      },
      provideCompletionItem: async (document, position, context, token, next) => {
        const found = await next(document, position, context, token);
        return isNothing(found) && (await isOurs(document).catch(() => false)) ? withoutWords(document, position) : found;
      },
    },
    // Names that are not ours are escaped in it; the page of a flavor may be opened from its hover.
    markdown: { isTrusted: { enabledCommands: ["stackls.flavors.describe"] }, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: { error: () => ({ action: ErrorAction.Continue, handled: true }), closed },
  };
  const launch = { command: program.command, args: [...program.args, "serve"], options: { cwd: folder } };
  return new QuietClient(log, launch, options);
}

/** The settings that are the server's business. */
export function serverSettings(): Readonly<Record<string, unknown>> {
  const configuration = vscode.workspace.getConfiguration("stackls");
  const sections = ["validation", "files", "inlayHints", "store", "zenml"];
  return Object.fromEntries(sections.map((section) => [section, configuration.get(section)]));
}

/**
 * Writes its troubles to the log, where the library would have them pop up.
 *
 * A request that fails while somebody types is nothing to interrupt them for, and a server that does
 * not start is told of by us, with what can be done about it.
 */
class QuietClient extends LanguageClient {
  constructor(
    private readonly log: vscode.LogOutputChannel,
    launch: ServerOptions,
    options: LanguageClientOptions,
  ) {
    super("stackls", "Stackls", launch, options);
  }

  override error(message: string, data?: unknown): void {
    this.log.error(withReason(message, data));
  }

  override warn(message: string, data?: unknown): void {
    this.log.warn(withReason(message, data));
  }

  override info(message: string): void {
    this.log.info(message);
  }
}

/** `data` is what the library says besides: an error, as a rule. */
function withReason(message: string, data: unknown): string {
  const reason = data instanceof Error ? data.message : typeof data === "string" ? data : "";
  return reason === "" ? message : `${message} ${reason}`;
}

/** Ends sooner where nobody waits for what follows. */
function pause(milliseconds: number, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function isNothing(found: vscode.CompletionItem[] | vscode.CompletionList | null | undefined): boolean {
  return found === null || found === undefined || (Array.isArray(found) ? found : found.items).length === 0;
}

/**
 * Nothing, said so that VS Code believes it.
 *
 * It asks the next provider where one has no items, and the last one offers words of any open file: after
 * `synchronous: true` the next Enter would take one of those. So behind what is written there gets an item that
 * matches nothing. Other YAML files keep their words, which a setting would take from them.
 */
function withoutWords(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionList | undefined {
  const start = document.getWordRangeAtPosition(position)?.start ?? position;
  const before = start.isEqual(position) ? position.translate(0, -Math.min(1, position.character)) : start;
  const range = new vscode.Range(before, position);
  if (document.getText(range).trim() === "") {
    return undefined;
  }
  const item = new vscode.CompletionItem("no suggestions");
  item.filterText = "\0";
  item.range = range;
  return new vscode.CompletionList([item], true);
}

/** Findings without those that another YAML extension shows already; their rules lead to pages that can be read. */
function shown(diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
  for (const one of diagnostics) {
    if (typeof one.code === "object") {
      one.code = { value: one.code.value, target: vscode.Uri.parse(commandAddress("stackls.rules.show", String(one.code.value))) };
    }
  }
  const other = vscode.extensions.getExtension(RED_HAT_YAML);
  const validates = vscode.workspace.getConfiguration("yaml").get<boolean>("validate", true);
  return other?.isActive === true && validates ? withoutEchoes(diagnostics) : diagnostics;
}
