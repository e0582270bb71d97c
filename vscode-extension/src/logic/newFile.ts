/** Writing a new stack file from chosen flavors. */

import { COMPONENT_TYPES } from "./componentTypes";
import type { FlavorDescription, Parameter } from "./results";
import { escapeSnippet } from "./text";

/**
 * The file as a snippet: one tab stop for every value that only the user knows.
 *
 * Components stand in the order that ZenML's users are used to, each in the list form of today's export.
 */
export function stackFileSnippet(stackName: string, flavors: readonly FlavorDescription[]): string {
  const stops = new Stops();
  const version = flavors[0]?.zenml_version;
  const lines = [`stack_name: ${escapeSnippet(scalar(stackName))}`];
  if (version !== undefined) {
    lines.push(`zenml_version: ${escapeSnippet(scalar(version))}`);
  }
  lines.push("components:");
  for (const type of COMPONENT_TYPES) {
    const chosen = flavors.filter((flavor) => flavor.type === type);
    if (chosen.length === 0) {
      continue;
    }
    lines.push(`  ${type}:`);
    for (const flavor of chosen) {
      lines.push(...componentLines(componentName(stackName, flavor), flavor, stops).map((line) => `    ${line}`));
    }
  }
  return `${lines.join("\n")}\n$0`;
}

/** A component as an item of a list, from the margin; its name and required values are tab stops. */
export function componentLines(name: string, flavor: FlavorDescription, stops: Stops): string[] {
  const lines = [
    `- name: ${stops.next(scalar(name))}`,
    `  type: ${flavor.type}`,
    `  flavor: ${escapeSnippet(scalar(flavor.name))}`,
  ];
  const required = flavor.parameters.filter((parameter) => parameter.required);
  if (required.length === 0) {
    lines.push(`  configuration: {\\}`);
    return lines;
  }
  lines.push("  configuration:");
  for (const parameter of required) {
    lines.push(`    ${parameter.name}: ${value(flavor, parameter, stops)}`);
  }
  return lines;
}

/** A name for a component of a flavor. */
export function componentName(stackName: string, flavor: FlavorDescription): string {
  return `${stackName}_${flavor.name}`.replaceAll("-", "_").replace(/[^\w]/g, "_");
}

const SCHEMES: Readonly<Record<string, string>> = {
  s3: "s3://my-bucket",
  b2: "s3://my-bucket",
  digitalocean: "s3://my-bucket",
  gcp: "gs://my-bucket",
  azure: "az://my-container",
};

function value(flavor: FlavorDescription, parameter: Parameter, stops: Stops): string {
  if (parameter.sensitive) {
    return stops.quoted(`{{${flavor.name.replaceAll("-", "_")}_secret.${parameter.name}}}`);
  }
  if (parameter.placeholder !== undefined) {
    return stops.next(parameter.placeholder);
  }
  const choices = parameter.choices.filter((choice) => typeof choice === "string");
  if (choices.length > 1) {
    return stops.choice(choices.map(scalar));
  }
  const scheme = flavor.type === "artifact_store" && parameter.name === "path" ? SCHEMES[flavor.name] : undefined;
  if (scheme !== undefined) {
    return stops.next(scheme);
  }
  const form = /^\w+/.exec(parameter.type)?.[0];
  switch (form) {
    case "boolean":
      return stops.choice(["true", "false"]);
    case "integer":
    case "number":
      return stops.next("1");
    case "mapping":
    case "object":
      return "{\\}";
    case "list":
      return "[]";
    default:
      return stops.next(`my-${parameter.name.replaceAll("_", "-")}`);
  }
}

/** Numbers tab stops. */
export class Stops {
  private count = 0;

  next(text: string): string {
    return `\${${++this.count}:${escapeSnippet(text)}}`;
  }

  quoted(text: string): string {
    return `"\${${++this.count}:${escapeSnippet(text)}}"`;
  }

  choice(choices: readonly string[]): string {
    const escaped = choices.map((choice) => choice.replace(/[\\,|$}]/g, "\\$&"));
    return `\${${++this.count}|${escaped.join(",")}|}`;
  }
}

const PLAIN = /^[A-Za-z_][\w./-]*$/;
const NOT_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

/** A string as YAML: plain where that cannot be mistaken for anything else. */
export function scalar(text: string): string {
  if ((PLAIN.test(text) && !NOT_TEXT.test(text)) || /^\d+\.\d+\.\d+$/.test(text)) {
    return text;
  }
  return JSON.stringify(text);
}


/** A name for the file of a stack. */
export function fileNameFor(stackName: string, taken: (name: string) => boolean): string {
  const written = stackName.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "");
  let end = written.length;
  while (end > 0 && ".-".includes(written.charAt(end - 1))) {
    end--;
  }
  const stem = written.slice(0, end) || "new";
  let name = `${stem}.stack.yaml`;
  for (let number = 2; taken(name); number++) {
    name = `${stem}-${number}.stack.yaml`;
  }
  return name;
}
