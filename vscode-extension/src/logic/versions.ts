/** For which ZenML version a document is, in words, and the versions that it can be checked against. */

import * as l10n from "@vscode/l10n";
import { counted } from "./counts";
import type { CheckedForVersion, DocumentVersion } from "./results";

/** What says which version it is: for a tooltip, behind the version. */
export function whyInWords({ source, where }: DocumentVersion): string {
  switch (source) {
    case "file":
      return l10n.t("zenml_version in this file");
    case "setting":
      return l10n.t("the setting stackls.zenml.version");
    case "installed":
      return l10n.t("the ZenML that is connected");
    case "project":
      return where ?? l10n.t("the project");
    case "newest":
      return l10n.t("the newest that is known, as nothing names another one");
  }
}

/** What is different where a version is not known; empty where it is. */
export function standInWords(version: DocumentVersion): string {
  return version.is_known ? "" : l10n.t("ZenML {0} is not known; it is checked as {1}.", version.zenml_version, version.judged_by);
}

export interface VersionOption {
  readonly version: string;
  readonly description: string;
}

/** The versions to choose from, the newest first; `own` is that of the open document. */
export function versionOptions(versions: readonly string[], own: DocumentVersion | undefined, installed: string | undefined): VersionOption[] {
  return versions.map((version, index) => {
    const facts = [
      ...(index === 0 ? [l10n.t("newest")] : []),
      ...(version === installed ? [l10n.t("connected")] : []),
      ...(version === own?.zenml_version ? [l10n.t("this file")] : []),
    ];
    return { version, description: facts.join(", ") };
  });
}

/** One sentence about a check: `2 errors and 1 warning; 2 can be fixed`. */
export function checkInWords({ findings, fixed }: CheckedForVersion): string {
  const counts = (["error", "warning", "information", "hint"] as const)
    .map((severity) => [severity, findings.filter((one) => one.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => counted(count, severity));
  const found = counts.length === 0 ? l10n.t("nothing to change") : joined(counts);
  return fixed === 0 ? found : l10n.t("{0}; {1} can be fixed", found, fixed);
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : l10n.t("{0} and {1}", parts.slice(0, -1).join(", "), parts[parts.length - 1] ?? "");
}
