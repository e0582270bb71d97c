// Sets up what the end-to-end tests need, builds the VSIX, and runs them one after the other.
// usage: npm run e2e [-- --vsix FILE] [-- --wheel FILE] [-- NAME...]      NAME: editing, commands, start, ...; or images, looks
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = path.dirname(fileURLToPath(import.meta.url));
const extension = path.dirname(path.dirname(here));
const { values, positionals } = parseArgs({
  options: { vsix: { type: "string" }, wheel: { type: "string" } },
  allowPositionals: true,
});

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: extension, stdio: ["ignore", "inherit", "inherit"], encoding: "utf8", ...options });
  if (done.status !== 0) {
    process.exit(done.status ?? 1);
  }
  return done.stdout;
}

const home = run("bash", [path.join(here, "setup.sh")], { stdio: ["ignore", "pipe", "inherit"] }).trim();
const chromium =
  process.env.STACKLS_E2E_CHROMIUM ??
  ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, name)))
    .find((file) => existsSync(file));

let vsix = values.vsix === undefined ? undefined : path.resolve(values.vsix);
if (vsix === undefined) {
  vsix = path.join(extension, "out", "stackls-e2e.vsix");
  mkdirSync(path.dirname(vsix), { recursive: true });
  run(process.execPath, ["scripts/package.mjs", "--out", vsix, ...(values.wheel === undefined ? [] : ["--wheel", path.resolve(values.wheel)])]);
}
const isServerThere = values.vsix !== undefined || process.env.STACKLS_E2E_SERVER !== undefined;
if (!isServerThere && readdirSync(path.join(extension, "bundled")).length === 0) {
  console.error("e2e: the tests need a wheel in ../dist (or --wheel FILE), which the extension installs for itself");
  process.exit(2);
}

// The first suite sets the server up; the others find it there.
const SUITES = ["start", "editing", "commands", "stacks", "changes", "folders", "quiet", "selection", "versions", "zenml", "platform"];
const chosen = positionals.length === 0 ? SUITES : [...SUITES, "images", "looks"].filter((name) => positionals.includes(name));
const kept = process.env.STACKLS_E2E_DATA; // while working on a test: saves the set-up
const data = kept ?? mkdtempSync(path.join(tmpdir(), "stackls-e2e-shared-"));
if (kept === undefined) {
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
}

function passes(name) {
  const done = spawnSync(process.execPath, ["--test", "--test-reporter=spec", path.join(here, `${name}.e2e.mjs`)], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, STACKLS_E2E_HOME: home, STACKLS_E2E_CHROMIUM: chromium, STACKLS_E2E_VSIX: vsix, STACKLS_E2E_DATA: data },
  });
  return done.status === 0;
}

// A real window gives and takes the keyboard when it pleases, on a busy machine more so. What fails twice is broken;
// what passed at the second attempt is named, to be looked into.
const [failed, unsteady] = [[], []];
for (const name of chosen) {
  if (passes(name)) {
    continue;
  }
  console.log(`e2e: ${name} failed; once more`);
  if (name === "start" && kept === undefined) {
    rmSync(data, { recursive: true, force: true }); // it tests how the server is set up
    mkdirSync(data);
  }
  (passes(name) ? unsteady : failed).push(name);
}
if (unsteady.length > 0) {
  console.log(`e2e: passed at the second attempt only: ${unsteady.join(", ")}`);
}
if (failed.length > 0) {
  console.log(`e2e: failed twice: ${failed.join(", ")}`);
}
process.exit(failed.length > 0 ? 1 : 0);
