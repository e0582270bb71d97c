// Builds the VSIX: one for every platform, with the newest wheel of ../dist inside if there is one, and the lock of all
// that this wheel needs. The lock takes uv, and a package index that can be reached.
// usage: npm run package [-- --wheel FILE] [-- --out FILE] [-- --repository URL]
//
// With the URL of the public repository (or STACKLS_REPOSITORY), the extension's page links to it and to its issues, and
// has its pictures from there. Without, the page holds its pictures itself.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { writeLock } from "./lock.mjs";

const LARGEST = 3_000_000;

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { wheel: { type: "string" }, out: { type: "string" }, repository: { type: "string" } } });
const manifest = path.join(here, "package.json");
const written = readFileSync(manifest, "utf8");
const { version } = JSON.parse(written);
const repository = values.repository ?? process.env.STACKLS_REPOSITORY;

/** The README with its pictures in it. */
function selfContained(readme) {
  return readme.replace(/(!\[[^\]]*\]\()(images\/[\w-]+\.png)\)/g, (_, start, image) => {
    const data = readFileSync(path.join(here, image)).toString("base64");
    return `${start}data:image/png;base64,${data})`;
  });
}

function withRepository(url) {
  const links = { repository: { type: "git", url: `${url}.git`, directory: "vscode-extension" }, bugs: { url: `${url}/issues` }, homepage: `${url}#readme` };
  return `${JSON.stringify({ ...JSON.parse(written), ...links }, null, 2)}\n`;
}

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
  try {
    const count = await writeLock(path.join(bundled, path.basename(wheel)));
    console.log(`package: ${count} packages are pinned by hash`);
  } catch (error) {
    console.error(`package: ${error.message}`);
    process.exit(1);
  }
  if (!path.basename(wheel).startsWith(`stackls-${version}-`)) {
    console.warn(`package: ${path.basename(wheel)} is not of version ${version}`);
  }
}

const license = path.join(here, "LICENSE");
copyFileSync(path.join(here, "..", "LICENSE"), license);
const out = path.resolve(values.out ?? path.join(here, `stackls-${version}.vsix`));
mkdirSync(path.dirname(out), { recursive: true });
const page = path.join(here, "README.md");
const readme = readFileSync(page, "utf8");
const shared = { cwd: here, packagePath: out, dependencies: false };
try {
  if (repository === undefined) {
    writeFileSync(page, selfContained(readme));
    await createVSIX({ ...shared, allowMissingRepository: true, rewriteRelativeLinks: false });
  } else {
    writeFileSync(manifest, withRepository(repository));
    const content = `${repository}/blob/HEAD/vscode-extension`;
    await createVSIX({ ...shared, baseContentUrl: content, baseImagesUrl: content.replace("/blob/", "/raw/") });
  }
} finally {
  writeFileSync(manifest, written);
  writeFileSync(page, readme);
  rmSync(license, { force: true });
}
const size = statSync(out).size;
console.log(`package: ${out}, ${Math.round(size / 1000)} kB${wheel === undefined ? "" : ` with ${path.basename(wheel)}`}`);
if (size > LARGEST) {
  console.error(`package: larger than ${LARGEST / 1_000_000} MB`);
  process.exit(1);
}
