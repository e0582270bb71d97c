/**
 * Making an environment and installing into it, with what is there.
 *
 * uv takes seconds. Else Python makes one without pip, and the pip that it has itself installs into it: unpacking a
 * pip of its own into each environment takes half a minute. Where Python has no pip that can, it is unpacked after all.
 *
 * What is installed is what the lock says, by hash: wheels alone, since building one would run code that no hash is for.
 */

import * as l10n from "@vscode/l10n";
import { accessSync, constants } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { findProgram } from "./candidates";
import { describeFailure, type Outcome, type Run } from "./run";

type PythonVersion = readonly [number, number];
const OLDEST_PYTHON: PythonVersion = [3, 10];
/** The lock has wheels up to here; scripts/lock.mjs makes it. */
const NEWEST_PYTHON: PythonVersion = [3, 14];
const ANY_PYTHON = `>=${OLDEST_PYTHON.join(".")},<${NEWEST_PYTHON[0]}.${NEWEST_PYTHON[1] + 1}`;
const PYTHON_NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
const MINUTE = 60_000;

const PINNED = ["--require-hashes", "--only-binary", ":all:", "--requirement"];

/** Older ones cannot install into another environment. */
const OLDEST_PIP = [22, 3] as const;

export class NoPython extends Error {
  /** `tried` are the programs that were no use, each with the reason; `newest` of them the best version. */
  constructor(
    readonly tried: readonly string[],
    newest: PythonVersion | undefined,
  ) {
    const needed = OLDEST_PYTHON.join(".");
    super(
      newest === undefined
        ? l10n.t("Stackls needs Python {0} or newer, and none was found.", needed)
        : l10n.t("Stackls needs Python {0} or newer, and the newest that was found is {1}.", needed, newest.join(".")),
    );
  }
}

export class NotInstalled extends Error {}

export class Cancelled extends Error {
  constructor() {
    super(l10n.t("Setting up the server was cancelled."));
  }
}

export interface Surroundings {
  readonly run: Run;
  /** Global storage: belongs to the extension alone. */
  readonly storage: string;
  /** Where PATH says that programs are. */
  readonly folders: readonly string[];
  /** Interpreters to try before those on PATH. */
  readonly interpreters: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly report: (message: string) => void;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

/** How to install: a command that takes a file of requirements as its last argument. */
interface Installer {
  readonly command: string;
  readonly args: readonly string[];
}

export class Tools {
  constructor(private readonly around: Surroundings) {}

  /** Whether an interpreter runs. */
  async starts(python: string): Promise<boolean> {
    return (await this.run(python, ["-I", "-c", "import sys"], MINUTE)).code === 0;
  }

  /** Makes an environment in a folder. Raises `NoPython` or `Cancelled`. */
  async create(folder: string): Promise<void> {
    const tried: string[] = [];
    const good: string[] = [];
    const newer: string[] = [];
    let newest: PythonVersion | undefined;
    for (const python of this.pythons()) {
      const version = await this.pythonVersion(python);
      if (version === undefined) {
        tried.push(`${python}: does not start`);
      } else if (isOlder(version, OLDEST_PYTHON)) {
        newest = newest === undefined || isOlder(newest, version) ? version : newest;
        tried.push(`${python}: Python ${version.join(".")}`);
      } else {
        (isOlder(NEWEST_PYTHON, version) ? newer : good).push(python);
      }
    }
    for (const [command, ...args] of this.waysToCreate([...good, ...newer])) {
      this.around.log(`Creating an environment: ${[command, ...args].join(" ")}`);
      const outcome = await this.run(command, [...args, folder], 10 * MINUTE);
      if (outcome.code === 0) {
        return;
      }
      tried.push(`${command}: cannot create environments (${describeFailure(outcome)})`);
      await fs.rm(folder, { recursive: true, force: true });
    }
    for (const line of tried) {
      this.around.log(`No use: ${line}.`);
    }
    throw new NoPython(tried, newest);
  }

  /** The quickest one first. uv fetches a Python where none is new enough. */
  private waysToCreate(pythons: readonly string[]): [string, ...string[]][] {
    const uv = this.uv();
    const [first] = pythons;
    return [
      ...(uv === undefined ? [] : [[uv, "venv", "--quiet", "--no-project", "--python", first ?? ANY_PYTHON] as [string, ...string[]]]),
      ...pythons.map((python): [string, ...string[]] => [python, "-I", "-m", "venv", "--without-pip"]),
    ];
  }

  /** Installs what a lock names into the environment of an interpreter. Raises `NotInstalled` or `Cancelled`. */
  async install(python: string, lock: string): Promise<void> {
    let failure = l10n.t("nothing can install into the environment");
    for await (const { command, args } of this.installers(python)) {
      const outcome = await this.around.run(command, [...args, ...PINNED, path.basename(lock)], {
        cwd: path.dirname(lock), // the wheel that the lock names is there
        timeout: 15 * MINUTE,
        signal: this.around.signal,
        onLine: (line) => {
          this.around.log(line);
          const name = /^Collecting ([\w.-]+)/.exec(line)?.[1];
          if (name !== undefined) {
            this.around.report(l10n.t("Fetching {0}…", name));
          }
        },
      });
      this.checkCancelled();
      if (outcome.code === 0) {
        return;
      }
      const other = otherThanPinned(outcome);
      if (other !== undefined) {
        this.around.log(outcome.stderr);
        throw new NotInstalled(
          l10n.t(
            "The language server was not installed: {0} is not the file that this extension was made with. Somebody may have changed it, or your package index builds its own. Nothing of it was run. Another index may do, or a stackls of your own in stackls.server.path.",
            other,
          ),
        );
      }
      failure = describePip(outcome);
      this.around.log(`${command} could not install the server: ${failure}.`);
    }
    throw new NotInstalled(l10n.t("The language server could not be installed: {0}.", failure));
  }

  /** uv reads other settings than pip, so pip comes after it: the package index may be named in one of them only. */
  private async *installers(python: string): AsyncGenerator<Installer> {
    const uv = this.uv();
    if (uv !== undefined) {
      yield { command: uv, args: ["pip", "install", "--quiet", "--python", python] };
    }
    const install = ["install", "--no-input", "--disable-pip-version-check"];
    for (const other of this.pythons()) {
      if (await this.hasPip(other)) {
        yield { command: other, args: ["-I", "-m", "pip", "--python", python, ...install] };
        return;
      }
    }
    const unpacked = await this.run(python, ["-I", "-m", "ensurepip"], 5 * MINUTE);
    if (unpacked.code === 0) {
      yield { command: python, args: ["-I", "-m", "pip", ...install] };
    }
  }

  private async hasPip(python: string): Promise<boolean> {
    const { code, stdout } = await this.run(python, ["-I", "-m", "pip", "--version"], MINUTE);
    const version = /^pip (\d+)\.(\d+)/.exec(stdout);
    return code === 0 && version !== null && !isOlder([Number(version[1]), Number(version[2])], OLDEST_PIP);
  }

  private uv(): string | undefined {
    return findProgram("uv", this.around.folders, isExecutable, this.around.platform);
  }

  private pythons(): string[] {
    return [...new Set([...this.around.interpreters, ...pythonsIn(this.around.folders, this.around.platform)])];
  }

  private async pythonVersion(python: string): Promise<PythonVersion | undefined> {
    const script = "import sys; print('%d.%d' % sys.version_info[:2])";
    const outcome = await this.run(python, ["-I", "-c", script], 15_000);
    const match = /^(\d+)\.(\d+)\s*$/.exec(outcome.stdout);
    return outcome.code !== 0 || match === null ? undefined : [Number(match[1]), Number(match[2])];
  }

  private async run(command: string, args: readonly string[], timeout: number): Promise<Outcome> {
    const { storage: cwd, signal } = this.around;
    const outcome = await this.around.run(command, args, { cwd, timeout, signal });
    this.checkCancelled();
    return outcome;
  }

  checkCancelled(): void {
    if (this.around.signal.aborted) {
      throw new Cancelled();
    }
  }
}

/** The interpreters in `folders`, by the names that they usually have. */
export function pythonsIn(folders: readonly string[], platform: NodeJS.Platform): string[] {
  const found = PYTHON_NAMES.map((name) => findProgram(name, folders, isExecutable, platform));
  return [...new Set(found.filter((file) => file !== undefined))];
}

function isOlder(one: PythonVersion, other: PythonVersion): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What uv or pip refused, with its version, because its hash is another one than that in the lock. */
export function otherThanPinned({ stderr }: Outcome): string | undefined {
  const byUv = /Hash mismatch for `([\w.-]+(?:==[\w.]+)?)/.exec(stderr);
  const byPip = /DO NOT MATCH THE HASHES[^\n]*\n\s+([\w.-]+(?:==[\w.]+)?)/.exec(stderr);
  return (byUv ?? byPip)?.[1]?.replace("==", " ");
}

/** What pip meant, without its retries. */
export function describePip(outcome: Outcome): string {
  if (/Temporary failure in name resolution|NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|ProxyError/.test(outcome.stderr + outcome.stdout)) {
    return l10n.t("the package index cannot be reached");
  }
  const missing = /No matching distribution found for ([\w.-]+)==([\w.]+)/.exec(outcome.stderr);
  if (missing !== null) {
    return l10n.t("the package index has no {0} {1} for this Python and platform", missing[1] ?? "", missing[2] ?? "");
  }
  const errors = outcome.stderr.split(/\r?\n/).filter((line) => line.startsWith("ERROR:"));
  const last = errors[errors.length - 1]?.replace(/^ERROR:\s*/, "").replace(/\.$/, "");
  return last ?? describeFailure(outcome);
}
