/**
 * The extension's own Python environment, made from the wheel that comes with it and the lock beside that, which
 * names the wheel and all that it needs by hash.
 *
 * One folder for each lock: `server-<hash>`. A `ready.json` in it says that it is whole; a folder
 * without one was left in the middle and is finished the next time. Folders of other versions go when
 * nobody has used them for a week, since another window may still run their server.
 */

import * as l10n from "@vscode/l10n";
import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { fromOwnEnvironment, verify, type Server } from "./candidates";
import { NotInstalled, Tools, type Surroundings } from "./installing";

const WEEK = 7 * 24 * 3600 * 1000;
const MINUTE = 60_000;
const STALE_LOCK = 10 * MINUTE;

/** The lock in the extension's folder, if it was packaged with a server. */
export async function findLock(bundled: string): Promise<string | undefined> {
  const lock = path.join(bundled, "requirements.txt");
  return (await exists(lock)) ? lock : undefined;
}

export class OwnEnvironment {
  private readonly tools: Tools;

  private constructor(
    private readonly around: Surroundings,
    private readonly lock: string,
    private readonly folder: string,
  ) {
    this.tools = new Tools(around);
  }

  static async of(lock: string, around: Surroundings): Promise<OwnEnvironment> {
    const hash = createHash("sha256").update(await fs.readFile(lock)).digest("hex").slice(0, 12);
    return new OwnEnvironment(around, lock, path.join(around.storage, `server-${hash}`));
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
    const release = await this.lockFolder();
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
      this.around.report(l10n.t("Creating an environment…"));
      await this.tools.create(this.folder);
    }
    this.around.report(l10n.t("Installing the language server…"));
    await this.tools.install(this.python, this.lock);
    const verdict = await verify(fromOwnEnvironment(this.python), this.around.run, this.around.storage, 60_000);
    if (!("server" in verdict)) {
      throw new NotInstalled(l10n.t("The new environment has no working server: {0}.", verdict.problem));
    }
    await fs.writeFile(this.marker, `${JSON.stringify({ version: verdict.server.version })}\n`);
    await this.removeOld();
    return verdict.server;
  }

  private async startsPython(): Promise<boolean> {
    return (await exists(this.python)) && (await this.tools.starts(this.python));
  }

  /** Keeps two windows from working on the same folder. Returns what ends that. */
  private async lockFolder(): Promise<() => Promise<void>> {
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
      this.around.report(l10n.t("Waiting for another window…"));
      await new Promise((resolve) => setTimeout(resolve, 500));
      this.tools.checkCancelled();
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
