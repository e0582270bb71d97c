/** The severities that a rule can be given. */

export interface SeverityItem {
  readonly label: string;
  readonly description: string;
  /** `undefined` for the rule's own. */
  readonly severity: string | undefined;
}

const SEVERITIES: readonly (readonly [string, string, string])[] = [
  ["error", "Error", "$(error)"],
  ["warning", "Warning", "$(warning)"],
  ["information", "Information", "$(info)"],
  ["hint", "Hint", "$(lightbulb)"],
  ["off", "Off", "$(circle-slash)"],
];

/** `set` is what the settings say of the rule, if they do. */
export function severityItems(set: string | undefined): SeverityItem[] {
  const items = SEVERITIES.map(([severity, word, icon]) => ({ label: `${icon} ${word}`, description: severity === set ? "selected" : "", severity }));
  const own = { label: "$(discard) As the Rule Has It", description: set === undefined ? "selected" : "", severity: undefined };
  return [...items, own];
}
