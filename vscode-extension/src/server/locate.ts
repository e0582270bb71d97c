/** Finds the server to start, in the documented order. */

import * as l10n from "@vscode/l10n";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  expandPath,
  findProgram,
  fromInterpreter,
  fromProgram,
  isRefused,
  searchFolders,
  sourceInWords,
  verify,
  type Candidate,
  type Server,
  type Source,
} from "./candidates";
import { findLock, OwnEnvironment } from "./environment";
import { Cancelled, isExecutable, pythonsIn, type Surroundings } from "./installing";
import { selectedInterpreter } from "./interpreters";
import { run } from "./run";
import type { Started } from "./started";

const VERIFY_TIMEOUT = 15_000;

/** One try, for the log and the doctor. */
export interface Attempt {
  readonly source: Source;
  readonly shown: string;
  readonly result: string;
}

export interface Located {
  readonly server: Server | undefined;
  readonly attempts: readonly Attempt[];
  /** A server that the user asked for by name, and that does not answer. */
  readonly refused: Attempt | undefined;
  readonly error: Error | undefined;
}

/** The interpreter that is selected in VS Code; in a workspace that is not trusted, none is asked for. */
export async function trustedSelection(): Promise<string | undefined> {
  return vscode.workspace.isTrusted ? selectedInterpreter(vscode.workspace.workspaceFolders?.[0]?.uri) : undefined;
}

/** Whether an interpreter has a server. */
export async function hasServer(context: vscode.ExtensionContext, interpreter: string): Promise<boolean> {
  const candidate = fromInterpreter("selectedInterpreter", interpreter);
  return "server" in (await verify(candidate, run, context.globalStorageUri.fsPath, VERIFY_TIMEOUT));
}

/** `closing` ends what is under way: a set-up whose window is gone would go on beside that of the next one. */
export async function locateServer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  closing: AbortSignal,
  started: Started,
): Promise<Located> {
  const storage = context.globalStorageUri.fsPath;
  await fs.mkdir(storage, { recursive: true });
  const attempts: Attempt[] = [];
  let refused: Attempt | undefined;
  const interpreters: string[] = [];

  const attempt = (source: Source, shown: string, result: string): Attempt => {
    const made = { source, shown, result };
    attempts.push(made);
    log.info(`${sourceInWords(source)}: ${shown === "" ? "" : `${shown}: `}${result}`);
    return made;
  };

  for await (const candidate of candidates()) {
    const known = await started.versionOf(candidate);
    const verdict = known === undefined ? await verify(candidate, run, storage, VERIFY_TIMEOUT) : { server: { ...candidate, version: known, isAssumed: true } };
    const where = candidate.source;
    if ("server" in verdict) {
      attempt(where, candidate.shown, `stackls ${verdict.server.version}`);
      return { server: verdict.server, attempts, refused, error: undefined };
    }
    const failed = attempt(where, candidate.shown, verdict.problem);
    if (isRefused(candidate.source, verdict.problem)) {
      refused ??= failed;
    }
    if (candidate.source === "interpreterSetting" || candidate.source === "selectedInterpreter") {
      interpreters.push(candidate.command);
    }
  }

  const own = "own";
  const lock = await findLock(bundledFolder(context));
  if (lock === undefined) {
    attempt(own, "", l10n.t("this build of the extension holds no server"));
    return { server: undefined, attempts, refused, error: new Error(l10n.t("No language server was found, and this build of the extension holds none.")) };
  }
  try {
    const server = await ownServer(lock, storage, interpreters, log, closing);
    attempt(own, server.shown, `stackls ${server.version}`);
    return { server, attempts, refused, error: undefined };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    attempt(own, "", failure.message);
    return { server: undefined, attempts, refused, error: failure };
  }
}

async function* candidates(): AsyncGenerator<Candidate> {
  const configuration = vscode.workspace.getConfiguration("stackls");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const root = folder?.scheme === "file" ? folder.fsPath : undefined;
  const program = expandPath(configuration.get<string>("server.path", ""), root);
  if (program !== "") {
    yield fromProgram("setting", program);
  }
  const interpreter = expandPath(configuration.get<string>("interpreter", ""), root);
  if (interpreter !== "") {
    yield fromInterpreter("interpreterSetting", interpreter);
  }
  const selected = await trustedSelection();
  if (selected !== undefined) {
    yield fromInterpreter("selectedInterpreter", selected);
  }
  const onPath = findProgram("stackls", foldersToSearch(), isExecutable);
  if (onPath !== undefined) {
    yield fromProgram("path", onPath);
  }
}

export interface FoundInterpreter {
  readonly file: string;
  /** Who names it. */
  readonly where: string;
  /** The version of stackls in it, if there is one. */
  readonly version: string | undefined;
}

/** The interpreters that can be chosen, each asked whether it has stackls. */
export async function findInterpreters(context: vscode.ExtensionContext): Promise<FoundInterpreter[]> {
  const selected = await trustedSelection();
  const places = new Map(withOneShim(pythonsIn(foldersToSearch(), process.platform)).map((file) => [file, "PATH"]));
  for (const file of pythonsOfWorkspace()) {
    places.set(file, l10n.t("the workspace"));
  }
  if (selected !== undefined) {
    places.set(selected, l10n.t("the Python extension"));
  }
  const storage = context.globalStorageUri.fsPath;
  await fs.mkdir(storage, { recursive: true });
  return Promise.all(
    [...places].map(async ([file, where]) => {
      const verdict = await verify(fromInterpreter("interpreterSetting", file), run, storage, VERIFY_TIMEOUT);
      return { file, where, version: "server" in verdict ? verdict.server.version : undefined };
    }),
  );
}

/** Of pyenv's shims, the first: each of them leads to the same interpreter. */
function withOneShim(files: readonly string[]): string[] {
  const isShim = (file: string): boolean => path.basename(path.dirname(file)) === "shims";
  const first = files.find(isShim);
  return files.filter((file) => !isShim(file) || file === first);
}

/** The interpreters of the environments in the workspace, where they may be run. */
function pythonsOfWorkspace(): string[] {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const scripts = process.platform === "win32" ? "Scripts" : "bin";
  const environments = folders.flatMap(({ uri }) => [".venv", "venv"].map((name) => path.join(uri.fsPath, name, scripts)));
  return environments.flatMap((folder) => pythonsIn([folder], process.platform).slice(0, 1));
}

/** PATH; in a workspace that is not trusted, without what lies inside of it. */
function foldersToSearch(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const excluded = vscode.workspace.isTrusted ? [] : folders.map((folder) => folder.uri.fsPath);
  return searchFolders(process.env.PATH, excluded);
}

/** Throws the extension's own environment away; the next search makes a new one. */
export async function discardOwnServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<void> {
  const lock = await findLock(bundledFolder(context));
  if (lock !== undefined) {
    const around = surroundings(context.globalStorageUri.fsPath, [], log, new AbortController().signal, () => undefined);
    await (await OwnEnvironment.of(lock, around)).discard();
  }
}

function bundledFolder(context: vscode.ExtensionContext): string {
  return vscode.Uri.joinPath(context.extensionUri, "bundled").fsPath;
}

function surroundings(
  storage: string,
  interpreters: readonly string[],
  log: vscode.LogOutputChannel,
  signal: AbortSignal,
  report: Surroundings["report"],
): Surroundings {
  return {
    run,
    storage,
    folders: foldersToSearch(),
    interpreters: vscode.workspace.isTrusted ? interpreters : [],
    platform: process.platform,
    report,
    log: (message) => log.info(message),
    signal,
  };
}

async function ownServer(
  lock: string,
  storage: string,
  interpreters: readonly string[],
  log: vscode.LogOutputChannel,
  closing: AbortSignal,
): Promise<Server> {
  const abort = new AbortController();
  const close = (): void => abort.abort(new Cancelled());
  closing.addEventListener("abort", close, { once: true });
  const around = (report: Surroundings["report"]): Surroundings =>
    surroundings(storage, interpreters, log, abort.signal, report);
  const existing = await (await OwnEnvironment.of(lock, around(() => undefined))).ready();
  if (existing !== undefined) {
    return existing;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: l10n.t("Stackls: setting up the language server"), cancellable: true },
    async (progress, token) => {
      const subscription = token.onCancellationRequested(() => abort.abort(new Cancelled()));
      try {
        const environment = await OwnEnvironment.of(lock, around((message) => progress.report({ message })));
        return await environment.make();
      } finally {
        subscription.dispose();
        closing.removeEventListener("abort", close);
      }
    },
  );
}
