/** The connection to the language server: starting it, starting it again, and what state it is in. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { CloseAction, State, type CloseHandlerResult, type LanguageClient } from "vscode-languageclient/node";
import { Coalescer } from "../logic/coalesce";
import { CrashGuard } from "../logic/crashes";
import type { DocumentKind } from "../logic/results";
import { isExplicit, sourceInWords, type Server as Program } from "./candidates";
import { createClient, serverSettings } from "./client";
import { discardOwnServer, hasServer, locateServer, trustedSelection, type Attempt } from "./locate";
import { offers, Requests, SERVER_COMMANDS, type Asked, type ServerCommand, type Tell } from "./requests";
import { Started } from "./started";
import { Troubles } from "./troubles";

export type ServerState =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly program: Program }
  | { readonly kind: "failed"; readonly message: string };

const STOP_TIMEOUT = 3_000;
/** How long whatever shows the state waits for the findings of what is open: VS Code draws all of it in one thread. */
const FINDINGS_FIRST = 1_000;
const RESTART_DELAY = 200;
const CRASHES = 3;
const CRASH_WINDOW = 3 * 60_000;

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("Stackls", { log: true });
  private readonly trace = vscode.window.createOutputChannel("Stackls Trace");
  private readonly states = new vscode.EventEmitter<ServerState>();
  private readonly shown = new vscode.EventEmitter<ServerState>();
  private readonly checks = new vscode.EventEmitter<void>();
  private readonly requests = new Requests({
    settled: () => this.settled(),
    changesState: (atMost) => this.changesState(atMost),
    warn: (message) => this.log.warn(message),
  });
  private readonly troubles = new Troubles(this.log, () => this.restart("the user asked for it"));
  private readonly started: Started;
  private readonly starts = new Coalescer(() => this.start(), RESTART_DELAY);
  private readonly closing = new AbortController();
  private readonly crashes = new CrashGuard(CRASHES, CRASH_WINDOW);
  private client: LanguageClient | undefined;
  private current: ServerState = { kind: "stopped" };
  private first: Promise<void> | undefined;
  private lastAttempts: readonly Attempt[] = [];
  private selected: string | undefined;
  private lacking: readonly ServerCommand[] = [];

  /** For what shows it, or what belongs to it: of a server that runs it is fired after the findings of what is open. */
  readonly onDidChangeState = this.shown.event;
  /** Stacks were registered, changed or activated; each revision is reported once. */
  readonly onDidChangeStacks = this.requests.onDidChangeStacks;

  private readonly flavors = new vscode.EventEmitter<void>();
  /** Other flavors are known than before. */
  readonly onDidChangeFlavors = this.flavors.event;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.started = new Started(context.workspaceState);
  }

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
      this.first = this.starts.request(0);
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
    return offers(this.client, command);
  }

  /** Runs a command of the server, starting it if need be. Raises `ServerError`, and `RequestCancelled` by `token`. */
  execute<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>> = {}, token?: vscode.CancellationToken, tell?: Tell): Promise<T> {
    return this.requests.execute<T>(command, argument, token, tell);
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
    vscode.Disposable.from(this.states, this.shown, this.checks).dispose();
    this.requests.dispose();
    this.log.dispose();
    this.trace.dispose();
  }

  /** After a crash the client starts the server by itself. */
  private async settled(): Promise<Asked> {
    await this.ensureStarted();
    while (this.current.kind === "starting") {
      await this.changesState();
    }
    const state = this.current;
    return {
      client: state.kind === "running" ? this.client : undefined,
      problem: state.kind === "failed" ? state.message : l10n.t("The language server is not running."),
      version: state.kind === "running" ? state.program.version : "",
    };
  }

  /** Waits for another state, for `atMost` milliseconds. */
  private changesState(atMost?: number): Promise<void> {
    return next(this.states.event, atMost);
  }

  private async start(): Promise<void> {
    await this.stop();
    this.setState({ kind: "starting" });
    let outcome = await this.startOnce();
    if (outcome === "assumed-wrongly") {
      outcome = await this.startOnce();
    }
    if (outcome === "own environment broken") {
      this.log.warn("The extension's own environment is made anew.");
      await discardOwnServer(this.context, this.log);
      await this.startOnce();
    }
    if (this.current.kind === "starting") {
      this.setState({ kind: "failed", message: l10n.t("The language server did not start.") });
      void this.troubles.offerLog(l10n.t("Stackls: the language server did not start."));
    }
  }

  private async startOnce(): Promise<"settled" | "did not start" | "assumed-wrongly" | "own environment broken"> {
    const located = await locateServer(this.context, this.log, this.closing.signal, this.started);
    this.lastAttempts = located.attempts;
    const found = located.server;
    if (found === undefined) {
      const message = located.error?.message ?? l10n.t("No language server was found.");
      this.setState({ kind: "failed", message });
      this.troubles.tellWhyNone(located, message);
      return "settled";
    }
    this.troubles.tellIfRefused(located.refused, found);
    this.selected = await trustedSelection();
    const client = this.createClient(found);
    this.client = client;
    try {
      await client.start();
      if (!client.isRunning()) {
        // The library's promise is fulfilled for a server that has ended before it was spoken to.
        throw new Error(l10n.t("it ended at once"));
      }
    } catch (error) {
      this.log.error(`The server did not start: ${String(error)}`);
      this.client = undefined;
      await client.dispose(STOP_TIMEOUT).catch(() => undefined);
      await this.started.forget();
      return found.isAssumed === true ? "assumed-wrongly" : found.source === "own" ? "own environment broken" : "did not start";
    }
    const program = { ...found, version: versionOf(client, found) };
    this.log.info(`Started ${program.shown} (${sourceInWords(program.source)}), stackls ${program.version}.`);
    this.lastAttempts = located.attempts.map((one) => (one.source === found.source && one.shown === found.shown ? { ...one, result: `stackls ${program.version}` } : one));
    this.setState({ kind: "running", program });
    await this.started.remember(program);
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
      checked: () => this.checks.fire(),
      // Where it has not even started, whoever has started it tries something else.
      closed: () => (this.client === client && hasRun ? this.crashed() : { action: CloseAction.DoNotRestart, handled: true }),
    });
    client.onNotification("stackls/flavorsChanged", () => this.flavors.fire());
    client.onNotification("stackls/stacksChanged", ({ revision }: { revision: number }) => this.requests.changed(revision));
    client.onDidChangeState((change) => {
      if (this.client !== client) {
        return;
      }
      if (change.newState === State.Running) {
        hasRun = true;
        this.setState({ kind: "running", program: { ...program, version: versionOf(client, program) } });
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
    const message = l10n.t("The language server ended unexpectedly {0} times.", CRASHES);
    this.log.error(message);
    this.setState({ kind: "failed", message });
    void this.troubles.offerLog(`Stackls: ${message}`);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private setState(state: ServerState): void {
    if (isSame(state, this.current)) {
      return; // whoever shows something asks the server for it at each change
    }
    this.current = state;
    if (state.kind !== "running") {
      this.requests.reset();
    }
    this.states.fire(state);
    if (state.kind === "running" && vscode.window.visibleTextEditors.some(({ document }) => document.languageId === "yaml")) {
      void next(this.checks.event, FINDINGS_FIRST).then(() => this.show(state));
    } else {
      this.show(state);
    }
  }

  private show(state: ServerState): void {
    if (state !== this.current) {
      return; // another one is shown, or about to be
    }
    const running = state.kind === "running";
    setContext("stackls.connected", running);
    setContext("stackls.failed", state.kind === "failed");
    this.setLacking(running ? SERVER_COMMANDS.filter((command) => !this.offers(command)) : []);
    this.shown.fire(state);
  }

  /** What another version of the server does not have is not in menus. VS Code looks at all menus anew for each key that is set. */
  private setLacking(commands: readonly ServerCommand[]): void {
    for (const command of new Set([...this.lacking, ...commands])) {
      setContext(`stackls.lacks.${command}`, commands.includes(command));
    }
    this.lacking = commands;
  }
}

/** Waits until `event` is fired, for `atMost` milliseconds. */
function next(event: vscode.Event<unknown>, atMost?: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      subscription.dispose();
      clearTimeout(timer);
      resolve();
    };
    const subscription = event(done);
    const timer = atMost === undefined ? undefined : setTimeout(done, atMost);
  });
}

/** What the server says itself; it may have been updated since it was asked. */
function versionOf(client: LanguageClient, program: Program): string {
  return client.initializeResult?.serverInfo?.version ?? program.version;
}

function isSame(one: ServerState, other: ServerState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand("setContext", key, value);
}
