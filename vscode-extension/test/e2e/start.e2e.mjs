// How the server is found, made and kept away from what is not ours.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { demoCopy, openVsCode, scratchFolder, sharedData, until } from "./vscode.mjs";

const SET_UP = 240_000;

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

  await code.open("broken/unknown-flavor.yaml");
  await code.notification("setting up the language server").waitFor();
  await code.screenshot("setting-up");
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  await code.screenshot("diagnostics");
  const [environment] = ownEnvironments(sharedData);
  assert.ok(environment !== undefined && existsSync(path.join(storage(sharedData), environment, "ready.json")));

  const started = Date.now();
  await code.open("broken/wrong-types.yaml");
  await code.squiggles().first().waitFor();
  const warm = Date.now() - started;
  t.diagnostic(`opening a stack file to its first finding, warm: ${warm} ms (with the keystrokes that open it)`);
  assert.ok(warm < 4_000);
});

test("a broken server path is told, and another server is used", { timeout: 2 * SET_UP }, async (t) => {
  const code = await openVsCode({ folder: demoCopy(), data: sharedData, settings: { "stackls.server.path": "/nowhere/stackls" } });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.notification("stackls.server.path does not work").waitFor({ timeout: SET_UP });
  await code.squiggles().first().waitFor({ timeout: SET_UP });
  await code.screenshot("broken-path");
});

test("without Python there is a message that helps", { timeout: SET_UP }, async (t) => {
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
    settings: { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" },
    environment: { PATH: `${folder}${path.delimiter}${process.env.PATH}` },
  });
  t.after(() => code.close());
  await code.open("broken/unknown-flavor.yaml");
  await code.squiggles("warning").first().waitFor({ timeout: SET_UP });
  await code.page.locator(".codelens-decoration").getByText("Apply", { exact: true }).click();
  await code.notification("Trust this workspace before applying its files.").getByText("Manage Workspace Trust").waitFor();
  await code.screenshot("untrusted");
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
    if (start < 3) {
      await code.squiggles().first().waitFor({ state: "hidden" });
    }
  }
  await code.notification("ended unexpectedly 3 times").waitFor();
  await code.screenshot("crashed");
  assert.equal(processes().length, 3);
});
