/** Numbers with what they count, in the words of the user's language. */

import * as l10n from "@vscode/l10n";

type Counted =
  | "component" | "error" | "file" | "flavor" | "hint" | "information" | "more setting" | "parameter" | "place" | "stack" | "warning";

/** A number of things: `1 stack`, `2 stacks`. */
export function counted(count: number, what: Counted): string {
  const one = count === 1;
  switch (what) {
    case "component":
      return one ? l10n.t("1 component") : l10n.t("{0} components", count);
    case "error":
      return one ? l10n.t("1 error") : l10n.t("{0} errors", count);
    case "file":
      return one ? l10n.t("1 file") : l10n.t("{0} files", count);
    case "flavor":
      return one ? l10n.t("1 flavor") : l10n.t("{0} flavors", count);
    case "hint":
      return one ? l10n.t("1 hint") : l10n.t("{0} hints", count);
    case "information":
      return l10n.t("{0} information", count);
    case "more setting":
      return one ? l10n.t("1 more setting") : l10n.t("{0} more settings", count);
    case "parameter":
      return one ? l10n.t("1 parameter") : l10n.t("{0} parameters", count);
    case "place":
      return one ? l10n.t("1 place") : l10n.t("{0} places", count);
    case "stack":
      return one ? l10n.t("1 stack") : l10n.t("{0} stacks", count);
    case "warning":
      return one ? l10n.t("1 warning") : l10n.t("{0} warnings", count);
  }
}
