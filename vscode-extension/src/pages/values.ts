/** The values of a configuration on a page: maps and lists as YAML writes them. */

import { blockLines, entriesOf, escapeHtml, shortValue } from "../logic/text";

export function renderValues(values: readonly (readonly [string, unknown])[]): string {
  const rows = values.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${renderValue(value)}</dd>`);
  return `<dl class="values">${rows.join("")}</dl>`;
}

function renderValue(value: unknown): string {
  return entriesOf(value).length === 0 ? escapeHtml(shortValue(value)) : `<pre tabindex="0">${escapeHtml(blockLines(value).join("\n"))}</pre>`;
}

export const VALUES_STYLE = `
.values { margin: 0; font-size: .9em; }
.values dt { color: var(--vscode-descriptionForeground); }
.values dd { margin: 0 0 .35rem; font-family: var(--vscode-editor-font-family); overflow-wrap: anywhere; }
.values pre { margin: .1rem 0 0; padding: .3rem .5rem; font-size: 1em; line-height: 1.35; white-space: pre; max-height: 22rem; overflow: auto; }
summary { cursor: pointer; color: var(--vscode-textLink-foreground); font-size: .9em; margin: .2rem 0; }
details[open] .more, details:not([open]) .less { display: none; }
`;
