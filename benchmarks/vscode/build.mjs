// Builds what is installed in VS Code: our extension without a wheel, and one around yaml-language-server.
// usage: node build.mjs PEER FOLDER      PEER: the start script of yaml-language-server; FOLDER: where the VSIX files go
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const extension = path.join(here, "..", "..", "vscode-extension");
const { build } = createRequire(path.join(extension, "package.json"))("esbuild");
const { createVSIX } = createRequire(path.join(extension, "package.json"))("@vscode/vsce");
const [peer, folder] = process.argv.slice(2).map((one) => path.resolve(one));

const plain = { dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false, skipLicense: true };

const made = path.join(folder, "peer");
mkdirSync(made, { recursive: true });
copyFileSync(path.join(here, "peer", "package.json"), path.join(made, "package.json"));
await build({
  bundle: true, platform: "node", format: "cjs", target: "node20", minify: true, logLevel: "warning", external: ["vscode"],
  entryPoints: [path.join(here, "peer", "extension.js")],
  outfile: path.join(made, "extension.js"),
  nodePaths: [path.join(extension, "node_modules")],
  define: { SERVER: JSON.stringify(peer) },
});
await createVSIX({ ...plain, cwd: made, packagePath: path.join(folder, "peer.vsix") });
await createVSIX({ ...plain, cwd: extension, packagePath: path.join(folder, "stackls.vsix") });
