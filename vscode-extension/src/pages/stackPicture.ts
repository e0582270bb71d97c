/** A stack as a picture: its components as cards, grouped by what they do. */

import * as l10n from "@vscode/l10n";
import { counted } from "../logic/counts";
import { labelOf, placeInWords, roles, typesOf } from "../logic/componentTypes";
import type { ComponentDescription, StackDescription } from "../logic/results";
import { escapeHtml } from "../logic/text";
import { countFindings, FINDINGS_STYLE, renderFindings } from "./findings";
import { badge, button, renderPage } from "./page";
import { renderValues, VALUES_STYLE } from "./values";

export interface PictureOffers {
  readonly activate: boolean;
  readonly export: boolean;
  /** It was registered, and is not any more. */
  readonly isGone?: boolean;
}

const SHOWN_VALUES = 4;

export function renderStackPicture(stack: StackDescription, offers: PictureOffers, nonce?: string): string {
  const actions = [
    offers.activate && !stack.active ? button(l10n.t("Activate"), { command: "activate", name: stack.name }, "primary") : "",
    offers.export ? button(l10n.t("Export as File"), { command: "export", name: stack.name }) : "",
  ].join("");
  const all = [...(stack.findings ?? []), ...stack.components.flatMap((component) => component.findings ?? [])];
  const problems = countFindings(all);
  const body = `<header>
<h1>${escapeHtml(stack.name)}</h1>
${stack.active && offers.isGone !== true ? badge(l10n.t("active"), "good") : ""}
${problems === "" ? "" : badge(problems, "warn")}
<div class="actions">${actions}</div>
</header>
${offers.isGone === true ? `<p role="status"><strong>${escapeHtml(l10n.t("This stack is not in the registry any more."))}</strong> ${escapeHtml(l10n.t("This is what it was."))}</p>` : ""}
<p class="muted">${escapeHtml(summary(stack))}</p>
${renderFindings(stack.findings)}
<main>
${rolesOf(stack.components).map(renderRole).join("\n")}
</main>`;
  const subject = { kind: "stack", name: stack.name, id: stack.id };
  const parts = { title: l10n.t("Stack {0}", stack.name), subject, body, style: FINDINGS_STYLE + VALUES_STYLE + STYLE, script: SCRIPT };
  return nonce === undefined ? renderPage(parts) : renderPage(parts, nonce);
}

function summary(stack: StackDescription): string {
  const count = counted(stack.components.length, "component");
  const orchestrator = stack.components.find((one) => one.type === "orchestrator");
  const store = stack.components.find((one) => one.type === "artifact_store");
  if (orchestrator === undefined || store === undefined) {
    return `${count}.`;
  }
  return l10n.t("{0}. Pipelines run on {1}, artifacts go to {2}.", count, orchestrator.flavor, store.flavor);
}

interface FilledRole {
  readonly title: string;
  readonly components: readonly ComponentDescription[];
}

/** The roles that the stack fills; types without one come last. */
export function rolesOf(components: readonly ComponentDescription[]): FilledRole[] {
  const known = roles();
  const others = typesOf(components).filter((type) => !known.some((role) => role.types.includes(type)));
  return [...known, { title: l10n.t("Other"), types: others }]
    .map((role) => ({
      title: role.title,
      components: role.types.flatMap((type) => components.filter((one) => one.type === type)),
    }))
    .filter((role) => role.components.length > 0);
}

function renderRole(role: FilledRole): string {
  return `<section>
<h2>${escapeHtml(role.title)}</h2>
<ul class="cards">
${role.components.map(renderCard).join("\n")}
</ul>
</section>`;
}

function renderCard(component: ComponentDescription): string {
  const place = placeInWords(component);
  const values = Object.entries(component.configuration).filter(([, value]) => value !== null);
  const shown = values.slice(0, SHOWN_VALUES);
  const rest = values.slice(SHOWN_VALUES);
  const about = button(component.flavor, { command: "flavor", type: component.type, flavor: component.flavor }, "link");
  const findings = component.findings ?? [];
  const worst = (["error", "warning"] as const).find((severity) => findings.some((one) => one.severity === severity));
  const problems = countFindings(findings);
  const label = [`${labelOf(component.type)} ${component.name}`, l10n.t("flavor {0}", component.flavor), ...(problems === "" ? [] : [problems])].join(", ");
  const key = `${component.type}/${component.name}`;
  return `<li class="card ${worst ?? ""}" data-keep="${escapeHtml(key)}" tabindex="0" aria-label="${escapeHtml(label)}">
<div class="type">${escapeHtml(labelOf(component.type))}${place === "" ? "" : badge(place, "quiet")}</div>
<div class="name">${escapeHtml(component.name)}</div>
<div class="flavor"><span class="visually-hidden">${escapeHtml(l10n.t("Flavor"))}: </span>${about}</div>
${renderFindings(findings)}
${shown.length === 0 ? `<p class="muted none">${escapeHtml(l10n.t("No configuration."))}</p>` : renderValues(shown)}
${rest.length === 0 ? "" : `<details data-keep="more ${escapeHtml(key)}"><summary><span class="more">${escapeHtml(counted(rest.length, "more setting"))}</span><span class="less">${escapeHtml(l10n.t("Fewer settings"))}</span></summary>${renderValues(rest)}</details>`}
</li>`;
}

const STYLE = `
main { display: flex; flex-wrap: wrap; gap: 0 1.8rem; align-items: flex-start; }
section { flex: 0 1 auto; max-width: 100%; }
@media (max-width: 44rem) { section { flex: 1 1 100%; } .card { max-width: none; } }
.cards { list-style: none; margin: 0; padding: 0; max-width: none; display: flex; flex-wrap: wrap; gap: .9rem; align-items: flex-start; }
.card { flex: 1 1 17rem; max-width: 30rem; min-width: min(17rem, 100%); background: var(--vscode-editorWidget-background); border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-editorWidget-border, transparent))); border-left: 3px solid var(--vscode-focusBorder); border-radius: 5px; padding: .8rem 1rem; }
.type { display: flex; justify-content: space-between; align-items: center; color: var(--vscode-descriptionForeground); font-size: .88em; }
.name { font-weight: 600; font-size: 1.1em; overflow-wrap: anywhere; }
.flavor { margin-bottom: .5rem; }
.none { margin: 0; font-size: .9em; }
`;

// Arrow keys walk from card to card.
const SCRIPT = `
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const cards = [...document.querySelectorAll(".card")];
  const here = cards.indexOf(document.activeElement);
  const next = step && here >= 0 ? cards[here + step] : undefined;
  if (next) { next.focus(); event.preventDefault(); }
});
`;
