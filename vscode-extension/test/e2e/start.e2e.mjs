// How the server is found, made and kept away from what is not ours.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { demoCopy, openVsCode, ownPython, scratchFolder, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;
/** Until VS Code has written down what it and extensions remember. */
const WRITTEN_DOWN = 2_000;

function storage(data) {
  return path.join(data, "User", "globalStorage", "stackls.stackls");
}

function ownEnvironments(data) {
  const folder = storage(data);
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^server-[0-9a-f]+$/.test(name)) : [];
}

test("nothing starts on YAML that is not a stack file; a stack file sets the server up", { timeout: 2 * SET_UP }, async (t) => {
  const code = await openVsCode({ folder: demoCopy(), data: sharedData });
  t.after(() => code.close());
  for (const file of ["other/openapi.yaml", "other/docker-compose.yaml", "other/deployment.yaml", "other/haskell/stack.yaml"]) {
    await code.open(file);
  }
  await code.page.waitForTimeout(1_500);
  assert.deepEqual(ownEnvironments(sharedData), [], "no environment for other people's YAML");

  const opened = Date.now();
  await code.open("broken/unknown-flavor.yaml");
  // with uv and what it keeps, that is over before anybody can read of it
  await code.notification("setting up the language server").or(code.squiggles()).first().waitFor({ timeout: SET_UP });
  await code.screenshot("setting-up");
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  t.diagnostic(`opening the first stack file to its first finding, nothing set up: ${Date.now() - opened} ms (with the keystrokes that open it)`);
  await code.screenshot("diagnostics");
  const [environment] = ownEnvironments(sharedData);
  assert.ok(environment !== undefined && existsSync(path.join(storage(sharedData), environment, "ready.json")));

  const started = Date.now();
  await code.open("broken/wrong-types.yaml");
  await code.squiggles().first().waitFor();
  const warm = Date.now() - started;
  t.diagnostic(`opening a stack file to its first finding, warm: ${warm} ms (with the keystrokes that open it)`);
  assert.ok(warm < 15_000, "this alone would be noticed, on a busy machine too");
});

test("a broken server path is told, and another server is used", { timeout: 2 * SET_UP }, async (t) => {
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": "/nowhere/stackls" } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  const message = code.notification("stackls.server.path does not work");
  await message.waitFor({ timeout: SET_UP });
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  await code.screenshot("broken-path");
  await message.getByRole("button", { name: "Open Settings" }).click();
  await code.page.locator(".settings-editor .setting-item", { hasText: "Server: Path" }).waitFor();
  await code.screenshot("broken-path-setting");
});

/** Says that it is a server, and does nothing but what `serve`, in Python, says. */
function pretendedServer(serve) {
  const program = path.join(scratchFolder("bin"), "stackls");
  writeFileSync(program, `#!${ownPython(sharedData)}\nimport json, sys\nif sys.argv[1] == "--version":\n    print("stackls 0.1.0")\n    sys.exit()\n${serve}`, { mode: 0o755 });
  return program;
}

const FAILS_AT_HOVER = `
def send(identifier, **answer):
    body = json.dumps({"jsonrpc": "2.0", "id": identifier, **answer}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()
while line := sys.stdin.buffer.readline():
    sys.stdin.buffer.readline()
    message = json.loads(sys.stdin.buffer.read(int(line.split(b":")[1])))
    if message["method"] == "initialize":
        send(message["id"], result={"capabilities": {"hoverProvider": True}})
    elif message["method"] == "textDocument/hover":
        open(__file__ + ".hovered", "w").close()
        send(message["id"], error={"code": -32603, "message": "Internal error"})
    elif message["method"] == "exit":
        sys.exit()
    elif "id" in message:
        send(message["id"], result=None)
`;

test("a server that does not start is told of once", { timeout: 2 * SET_UP }, async (t) => {
  const program = pretendedServer("sys.exit(3)\n");
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": program } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.notification("the language server did not start").waitFor();
  await code.command("Stackls: Focus on Stacks View");
  await code.page.locator(".welcome-view", { hasText: "The server is not running." }).first().waitFor();
  await code.screenshot("does-not-start");
  assert.equal(await code.page.locator(".notifications-toasts .notification-list-item").count(), 1);
});

test("a request that fails while somebody reads does not pop up", { timeout: 2 * SET_UP }, async (t) => {
  const program = pretendedServer(FAILS_AT_HOVER);
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": program } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.goTo(3, 3);
  await until("the failure", async () => {
    await code.page.keyboard.press("Control+K");
    await code.page.keyboard.press("Control+I");
    await code.page.waitForTimeout(300);
    return existsSync(`${program}.hovered`);
  });
  await code.open("broken/wrong-types.yaml"); // what would pop up is there by then
  assert.equal(await code.page.locator(".notifications-toasts .notification-list-item").count(), 0);
  // what this server lacks is not offered
  await code.ask(["F1"], ">Stackls: ", code.pickerRow("Restart"));
  await code.input().fill(">Stackls: Describe ");
  await code.pickerRow("Describe Flavor").waitFor();
  assert.equal(await code.pickerRow("Describe Stack").count(), 0);
  await code.screenshot("lacking");
});

test("without Python there is a message that helps", { timeout: 2 * SET_UP }, async (t) => {
  const data = scratchFolder("data");
  const bin = scratchFolder("bin");
  writeFileSync(path.join(bin, "python3"), "#!/bin/sh\necho 3.8\n", { mode: 0o755 });
  for (const name of ["sh", "env", "uname", "sed", "cat", "readlink", "dirname", "basename", "ps", "which"]) {
    const real = ["/usr/bin", "/bin"].map((folder) => path.join(folder, name)).find((file) => existsSync(file));
    if (real !== undefined) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\nexec ${real} "$@"\n`, { mode: 0o755 });
    }
  }
  const code = await openVsCode({ folder: demoCopy(), data, environment: { PATH: bin } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.notification("needs Python 3.10 or newer").waitFor();
  await code.screenshot("no-python");
});

test("a package that is not the one of the lock is refused, in words", { timeout: 2 * SET_UP }, async (t) => {
  const data = scratchFolder("data");
  const tamper = (extension) => {
    const lock = path.join(extension, "bundled", "requirements.txt");
    const written = readFileSync(lock, "utf8");
    const [start, end] = [written.indexOf("rapidfuzz=="), written.indexOf("rich==")];
    assert.ok(start > 0 && end > start);
    const other = written.slice(start, end).replace(/sha256:..../g, "sha256:0000");
    writeFileSync(lock, written.slice(0, start) + other + written.slice(end));
  };
  const code = await openVsCode({ folder: demoCopy(), data, tamper });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.notification("is not the file that this extension was made with").waitFor({ timeout: SET_UP });
  await code.screenshot("other-hash");
  const [environment] = ownEnvironments(data);
  assert.ok(!existsSync(path.join(storage(data), environment, "ready.json")));
});

test("a window that is closed while the server is set up leaves nothing running", { timeout: 2 * SET_UP }, async (t) => {
  const bin = scratchFolder("bin");
  const started = path.join(bin, "started");
  // A Python whose environments take for ever.
  const script = `#!/bin/sh\ncase "$*" in *venv*) echo $$ >> "${started}"; exec sleep 600;; *) echo 3.11;; esac\n`;
  writeFileSync(path.join(bin, "python3"), script, { mode: 0o755 });
  const code = await openVsCode({ folder: demoCopy(), environment: { PATH: `${bin}${path.delimiter}${process.env.PATH}` } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  const processes = () => (existsSync(started) ? readFileSync(started, "utf8").trim().split("\n").map(Number) : []);
  await until("the set-up", () => processes().length === 1);
  await code.page.reload();
  await until("its end", () => {
    try {
      return !process.kill(processes()[0], 0);
    } catch {
      return true;
    }
  });
});

test("in a workspace that is not trusted, nothing of it is run", { timeout: 2 * SET_UP }, async (t) => {
  const folder = demoCopy();
  const trap = path.join(folder, "stackls");
  writeFileSync(trap, `#!/bin/sh\ntouch "${folder}/executed"\necho stackls 9.9.9\n`);
  chmodSync(trap, 0o755);
  writeFileSync(path.join(folder, "yaml.py"), `open(${JSON.stringify(`${folder}/imported`)}, "w")\n`);
  mkdirSync(path.join(folder, ".vscode"));
  const settings = { "stackls.server.path": trap, "stackls.interpreter": trap, "stackls.validation.severities": { "unknown-flavor": "warning" } };
  writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  const code = await openVsCode({
    folder,
    data: sharedData,
    settings: { "stackls.store": "auto", "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" },
    environment: { PATH: `${folder}${path.delimiter}${process.env.PATH}` },
  });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.squiggles("warning").first().waitFor({ timeout: SET_UP });
  const apply = code.page.locator(".codelens-decoration").getByText("Apply…", { exact: true });
  await code.takeLens(apply, code.notification("Trust this workspace before applying its files.").getByText("Manage Workspace Trust"));
  await code.screenshot("untrusted");
  await code.command("Stackls: Focus on Stacks View");
  await code.page.getByText("Restricted Mode: the interpreters of this workspace are not asked for ZenML.").waitFor();
  await code.screenshot("untrusted-stacks");
  assert.ok(!existsSync(path.join(folder, "executed")), "a program of the workspace was run");
  assert.ok(!existsSync(path.join(folder, "imported")), "a module of the workspace was imported");
});

test("a crash is repaired, and given up after the third", { timeout: 2 * SET_UP }, async (t) => {
  const bin = scratchFolder("bin");
  const starts = path.join(bin, "starts");
  const [environment] = ownEnvironments(sharedData);
  assert.ok(environment !== undefined, "the first test makes it");
  const python = path.join(storage(sharedData), environment, "bin", "python");
  const program = path.join(bin, "stackls");
  const script = `#!/bin/sh
[ "$1" = --version ] || echo $$ >> "${starts}"
exec "${python}" -c "import sys; from stackls_server.cli.main import main; sys.exit(main())" "$@"
`;
  writeFileSync(program, script, { mode: 0o755 });
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": program } });
  t.after(() => code.close());
  const processes = () => (existsSync(starts) ? readFileSync(starts, "utf8").trim().split("\n") : []);
  await code.open("broken/unknown-flavor.yaml");
  for (const start of [1, 2, 3]) {
    await until(`start ${start}`, () => processes().length === start);
    await code.squiggles().first().waitFor({ timeout: SET_UP });
    process.kill(Number(processes()[start - 1]), "SIGKILL");
  }
  await code.notification("ended unexpectedly 3 times").waitFor();
  await code.screenshot("crashed");
  assert.equal(processes().length, 3);
});

test("what was started the last time is started at once, and another one when it is gone", { timeout: 2 * SET_UP }, async (t) => {
  const bin = scratchFolder("bin");
  const runs = path.join(bin, "runs");
  const program = path.join(bin, "stackls");
  const main = "import sys; from stackls_server.__main__ import main; sys.exit(main())";
  writeFileSync(program, `#!/bin/sh\necho $1 >> "${runs}"\n[ -e "${bin}/gone" ] && exit 3\nexec "${ownPython(sharedData)}" -c "${main}" "$@"\n`, { mode: 0o755 });
  const asked = () => readFileSync(runs, "utf8").trim().split("\n");
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": program } });
  t.after(() => code.close());
  const reload = async () => {
    await code.page.waitForTimeout(WRITTEN_DOWN);
    await code.page.reload();
    await code.page.locator(".monaco-workbench .part.editor").waitFor({ timeout: SET_UP });
    await code.open("broken/unknown-flavor.yaml");
  };
  await code.open("broken/unknown-flavor.yaml");
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  assert.deepEqual(asked(), ["--version", "serve"]);
  await reload();
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  assert.deepEqual(asked(), ["--version", "serve", "serve"]);
  writeFileSync(path.join(bin, "gone"), "");
  await reload();
  await code.notification("it ended with exit code 3. The extension's own environment is used instead.").waitFor();
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  await code.screenshot("gone");
});
