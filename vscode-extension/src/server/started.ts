/** The program that was started in this workspace the last time: it need not be asked for its version before it is started. */

import * as fs from "node:fs/promises";
import type { Candidate, Server } from "./candidates";

const KEY = "stackls.started";

/** What keeps it: a `Memento` of VS Code. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export class Started {
  constructor(private readonly memory: Memory) {}

  /** The candidate's version the last time; `undefined` if another one was started, or its file has changed since. */
  async versionOf(candidate: Candidate): Promise<string | undefined> {
    const found = this.memory.get(KEY) as { is?: unknown; version?: unknown } | undefined;
    const isSame = found?.is === (await identityOf(candidate)) && typeof found?.version === "string";
    return isSame ? (found.version as string) : undefined;
  }

  async remember(server: Server): Promise<void> {
    const is = await identityOf(server);
    await this.memory.update(KEY, is === undefined ? undefined : { is, version: server.version });
  }

  async forget(): Promise<void> {
    await this.memory.update(KEY, undefined);
  }
}

/** `undefined` for what is no file: a name that is looked for in PATH. */
async function identityOf({ source, command, args }: Candidate): Promise<string | undefined> {
  const facts = await fs.stat(command).catch(() => undefined);
  return facts === undefined ? undefined : JSON.stringify([source, command, args, facts.mtimeMs, facts.size]);
}
