/** Running a program to its end, with a limit on how long that may take. */

import * as l10n from "@vscode/l10n";
import { spawn } from "node:child_process";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself, if it did not. */
  readonly failure?: string;
}

export interface RunOptions {
  readonly timeout: number;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<Outcome>;

const LONGEST_OUTPUT = 200_000;

export const run: Run = (command, args, options) =>
  new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    let failure: string | undefined;
    let settled = false;
    const finish = (code: number | null): void => {
      if (settled) {
        return;
      }
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
      resolve(failure === undefined ? { code, stdout, stderr } : { code, stdout, stderr, failure });
    };
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const end = (reason: string): void => {
      failure ??= reason;
      child.kill("SIGKILL");
      setTimeout(() => {
        // A grandchild may hold the pipes open; do not wait for it.
        child.stdout.destroy();
        child.stderr.destroy();
        child.unref();
        finish(null);
      }, 500);
    };
    const abort = (): void => end(l10n.t("it was cancelled"));
    const timer = setTimeout(() => end(l10n.t("it gave no answer within {0} seconds", options.timeout / 1000)), options.timeout);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout = (stdout + chunk).slice(-LONGEST_OUTPUT);
      for (const line of chunk.split(/\r?\n/)) {
        if (line.trim() !== "") {
          options.onLine?.(line);
        }
      }
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr = (stderr + chunk).slice(-LONGEST_OUTPUT);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      failure ??= describeSpawnError(error);
      finish(null);
    });
    child.on("close", finish);
    if (options.signal?.aborted === true) {
      abort();
    } else {
      options.signal?.addEventListener("abort", abort, { once: true });
    }
  });

function describeSpawnError(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return l10n.t("there is no such program");
    case "EACCES":
      return l10n.t("it may not be executed");
    case "ENOEXEC":
      return l10n.t("it is not a program");
    default:
      return error.message;
  }
}

/** What went wrong, in a sentence fit to show. */
export function describeFailure(outcome: Outcome): string {
  if (outcome.failure !== undefined) {
    return outcome.failure;
  }
  const lines = outcome.stderr.trim().split(/\r?\n/);
  const last = lines[lines.length - 1] ?? "";
  return last === "" ? l10n.t("it ended with exit code {0}", outcome.code ?? "?") : last.slice(0, 300);
}
