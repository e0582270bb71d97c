/** A flavor as a page: what it is for, what it needs, and its parameters with a filter. */

import { labelOf } from "../logic/componentTypes";
import type { FlavorDescription, Parameter } from "../logic/results";
import { escapeHtml, plural, shortValue } from "../logic/text";
import { badge, button, renderPage, renderProse } from "./page";

export function renderFlavorPage(flavor: FlavorDescription, nonce?: string): string {
  const required = flavor.parameters.filter((one) => one.required);
  const optional = flavor.parameters.filter((one) => !one.required && !one.deprecated);
  const deprecated = flavor.parameters.filter((one) => one.deprecated && !one.required);
  const body = `<header>
<h1>${escapeHtml(flavor.display_name)}</h1>
<span class="muted">${escapeHtml(labelOf(flavor.type))} flavor <code>${escapeHtml(flavor.name)}</code></span>
${flavor.custom ? badge("custom") : ""}
${flavor.remote === true ? badge("remote", "quiet") : ""}
${flavor.local === true ? badge("local", "quiet") : ""}
</header>
<div class="prose">${renderProse(flavor.description)}</div>
${renderNeeds(flavor)}
<div class="actions">${flavor.docs_url === null ? "" : button("Open ZenML's Documentation", { command: "open", address: flavor.docs_url })}</div>
<main>
${renderFilter(flavor.parameters.length)}
${renderGroup("Required", required)}
${renderGroup("Optional", optional)}
${renderGroup("Deprecated", deprecated)}
<p id="nothing" class="muted" role="status" hidden>No parameter matches.</p>
</main>
<p class="muted source">${escapeHtml(`As of ZenML ${flavor.zenml_version}.`)}</p>`;
  const subject = { kind: "flavor", type: flavor.type, name: flavor.name };
  const parts = { title: `${flavor.display_name} (${labelOf(flavor.type)})`, subject, body, style: STYLE, script: SCRIPT };
  return nonce === undefined ? renderPage(parts) : renderPage(parts, nonce);
}

function renderNeeds(flavor: FlavorDescription): string {
  const rows: string[] = [];
  if (flavor.integration !== null) {
    const install = flavor.integration.install ?? flavor.integration.requirements.join(" ");
    const run = flavor.integration.install === null ? "" : button("Run in Terminal", { command: "run", shell: install }, "link");
    rows.push(`<dt>Integration</dt><dd>${escapeHtml(flavor.integration.name)} <code>${escapeHtml(install)}</code> ${run}</dd>`);
  }
  if (flavor.connector !== null) {
    const { type, resource_type: resource } = flavor.connector;
    const named = [type, resource].filter((one) => one !== null).join(", ");
    if (named !== "") {
      rows.push(`<dt>Service connector</dt><dd><code>${escapeHtml(named)}</code></dd>`);
    }
  }
  return rows.length === 0 ? "" : `<dl class="needs">${rows.join("")}</dl>`;
}

function renderFilter(count: number): string {
  if (count === 0) {
    return `<h2>Parameters</h2><p class="muted">It takes no parameters.</p>`;
  }
  return `<div class="filter"><label for="filter">${escapeHtml(plural(count, "parameter"))}</label>
<input id="filter" data-keep="filter" type="search" aria-label="${escapeHtml(`Filter ${plural(count, "parameter")} by name or description`)}" placeholder="Filter by name or description" autocomplete="off" spellcheck="false"></div>`;
}

function renderGroup(title: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) {
    return "";
  }
  return `<section class="group"><h2>${title}</h2><ul class="parameters">${parameters.map(renderParameter).join("\n")}</ul></section>`;
}

function renderParameter(parameter: Parameter): string {
  const facts = [`<span class="muted">${escapeHtml(parameter.type)}</span>`];
  if (!parameter.required && parameter.default_text !== "") {
    facts.push(`<span class="muted">default <code>${escapeHtml(parameter.default_text)}</code></span>`);
  }
  if (parameter.sensitive) {
    facts.push(badge("secret", "warn"));
  }
  if (parameter.deprecated) {
    facts.push(badge("deprecated", "warn"));
  }
  const choices = parameter.choices.map((choice) => `<code>${escapeHtml(shortValue(choice))}</code>`).join(" ");
  const replaced = parameter.replacement === null ? "" : `<p>Use <code>${escapeHtml(parameter.replacement)}</code> instead.</p>`;
  return `<li class="parameter" data-search="${escapeHtml(`${parameter.name} ${parameter.description}`.toLowerCase())}">
<div class="head"><code class="key">${escapeHtml(parameter.name)}</code>${facts.join("")}</div>
${renderProse(parameter.description)}${replaced}${choices === "" ? "" : `<p class="muted">One of ${choices}</p>`}
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
