/** The frame that all pages share: one stylesheet, one script, nothing from elsewhere. */

import { randomBytes } from "node:crypto";
import { escapeHtml } from "../logic/text";

export interface Subject {
  readonly kind: string;
  readonly type?: string;
  readonly name: string;
  readonly id?: string;
}

export interface PageParts {
  readonly title: string;
  /** What it is about: enough to make it again after VS Code was reloaded. */
  readonly subject: Subject;
  /** HTML, escaped already. */
  readonly body: string;
  readonly style: string;
  readonly script: string;
}

export function renderPage(parts: PageParts, nonce: string = randomBytes(16).toString("base64")): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(parts.title)}</title>
<style nonce="${nonce}">${BASE_STYLE}${parts.style}</style>
</head>
<body data-subject="${escapeHtml(JSON.stringify(parts.subject))}">
${parts.body}
<script nonce="${nonce}">${BASE_SCRIPT}${parts.script}${KEEPING_SCRIPT}</script>
</body>
</html>`;
}

/** Whether two pages show the same: each has a nonce of its own. */
export function isSamePage(one: string, other: string): boolean {
  const without = (html: string): string => html.replace(/nonce-[^']*'|nonce="[^"]*"/g, "");
  return without(one) === without(other);
}

/** Plain text with blank lines and backquotes, as HTML. */
export function renderProse(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map(renderBlock)
    .join("\n");
}

function renderBlock(paragraph: string): string {
  const start = paragraph.indexOf("```");
  const end = start < 0 ? -1 : paragraph.indexOf("```", start + 3);
  if (end < 0) {
    return renderText(paragraph);
  }
  const code = paragraph.slice(start + 3, end).replace(/^\w*\n?/, "").replace(/\n$/, "");
  return `${renderText(paragraph.slice(0, start))}<pre tabindex="0">${escapeHtml(code)}</pre>${renderText(paragraph.slice(end + 3))}`;
}

/** A paragraph; lines that begin with a dash are a list. */
function renderText(text: string): string {
  let html = "";
  let items: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) {
      html += `<p>${renderInline(words.join(" "))}</p>`;
    }
    if (items.length > 0) {
      html += `<ul>${items.map((item) => `<li>${renderInline(item)}</li>`).join("")}</ul>`;
    }
    words = [];
    items = [];
  };
  for (const line of text.split("\n").map((one) => one.trim())) {
    const item = /^[-*] (.*)$/.exec(line)?.[1]?.trimStart();
    const last = items.length - 1;
    if (item !== undefined) {
      if (items.length === 0) {
        flush();
      }
      items.push(item);
    } else if (last >= 0 && line !== "") {
      items[last] = `${items[last] ?? ""} ${line}`;
    } else if (line !== "") {
      words.push(line);
    }
  }
  flush();
  return html;
}

/** One line of plain text with backquotes and Markdown links; https is the only scheme that becomes a link. */
export function renderInline(text: string): string {
  const pattern = /`([^`]+)`|\[([^\]]{1,300})\]\((https:\/\/[^\s)]{1,1000})\)/g;
  let html = "";
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    html += escapeHtml(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [, code, label = "", address = ""] = match;
    html += code === undefined ? `<a href="${escapeHtml(address)}">${escapeHtml(label)}</a>` : `<code>${escapeHtml(code)}</code>`;
  }
  return html + escapeHtml(text.slice(end));
}

export function badge(text: string, kind = ""): string {
  return `<span class="badge ${kind}">${escapeHtml(text)}</span>`;
}

/** A button that sends `message` to the extension. */
export function button(label: string, message: Readonly<Record<string, unknown>>, kind = ""): string {
  return `<button type="button" class="${kind}" data-message="${escapeHtml(JSON.stringify(message))}">${escapeHtml(label)}</button>`;
}

const BASE_STYLE = `
* { box-sizing: border-box; }
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); line-height: 1.5; max-width: 74rem; margin: 0 auto; padding: 1.5rem 2rem 3rem; }
h1 { font-size: 1.7em; font-weight: 600; margin: 0; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1em; font-weight: 600; margin: 2rem 0 .75rem; }
p { margin: .4rem 0; max-width: 46rem; }
code, pre, .mono { font-family: var(--vscode-editor-font-family); font-size: .92em; }
code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background, var(--vscode-textCodeBlock-background)); border-radius: 3px; padding: .05em .3em; overflow-wrap: anywhere; }
ul { margin: .4rem 0; padding-left: 1.4rem; max-width: 46rem; }
pre { background: var(--vscode-textCodeBlock-background); border-radius: 4px; padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; max-width: 46rem; }
a { color: var(--vscode-textLink-foreground); }
header { display: flex; flex-wrap: wrap; gap: .6rem .8rem; align-items: center; }
.muted { color: var(--vscode-descriptionForeground); }
.badge { display: inline-block; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 9px; background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); font-size: .8em; line-height: 1.5; padding: 0 .6em; white-space: nowrap; }
.badge.quiet { background: transparent; color: var(--vscode-descriptionForeground); border-color: var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-descriptionForeground))); }
.badge.good { background: var(--vscode-statusBarItem-remoteBackground, var(--vscode-badge-background)); color: var(--vscode-statusBarItem-remoteForeground, var(--vscode-badge-foreground)); }
.badge.warn { background: transparent; color: var(--vscode-editorWarning-foreground); border-color: currentColor; }
button { font: inherit; border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); padding: .2rem .8rem; cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.primary { background: var(--vscode-button-background); color: var(--vscode-button-foreground); }
button.primary:hover { background: var(--vscode-button-hoverBackground); }
button.link { border: none; background: none; color: var(--vscode-textLink-foreground); padding: 0; }
button.link:hover { text-decoration: underline; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

const BASE_SCRIPT = `
const vscode = acquireVsCodeApi();
document.addEventListener("click", (event) => {
  const sender = event.target instanceof Element ? event.target.closest("[data-message]") : null;
  if (sender) { vscode.postMessage(JSON.parse(sender.dataset.message)); }
});
`;

// A page is drawn anew when what it shows has changed, and when its tab was hidden. Where the reader was, what
// was unfolded and what was typed must not be lost by that. Elements are known by their data-keep. The element
// that had the focus waits for the page to be given it: it may be drawn while somebody types in an editor beside it.
const KEEPING_SCRIPT = `
const kept = () => [...document.querySelectorAll("[data-keep]")];
const keep = () => {
  const open = kept().filter((one) => one.open).map((one) => one.dataset.keep);
  const typed = Object.fromEntries(kept().filter((one) => one.value).map((one) => [one.dataset.keep, one.value]));
  const focus = document.activeElement?.closest("[data-keep]")?.dataset.keep;
  vscode.setState({ subject: JSON.parse(document.body.dataset.subject), scroll: scrollY, open, typed, focus });
};
const state = vscode.getState();
if (state) {
  for (const one of kept()) {
    const name = one.dataset.keep;
    if (state.open.includes(name)) { one.open = true; }
    if (state.typed[name]) { one.value = state.typed[name]; one.dispatchEvent(new Event("input")); }
    if (state.focus === name) {
      const resume = () => { if (document.activeElement === document.body) { one.focus({ preventScroll: true }); } };
      addEventListener("focus", resume, { once: true });
    }
  }
  scrollTo(0, state.scroll);
}
keep();
for (const event of ["scroll", "toggle", "input", "focusin"]) { document.addEventListener(event, keep, true); }
`;
