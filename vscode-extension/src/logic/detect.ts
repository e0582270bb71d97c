/**
 * Which YAML documents are worth starting the server for.
 *
 * The server has the last word on what a stack file is; this asks the same questions of the text, so that
 * nothing starts on anybody else's YAML.
 */

import { resemblesComponentType } from "./componentTypes";

const SUFFIXES = [".stack.yaml", ".stack.yml"];
const TOP_KEY = /^\uFEFF?(['"]?)(stack_name|zenml_version|components)\1[ \t]*:(?=[ \t\r\n]|$)/gm;
const CHILD = /^( +)(['"]?)([\w-]+)\2[ \t]*:(?:\s|$)/;
const TEMPLATE = /^[ \t]*(?:\{%|%\{)|\{\{-|\{\{\s*\.(?:Values|Release|Chart)\b/m;
const LONGEST_TEXT = 400_000;
const CHILDREN_READ = 400;

export function isStackFile(text: string, path: string, globs: readonly string[] = []): boolean {
  return hasStackFileName(path) || globs.some((glob) => matchesGlob(path, glob)) || looksLikeStackFile(text);
}

/** Whether the name alone says it. */
export function hasStackFileName(path: string): boolean {
  const name = (path.replaceAll("\\", "/").split("/").pop() ?? "").toLowerCase();
  return SUFFIXES.some((suffix) => name.endsWith(suffix) && name !== suffix);
}

/** Whether `glob` matches the end of `path`, folder by folder; a star stays within one folder. */
export function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob.replace(/^\*\*\//, "");
  if (pattern === "") {
    return false;
  }
  const rooted = pattern.startsWith("/");
  const wanted = pattern.split("/").filter((part) => part !== "");
  const parts = path.replaceAll("\\", "/").split("/").filter((part) => part !== "");
  if (wanted.length === 0 || wanted.length > parts.length || (rooted && wanted.length !== parts.length)) {
    return false;
  }
  const tail = parts.slice(parts.length - wanted.length);
  return wanted.every((part, index) => matchesSegment(part, tail[index] ?? ""));
}

/**
 * Whether `name` matches `pattern`, in which `*` is any text and `?` any character. Of several stars only the last one
 * is ever tried at another place: what the earlier ones took leaves the most to the rest.
 */
function matchesSegment(pattern: string, name: string): boolean {
  let [at, next, star, tried] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[next] === "*") {
      star = next++;
      tried = at;
    } else if (pattern[next] === "?" || pattern[next] === name[at]) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++tried;
    } else {
      return false;
    }
  }
  return pattern.slice(next).replaceAll("*", "") === "";
}

/** Whether the content says it. */
export function looksLikeStackFile(whole: string): boolean {
  const text = whole.length > LONGEST_TEXT ? whole.slice(0, LONGEST_TEXT) : whole;
  if (!text.includes("stack_name") && !text.includes("components")) {
    return false;
  }
  if (TEMPLATE.test(text)) {
    return false;
  }
  if (/^[\uFEFF\s]*\{/.test(text)) {
    return flowDocumentLooksLikeOne(text);
  }
  const ends = new Map<string, number>();
  for (const match of text.matchAll(TOP_KEY)) {
    ends.set(match[2] ?? "", match.index + match[0].length);
  }
  if (ends.has("stack_name") && ends.size > 1) {
    return true;
  }
  const end = ends.get("components");
  return end !== undefined && hasComponentTypes(text, end);
}

function hasComponentTypes(text: string, start: number): boolean {
  const lineEnd = text.indexOf("\n", start);
  if (hasInlineType(lineEnd < 0 ? text.slice(start) : text.slice(start, lineEnd))) {
    return true;
  }
  if (lineEnd < 0) {
    return false;
  }
  let indent: number | undefined;
  for (const line of text.slice(lineEnd + 1).split("\n", CHILDREN_READ)) {
    const stripped = line.trim();
    if (stripped === "" || stripped.startsWith("#")) {
      continue;
    }
    if (!line.startsWith(" ")) {
      return false;
    }
    const match = CHILD.exec(line);
    if (match === null) {
      continue;
    }
    const width = (match[1] ?? "").length;
    indent ??= width;
    if (width === indent && resemblesComponentType(match[3] ?? "")) {
      return true;
    }
  }
  return false;
}

function hasInlineType(rest: string): boolean {
  return [...rest.matchAll(/[{,]\s*([\w-]+)\s*:/g)].some((match) => resemblesComponentType(match[1] ?? ""));
}

function flowDocumentLooksLikeOne(text: string): boolean {
  const keys = new Set([...text.matchAll(/[{,]\s*(['"]?)([\w-]+)\1\s*:/g)].map((match) => match[2] ?? ""));
  if (keys.has("stack_name") && (keys.has("components") || keys.has("zenml_version"))) {
    return true;
  }
  return keys.has("components") && [...keys].some(resemblesComponentType);
}

/** The stack's name as the file gives it, or `undefined` where it takes more than a look at the line. */
export function stackNameOf(text: string): string | undefined {
  const match = /^\uFEFF?(['"]?)stack_name\1[ \t]*:[ \t]+([^ \t\r\n].*)$/m.exec(text);
  const written = (match?.[2] ?? "").trimEnd();
  const quoted = /^(['"])(.*?)\1(?:[ \t]+#.*)?$/.exec(written);
  if (quoted !== null) {
    return quoted[2] === "" ? undefined : quoted[2];
  }
  const comment = /[ \t]#/.exec(written);
  const plain = comment === null ? written : written.slice(0, comment.index).trimEnd();
  return plain === "" || /^[&*!|>{[#'"]/.test(plain) ? undefined : plain;
}
