/** How component types are shown. Which ones there are, the server says: the catalog at hand has them. */

import * as l10n from "@vscode/l10n";

export interface Role {
  readonly title: string;
  readonly types: readonly string[];
}

/** What the components of a stack do for it, in the order in which a picture shows them; types without a role come last. */
export function roles(): readonly Role[] {
  return [
    { title: l10n.t("Runs the work"), types: ["orchestrator", "step_operator", "sandbox"] },
    { title: l10n.t("Keeps the data"), types: ["artifact_store", "feature_store", "log_store"] },
    { title: l10n.t("Builds and holds images"), types: ["image_builder", "container_registry"] },
    { title: l10n.t("Watches and records"), types: ["experiment_tracker", "data_validator", "annotator", "alerter"] },
    { title: l10n.t("Keeps and serves models"), types: ["model_registry", "model_deployer", "deployer"] },
  ];
}

const ICONS: Readonly<Record<string, string>> = {
  orchestrator: "server-process",
  artifact_store: "archive",
  container_registry: "package",
  image_builder: "tools",
  step_operator: "run-all",
  experiment_tracker: "graph-line",
  model_registry: "library",
  model_deployer: "rocket",
  deployer: "globe",
  data_validator: "verified",
  feature_store: "table",
  alerter: "bell",
  annotator: "tag",
  log_store: "output",
  sandbox: "beaker",
};

/** The name of a codicon. */
export function iconOf(componentType: string): string {
  return ICONS[componentType] ?? "symbol-misc";
}

/** `artifact_store` as people say it: `artifact store`. These are ZenML's terms, which no translation changes. */
export function labelOf(componentType: string): string {
  return componentType.replaceAll("_", " ");
}

/** `artifact_store` at the head of a list: `Artifact store`. */
export function titleOf(componentType: string): string {
  const label = labelOf(componentType);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** Where a component or a flavor works, in a word; empty where that is not known. */
export function placeInWords({ remote, local }: { readonly remote: boolean | null; readonly local: boolean | null }): string {
  return remote === true ? l10n.t("remote") : local === true ? l10n.t("local") : "";
}

/** The types that some flavors are of, in the order in which the server lists them. */
export function typesOf(flavors: readonly { readonly type: string }[]): string[] {
  return [...new Set(flavors.map((flavor) => flavor.type))];
}
