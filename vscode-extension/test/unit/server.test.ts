import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import {
  expandPath,
  findProgram,
  fromInterpreter,
  fromProgram,
  isInside,
  parseVersion,
  searchFolders,
  verify,
  isRefused,
} from "../../src/server/candidates";
import { findLock, OwnEnvironment } from "../../src/server/environment";
import { Cancelled, describePip, isExecutable, NoPython, otherThanPinned, type Surroundings } from "../../src/server/installing";
import { run, type Outcome, type Run } from "../../src/server/run";
import { Started, type Memory } from "../../src/server/started";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "stackls-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function program(folder: string, name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("paths of settings", () => {
  assert.equal(expandPath("~/bin/stackls", undefined, "/home/me"), path.join("/home/me", "bin/stackls"));
  assert.equal(expandPath("${workspaceFolder}/.venv/bin/stackls", "/w"), "/w/.venv/bin/stackls");
  assert.equal(expandPath(".venv/bin/stackls", "/w"), "/w/.venv/bin/stackls");
  assert.equal(expandPath(" stackls ", "/w"), "stackls");
  assert.equal(expandPath("", "/w"), "");
});

test("PATH without relative folders, and without those of a workspace that is not trusted", () => {
  const variable = ["/usr/bin", "node_modules/.bin", ".", "", "/w/bin", "/wide"].join(path.delimiter);
  assert.deepEqual(searchFolders(variable, []), ["/usr/bin", "/w/bin", "/wide"]);
  assert.deepEqual(searchFolders(variable, ["/w"]), ["/usr/bin", "/wide"]);
  assert.deepEqual(searchFolders(undefined, []), []);
  assert.equal(isInside("/w", "/w"), true);
  assert.equal(isInside("/w/..x", "/w"), true);
});

test("programs are found in order", () => {
  const exists = (file: string): boolean => ["/b/stackls", "/c/stackls", "/c/stackls.exe"].includes(file);
  assert.equal(findProgram("stackls", ["/a", "/b", "/c"], exists, "linux"), "/b/stackls");
  assert.equal(findProgram("stackls", ["/a", "/c"], exists, "win32"), "/c/stackls.exe");
  assert.equal(findProgram("stackls", ["/a"], exists, "linux"), undefined);
});

test("versions", () => {
  assert.equal(parseVersion("stackls 0.1.0\n"), "0.1.0");
  assert.equal(parseVersion("warning: x\nstackls 1.2.0.dev3\n"), "1.2.0.dev3");
  assert.equal(parseVersion("Python 3.11.7"), undefined);
});

test("a candidate is verified", async (t) => {
  const folder = scratch(t);
  const problem = async (script: string, timeout = 5_000): Promise<string> => {
    const candidate = fromProgram("path", program(folder, "stackls", script));
    const verdict = await verify(candidate, run, folder, timeout);
    return "problem" in verdict ? verdict.problem : `version ${verdict.server.version}`;
  };
  assert.equal(await problem("echo stackls 0.1.0"), "version 0.1.0");
  assert.equal(await problem("echo hello"), "it is not stackls");
  assert.equal(await problem("echo first >&2; echo 'no module' >&2; exit 1"), "no module");
  assert.equal(await problem("exit 3"), "it ended with exit code 3");
  assert.equal(await problem("sleep 20", 200), "it gave no answer within 0.2 seconds");
  const absent = await verify(fromProgram("setting", path.join(folder, "absent")), run, folder, 1_000);
  assert.deepEqual(absent, { problem: "there is no such program" });
});

test("what was started the last time is known, until its file or what it is called with changes", async (t) => {
  const folder = scratch(t);
  const kept = new Map<string, unknown>();
  const memory: Memory = {
    get: (key) => kept.get(key),
    update: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
  const file = program(folder, "stackls", "exit 0");
  const candidate = fromProgram("path", file);
  const started = new Started(memory);
  assert.equal(await started.versionOf(candidate), undefined);
  await started.remember({ ...candidate, version: "0.1.0" });
  assert.equal(await started.versionOf(candidate), "0.1.0");
  assert.equal(await started.versionOf(fromProgram("setting", file)), undefined);
  assert.equal(await started.versionOf(fromInterpreter("path", file)), undefined);
  writeFileSync(file, "#!/bin/sh\nexit 10\n");
  assert.equal(await started.versionOf(candidate), undefined);
  await started.remember({ ...candidate, version: "0.2.0" });
  await started.forget();
  assert.equal(await started.versionOf(candidate), undefined);
  const name = fromProgram("setting", "stackls");
  await started.remember({ ...name, version: "0.1.0" });
  assert.equal(await started.versionOf(name), undefined, "another folder of PATH may have one by then");
});

test("a run can be cancelled", async (t) => {
  const folder = scratch(t);
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  const outcome = await run(program(folder, "slow", "sleep 20"), [], { cwd: folder, timeout: 10_000, signal: abort.signal });
  assert.equal(outcome.failure, "it was cancelled");
});

function pretendEnvironment(folder: string): void {
  const bin = path.join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, "python"), "");
}

/** A pretended Python: answers what the environment asks, and notes it. */
class Pretended {
  readonly asked: string[] = [];
  /** The folder and the last arguments of each installation. */
  readonly installed: { cwd: string; args: readonly string[] }[] = [];
  /** The Pythons that made environments. */
  readonly made: string[] = [];
  version = "3.11";
  readonly versions = new Map<string, string>();
  hasUv = false;
  pipVersion = "23.2";
  venv: Outcome = { code: 0, stdout: "", stderr: "" };
  uvPip: Outcome = { code: 0, stdout: "", stderr: "" };
  pip: Outcome = { code: 0, stdout: "Collecting pygls\n", stderr: "" };

  readonly run: Run = (command, args, options) => {
    const told = args.join(" ");
    const good = (stdout: string): Outcome => ({ code: 0, stdout, stderr: "" });
    let outcome = good("");
    if (told.includes("sys.version_info")) {
      outcome = good(`${this.versions.get(path.basename(command)) ?? this.version}\n`);
    } else if (told.includes("-m venv")) {
      this.asked.push("venv");
      this.made.push(path.basename(command));
      pretendEnvironment(args[args.length - 1] ?? "");
      outcome = this.venv;
    } else if (told.includes("ensurepip")) {
      this.asked.push("ensurepip");
    } else if (told.includes("pip --version")) {
      outcome = good(`pip ${this.pipVersion} from /somewhere\n`);
    } else if (/pip.* install/.test(told)) {
      const isUv = command.endsWith("uv");
      this.asked.push(isUv ? "uv pip" : told.includes("--python") ? "pip" : "own pip");
      outcome = isUv ? this.uvPip : this.pip;
      this.installed.push({ cwd: options.cwd, args: args.slice(args.indexOf("--require-hashes")) });
      options.onLine?.(outcome.stdout.trim());
    } else if (told.endsWith("--version")) {
      outcome = good("stackls 0.1.0\n");
    } else if (command.endsWith("uv")) {
      this.asked.push("uv");
      if (this.hasUv) {
        pretendEnvironment(args[args.length - 1] ?? "");
      } else {
        outcome = { code: 1, stdout: "", stderr: "no interpreter" };
      }
    }
    return Promise.resolve(outcome);
  };
}

async function environment(t: TestContext, pretended: Pretended, programs: string[] = ["python3"], signal = new AbortController().signal) {
  const folder = scratch(t);
  for (const name of programs) {
    program(folder, name, "");
  }
  const lock = path.join(folder, "requirements.txt");
  writeFileSync(lock, "./stackls-0.1.0-py3-none-any.whl --hash=sha256:00");
  const storage = path.join(folder, "storage");
  const told: string[] = [];
  const around: Surroundings = {
    run: pretended.run,
    storage,
    folders: [folder],
    interpreters: [],
    platform: "linux",
    report: (message) => told.push(message),
    log: () => undefined,
    signal,
  };
  return { own: await OwnEnvironment.of(lock, around), around, lock, storage, told };
}

test("an environment is made once, and used from then on", async (t) => {
  const pretended = new Pretended();
  const { own, lock, around, told } = await environment(t, pretended);
  assert.equal(await own.ready(), undefined);
  const server = await own.make();
  assert.equal(server.version, "0.1.0");
  assert.equal(server.source, "own");
  assert.deepEqual(pretended.asked, ["venv", "pip"]);
  assert.deepEqual(told, ["Creating an environment…", "Installing the language server…", "Fetching pygls…"]);
  assert.deepEqual(await (await OwnEnvironment.of(lock, around)).make(), server);
  assert.deepEqual(pretended.asked, ["venv", "pip"]);
});

test("an environment that was left in the middle is finished", async (t) => {
  const pretended = new Pretended();
  pretended.pip = { code: 1, stdout: "", stderr: "ERROR: Could not install.\n" };
  const { own, storage } = await environment(t, pretended);
  await assert.rejects(own.make(), /could not be installed: Could not install/);
  assert.equal(await own.ready(), undefined);
  pretended.pip = { code: 0, stdout: "", stderr: "" };
  await own.make();
  assert.deepEqual(pretended.asked, ["venv", "pip", "pip"]);
  assert.deepEqual(readdirSync(storage).filter((name) => name.endsWith(".lock")), []);
});

test("another lock gets another environment; old ones go after a week", async (t) => {
  const pretended = new Pretended();
  const { own, lock, around, storage } = await environment(t, pretended);
  await own.make();
  const [first] = readdirSync(storage);
  writeFileSync(lock, "a newer lock");
  await (await OwnEnvironment.of(lock, around)).make();
  assert.equal(readdirSync(storage).length, 2);
  const old = path.join(storage, first ?? "", "ready.json");
  utimesSync(old, 1, 1);
  writeFileSync(lock, "the newest lock");
  await (await OwnEnvironment.of(lock, around)).make();
  assert.equal(existsSync(old), false);
  assert.equal(readdirSync(storage).length, 2);
});

test("no Python that is new enough", async (t) => {
  const pretended = new Pretended();
  pretended.version = "3.8";
  const { own } = await environment(t, pretended, ["python3", "uv"]);
  await assert.rejects(own.make(), (error) => {
    assert.ok(error instanceof NoPython);
    assert.equal(error.tried.length, 2);
    assert.equal(error.message, "Stackls needs Python 3.10 or newer, and the newest that was found is 3.8.");
    return true;
  });
  assert.deepEqual(pretended.asked, ["uv"]);
});

test("no Python at all", async (t) => {
  const { own } = await environment(t, new Pretended(), []);
  await assert.rejects(own.make(), /Stackls needs Python 3\.10 or newer, and none was found\./);
});

for (const version of ["3.9", "3.12"]) {
  test(`uv goes first, and finds a Python where ${version} is there`, async (t) => {
    const pretended = new Pretended();
    pretended.version = version;
    pretended.hasUv = true;
    const { own } = await environment(t, pretended, ["python3", "uv"]);
    assert.equal((await own.make()).version, "0.1.0");
    assert.deepEqual(pretended.asked, ["uv", "uv pip"]);
  });
}

test("pip installs where uv cannot: the index may be in its settings alone", async (t) => {
  const pretended = new Pretended();
  pretended.hasUv = true;
  pretended.uvPip = { code: 2, stdout: "", stderr: "error: Request failed" };
  const { own } = await environment(t, pretended, ["python3", "uv"]);
  await own.make();
  assert.deepEqual(pretended.asked, ["uv", "uv pip", "pip"]);
});

test("an old pip cannot install into another environment, so that gets one", async (t) => {
  const pretended = new Pretended();
  pretended.pipVersion = "22.2.1";
  const { own } = await environment(t, pretended);
  await own.make();
  assert.deepEqual(pretended.asked, ["venv", "ensurepip", "own pip"]);
});

test("without a package index the environment is finished once there is one", async (t) => {
  const pretended = new Pretended();
  pretended.pip = { code: 1, stdout: "", stderr: "NewConnectionError\nERROR: No matching distribution found for pygls" };
  const { own } = await environment(t, pretended);
  await assert.rejects(own.make(), /could not be installed: the package index cannot be reached\./);
  pretended.pip = { code: 0, stdout: "", stderr: "" };
  await own.make();
  assert.deepEqual(pretended.asked, ["venv", "pip", "pip"]);
});

test("the lock of a process that is gone is taken over", async (t) => {
  const pretended = new Pretended();
  const { own, storage, lock, around } = await environment(t, pretended);
  await own.make();
  const [name] = readdirSync(storage);
  await own.discard();
  writeFileSync(path.join(storage, `${name ?? ""}.lock`), "999999999");
  await (await OwnEnvironment.of(lock, around)).make();
});

test("cancelling ends the set-up", async (t) => {
  const abort = new AbortController();
  const pretended = new Pretended();
  const { own } = await environment(t, pretended, ["python3"], abort.signal);
  abort.abort();
  await assert.rejects(own.make(), Cancelled);
});

test("a build without a lock has no server", async (t) => {
  const folder = scratch(t);
  writeFileSync(path.join(folder, "stackls-0.1.0-py3-none-any.whl"), "");
  assert.equal(await findLock(folder), undefined);
  writeFileSync(path.join(folder, "requirements.txt"), "");
  assert.equal(await findLock(folder), path.join(folder, "requirements.txt"));
  assert.equal(isExecutable(path.join(folder, "absent")), false);
});

const PIP_MISMATCH = `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    rapidfuzz==3.14.6 from https://index.example/rapidfuzz-3.14.6-cp311-cp311-manylinux_2_28_x86_64.whl (from -r requirements.txt (line 344)):
        Expected sha256 0000066900cdc9909ce4ab4fb5ba1d8e0c021252d770f2ea476f3443df1d22ef
             Got        3d5d90bae3c6fb7ea34da968c9f23070e8440edb827a28b242580e0108110b14
`;
const UV_MISMATCH = `error: Failed to read \`stackls @ file:///extensions/stackls/bundled/stackls-0.1.0-py3-none-any.whl\`
  cause: Hash mismatch for \`stackls @ file:///extensions/stackls/bundled/stackls-0.1.0-py3-none-any.whl\`
`;

test("a file with another hash is refused, and nothing else is tried", async (t) => {
  const pretended = new Pretended();
  pretended.hasUv = true;
  pretended.uvPip = { code: 2, stdout: "", stderr: "error: Failed to download `rapidfuzz==3.14.6`\n  cause: Hash mismatch for `rapidfuzz==3.14.6`\n" };
  const { own } = await environment(t, pretended, ["python3", "uv"]);
  await assert.rejects(own.make(), /not installed: rapidfuzz 3\.14\.6 is not the file that this extension was made with\..* Nothing of it was run\./);
  assert.deepEqual(pretended.asked, ["uv", "uv pip"]);
  assert.equal(await own.ready(), undefined);
  assert.equal(otherThanPinned({ code: 1, stdout: "", stderr: PIP_MISMATCH }), "rapidfuzz 3.14.6");
  assert.equal(otherThanPinned({ code: 1, stdout: "", stderr: UV_MISMATCH }), "stackls");
  assert.equal(otherThanPinned({ code: 1, stdout: "", stderr: "ERROR: No matching distribution found for attrs==26.1.0" }), undefined);
});

for (const hasUv of [true, false]) {
  test(`nothing but what the lock says by hash is installed by ${hasUv ? "uv" : "pip"}`, async (t) => {
    const pretended = new Pretended();
    pretended.hasUv = hasUv;
    const { own, lock } = await environment(t, pretended, hasUv ? ["python3", "uv"] : ["python3"]);
    await own.make();
    assert.deepEqual(pretended.installed, [{ cwd: path.dirname(lock), args: ["--require-hashes", "--only-binary", ":all:", "--requirement", "requirements.txt"] }]);
  });
}

test("a Python that the lock has wheels for goes before a newer one", async (t) => {
  const pretended = new Pretended();
  pretended.versions.set("python3", "3.15");
  const { own } = await environment(t, pretended, ["python3", "python3.12"]);
  await own.make();
  assert.deepEqual(pretended.made, ["python3.12"]);
  pretended.versions.set("python3.12", "3.9");
  await own.discard();
  await own.make();
  assert.deepEqual(pretended.made, ["python3.12", "python3"]);
});

test("pip's failures in one sentence", () => {
  const offline = { code: 1, stdout: "", stderr: "WARNING: Retrying ... NewConnectionError\nERROR: No matching distribution found for pygls" };
  assert.equal(describePip(offline), "the package index cannot be reached");
  assert.equal(describePip({ code: 1, stdout: "", stderr: "ERROR: a\nERROR: b." }), "b");
  const noWheel = "ERROR: Could not find a version that satisfies the requirement pyyaml==6.0.4 (from versions: none)\nERROR: No matching distribution found for pyyaml==6.0.4\n";
  assert.equal(describePip({ code: 1, stdout: "", stderr: noWheel }), "the package index has no pyyaml 6.0.4 for this Python and platform");
});

test("an interpreter without stackls is what an environment is made with, and not refused", () => {
  const without = "ModuleNotFoundError: No module named 'stackls_server'";
  assert.equal(isRefused("interpreterSetting", without), false);
  assert.equal(isRefused("interpreterSetting", "there is no such program"), true);
  assert.equal(isRefused("setting", without), true);
  assert.equal(isRefused("selectedInterpreter", without), false);
  assert.equal(isRefused("path", "it is not stackls"), false);
});
