/** What `stackls check` is run with. */

/** The paths that a task names; none where it means the whole folder. */
export function pathsIn(definition: Readonly<Record<string, unknown>>): string[] {
  const { paths } = definition;
  return Array.isArray(paths) ? paths.filter((one) => typeof one === "string") : [];
}

/** The ZenML version that a task names; `undefined` where each file's own counts. */
export function versionIn(definition: Readonly<Record<string, unknown>>): string | undefined {
  const { zenmlVersion } = definition;
  return typeof zenmlVersion === "string" && zenmlVersion !== "" ? zenmlVersion : undefined;
}

export interface By {
  /** The version to check against, whatever files say. */
  readonly version?: string | undefined;
  /** The interpreter whose ZenML the editor asks, too. */
  readonly zenml?: string | undefined;
}

/** `version` goes before `zenml`: that one has another version, perhaps. */
export function checkArguments(paths: readonly string[], { version, zenml }: By): string[] {
  const by = version !== undefined ? ["--zenml-version", version] : zenml !== undefined ? ["--store", "zenml", "--zenml-python", zenml] : [];
  return ["check", ...by, ...(paths.length === 0 ? [] : ["--", ...paths])];
}
