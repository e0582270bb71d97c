/**
 * Living with another YAML extension: what both find is shown once.
 *
 * Without a schema, Red Hat's YAML extension reports what is no YAML, and keys that stand twice. The
 * server reports both too, since most people have no other YAML extension.
 */

export const RED_HAT_YAML = "redhat.vscode-yaml";

const FOUND_BY_BOTH: ReadonlySet<string> = new Set(["syntax-error", "duplicate-key"]);

interface Found {
  readonly code?: string | number | { readonly value: string | number };
}

/** `findings` without those that the other extension has too. */
export function withoutEchoes<T extends Found>(findings: readonly T[]): T[] {
  return findings.filter((finding) => {
    const code = typeof finding.code === "object" ? finding.code.value : finding.code;
    return !FOUND_BY_BOTH.has(String(code));
  });
}
