/** Which flavors go together. */

import type { FlavorSummary } from "./results";

/** Integrations of one cloud that have names of their own. */
const SAME_CLOUD: Readonly<Record<string, string>> = { s3: "aws" };

function cloudOf({ integration, name }: FlavorSummary): string {
  const known = integration ?? name; // the registries of clouds are built into ZenML, and named after them
  return SAME_CLOUD[known] ?? known;
}

/** `flavors` with those of the clouds that `chosen` ones are of at the front; the rest stays in its order. */
export function fittingFirst(flavors: readonly FlavorSummary[], chosen: readonly FlavorSummary[]): FlavorSummary[] {
  const clouds = new Set(chosen.map(cloudOf));
  const fits = (flavor: FlavorSummary): boolean => clouds.has(cloudOf(flavor));
  return [...flavors.filter(fits), ...flavors.filter((flavor) => !fits(flavor))];
}
