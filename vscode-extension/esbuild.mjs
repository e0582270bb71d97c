// Bundles the extension; with --tests, bundles each unit test for node's own test runner.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import esbuild from "esbuild";

const production = process.argv.includes("--production");
const shared = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
  mainFields: ["module", "main"],
};

/** The licences of the packages that went into the bundle, as they ask for. */
function writeLicences(metafile) {
  const folders = Object.keys(metafile.inputs)
    .map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
    .filter((folder) => folder !== undefined);
  const sections = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? "" : readFileSync(path.join(folder, file), "utf8").trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  writeFileSync("dist/THIRD-PARTY.txt", sections.join(`\n${"-".repeat(80)}\n\n`));
}

if (process.argv.includes("--tests")) {
  rmSync("out/test", { recursive: true, force: true });
  const tests = readdirSync("test/unit").filter((name) => name.endsWith(".test.ts"));
  await esbuild.build({
    ...shared,
    entryPoints: tests.map((name) => `test/unit/${name}`),
    outdir: "out/test",
    sourcemap: "inline",
  });
} else {
  const context = await esbuild.context({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: production,
    sourcemap: production ? false : "linked",
    metafile: true,
  });
  if (process.argv.includes("--watch")) {
    await context.watch();
  } else {
    const { metafile } = await context.rebuild();
    await context.dispose();
    writeLicences(metafile);
  }
}
