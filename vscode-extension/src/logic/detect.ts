/**
 * Which YAML documents are worth starting the server for.
 *
 * Only the server knows what a stack file or a run configuration is. This looks for words that none is without, so that
 * nothing starts on most of anybody else's YAML.
 */

const RUN_SUFFIXES = [".run.yaml", ".run.yml"];
const RUN_KEY = /^(?:enable_(?:cache|step_logs|artifact_\w+|pipeline_logs|heartbeat)|settings|steps)["']? *:(?:\s|$)/m;
const SUFFIXES = [".stack.yaml", ".stack.yml"];
// What names of component types end with; `components` alone is in many a file that describes an API.
const TYPE = /(?:_(?:store|registr(?:y|ie)|builder|operator|tracker|validator)|orchestrator|deployer|alerter|annotator|sandbox)(?:es|s)?["']? *:/;
const LONGEST_TEXT = 400_000;

export function mayBeStackFile(text: string, path: string): boolean {
  return hasStackFileName(path) || mentionsStack(text.slice(0, LONGEST_TEXT));
}

/** Whether a document may be a run configuration: by its name, or by words that those have. */
export function mayBeRunConfiguration(text: string, path: string): boolean {
  const name = (path.replaceAll("\\", "/").split("/").pop() ?? "").toLowerCase();
  return RUN_SUFFIXES.some((suffix) => name.endsWith(suffix)) || RUN_KEY.test(text.slice(0, LONGEST_TEXT));
}

/** Whether the name alone says it. */
export function hasStackFileName(path: string): boolean {
  const name = (path.replaceAll("\\", "/").split("/").pop() ?? "").toLowerCase();
  return SUFFIXES.some((suffix) => name.endsWith(suffix) && name !== suffix);
}

function mentionsStack(text: string): boolean {
  if (!text.includes("components")) {
    return text.includes("stack_name");
  }
  return text.includes("stack_name") || TYPE.test(text);
}
