import assert from "node:assert/strict";
import { test } from "node:test";
import { renderComponentPage } from "../../src/pages/componentPage";
import { countFindings } from "../../src/pages/findings";
import { renderFlavorPage } from "../../src/pages/flavorPage";
import { isSamePage, renderInline, renderProse } from "../../src/pages/page";
import { renderStackPicture, rolesOf } from "../../src/pages/stackPicture";
import type { ComponentDescription, FlavorDescription, RegisteredComponent, StackDescription } from "../../src/logic/results";
import { escapeHtml } from "../../src/logic/text";

const HOSTILE = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;

function component(type: string, name: string, configuration: Record<string, unknown> = {}): ComponentDescription {
  return { type, name, flavor: "kubernetes", configuration, remote: true, local: null };
}

const STACK: StackDescription = {
  name: "prod",
  id: "1",
  active: false,
  components: [
    component("alerter", "chat"),
    component("artifact_store", "bucket", { path: "s3://b", tags: { a: 1 }, list: ["x", 2], none: null }),
    component("orchestrator", "cluster", { a: 1, b: 2, c: 3, d: 4, e: 5 }),
    component("brand_new", "thing"),
  ],
};

test("components are grouped by what they do, unknown types last", () => {
  const roles = rolesOf(STACK.components).map((role) => [role.title, role.components.map((one) => one.name)]);
  assert.deepEqual(roles, [
    ["Runs the work", ["cluster"]],
    ["Keeps the data", ["bucket"]],
    ["Watches and records", ["chat"]],
    ["Other", ["thing"]],
  ]);
});

test("a stack's picture", () => {
  const html = renderStackPicture(STACK, { activate: true, export: true }, "nonce");
  assert.match(html, /Pipelines run on kubernetes, artifacts go to kubernetes\./);
  assert.match(html, /<dt>path<\/dt><dd>s3:\/\/b<\/dd>/);
  assert.match(html, /<pre tabindex="0">a: 1<\/pre>/);
  assert.match(html, /<pre tabindex="0">- x\n- 2<\/pre>/);
  assert.match(html, /1 more setting/);
  assert.match(html, />Activate</);
  assert.ok(!html.includes("<dt>none</dt>"));
  const quiet = renderStackPicture({ ...STACK, active: true }, { activate: true, export: false }, "nonce");
  assert.ok(!quiet.includes(">Activate<") && !quiet.includes("Export") && quiet.includes("active"));
});

const BUCKET: RegisteredComponent = {
  ...{ type: "artifact_store", name: "bucket", flavor: "s3", id: "7", stacks: ["prod", HOSTILE], protected: false },
  ...{ configuration: { path: "s3://b", none: null }, remote: true, local: null, connector: "aws", labels: { team: HOSTILE } },
};

test("a component's page: values, who uses it, and what can be done", () => {
  const html = renderComponentPage(BUCKET, { update: true, rename: true, remove: false }, "nonce");
  assert.match(html, /<dt>path<\/dt><dd>s3:\/\/b<\/dd>/);
  assert.match(html, /<dt>Service connector<\/dt><dd>aws<\/dd>/);
  assert.ok(html.includes(">Edit Values…<") && html.includes(">Rename…<") && !html.includes(">Delete…<"));
  assert.match(html, /<li><button[^>]*>prod<\/button><\/li>/);
  assert.ok(!html.includes("<dt>none</dt>") && !html.includes("<img"));
  const alone = { ...BUCKET, configuration: {}, stacks: [], connector: null, labels: {}, protected: true };
  const quiet = renderComponentPage(alone, { update: false, rename: false, remove: false, isGone: true }, "nonce");
  for (const words of ["All parameters have their defaults.", "No stack uses it.", "stays as it is.", "not in the registry any more"]) {
    assert.ok(quiet.includes(words));
  }
});

test("a page knows what it is about, for after a reload", () => {
  const subject = { kind: "component", type: "artifact_store", name: "bucket", id: "7" };
  const html = renderComponentPage(BUCKET, { update: false, rename: false, remove: false });
  assert.ok(html.includes(`data-subject="${escapeHtml(JSON.stringify(subject))}"`));
});

test("the same page is known in spite of its nonce", () => {
  const offers = { activate: true, export: true };
  const page = renderStackPicture(STACK, offers);
  assert.notEqual(page, renderStackPicture(STACK, offers));
  assert.ok(isSamePage(page, renderStackPicture(STACK, offers)));
  assert.ok(!isSamePage(page, renderStackPicture({ ...STACK, active: true }, offers)));
});

test("findings stand where they belong, the worst first", () => {
  const hint = { severity: "hint", code: "missing-image-builder", message: "No image builder." } as const;
  const error = { severity: "error", code: "unknown-flavor", message: `There is no flavor ${HOSTILE}.` } as const;
  const warning = { severity: "warning", code: "mixed-local-remote", message: "Out of reach." } as const;
  const components = STACK.components.map((one) => (one.name === "cluster" ? { ...one, findings: [hint, error] } : one));
  const html = renderStackPicture({ ...STACK, components, findings: [warning] }, { activate: false, export: false }, "nonce");
  assert.match(html, />1 error, 1 warning</);
  const [header = "", cards = ""] = html.split("<main>");
  assert.match(header, /class="finding warning"[\s\S]*Out of reach\./);
  assert.match(cards, /<li class="card error"[^>]*aria-label="orchestrator cluster, flavor kubernetes, 1 error">/);
  assert.ok(cards.indexOf("There is no flavor") < cards.indexOf("No image builder."));
  assert.equal(cards.match(/class="finding /g)?.length, 2);
  assert.ok(!html.includes("<img"));
  assert.equal(countFindings([hint]), "");
});

test("nothing from elsewhere is loaded, and nothing of a stack becomes markup", () => {
  const stack = {
    ...STACK,
    name: HOSTILE,
    components: [{ ...component("orchestrator", HOSTILE, { [HOSTILE]: HOSTILE, nested: { [HOSTILE]: [HOSTILE] } }), flavor: HOSTILE }],
  };
  const html = renderStackPicture(stack, { activate: true, export: true }, "nonce");
  assert.match(html, /default-src 'none'; style-src 'nonce-nonce'; script-src 'nonce-nonce';/);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.ok(!html.includes("<img"));
  assert.ok(!html.includes(' style="') && !/ on\w+="/.test(html.replaceAll("&quot;", "")));
});

const FLAVOR: FlavorDescription = {
  type: "orchestrator",
  name: "sagemaker",
  display_name: "SageMaker",
  description: `First \`code\`.\n\nTwo ways:\n- by key,\n  or so\n- by role\n\n\`\`\`\nzenml <x>\n\`\`\`\n\n${HOSTILE}`,
  docs_url: "https://docs.zenml.io/x",
  zenml_version: "0.98.0",
  custom: false,
  remote: true,
  local: null,
  integration: { name: "aws", requirements: ["boto3"], install: "zenml integration install aws" },
  connector: { type: null, resource_type: "aws-generic" },
  stack_needs: [],
  parameters: [
    { name: "old", type: "string", required: false, default: null, default_text: "", choices: [], sensitive: false, deprecated: true, replacement: "new", description: "" },
    { name: "mode", type: "string", required: false, default: "File", default_text: "File", choices: ["File", "Pipe"], sensitive: false, deprecated: false, replacement: null, description: HOSTILE },
    { name: "role", type: "string", required: true, default: null, default_text: "", choices: [], sensitive: true, deprecated: false, replacement: null, description: "The role." },
  ],
};

test("a flavor's page: required first, deprecated last", () => {
  const html = renderFlavorPage(FLAVOR, "nonce");
  const order = ["Required", "role", "Optional", "mode", "Deprecated", "old"].map((word) => html.lastIndexOf(`>${word}<`));
  assert.deepEqual(order, [...order].sort((one, other) => one - other));
  assert.ok(order.every((place) => place > 0));
  assert.match(html, /<ul><li>by key, or so<\/li><li>by role<\/li><\/ul>/);
  assert.match(html, /<pre tabindex="0">zenml &lt;x&gt;<\/pre>/);
  assert.match(html, /One of <code>File<\/code> <code>Pipe<\/code>/);
  assert.match(html, /Use <code>new<\/code> instead/);
  assert.ok(!html.includes("<img"));
});

test("a flavor without parameters", () => {
  assert.match(renderFlavorPage({ ...FLAVOR, parameters: [], integration: null, connector: null, docs_url: null }, "n"), /It takes no parameters\./);
});

test("only https becomes a link", () => {
  assert.equal(renderInline("[a](https://x.y/z)"), '<a href="https://x.y/z">a</a>');
  assert.equal(renderInline("[a](javascript:alert)"), "[a](javascript:alert)");
  assert.equal(renderProse(""), "");
});

test("the picture of a stack that is gone says so, and offers nothing to do with it", () => {
  const html = renderStackPicture({ ...STACK, active: true }, { activate: false, export: false, isGone: true });
  assert.match(html, /<p role="status"><strong>This stack is not in the registry any more\.<\/strong>/);
  assert.doesNotMatch(html, /class="badge good"/);
  assert.doesNotMatch(renderStackPicture(STACK, { activate: true, export: true }), /role="status"/);
});
