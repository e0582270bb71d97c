/**
 * The extension's own Python environment, made from the wheel that comes with it.
 *
 * One folder for each wheel: `server-<hash>`. A `ready.json` in it says that it is whole; a folder
 * without one was left in the middle and is finished the next time. Folders of other versions go when
 * nobody has used them for a week, since another window may still run their server.
 */

import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import { accessSync, constants } from "node:fs";
import * as path from "node:path";
import { findProgram, fromOwnEnvironment, verify, type Server } from "./candidates";
import { describeFailure, type Outcome, type Run } from "./run";

type PythonVersion = readonly [number, number];
const OLDEST_PYTHON: PythonVersion = [3, 10];
const PYTHON_NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
const WEEK = 7 * 24 * 3600 * 1000;
const MINUTE = 60_000;
const STALE_LOCK = 10 * MINUTE;

export class NoPython extends Error {
  /** `tried` are the programs that were no use, each with the reason; `newest` of them the best version. */
  constructor(
    readonly tried: readonly string[],
    newest: PythonVersion | undefined,
  ) {
    const found = newest === undefined ? "none was found" : `the newest that was found is ${newest.join(".")}`;
    super(`Stackls needs Python ${OLDEST_PYTHON.join(".")} or newer, and ${found}.`);
  }
}

export class NotInstalled extends Error {}

export class Cancelled extends Error {
  constructor() {
    super("Setting up the server was cancelled.");
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

/** The wheel in the extension's folder, if it was packaged with one. */
export async function findWheel(bundled: string): Promise<string | undefined> {
  const names = await fs.readdir(bundled).catch(() => [] as string[]);
  const wheels = names.filter((name) => name.startsWith("stackls-") && name.endsWith(".whl")).sort();
  const newest = wheels[wheels.length - 1];
  return newest === undefined ? undefined : path.join(bundled, newest);
}

export class OwnEnvironment {
  private constructor(
    private readonly around: Surroundings,
    private readonly wheel: string,
    private readonly folder: string,
  ) {}

  static async of(wheel: string, around: Surroundings): Promise<OwnEnvironment> {
    const hash = createHash("sha256").update(await fs.readFile(wheel)).digest("hex").slice(0, 12);
    return new OwnEnvironment(around, wheel, path.join(around.storage, `server-${hash}`));
  }

  private get python(): string {
    return this.around.platform === "win32"
      ? path.join(this.folder, "Scripts", "python.exe")
      : path.join(this.folder, "bin", "python");
  }

  private get marker(): string {
    return path.join(this.folder, "ready.json");
  }

  /** The server, if the environment is whole. It was verified when it was made; starting it tells the rest. */
  async ready(): Promise<Server | undefined> {
    const facts = await readFacts(this.marker);
    if (facts === undefined || !(await exists(this.python))) {
      return undefined;
    }
    const now = new Date();
    await fs.utimes(this.marker, now, now).catch(() => undefined);
    return { ...fromOwnEnvironment(this.python), version: facts.version };
  }

  /** Throws the environment away, because its server does not start. */
  async discard(): Promise<void> {
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  /** Makes the environment, or finishes one that was begun. Raises `NoPython`, `NotInstalled` or `Cancelled`. */
  async make(): Promise<Server> {
    await fs.mkdir(this.around.storage, { recursive: true });
    const release = await this.lock();
    try {
      return (await this.ready()) ?? (await this.install());
    } finally {
      await release();
    }
  }

  private async install(): Promise<Server> {
    await fs.rm(this.marker, { force: true });
    if (!(await this.startsPython())) {
      await fs.rm(this.folder, { recursive: true, force: true });
      await this.create();
    }
    this.around.report("Installing the language server…");
    await this.addWheel();
    const verdict = await verify(fromOwnEnvironment(this.python), this.around.run, this.around.storage, 60_000);
    if (!("server" in verdict)) {
      throw new NotInstalled(`The new environment has no working server: ${verdict.problem}.`);
    }
    const facts = { version: verdict.server.version, wheel: path.basename(this.wheel) };
    await fs.writeFile(this.marker, `${JSON.stringify(facts)}\n`);
    await this.removeOld();
    return verdict.server;
  }

  private async startsPython(): Promise<boolean> {
    if (!(await exists(this.python))) {
      return false;
    }
    const outcome = await this.run(this.python, ["-I", "-c", "import pip"], MINUTE);
    return outcome.code === 0;
  }

  private async create(): Promise<void> {
    this.around.report("Creating an environment…");
    const tried: string[] = [];
    let newest: PythonVersion | undefined;
    for (const python of this.pythons()) {
      const version = await this.pythonVersion(python);
      if (version === undefined) {
        tried.push(`${python}: does not start`);
        continue;
      }
      if (isOlder(version, OLDEST_PYTHON)) {
        newest = newest === undefined || isOlder(newest, version) ? version : newest;
        tried.push(`${python}: Python ${version.join(".")}`);
        continue;
      }
      this.around.log(`Creating an environment with ${python} (Python ${version.join(".")}).`);
      const outcome = await this.run(python, ["-I", "-m", "venv", this.folder], 5 * MINUTE);
      if (outcome.code === 0) {
        return;
      }
      tried.push(`${python}: cannot create environments (${describeFailure(outcome)})`);
      await fs.rm(this.folder, { recursive: true, force: true });
    }
    const uv = findProgram("uv", this.around.folders, isExecutable, this.around.platform);
    if (uv !== undefined) {
      const outcome = await this.run(uv, ["venv", "--quiet", "--seed", "--no-project", "--python", ">=3.10", this.folder], 10 * MINUTE);
      if (outcome.code === 0) {
        return;
      }
      tried.push(`${uv}: ${describeFailure(outcome)}`);
      await fs.rm(this.folder, { recursive: true, force: true });
    }
    for (const line of tried) {
      this.around.log(`No use: ${line}.`);
    }
    throw new NoPython(tried, newest);
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

  private async addWheel(): Promise<void> {
    const args = ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--upgrade", this.wheel];
    const outcome = await this.around.run(this.python, args, {
      cwd: this.around.storage,
      timeout: 15 * MINUTE,
      signal: this.around.signal,
      onLine: (line) => {
        this.around.log(line);
        const name = /^Collecting ([\w.-]+)/.exec(line)?.[1];
        if (name !== undefined) {
          this.around.report(`Fetching ${name}…`);
        }
      },
    });
    this.checkCancelled();
    if (outcome.code !== 0) {
      throw new NotInstalled(`The language server could not be installed: ${describePip(outcome)}.`);
    }
  }

  private async run(command: string, args: readonly string[], timeout: number): Promise<Outcome> {
    const { storage: cwd, signal } = this.around;
    const outcome = await this.around.run(command, args, { cwd, timeout, signal });
    this.checkCancelled();
    return outcome;
  }

  private checkCancelled(): void {
    if (this.around.signal.aborted) {
      throw new Cancelled();
    }
  }

  /** Keeps two windows from working on the same folder. Returns what ends that. */
  private async lock(): Promise<() => Promise<void>> {
    const lock = `${this.folder}.lock`;
    for (;;) {
      try {
        await fs.writeFile(lock, String(process.pid), { flag: "wx" });
        return () => fs.rm(lock, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
          throw error;
        }
      }
      if (await isAbandoned(lock)) {
        await fs.rm(lock, { force: true });
        continue;
      }
      this.around.report("Waiting for another window…");
      await new Promise((resolve) => setTimeout(resolve, 500));
      this.checkCancelled();
    }
  }

  private async removeOld(): Promise<void> {
    const names = await fs.readdir(this.around.storage).catch(() => [] as string[]);
    for (const name of names.filter((one) => /^server-[0-9a-f]{12}$/.test(one))) {
      const folder = path.join(this.around.storage, name);
      if (folder === this.folder) {
        continue;
      }
      const used = await fs.stat(path.join(folder, "ready.json")).catch(() => fs.stat(folder));
      if (Date.now() - used.mtimeMs > WEEK) {
        await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
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

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [owner, facts] = await Promise.all([fs.readFile(lock, "utf8"), fs.stat(lock)]);
    return Date.now() - facts.mtimeMs > STALE_LOCK || !isAlive(Number(owner));
  } catch {
    return false; // gone already
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) {
    return true; // being written
  }
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readFacts(marker: string): Promise<{ version: string } | undefined> {
  try {
    const facts = JSON.parse(await fs.readFile(marker, "utf8")) as { version?: unknown };
    return typeof facts.version === "string" ? { version: facts.version } : undefined;
  } catch {
    return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What pip meant, without its retries. */
export function describePip(outcome: Outcome): string {
  if (/Temporary failure in name resolution|NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|ProxyError/.test(outcome.stderr + outcome.stdout)) {
    return "the package index cannot be reached";
  }
  const errors = outcome.stderr.split(/\r?\n/).filter((line) => line.startsWith("ERROR:"));
  const last = errors[errors.length - 1]?.replace(/^ERROR:\s*/, "").replace(/\.$/, "");
  return last ?? describeFailure(outcome);
}
