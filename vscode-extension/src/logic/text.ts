/** Small things about text that several places need. */

import * as l10n from "@vscode/l10n";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` so that HTML shows it as it is, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Control characters but line breaks and tabs, and those that reorder what stands around them. */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** `text` so that Markdown shows it as it is, paragraphs kept, what is invisible replaced. */
export function escapeMarkdown(text: string): string {
  return text.replace(INVISIBLE, "\u{fffd}").replace(/[\\`*_{}[\]()#+\-.!<>&|~$:]/g, "\\$&");
}

/** `text` so that a label does not read icons into it. */
export function escapeIcons(text: string): string {
  return text.replace(/\$\(/g, "\\$(");
}

/** `text` so that a message does not read links into it: a link may run a command. */
export function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, "]\u200B");
}

/** Where a Markdown link leads that runs a command. Parentheses would end the link. */
export function commandAddress(command: string, argument: unknown): string {
  const encoded = encodeURIComponent(JSON.stringify([argument]));
  return `command:${command}?${encoded.replace(/[()]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `text` with `longest` characters at most; what was left out is an ellipsis. */
export function shortened(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

/** At most `most` of `lines`: the last one then says how many there are besides. */
export function firstLines(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), l10n.t("and {0} more", lines.length - most + 1)];
}

/** The first sentence of a description, on one line. */
export function firstSentence(text: string): string {
  const line = (text.trim().split(/\n\s*\n/, 1)[0] ?? "").replace(/\s+/g, " ");
  const end = /[.!?](?=\s+[A-Z]|$)/.exec(line);
  return end === null ? line : line.slice(0, end.index + 1);
}

/** A value as one line of YAML or JSON would write it. */
export function shortValue(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  return value === undefined || value === null ? "null" : JSON.stringify(value);
}

/** What is in a map or a list, by name or by number from 1 on; nothing in other values. */
export function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) => [`${index + 1}`, one]);
  }
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** A value as block YAML writes it, line by line: for reading, so texts are as they are. */
export function blockLines(value: unknown): string[] {
  const entries = entriesOf(value);
  if (entries.length === 0) {
    return shortValue(value).split("\n");
  }
  const isList = Array.isArray(value);
  return entries.flatMap(([name, one]) => {
    const lines = blockLines(one);
    if (isList) {
      return lines.map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
    }
    const isOneLine = lines.length === 1 && entriesOf(one).length === 0;
    return isOneLine ? [`${name}: ${lines[0] ?? ""}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
  });
}
