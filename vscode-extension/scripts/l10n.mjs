// Collects the texts of `vscode.l10n.t` into l10n/bundle.l10n.json, which translations are made of.
// usage: npm run l10n [-- --check]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bundle = path.join(here, "l10n", "bundle.l10n.json");

function textsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === "vscode.l10n.t") {
      const [text] = node.arguments;
      if (text === undefined || !ts.isStringLiteral(text)) {
        throw new Error(`${file}: vscode.l10n.t takes a string as it is, to be collected: ${node.getText()}`);
      }
      found.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(path.join(here, "src"), { recursive: true }).filter((name) => name.endsWith(".ts"));
const texts = [...new Set(files.flatMap((name) => textsIn(path.join(here, "src", name))))].sort();
const written = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
if (!process.argv.includes("--check")) {
  mkdirSync(path.dirname(bundle), { recursive: true });
  writeFileSync(bundle, written);
} else if (readFileSync(bundle, "utf8") !== written) {
  console.error("l10n/bundle.l10n.json is not what the sources say: npm run l10n");
  process.exit(1);
}
