// Builds the VSIX: one for every platform, with the newest wheel of ../dist inside if there is one.
// usage: npm run package [-- --wheel FILE] [-- --out FILE]
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const LARGEST = 2_000_000;

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { wheel: { type: "string" }, out: { type: "string" } } });
const { version } = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8"));

function newestWheel() {
  if (values.wheel !== undefined) {
    return path.resolve(values.wheel);
  }
  const dist = path.join(here, "..", "dist");
  const names = existsSync(dist) ? readdirSync(dist) : [];
  const wheels = names.filter((name) => name.startsWith("stackls-") && name.endsWith(".whl"));
  const files = wheels.map((name) => path.join(dist, name));
  return files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
}

const bundled = path.join(here, "bundled");
rmSync(bundled, { recursive: true, force: true });
mkdirSync(bundled);
const wheel = newestWheel();
if (wheel === undefined) {
  console.warn("package: ../dist holds no wheel, so this VSIX needs a server from elsewhere");
} else {
  copyFileSync(wheel, path.join(bundled, path.basename(wheel)));
  if (!path.basename(wheel).startsWith(`stackls-${version}-`)) {
    console.warn(`package: ${path.basename(wheel)} is not of version ${version}`);
  }
}

const license = path.join(here, "LICENSE");
copyFileSync(path.join(here, "..", "LICENSE"), license);
const out = path.resolve(values.out ?? path.join(here, `stackls-${version}.vsix`));
mkdirSync(path.dirname(out), { recursive: true });
try {
  await createVSIX({
    cwd: here,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
} finally {
  rmSync(license, { force: true });
}
const size = statSync(out).size;
console.log(`package: ${out}, ${Math.round(size / 1000)} kB${wheel === undefined ? "" : ` with ${path.basename(wheel)}`}`);
if (size > LARGEST) {
  console.error(`package: larger than ${LARGEST / 1_000_000} MB`);
  process.exit(1);
}
