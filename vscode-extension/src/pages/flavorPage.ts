/** A flavor as a page: what it is for, what it needs, and its parameters with a filter. */

import * as l10n from "@vscode/l10n";
import { counted } from "../logic/counts";
import { labelOf } from "../logic/componentTypes";
import type { FlavorDescription, Parameter } from "../logic/results";
import { escapeHtml, shortValue } from "../logic/text";
import { badge, button, renderPage, renderProse } from "./page";

export function renderFlavorPage(flavor: FlavorDescription, nonce?: string): string {
  const required = flavor.parameters.filter((one) => one.required);
  const optional = flavor.parameters.filter((one) => !one.required && !one.deprecated);
  const deprecated = flavor.parameters.filter((one) => one.deprecated && !one.required);
  const body = `<header>
<h1>${escapeHtml(flavor.display_name)}</h1>
<span class="muted">${escapeHtml(l10n.t("{0} flavor", labelOf(flavor.type)))} <code>${escapeHtml(flavor.name)}</code></span>
${flavor.custom ? badge(l10n.t("custom")) : ""}
${flavor.remote === true ? badge(l10n.t("remote"), "quiet") : ""}
${flavor.local === true ? badge(l10n.t("local"), "quiet") : ""}
</header>
<div class="prose">${renderProse(flavor.description)}</div>
${renderNeeds(flavor)}
<div class="actions">${flavor.docs_url === null ? "" : button(l10n.t("Open ZenML's Documentation"), { command: "open", address: flavor.docs_url })}</div>
<main>
${renderFilter(flavor.parameters.length)}
${renderGroup(l10n.t("Required"), required)}
${renderGroup(l10n.t("Optional"), optional)}
${renderGroup(l10n.t("Deprecated"), deprecated)}
<p id="nothing" class="muted" role="status" hidden>${escapeHtml(l10n.t("No parameter matches."))}</p>
</main>
<p class="muted source">${escapeHtml(l10n.t("As of ZenML {0}.", flavor.zenml_version))}</p>`;
  const subject = { kind: "flavor", type: flavor.type, name: flavor.name };
  const parts = { title: `${flavor.display_name} (${labelOf(flavor.type)})`, subject, body, style: STYLE, script: SCRIPT };
  return nonce === undefined ? renderPage(parts) : renderPage(parts, nonce);
}

function renderNeeds(flavor: FlavorDescription): string {
  const rows: string[] = [];
  if (flavor.integration !== null) {
    const install = flavor.integration.install ?? flavor.integration.requirements.join(" ");
    const run = flavor.integration.install === null ? "" : button(l10n.t("Run in Terminal"), { command: "run", shell: install }, "link");
    rows.push(`<dt>${escapeHtml(l10n.t("Integration"))}</dt><dd>${escapeHtml(flavor.integration.name)} <code>${escapeHtml(install)}</code> ${run}</dd>`);
  }
  if (flavor.connector !== null) {
    const { type, resource_type: resource } = flavor.connector;
    const named = [type, resource].filter((one) => one !== null).join(", ");
    if (named !== "") {
      rows.push(`<dt>${escapeHtml(l10n.t("Service connector"))}</dt><dd><code>${escapeHtml(named)}</code></dd>`);
    }
  }
  return rows.length === 0 ? "" : `<dl class="needs">${rows.join("")}</dl>`;
}

function renderFilter(count: number): string {
  if (count === 0) {
    return `<h2>${escapeHtml(l10n.t("Parameters"))}</h2><p class="muted">${escapeHtml(l10n.t("It takes no parameters."))}</p>`;
  }
  return `<div class="filter"><label for="filter">${escapeHtml(counted(count, "parameter"))}</label>
<input id="filter" data-keep="filter" type="search" aria-label="${escapeHtml(l10n.t("Filter {0} by name or description", counted(count, "parameter")))}" placeholder="${escapeHtml(l10n.t("Filter by name or description"))}" autocomplete="off" spellcheck="false"></div>`;
}

function renderGroup(title: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) {
    return "";
  }
  return `<section class="group"><h2>${escapeHtml(title)}</h2><ul class="parameters">${parameters.map(renderParameter).join("\n")}</ul></section>`;
}

/** A sentence with a place for something that is written as code. */
function withCode(sentence: string, code: string): string {
  return escapeHtml(sentence).replace("{0}", () => `<code>${escapeHtml(code)}</code>`);
}

function renderParameter(parameter: Parameter): string {
  const facts = [`<span class="muted">${escapeHtml(parameter.type)}</span>`];
  if (!parameter.required && parameter.default_text !== "") {
    facts.push(`<span class="muted">${withCode(l10n.t("default {0}"), parameter.default_text)}</span>`);
  }
  if (parameter.sensitive) {
    facts.push(badge(l10n.t("secret"), "warn"));
  }
  if (parameter.deprecated) {
    facts.push(badge(l10n.t("deprecated"), "warn"));
  }
  const choices = parameter.choices.map((choice) => `<code>${escapeHtml(shortValue(choice))}</code>`).join(" ");
  const replaced = parameter.replacement === null ? "" : `<p>${withCode(l10n.t("Use {0} instead."), parameter.replacement)}</p>`;
  return `<li class="parameter" data-search="${escapeHtml(`${parameter.name} ${parameter.description}`.toLowerCase())}">
<div class="head"><code class="key">${escapeHtml(parameter.name)}</code>${facts.join("")}</div>
${renderProse(parameter.description)}${replaced}${choices === "" ? "" : `<p class="muted">${escapeHtml(l10n.t("One of"))} ${choices}</p>`}
</li>`;
}

const STYLE = `
.prose { margin: .8rem 0; }
.needs { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .8rem 0; }
.needs dt { color: var(--vscode-descriptionForeground); }
.needs dd { margin: 0; overflow-wrap: anywhere; }
.filter { display: flex; gap: .8rem; align-items: center; margin-top: 1.6rem; padding: .6rem 0; position: sticky; top: 0; background: var(--vscode-editor-background); }
.filter label { font-weight: 600; white-space: nowrap; }
input { font: inherit; flex: 1; max-width: 26rem; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: .25rem .5rem; }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
.group h2 { margin-top: 1rem; }
.parameters { list-style: none; margin: 0; padding: 0; }
.parameter { border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-editorWidget-border, transparent))); padding: .55rem 0; }
.head { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; }
.key { font-weight: 600; background: none; padding: 0; color: var(--vscode-symbolIcon-fieldForeground, var(--vscode-foreground)); }
.source { margin-top: 2rem; font-size: .9em; }
`;

const SCRIPT = `
const filter = document.getElementById("filter");
const nothing = document.getElementById("nothing");
filter?.addEventListener("input", () => {
  const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll(".group")) {
    let inGroup = 0;
    for (const one of group.querySelectorAll(".parameter")) {
      one.hidden = !words.every((word) => one.dataset.search.includes(word));
      inGroup += one.hidden ? 0 : 1;
    }
    group.hidden = inGroup === 0;
    found += inGroup;
  }
  nothing.hidden = found > 0;
});
`;
