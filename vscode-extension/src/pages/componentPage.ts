/** A registered component as a page: how it is configured, and which stacks use it. */

import * as l10n from "@vscode/l10n";
import { labelOf, placeInWords } from "../logic/componentTypes";
import type { RegisteredComponent } from "../logic/results";
import { escapeHtml } from "../logic/text";
import { badge, button, renderPage } from "./page";
import { renderValues, VALUES_STYLE } from "./values";

export interface ComponentOffers {
  readonly update: boolean;
  readonly rename: boolean;
  readonly remove: boolean;
  /** It was registered, and is not any more. */
  readonly isGone?: boolean;
}

export function renderComponentPage(component: RegisteredComponent, offers: ComponentOffers, nonce?: string): string {
  const { type, name, id } = component;
  const label = labelOf(type);
  const actions = [
    offers.update ? button(l10n.t("Edit Values…"), { command: "update" }, "primary") : "",
    offers.rename ? button(l10n.t("Rename…"), { command: "rename" }) : "",
    offers.remove ? button(l10n.t("Delete…"), { command: "delete" }) : "",
  ].join("");
  const place = placeInWords(component);
  const body = `<header>
<h1>${escapeHtml(name)}</h1>
<span class="muted">${escapeHtml(l10n.t("{0} of flavor", label))}</span>
${button(component.flavor, { command: "flavor" }, "link")}
${place === "" ? "" : badge(place, "quiet")}
<div class="actions">${actions}</div>
</header>
${offers.isGone === true ? `<p role="status"><strong>${escapeHtml(l10n.t("This component is not in the registry any more."))}</strong> ${escapeHtml(l10n.t("This is what it was."))}</p>` : ""}
${component.protected ? `<p class="muted">${escapeHtml(l10n.t("It belongs to the default stack and stays as it is."))}</p>` : ""}
<main>
<section><h2>${escapeHtml(l10n.t("Configuration"))}</h2>${renderConfiguration(component)}</section>
${renderFacts(component)}
<section><h2>${escapeHtml(l10n.t("Used by"))}</h2>${renderUsers(component.stacks)}</section>
</main>`;
  const subject = { kind: "component", type, name, id };
  const parts = { title: `${label} ${name}`, subject, body, style: VALUES_STYLE + STYLE, script: "" };
  return nonce === undefined ? renderPage(parts) : renderPage(parts, nonce);
}

function renderConfiguration(component: RegisteredComponent): string {
  const values = Object.entries(component.configuration).filter(([, value]) => value !== null);
  return values.length === 0 ? `<p class="muted">${escapeHtml(l10n.t("All parameters have their defaults."))}</p>` : renderValues(values);
}

function renderFacts(component: RegisteredComponent): string {
  const facts: [string, unknown][] = component.connector === null ? [] : [[l10n.t("Service connector"), component.connector]];
  const labels = Object.entries(component.labels);
  return [
    facts.length === 0 ? "" : `<section><h2>${escapeHtml(l10n.t("Connection"))}</h2>${renderValues(facts)}</section>`,
    labels.length === 0 ? "" : `<section><h2>${escapeHtml(l10n.t("Labels"))}</h2>${renderValues(labels)}</section>`,
  ].join("");
}

function renderUsers(stacks: readonly string[]): string {
  if (stacks.length === 0) {
    return `<p class="muted">${escapeHtml(l10n.t("No stack uses it."))}</p>`;
  }
  return `<ul class="users">${stacks.map((name) => `<li>${button(name, { command: "stack", name }, "link")}</li>`).join("")}</ul>`;
}

const STYLE = `
.users { list-style: none; padding: 0; }
.values dd { margin-bottom: .6rem; }
`;
