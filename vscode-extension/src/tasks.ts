/** Checking whole folders: a task that runs `stackls check`, whose findings go to the Problems view. */

import * as l10n from "@vscode/l10n";
import * as path from "node:path";
import * as vscode from "vscode";
import { checkArguments, pathsIn, versionIn } from "./logic/checks";
import type { LookedAt } from "./logic/stores";
import { register, requireTrust, type Surroundings } from "./commands/shared";
import { run } from "./server/run";

const TYPE = "stackls";
const MATCHER = "$stackls";
const LONGEST = 10 * 60_000;

export function checkTasks(around: Surroundings): vscode.Disposable[] {
  return [
    vscode.tasks.registerTaskProvider(TYPE, {
      provideTasks: () => (vscode.workspace.isTrusted ? folders().map((folder) => taskFor(around, folder, { type: TYPE })) : []),
      resolveTask: (task) => {
        const folder = typeof task.scope === "object" ? task.scope : folders()[0];
        return folder === undefined ? undefined : taskFor(around, folder, task.definition);
      },
    }),
    register(around, "stackls.workspace.check", () => checkFolders(around)),
  ];
}

/** Checks all folders; against `zenmlVersion`, if it is given, whatever their files say. */
export async function checkFolders(around: Surroundings, zenmlVersion?: string): Promise<void> {
  requireTrust(l10n.t("checking all of its files"));
  if (folders().length === 0) {
    throw new Error(l10n.t("Open a folder first."));
  }
  for (const folder of folders()) {
    const definition = { type: TYPE, ...(zenmlVersion === undefined ? {} : { zenmlVersion }) };
    const task = taskFor(around, folder, definition);
    task.presentationOptions = { ...task.presentationOptions, reveal: vscode.TaskRevealKind.Never };
    await vscode.tasks.executeTask(task);
  }
  await vscode.commands.executeCommand("workbench.actions.view.problems");
}

function folders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
}

function taskFor(around: Surroundings, folder: vscode.WorkspaceFolder, definition: vscode.TaskDefinition): vscode.Task {
  const execution = new vscode.CustomExecution(() => Promise.resolve(new Check(around, folder.uri.fsPath, pathsIn(definition), versionIn(definition))));
  const task = new vscode.Task(definition, folder, "check", TYPE, execution, MATCHER);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true, showReuseMessage: false };
  return task;
}

/** A terminal with what the command prints; to it that is a pipe, so that each finding is on one line. */
class Check implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly abort = new AbortController();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly around: Surroundings,
    private readonly folder: string,
    private readonly paths: readonly string[],
    private readonly version: string | undefined,
  ) {}

  open(): void {
    void this.run().then(
      (code) => this.closed.fire(code),
      (error: unknown) => {
        this.write(error instanceof Error ? error.message : String(error));
        this.closed.fire(2);
      },
    );
  }

  close(): void {
    this.abort.abort();
  }

  private async run(): Promise<number> {
    const { server, stacks } = this.around;
    await server.ensureStarted();
    if (server.state.kind !== "running") {
      throw new Error(l10n.t("The language server is not running."));
    }
    const { command, args } = server.state.program;
    const isZenml = (await stacks.info())?.kind === "zenml";
    const zenml = isZenml ? (await server.execute<LookedAt[]>("listInterpreters")).find(({ verdict }) => verdict === "chosen")?.path : undefined;
    const check = checkArguments(this.paths, { version: this.version, zenml });
    this.write(`> ${["stackls", ...check].join(" ")}    (in ${path.basename(this.folder)})\n`);
    // The user trusts this folder; but a module of it must not take the place of one of the server's.
    const env = { ...process.env, PYTHONSAFEPATH: "1", STACKLS_TRUST_WORKSPACE: "1" };
    const outcome = await run(command, [...args, ...check], { cwd: this.folder, env, timeout: LONGEST, signal: this.abort.signal });
    this.write(outcome.stdout + outcome.stderr + (outcome.failure ?? ""));
    return outcome.code ?? 2;
  }

  private write(text: string): void {
    this.written.fire(text.replaceAll(/\r?\n/g, "\r\n"));
  }
}
