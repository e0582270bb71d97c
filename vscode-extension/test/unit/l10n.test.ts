import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { config } from "@vscode/l10n";
import { problemWithName } from "../../src/logic/names";
import { questionAbout } from "../../src/logic/plans";
import type { ComponentDescription, FlavorDescription, RegisteredComponent, StackDescription } from "../../src/logic/results";
import { storeOptions, whileAsking, whyBuiltIn } from "../../src/logic/stores";
import { renderComponentPage } from "../../src/pages/componentPage";
import { renderFlavorPage } from "../../src/pages/flavorPage";
import { renderStackPicture } from "../../src/pages/stackPicture";

// A language in which every text is in brackets: what is not was not asked for in it.
const English = JSON.parse(readFileSync("l10n/bundle.l10n.json", "utf8")) as Record<string, string>;
config({ contents: Object.fromEntries(Object.entries(English).map(([text]) => [text, `⟦${text}⟧`])) });

/** The words of a text that are in no brackets. */
function untranslated(text: string): string[] {
  let rest = text;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, " ");
  }
  return rest.match(/[A-Za-z]{2,}/g) ?? [];
}

/** What a page shows or says aloud. */
function words(html: string): string[] {
  const body = html.slice(html.indexOf("<body")).replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
  const said = [...body.matchAll(/ (?:aria-label|placeholder)="([^"]*)"/g)].map(([, text]) => text ?? "");
  return untranslated([body.replace(/<[^>]*>/g, " "), ...said].join(" ").replace(/&#?\w+;/g, " "));
}

// Names and values of users are no words here, so that what is left are the terms of ZenML.
const FOUND = (["error", "warning", "hint"] as const).map((severity) => ({ severity, code: "x", message: "9" }));
const COMPONENT: ComponentDescription = { type: "artifact_store", name: "1", flavor: "2", configuration: { 3: 4, 5: 6, 7: 8, 9: 1, 2: 3 }, remote: true, local: null, findings: FOUND };
const STACK: StackDescription = { name: "1", id: "1", active: false, components: [COMPONENT, { ...COMPONENT, type: "orchestrator", configuration: {}, remote: null, local: true }, { ...COMPONENT, type: "x" }], findings: FOUND };
const REGISTERED: RegisteredComponent = { ...COMPONENT, id: "7", stacks: [], protected: true, connector: "1", labels: { 1: "2" } };
const PARAMETER = { name: "1", type: "2", required: true, default: null, default_text: "", choices: [], sensitive: true, deprecated: false, replacement: null, description: "" };
const FLAVOR: FlavorDescription = {
  ...{ type: "artifact_store", name: "1", display_name: "2", description: "", docs_url: "https://x", zenml_version: "0.98.0", custom: true, remote: true, local: true, stack_needs: [] },
  integration: { name: "1", requirements: [], install: "2" },
  connector: { type: null, resource_type: "1" },
  parameters: [PARAMETER, { ...PARAMETER, required: false, default_text: "1", choices: ["1"] }, { ...PARAMETER, required: false, deprecated: true, replacement: "1" }],
};

test("pages are in the user's language", () => {
  const pages = [
    renderStackPicture(STACK, { activate: true, export: true }),
    renderStackPicture({ ...STACK, active: true }, { activate: false, export: false }),
    renderStackPicture(STACK, { activate: false, export: false, isGone: true }),
    renderComponentPage(REGISTERED, { update: true, rename: true, remove: true, isGone: true }),
    renderComponentPage({ ...REGISTERED, configuration: {} }, { update: false, rename: false, remove: false }),
    renderFlavorPage(FLAVOR),
    renderFlavorPage({ ...FLAVOR, parameters: [] }),
  ];
  const terms = ["artifact", "store", "orchestrator"];
  assert.deepEqual(pages.flatMap(words).filter((word) => !terms.includes(word)), []);
});

test("so is what the logic says", () => {
  const plan = { stack: "1", empty: false, blocked: false, conflicts: [], steps: [], text: "", planned: "" };
  const said = [
    problemWithName(""),
    questionAbout(plan, true, "2"),
    questionAbout({ ...plan, empty: true }, false, "2"),
    ...["auto", "zenml", "local"].flatMap((set) => [whileAsking(set, true), whileAsking(set, false), ...storeOptions(set, undefined).flatMap((one) => [one.label, one.description, one.detail])]),
    whyBuiltIn([], true),
    whyBuiltIn([], false),
  ];
  assert.deepEqual(untranslated(said.join(" ")).filter((word) => word !== "ZenML"), []);
});
