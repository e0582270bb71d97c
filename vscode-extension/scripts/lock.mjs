// The lock of the server: its wheel and all that this needs, each by hash, for every Python and platform.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"];
const PLATFORMS = [
  "x86_64-manylinux_2_28",
  "aarch64-manylinux_2_28",
  "x86_64-unknown-linux-musl",
  "aarch64-unknown-linux-musl",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
];

/** What pydantic-core and PyYAML have no wheels for. */
const NOT_COVERED = ["3.10 aarch64-pc-windows-msvc", "3.11 aarch64-pc-windows-msvc"];

const run = promisify(execFile);

/** Writes `requirements.txt` beside a wheel. Raises where there is no uv or no index, or where wheels are missing. */
export async function writeLock(wheel) {
  const { href } = pathToFileURL(wheel);
  const options = ["--universal", "--python-version", PYTHONS[0], "--only-binary", ":all:", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"];
  const compiled = await uv(["compile", "-", ...options], `stackls @ ${href}\n`).catch((error) => {
    throw new Error(`what the server needs cannot be pinned by hash, so there is no VSIX. ${reason(error)}`, { cause: error });
  });
  // pip and uv take it from the folder that they run in
  const text = compiled.replace(`stackls @ ${href}`, `./${path.basename(wheel)}`);
  const lock = path.join(path.dirname(wheel), "requirements.txt");
  writeFileSync(lock, text);
  const uncovered = await uncoveredBy(lock);
  if (uncovered.length > 0) {
    throw new Error(`what the server needs has no wheels for ${uncovered.join(", ")}`);
  }
  return text.match(/^\S.*\\$/gm).length;
}

/** For which Pythons and platforms the lock has not all wheels. */
async function uncoveredBy(lock) {
  const target = mkdtempSync(path.join(tmpdir(), "stackls-lock-"));
  const found = [];
  for (const python of PYTHONS) {
    const tried = PLATFORMS.filter((platform) => !NOT_COVERED.includes(`${python} ${platform}`)).map(async (platform) => {
      const place = ["--target", target, "--python-version", python, "--python-platform", platform];
      const options = ["--dry-run", "--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", path.basename(lock)];
      await uv(["install", ...place, ...options], "", path.dirname(lock)).catch((error) => found.push(`Python ${python} on ${platform} (${reason(error)})`));
    });
    await Promise.all(tried);
  }
  rmSync(target, { recursive: true, force: true });
  return found;
}

/** By the certificates of the system, as pip and npm go: a network may have its own. */
async function uv(args, input, cwd) {
  const running = run("uv", ["pip", ...args, "--native-tls"], { cwd });
  running.child.stdin.on("error", () => undefined); // it says itself why it does not read
  running.child.stdin.end(input);
  return (await running).stdout;
}

function reason(error) {
  if (error.code === "ENOENT") {
    return "That takes uv, which is not installed: pip install uv.";
  }
  const text = String(error.stderr ?? error.message);
  const isOffline = /Failed to fetch|error sending request|network was disabled/.test(text);
  return isOffline ? "The package index cannot be reached." : text.trim();
}
