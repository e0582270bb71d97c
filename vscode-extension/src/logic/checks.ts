/** What `stackls check` is run with. */

/** The paths that a task names; none where it means the whole folder. */
export function pathsIn(definition: Readonly<Record<string, unknown>>): string[] {
  const { paths } = definition;
  return Array.isArray(paths) ? paths.filter((one) => typeof one === "string") : [];
}

/** `zenml` is the interpreter whose ZenML the editor asks, too. */
export function checkArguments(paths: readonly string[], zenml: string | undefined): string[] {
  const store = zenml === undefined ? [] : ["--store", "zenml", "--zenml-python", zenml];
  return ["check", ...store, ...(paths.length === 0 ? [] : ["--", ...paths])];
}
