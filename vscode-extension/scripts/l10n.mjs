// Collects the texts of `l10n.t` into l10n/bundle.l10n.json, which translations are made of.
// usage: npm run l10n [-- --check]
//
// With --check, it also fails for words that no translation reaches: a text for people that `l10n.t` is not asked for.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bundle = path.join(here, "l10n", "bundle.l10n.json");

/** Two words, or one that begins with a capital. */
const WORDS = /[A-Za-z]{2,}[,.:;]? +[A-Za-z{]|\{\} [a-z]{2,}|^[A-Z][a-z]+(?:…|\.)?$/;

/** Calls whose arguments only the log shows. */
const LOG = /(?:\.log(?:\.\w+)?|\.warn|\.restart|restartIfStarted)$/;

/** The doctor's report and what pages are made of besides texts: not for translation. */
const NOT_WORDS = /(?:Report|STYLE|SCRIPT|PROGRAM)$/;

/** Names, words between the parts of the program, and what is looked for in the output of others. */
const LEFT_AS_THEY_ARE = new Set([
  "Stackls", "Stackls {}", "Stackls: {}", "Stackls: {} {}", "Stackls Doctor", "Stackls Trace", "stackls {}", "ZenML {}", "Python {}", "{} ↔ ZenML {}",
  "new file", "stack file", "more setting", "own environment broken", "did not start", "Scripts", "no suggestions",
  "> {} (in {})", "The tool needs {}.", "the interpreter selected in the editor", "No module named 'stackls_server'", "import sys",
  "import sys; print('%d.%d' % sys.version_info[:2])", "none is selected", "{}: does not start", "{}: cannot create environments ({})", "{}: Python {}",
]);

function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return node.text;
  }
  return ts.isTemplateExpression(node) ? node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join("") : undefined;
}

/** What a reader of a text sees of it, markup left out. */
function shown(text) {
  return text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}

/** The name of a constant or function that a node makes, or of what a call calls. */
function nameOf(node) {
  if (ts.isCallExpression(node)) {
    return node.expression.getText();
  }
  return ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) ? node.name?.getText() : undefined;
}

function textsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const [found, missed] = [[], []];
  const visit = (node) => {
    const name = nameOf(node) ?? "";
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node) || (ts.isCallExpression(node) ? LOG : NOT_WORDS).test(name)) {
      return;
    }
    if (ts.isCallExpression(node) && name === "l10n.t") {
      const [text, ...values] = node.arguments;
      if (text === undefined || !ts.isStringLiteral(text)) {
        throw new Error(`${file}: l10n.t takes a string as it is, to be collected: ${node.getText()}`);
      }
      found.push(text.text);
      values.forEach(visit);
      return;
    }
    const text = shown(textOf(node) ?? "");
    if (WORDS.test(text) && !LEFT_AS_THEY_ARE.has(text)) {
      missed.push(`${path.relative(here, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { found, missed };
}

const files = readdirSync(path.join(here, "src"), { recursive: true }).filter((name) => name.endsWith(".ts"));
const read = files.map((name) => textsIn(path.join(here, "src", name)));
const texts = [...new Set(read.flatMap(({ found }) => found))].sort();
const written = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
if (!process.argv.includes("--check")) {
  mkdirSync(path.dirname(bundle), { recursive: true });
  writeFileSync(bundle, written);
} else {
  const problems = read.flatMap(({ missed }) => missed.map((one) => `${one}\n  is for people, but not for translation: l10n.t`));
  if (readFileSync(bundle, "utf8") !== written) {
    problems.push("l10n/bundle.l10n.json is not what the sources say: npm run l10n");
  }
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(1);
  }
}
