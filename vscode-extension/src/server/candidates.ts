/** Where a server may be found, in order, and whether what is there is one. No VS Code in here. */

import * as l10n from "@vscode/l10n";
import * as os from "node:os";
import * as path from "node:path";
import { describeFailure, type Run } from "./run";

export type Source = "setting" | "interpreterSetting" | "selectedInterpreter" | "path" | "own";

export interface Launch {
  readonly command: string;
  /** Arguments before `serve`, `--version` or `doctor`. */
  readonly args: readonly string[];
}

export interface Candidate extends Launch {
  readonly source: Source;
  /** What to call it in messages. */
  readonly shown: string;
}

export interface Server extends Candidate {
  readonly version: string;
  /** It was not asked whether it is one, since it was the last time. */
  readonly isAssumed?: boolean;
}

/** Somebody asked for exactly this one, so its failure is worth telling. */
export function isExplicit(source: Source): boolean {
  return source === "setting" || source === "interpreterSetting";
}

/**
 * Whether what was asked for does not do what it was asked for. An interpreter without stackls does: the extension
 * makes its own environment with it.
 */
export function isRefused(source: Source, problem: string): boolean {
  return isExplicit(source) && !(source === "interpreterSetting" && problem.includes("No module named 'stackls_server'"));
}

export function sourceInWords(source: Source): string {
  switch (source) {
    case "setting":
      return l10n.t("the setting {0}", "stackls.server.path");
    case "interpreterSetting":
      return l10n.t("the setting {0}", "stackls.interpreter");
    case "selectedInterpreter":
      return l10n.t("the selected Python interpreter");
    case "path":
      return "PATH";
    case "own":
      return l10n.t("the extension's own environment");
  }
}

/** The setting that named it. */
export function settingOf(source: Source | undefined): string | undefined {
  return source === "setting" ? "stackls.server.path" : source === "interpreterSetting" ? "stackls.interpreter" : undefined;
}

const PROGRAM = ["-c", "import sys; from stackls_server.__main__ import main; sys.exit(main())"];

/** The server that an interpreter has installed. */
export function fromInterpreter(source: Source, interpreter: string): Candidate {
  return { source, command: interpreter, args: PROGRAM, shown: interpreter };
}

export function fromProgram(source: Source, program: string): Candidate {
  return { source, command: program, args: [], shown: program };
}

/** The server of the extension's own environment, sealed off from the user's Python variables. */
export function fromOwnEnvironment(interpreter: string): Candidate {
  return { source: "own", command: interpreter, args: ["-I", ...PROGRAM], shown: interpreter };
}

/** A path as a setting gives it: `~` and `${workspaceFolder}` stand for folders. */
export function expandPath(written: string, workspaceFolder: string | undefined, home: string = os.homedir()): string {
  let expanded = written.trim();
  if (expanded === "~" || expanded.startsWith("~/") || expanded.startsWith("~\\")) {
    expanded = path.join(home, expanded.slice(1));
  }
  if (workspaceFolder !== undefined) {
    expanded = expanded.replaceAll("${workspaceFolder}", workspaceFolder);
  }
  const isBareName = !/[\\/]/.test(expanded);
  if (expanded === "" || isBareName || path.isAbsolute(expanded) || workspaceFolder === undefined) {
    return expanded;
  }
  return path.resolve(workspaceFolder, expanded);
}

/** The folders of PATH that may be looked into: no relative ones, and none inside `excluded`. */
export function searchFolders(variable: string | undefined, excluded: readonly string[]): string[] {
  return (variable ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !excluded.some((outer) => isInside(folder, outer)));
}

export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

/** The first file called `name` in `folders` that `exists`. */
export function findProgram(
  name: string,
  folders: readonly string[],
  exists: (file: string) => boolean,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const names = platform === "win32" ? [`${name}.exe`] : [name];
  for (const folder of folders) {
    for (const file of names.map((one) => path.join(folder, one))) {
      if (exists(file)) {
        return file;
      }
    }
  }
  return undefined;
}

/** The version in what `--version` printed. */
export function parseVersion(output: string): string | undefined {
  return /^stackls (\d+\.\d\S*)\s*$/m.exec(output)?.[1];
}

export type Verdict = { readonly server: Server } | { readonly problem: string };

/** Asks a candidate for its version. `cwd` must be a folder that holds no Python files. */
export async function verify(candidate: Candidate, run: Run, cwd: string, timeout: number): Promise<Verdict> {
  // A question leaves no process behind for a next one.
  const env = { ...process.env, STACKLS_WARM: "0" };
  const outcome = await run(candidate.command, [...candidate.args, "--version"], { cwd, timeout, env });
  if (outcome.code !== 0) {
    return { problem: describeFailure(outcome) };
  }
  const version = parseVersion(outcome.stdout);
  return version === undefined ? { problem: l10n.t("it is not stackls") } : { server: { ...candidate, version } };
}
