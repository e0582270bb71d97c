/** Flavors and parameters for tests. */

import type { FlavorDescription, Parameter } from "../../src/logic/results";

export function parameter(name: string, more: Partial<Parameter> = {}): Parameter {
  return {
    name,
    type: "string",
    required: true,
    default: null,
    default_text: "",
    choices: [],
    sensitive: false,
    deprecated: false,
    replacement: null,
    description: "",
    ...more,
  };
}

export function flavor(type: string, name: string, parameters: Parameter[] = []): FlavorDescription {
  return {
    type,
    name,
    display_name: name,
    description: "",
    docs_url: null,
    zenml_version: "0.98.0",
    custom: false,
    remote: null,
    local: null,
    integration: null,
    connector: null,
    stack_needs: [],
    parameters,
  };
}
