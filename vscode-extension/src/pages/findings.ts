/** Findings on a page: what is wrong, with a sign that does not rely on colour. */

import * as l10n from "@vscode/l10n";
import { counted } from "../logic/counts";
import type { StackFinding } from "../logic/results";
import { severityInWords } from "../logic/severities";
import { escapeHtml } from "../logic/text";

type Severity = StackFinding["severity"];

const SEVERITIES: readonly Severity[] = ["error", "warning", "information", "hint"];

const SIGNS: Readonly<Record<Severity, string>> = {
  error: `<circle cx="8" cy="8" r="6.5"/><path d="M5.5 5.5l5 5m0-5l-5 5"/>`,
  warning: `<path d="M8 2L1.5 14h13z"/><path d="M8 6.5v4m0 1.2v.6"/>`,
  information: `<circle cx="8" cy="8" r="6.5"/><path d="M8 7v4.5m0-7.2v.7"/>`,
  hint: `<path d="M5.5 9.5a4 4 0 1 1 5 0v2h-5zm.5 4.5h4"/>`,
};

/** A list of findings, the worst first; nothing where there are none. */
export function renderFindings(findings: readonly StackFinding[] = []): string {
  if (findings.length === 0) {
    return "";
  }
  const rank = (one: StackFinding): number => SEVERITIES.indexOf(one.severity);
  const sorted = [...findings].sort((one, other) => rank(one) - rank(other));
  return `<ul class="findings" aria-label="${escapeHtml(l10n.t("Findings"))}">${sorted.map(renderFinding).join("")}</ul>`;
}

function renderFinding(finding: StackFinding): string {
  const severity = SEVERITIES.includes(finding.severity) ? finding.severity : "hint";
  return `<li class="finding ${severity}" title="${escapeHtml(finding.code)}">${sign(severity)}<span><span class="visually-hidden">${escapeHtml(severityInWords(severity))}: </span>${escapeHtml(finding.message)}</span></li>`;
}

function sign(severity: Severity): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true">${SIGNS[severity]}</svg>`;
}

/** How many errors and warnings there are: `1 error, 2 warnings`; empty where there are none. */
export function countFindings(findings: readonly StackFinding[]): string {
  return (["error", "warning"] as const)
    .map((severity) => [findings.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => counted(count, severity))
    .join(", ");
}

export const FINDINGS_STYLE = `
.findings { list-style: none; margin: 0 0 .6rem; padding: 0; font-size: .9em; max-width: 46rem; }
.finding { display: flex; gap: .45em; align-items: flex-start; margin: .25rem 0; overflow-wrap: anywhere; }
.finding svg { flex: none; width: 1.15em; height: 1.15em; margin-top: .15em; fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round; }
.finding.error svg { color: var(--vscode-editorError-foreground, var(--vscode-errorForeground)); }
.finding.warning svg { color: var(--vscode-editorWarning-foreground); }
.finding.information svg { color: var(--vscode-editorInfo-foreground); }
.finding.hint { color: var(--vscode-descriptionForeground); }
.card.error { border-left-color: var(--vscode-editorError-foreground, var(--vscode-errorForeground)); }
.card.warning { border-left-color: var(--vscode-editorWarning-foreground); }
`;
