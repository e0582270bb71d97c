/** Asking for the values of parameters. The server reads them as a command line would: texts, and JSON. */

import * as l10n from "@vscode/l10n";
import type { Parameter } from "./results";
import { firstSentence, shortValue } from "./text";

/** What one should give comes first, what one should not use any more is not offered. */
export function optionalParameters(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter((parameter) => !parameter.required && !parameter.deprecated);
}

/** The values that a parameter can have, where they can be counted. */
export function valuesOf(parameter: Parameter): string[] {
  if (parameter.type === "boolean") {
    return ["true", "false"];
  }
  return parameter.choices.filter((choice) => choice !== null).map(shortValue);
}

/** What the server shows in place of a secret. */
export const MASK = "********";

/** The question for a value. */
export function promptFor(parameter: Parameter): string {
  const about = firstSentence(parameter.description);
  const form = /^(?:map|object|list)/.test(parameter.type) ? l10n.t("({0}, as JSON)", parameter.type) : `(${parameter.type})`;
  return [`${parameter.name} ${form}${about === "" ? "" : ":"}`, about, parameter.sensitive ? l10n.t("A reference such as {0} keeps the secret itself out of the registry.", "{{name.key}}") : ""].filter((part) => part !== "").join(" ");
}

/** What the box shows while it is empty. */
export function placeholderFor(parameter: Parameter): string {
  if (parameter.sensitive) {
    return l10n.t("a secret, or a reference to one");
  }
  return parameter.placeholder ?? (parameter.default_text === "" ? "" : l10n.t("{0}, unless you say otherwise", parameter.default_text));
}

/** Why a text cannot be the value, as far as its form tells; the server knows the rest. */
export function problemWithValue(parameter: Parameter, text: string): string | undefined {
  if (text === "") {
    return parameter.required ? l10n.t("{0} has to be given.", parameter.name) : undefined;
  }
  if (parameter.sensitive || isReference(text) || parameter.type.includes(" or ")) {
    return undefined;
  }
  switch (/^\w+/.exec(parameter.type)?.[0]) {
    case "integer":
      return /^\s*[+-]?\d+\s*$/.test(text) ? undefined : l10n.t("{0} is a whole number.", parameter.name);
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? undefined : l10n.t("{0} is a number.", parameter.name);
    case "map":
    case "object":
      return isJson(text, "{") ? undefined : l10n.t("{0} is a JSON object, such as {1}.", parameter.name, '{"key": "value"}');
    case "list":
      return isJson(text, "[") ? undefined : l10n.t("{0} is a JSON list, such as {1}.", parameter.name, '["first", "second"]');
    default:
      return undefined;
  }
}

/** Whether a text refers to a secret, as `{{name.key}}`. */
function isReference(text: string): boolean {
  const inner = /^\{\{([^{}]*)\}\}$/.exec(text.trim())?.[1];
  return inner?.slice(1, -1).includes(".") ?? false;
}

function isJson(text: string, opening: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  return text.trimStart().startsWith(opening);
}
