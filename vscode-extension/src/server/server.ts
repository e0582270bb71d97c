/** The connection to the language server: starting, restarting, and what it offers. */

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  State,
  type CloseHandlerResult,
  type LanguageClient,
} from "vscode-languageclient/node";
import { capitalized } from "../logic/text";
import { fail, warn } from "../messages";
import { Coalescer } from "../logic/coalesce";
import { CrashGuard } from "../logic/crashes";
import type { DocumentKind } from "../logic/results";
import { Revisions } from "../logic/revisions";
import { openSetting } from "../settings";
import { isExplicit, settingOf, sourceInWords, type Server as Program } from "./candidates";
import { createClient, serverSettings } from "./client";
import { Cancelled, NoPython } from "./installing";
import { discardOwnServer, hasServer, locateServer, trustedSelection, type Attempt, type Located } from "./locate";

const SERVER_COMMANDS = [
  "documentKind",
  "insertComponent",
  "newRunConfiguration",
  "newStack",
  "storeInfo",
  "listInterpreters",
  "listStacks",
  "describeStack",
  "activateStack",
  "copyStack",
  "renameStack",
  "deleteStack",
  "registerComponent",
  "describeComponent",
  "updateComponent",
  "renameComponent",
  "deleteComponent",
  "checkConfiguration",
  "fileStatus",
  "listComponents",
  "listTypes",
  "listFlavors",
  "describeFlavor",
  "checkFile",
  "planStack",
  "applyStack",
  "exportStack",
  "page",
] as const;

export type ServerCommand = (typeof SERVER_COMMANDS)[number];

export type ServerState =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly program: Program }
  | { readonly kind: "failed"; readonly message: string };

/** A failure whose message is fit to show. `code` says which one it is, where the registry has refused. */
export class ServerError extends Error {
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** The user does not want to wait for it any more. */
export class RequestCancelled extends ServerError {
  constructor() {
    super("It was cancelled.");
  }
}

/** There is a new revision of the registry. */
export interface StacksChange {
  readonly revision: number;
  readonly by: "us" | "somebody";
}

/** The server went away while it was asked. */
class CutOff extends ServerError {}

/** What must not be done twice. */
const CHANGES: readonly ServerCommand[] = ["activateStack", "copyStack", "renameStack", "deleteStack", "registerComponent", "applyStack"];

/** The library would take a token that is not there for a parameter. */
const NEVER = new vscode.CancellationTokenSource().token;

const STOP_TIMEOUT = 3_000;
const RESTART_DELAY = 200;
const CRASHES = 3;
const CRASH_WINDOW = 3 * 60_000;

/** How requests fail whose server went away. */
const CUT_OFF: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive, ErrorCodes.MessageWriteError];
const UNTIL_ENDED = 2_000;

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("Stackls", { log: true });
  private readonly trace = vscode.window.createOutputChannel("Stackls Trace");
  private readonly states = new vscode.EventEmitter<ServerState>();
  private readonly changes = new vscode.EventEmitter<StacksChange>();
  private readonly revisions = new Revisions();
  private changing = 0;
  private readonly starts = new Coalescer(() => this.start(), RESTART_DELAY);
  private readonly closing = new AbortController();
  private readonly crashes = new CrashGuard(CRASHES, CRASH_WINDOW);
  private client: LanguageClient | undefined;
  private current: ServerState = { kind: "stopped" };
  private first: Promise<void> | undefined;
  private lastAttempts: readonly Attempt[] = [];
  private toldAbout = "";
  private selected: string | undefined;

  readonly onDidChangeState = this.states.event;
  /** Stacks were registered, changed or activated; each revision is reported once. */
  readonly onDidChangeStacks = this.changes.event;

  private readonly flavors = new vscode.EventEmitter<void>();
  /** Other flavors are known than before. */
  readonly onDidChangeFlavors = this.flavors.event;

  constructor(private readonly context: vscode.ExtensionContext) {}

  get state(): ServerState {
    return this.current;
  }

  get attempts(): readonly Attempt[] {
    return this.lastAttempts;
  }

  /** Starts the server unless it runs or was tried. */
  ensureStarted(): Promise<void> {
    if (this.first === undefined) {
      this.setState({ kind: "starting" });
      this.first = this.starts.request();
    }
    return this.first;
  }

  /** Starts it again; requests that come close together count as one. */
  restart(reason: string): Promise<void> {
    this.log.info(`Restart: ${reason}.`);
    this.crashes.reset();
    this.first = this.starts.request();
    return this.first;
  }

  /** Does nothing as long as the server was not needed. */
  restartIfStarted(reason: string): void {
    if (this.first !== undefined) {
      void this.restart(reason);
    }
  }

  offers(command: ServerCommand): boolean {
    return this.offered().includes(`stackls.${command}`);
  }

  /** Runs a command of the server, starting it if need be. Raises `ServerError`, and `RequestCancelled` by `token`. */
  async execute<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>> = {}, token?: vscode.CancellationToken): Promise<T> {
    if (CHANGES.includes(command)) {
      return this.change<T>(command, argument);
    }
    try {
      return await this.executeOnce<T>(command, argument, token);
    } catch (error) {
      if (error instanceof CutOff) {
        return this.executeOnce<T>(command, argument, token); // the server is started again
      }
      throw error;
    }
  }

  private async change<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>>): Promise<T> {
    this.changing++;
    try {
      const answer = await this.executeOnce<T & { readonly revision: number }>(command, argument);
      this.changed(answer.revision);
      return answer;
    } finally {
      this.changing--;
    }
  }

  private changed(revision: number): void {
    if (this.revisions.isNew(revision)) {
      this.changes.fire({ revision, by: this.changing > 0 ? "us" : "somebody" });
    }
  }

  private async executeOnce<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>>, token?: vscode.CancellationToken): Promise<T> {
    const state = await this.settled();
    if (token?.isCancellationRequested === true) {
      throw new RequestCancelled();
    }
    if (state.kind !== "running" || this.client === undefined) {
      throw new ServerError(state.kind === "failed" ? state.message : "The language server is not running.");
    }
    if (!this.offers(command)) {
      throw new ServerError(`This needs a newer server than stackls ${state.program.version}.`);
    }
    try {
      const params = { command: `stackls.${command}`, arguments: [argument] };
      return await this.client.sendRequest<T>("workspace/executeCommand", params, token ?? NEVER);
    } catch (error) {
      if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) {
        throw new RequestCancelled();
      }
      this.log.warn(`${command}: ${String(error)}`);
      if (error instanceof ResponseError && CUT_OFF.includes(error.code)) {
        if (error.code === ErrorCodes.MessageWriteError) {
          await this.changesState(UNTIL_ENDED); // writing may fail before it is known that the server has ended
        }
        throw new CutOff("The language server stopped before it had answered. Try again.");
      }
      if (error instanceof ResponseError && error.message !== "") {
        throw new ServerError(error.message, codeIn(error.data));
      }
      throw new ServerError("The language server did not answer.");
    }
  }

  /** Whether the server that runs takes a document for a stack file; a file that is not open, by its path alone. */
  async isStackFile(uri: vscode.Uri): Promise<boolean> {
    return (await this.documentKind(uri)).kind === "stack file";
  }

  /** Whether a document is of any kind that the server knows. */
  async isOurs(uri: vscode.Uri): Promise<boolean> {
    return (await this.documentKind(uri)).kind !== null;
  }

  documentKind(uri: vscode.Uri): Promise<DocumentKind> {
    return this.execute<DocumentKind>("documentKind", { uri: uri.toString() });
  }

  /** Hands changed settings to the server. */
  sendSettings(): void {
    if (this.current.kind === "running") {
      const settings = { stackls: serverSettings() };
      void this.client?.sendNotification("workspace/didChangeConfiguration", { settings });
    }
  }

  /**
   * The user has perhaps selected another interpreter: the server that runs looks there for ZenML. It is started again
   * only where the server itself comes from the selected interpreter, or will from now on.
   */
  async followSelection(): Promise<void> {
    const selected = await trustedSelection();
    const state = this.current;
    if (selected === this.selected || state.kind === "starting") {
      return; // who starts it asks for what is selected
    }
    if (state.kind !== "running" || (await this.isServedBy(selected, state.program))) {
      this.restartIfStarted("another interpreter was selected");
      return;
    }
    this.selected = selected;
    this.log.info(`ZenML is looked for first in the selected interpreter: ${selected ?? "none is selected"}.`);
    await this.client?.sendNotification("stackls/selectedInterpreter", { path: selected ?? null });
  }

  private async isServedBy(selected: string | undefined, program: Program): Promise<boolean> {
    if (program.source === "selectedInterpreter") {
      return true;
    }
    return selected !== undefined && !isExplicit(program.source) && hasServer(this.context, selected);
  }

  async dispose(): Promise<void> {
    this.starts.close();
    this.closing.abort();
    await this.stop();
    this.states.dispose();
    this.changes.dispose();
    this.log.dispose();
    this.trace.dispose();
  }

  /** The state when no start is under way any more: after a crash the client starts the server by itself. */
  private async settled(): Promise<ServerState> {
    await this.ensureStarted();
    while (this.current.kind === "starting") {
      await this.changesState();
    }
    return this.current;
  }

  /** Waits for another state, for `atMost` milliseconds. */
  private changesState(atMost?: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        subscription.dispose();
        clearTimeout(timer);
        resolve();
      };
      const subscription = this.onDidChangeState(done);
      const timer = atMost === undefined ? undefined : setTimeout(done, atMost);
    });
  }

  private offered(): readonly string[] {
    return this.client?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
  }

  private async start(): Promise<void> {
    await this.stop();
    this.setState({ kind: "starting" });
    const outcome = await this.startOnce();
    if (outcome === "own environment broken") {
      this.log.warn("The extension's own environment is made anew.");
      await discardOwnServer(this.context, this.log);
      await this.startOnce();
    }
    if (this.current.kind === "starting") {
      this.setState({ kind: "failed", message: "The language server did not start." });
      void this.offerLog("Stackls: the language server did not start.");
    }
  }

  private async startOnce(): Promise<"settled" | "did not start" | "own environment broken"> {
    const located = await locateServer(this.context, this.log, this.closing.signal);
    this.lastAttempts = located.attempts;
    const program = located.server;
    if (program === undefined) {
      this.fail(located);
      return "settled";
    }
    this.tellIfRefused(located.refused, program);
    this.selected = await trustedSelection();
    const client = this.createClient(program);
    this.client = client;
    try {
      await client.start();
      if (!client.isRunning()) {
        // The library's promise is fulfilled for a server that has ended before it was spoken to.
        throw new Error("it ended at once");
      }
    } catch (error) {
      this.log.error(`The server did not start: ${String(error)}`);
      this.client = undefined;
      await client.dispose(STOP_TIMEOUT).catch(() => undefined);
      return program.source === "own" ? "own environment broken" : "did not start";
    }
    this.log.info(`Started ${program.shown} (${sourceInWords(program.source)}).`);
    this.setState({ kind: "running", program });
    return "settled";
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    this.setState({ kind: "stopped" });
    try {
      await client.dispose(STOP_TIMEOUT);
    } catch (error) {
      this.log.debug(`The old server did not stop in order: ${String(error)}`);
    }
  }

  private createClient(program: Program): LanguageClient {
    let hasRun = false;
    const client = createClient({
      program,
      folder: this.context.globalStorageUri.fsPath,
      selected: this.selected,
      log: this.log,
      trace: this.trace,
      isOurs: (document) => this.isOurs(document.uri),
      // Where it has not even started, whoever has started it tries something else.
      closed: () => (this.client === client && hasRun ? this.crashed() : { action: CloseAction.DoNotRestart, handled: true }),
    });
    client.onNotification("stackls/flavorsChanged", () => this.flavors.fire());
    client.onNotification("stackls/stacksChanged", ({ revision }: { revision: number }) => this.changed(revision));
    client.onDidChangeState((change) => {
      if (this.client !== client) {
        return;
      }
      if (change.newState === State.Running) {
        hasRun = true;
        this.setState({ kind: "running", program });
      } else if (change.newState === State.Starting) {
        this.setState({ kind: "starting" });
      }
    });
    return client;
  }

  private crashed(): CloseHandlerResult {
    if (this.crashes.mayRestart()) {
      this.log.warn("The server ended unexpectedly and is started again.");
      this.setState({ kind: "starting" });
      return { action: CloseAction.Restart, handled: true };
    }
    const message = `The language server ended unexpectedly ${CRASHES} times.`;
    this.log.error(message);
    this.setState({ kind: "failed", message });
    void this.offerLog(`Stackls: ${message}`);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private setState(state: ServerState): void {
    if (isSame(state, this.current)) {
      return; // whoever shows something asks the server for it at each change
    }
    this.current = state;
    const running = state.kind === "running";
    if (!running) {
      this.revisions.reset();
    }
    setContext("stackls.connected", running);
    setContext("stackls.failed", state.kind === "failed");
    if (running) {
      for (const command of SERVER_COMMANDS) {
        setContext(`stackls.offers.${command}`, this.offers(command));
      }
    }
    this.states.fire(state);
  }

  private tellIfRefused(refused: Attempt | undefined, used: Program): void {
    if (refused === undefined || isExplicit(used.source) || refused.shown === this.toldAbout) {
      return;
    }
    this.toldAbout = refused.shown;
    const message = `Stackls: ${capitalized(sourceInWords(refused.source))} does not work: ${refused.shown}, ${refused.result}. ${capitalized(sourceInWords(used.source))} is used instead.`;
    void warn(message, "Open Settings", "Show Log").then((answer) => {
      if (answer === "Open Settings") {
        openSetting(settingOf(refused.source));
      } else if (answer === "Show Log") {
        this.log.show();
      }
    });
  }

  private fail(located: Located): void {
    const message = located.error?.message ?? "No language server was found.";
    this.setState({ kind: "failed", message });
    if (located.error instanceof Cancelled) {
      return;
    }
    if (located.error instanceof NoPython) {
      void this.offerPython(message);
    } else {
      const refused = located.refused;
      const detail = refused === undefined ? "" : ` ${capitalized(sourceInWords(refused.source))} does not work either: ${refused.shown}, ${refused.result}.`;
      void this.offerLog(`Stackls: ${message}${detail}`, settingOf(refused?.source));
    }
  }

  private async offerPython(message: string): Promise<void> {
    const answer = await fail(message, "Get Python", "Select Python…", "Show Log");
    if (answer === "Get Python") {
      await vscode.env.openExternal(vscode.Uri.parse("https://www.python.org/downloads/"));
    } else if (answer === "Select Python…") {
      await vscode.commands.executeCommand("stackls.interpreter.select");
    } else if (answer === "Show Log") {
      this.log.show();
    }
  }

  private async offerLog(message: string, setting?: string): Promise<void> {
    const answer = await fail(message, "Try Again", "Open Settings", "Show Log");
    if (answer === "Try Again") {
      await this.restart("the user asked for it");
    } else if (answer === "Open Settings") {
      openSetting(setting);
    } else if (answer === "Show Log") {
      this.log.show();
    }
  }
}

function isSame(one: ServerState, other: ServerState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The stable code of a failure, in the data that comes with it. */
function codeIn(data: unknown): string | undefined {
  const code = typeof data === "object" && data !== null ? (data as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand("setContext", key, value);
}
