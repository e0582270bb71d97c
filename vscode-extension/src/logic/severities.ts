/** The severities that a rule can be given. */

import * as l10n from "@vscode/l10n";

export interface SeverityItem {
  readonly label: string;
  readonly description: string;
  /** `undefined` for the rule's own. */
  readonly severity: string | undefined;
}

function severities(): readonly (readonly [string, string, string])[] {
  return [
    ["error", l10n.t("Error"), "$(error)"],
    ["warning", l10n.t("Warning"), "$(warning)"],
    ["information", l10n.t("Information"), "$(info)"],
    ["hint", l10n.t("Hint"), "$(lightbulb)"],
    ["off", l10n.t("Off"), "$(circle-slash)"],
  ];
}

/** `error` as people say it. */
export function severityInWords(severity: string): string {
  return severities().find(([one]) => one === severity)?.[1] ?? severity;
}

/** `set` is what the settings say of the rule, if they do. */
export function severityItems(set: string | undefined): SeverityItem[] {
  const items = severities().map(([severity, word, icon]) => ({ label: `${icon} ${word}`, description: severity === set ? l10n.t("selected") : "", severity }));
  const own = { label: `$(discard) ${l10n.t("As the Rule Has It")}`, description: set === undefined ? l10n.t("selected") : "", severity: undefined };
  return [...items, own];
}
