/** Asking the server: what it offers, how its failures are told, and the revisions that its changes lead to. */

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { ErrorCodes, LSPErrorCodes, ResponseError, WorkDoneProgress, type LanguageClient } from "vscode-languageclient/node";
import { Revisions } from "../logic/revisions";

export const SERVER_COMMANDS = [
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
  "listStackFiles",
  "planFolder",
  "applyFolder",
  "diffStacks",
  "exportStack",
  "page",
  "documentVersion",
  "listVersions",
  "checkForVersion",
] as const;

export type ServerCommand = (typeof SERVER_COMMANDS)[number];

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
    super(l10n.t("It was cancelled."));
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
const CHANGES: readonly ServerCommand[] = [
  "activateStack",
  "copyStack",
  "renameStack",
  "deleteStack",
  "registerComponent",
  "updateComponent",
  "renameComponent",
  "deleteComponent",
  "applyStack",
  "applyFolder",
];

/** The library would take a token that is not there for a parameter. */
const NEVER = new vscode.CancellationTokenSource().token;

/** How requests fail whose server went away. */
const CUT_OFF: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive, ErrorCodes.MessageWriteError];
const UNTIL_ENDED = 2_000;

/** What runs, as far as asking it goes. */
export interface Asked {
  readonly client: LanguageClient | undefined;
  /** Why there is nobody to ask. */
  readonly problem: string;
  /** The version of the server, for messages. */
  readonly version: string;
}

/** Who starts the server and starts it again. */
export interface Starter {
  /** Whom to ask, once no start is under way any more. */
  settled(): Promise<Asked>;
  /** Waits for another state of the server, for `atMost` milliseconds. */
  changesState(atMost: number): Promise<void>;
  warn(message: string): void;
}

/** Takes how far something is, in words. */
export type Tell = (message: string) => void;

export class Requests implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<StacksChange>();
  private readonly revisions = new Revisions();
  private changing = 0;
  private told = 0;

  /** Stacks were registered, changed or activated; each revision is reported once. */
  readonly onDidChangeStacks = this.changes.event;

  constructor(private readonly starter: Starter) {}

  /** Runs a command of the server, starting it if need be. Raises `ServerError`, and `RequestCancelled` by `token`. */
  async execute<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>> = {}, token?: vscode.CancellationToken, tell?: Tell): Promise<T> {
    if (CHANGES.includes(command)) {
      return this.change<T>(command, argument, token, tell);
    }
    try {
      return await this.executeOnce<T>(command, argument, token, tell);
    } catch (error) {
      if (error instanceof CutOff) {
        return this.executeOnce<T>(command, argument, token, tell); // the server is started again
      }
      throw error;
    }
  }

  private async change<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>>, token?: vscode.CancellationToken, tell?: Tell): Promise<T> {
    this.changing++;
    try {
      const answer = await this.executeOnce<T & { readonly revision: number }>(command, argument, token, tell);
      this.changed(answer.revision);
      return answer;
    } finally {
      this.changing--;
    }
  }

  /** There is a revision, which a change has led to or the server tells of. */
  changed(revision: number): void {
    if (this.revisions.isNew(revision)) {
      this.changes.fire({ revision, by: this.changing > 0 ? "us" : "somebody" });
    }
  }

  private async executeOnce<T>(command: ServerCommand, argument: Readonly<Record<string, unknown>>, token?: vscode.CancellationToken, tell?: Tell): Promise<T> {
    const { client, problem, version } = await this.starter.settled();
    if (token?.isCancellationRequested === true) {
      throw new RequestCancelled();
    }
    if (client === undefined) {
      throw new ServerError(problem);
    }
    if (!offers(client, command)) {
      throw new ServerError(l10n.t("This needs a newer server than stackls {0}.", version));
    }
    const progress = tell === undefined ? {} : { progress: `stackls-${++this.told}` };
    const told = tell === undefined ? undefined : client.onProgress(WorkDoneProgress.type, progress.progress ?? "", (one) => tell(("message" in one && one.message) || ""));
    try {
      const params = { command: `stackls.${command}`, arguments: [{ ...argument, ...progress }] };
      return await client.sendRequest<T>("workspace/executeCommand", params, token ?? NEVER);
    } catch (error) {
      if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) {
        throw new RequestCancelled();
      }
      this.starter.warn(`${command}: ${String(error)}`);
      if (error instanceof ResponseError && CUT_OFF.includes(error.code)) {
        if (error.code === ErrorCodes.MessageWriteError) {
          await this.starter.changesState(UNTIL_ENDED); // writing may fail before it is known that the server has ended
        }
        throw new CutOff(l10n.t("The language server stopped before it had answered. Try again."));
      }
      if (error instanceof ResponseError && error.message !== "") {
        throw new ServerError(error.message, codeIn(error.data));
      }
      throw new ServerError(l10n.t("The language server did not answer."));
    } finally {
      told?.dispose();
    }
  }

  /** The server that comes next counts anew. */
  reset(): void {
    this.revisions.reset();
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** Whether a server has a command. */
export function offers(client: LanguageClient | undefined, command: ServerCommand): boolean {
  const offered = client?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
  return offered.includes(`stackls.${command}`);
}

/** The stable code of a failure, in the data that comes with it. */
function codeIn(data: unknown): string | undefined {
  const code = typeof data === "object" && data !== null ? (data as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}
