import assert from "node:assert/strict";
import { test } from "node:test";
import { fittingFirst } from "../../src/logic/fitting";
import type { FlavorSummary } from "../../src/logic/results";

function flavor(name: string, integration: string | null = null): FlavorSummary {
  return { type: "t", name, display_name: name, integration, custom: false, summary: "", docs_url: null };
}

test("flavors of the same cloud come first", () => {
  const registries = ["azure", "default", "dockerhub", "gcp"].map((name) => flavor(name));
  const aws = flavor("aws", "aws");
  const names = (chosen: FlavorSummary[]): string[] => fittingFirst([...registries, aws], chosen).map((one) => one.name);
  assert.deepEqual(names([flavor("sagemaker", "aws"), flavor("s3", "s3")]), ["aws", "azure", "default", "dockerhub", "gcp"]);
  assert.deepEqual(names([flavor("s3", "s3")])[0], "aws");
  assert.deepEqual(names([flavor("vertex", "gcp")]), ["gcp", "azure", "default", "dockerhub", "aws"]);
  assert.deepEqual(names([flavor("kubernetes", "kubernetes")])[0], "azure");
});
