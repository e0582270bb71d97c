/** For which ZenML version a document is, in words, and the versions that it can be checked against. */

import { plural } from "./text";
import type { CheckedForVersion, DocumentVersion } from "./results";

/** What says which version it is: for a tooltip, behind the version. */
export function whyInWords({ source, where }: DocumentVersion): string {
  switch (source) {
    case "file":
      return "zenml_version in this file";
    case "setting":
      return "the setting stackls.zenml.version";
    case "installed":
      return "the ZenML that is connected";
    case "project":
      return where ?? "the project";
    case "newest":
      return "the newest that is known, as nothing names another one";
  }
}

/** What is different where a version is not known; empty where it is. */
export function standInWords(version: DocumentVersion): string {
  return version.is_known ? "" : `ZenML ${version.zenml_version} is not known; it is checked as ${version.judged_by}.`;
}

export interface VersionOption {
  readonly version: string;
  readonly description: string;
}

/** The versions to choose from, the newest first; `own` is that of the open document. */
export function versionOptions(versions: readonly string[], own: DocumentVersion | undefined, installed: string | undefined): VersionOption[] {
  return versions.map((version, index) => {
    const facts = [
      ...(index === 0 ? ["newest"] : []),
      ...(version === installed ? ["connected"] : []),
      ...(version === own?.zenml_version ? ["this file"] : []),
    ];
    return { version, description: facts.join(", ") };
  });
}

/** One sentence about a check: `2 errors and 1 warning; 2 can be fixed`. */
export function checkInWords({ findings, fixed }: CheckedForVersion): string {
  const counts = (["error", "warning", "information", "hint"] as const)
    .map((severity) => [severity, findings.filter((one) => one.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => (severity === "information" ? `${count} information` : plural(count, severity)));
  const found = counts.length === 0 ? "nothing to change" : joined(counts);
  return fixed === 0 ? found : `${found}; ${fixed} can be fixed`;
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}`;
}
