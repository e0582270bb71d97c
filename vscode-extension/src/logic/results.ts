/** What the server's commands answer. */

import type { TextEdit } from "vscode-languageclient/node";

/** A component in a document: as text, and as a snippet. Both are `null` where the document has no place for it. */
export interface InsertedComponent {
  readonly edit: TextEdit | null;
  readonly snippet: string | null;
}

export interface NewStack {
  readonly text: string;
  readonly snippet: string;
}

export interface NewRunConfiguration extends NewStack {
  /** The pipelines of the workspace's code, by name. */
  readonly pipelines: readonly string[];
}

export interface DocumentKind {
  /** `stack file`, or `null` for a document of no kind. */
  readonly kind: string | null;
  /** The name of the stack that a stack file describes. */
  readonly stack: string | null;
}

/** A component type, as `listTypes` has it. */
export interface ComponentType {
  readonly type: string;
  readonly label: string;
  readonly summary: string;
  readonly required: boolean;
  readonly repeatable: boolean;
}

export interface FlavorSummary {
  readonly type: string;
  readonly name: string;
  readonly display_name: string;
  readonly integration: string | null;
  readonly custom: boolean;
  readonly summary: string;
  readonly docs_url: string | null;
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly default_text: string;
  readonly choices: readonly unknown[];
  readonly sensitive: boolean;
  readonly deprecated: boolean;
  readonly replacement: string | null;
  readonly description: string;
  /** A value of the right form, as YAML, where the server knows one. */
  readonly placeholder?: string;
}

export interface FlavorDescription {
  readonly type: string;
  readonly name: string;
  readonly display_name: string;
  readonly description: string;
  readonly docs_url: string | null;
  readonly zenml_version: string;
  readonly custom: boolean;
  readonly remote: boolean | null;
  readonly local: boolean | null;
  readonly integration: {
    readonly name: string;
    readonly requirements: readonly string[];
    readonly install: string | null;
  } | null;
  readonly connector: { readonly type: string | null; readonly resource_type: string | null } | null;
  /** The types that ZenML asks for in a stack with it. */
  readonly stack_needs: readonly string[];
  readonly parameters: readonly Parameter[];
}

export interface ComponentReference {
  readonly type: string;
  readonly name: string;
  readonly flavor: string;
}

export interface StackSummary {
  readonly name: string;
  readonly id: string;
  readonly active: boolean;
  readonly components: readonly ComponentReference[];
}

export interface StackFinding {
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly code: string;
  readonly message: string;
}

export interface ComponentDescription extends ComponentReference {
  /** Secrets come masked. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly remote: boolean | null;
  readonly local: boolean | null;
  /** Older servers leave them out. */
  readonly findings?: readonly StackFinding[];
}

/** A registered component, in a list. */
export interface ComponentSummary extends ComponentReference {
  readonly id: string;
  /** The stacks that it is part of. */
  readonly stacks: readonly string[];
  /** It belongs to the default stack, and stays as it is. */
  readonly protected: boolean;
}

/** A registered component with its configuration; secrets come masked. */
export interface RegisteredComponent extends ComponentSummary {
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly remote: boolean | null;
  readonly local: boolean | null;
  readonly connector: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StackDescription {
  readonly name: string;
  readonly id: string;
  readonly active: boolean;
  readonly components: readonly ComponentDescription[];
  /** Those that no single component is to blame for. */
  readonly findings?: readonly StackFinding[];
}

export interface PlanStep {
  readonly action: string;
  readonly kind: string;
  readonly type: string | null;
  readonly name: string;
  readonly detail: string;
}

export interface Plan {
  readonly stack: string;
  readonly empty: boolean;
  readonly conflicts: readonly unknown[];
  readonly steps: readonly PlanStep[];
  /** The plan for people to read. */
  readonly text: string;
  /** Names this plan, so that no other one is applied. Older servers leave it out. */
  readonly planned?: string;
}

/** What the owner of a folder has made and no file holds any more; `conflict` says why it cannot go. */
export interface Unheld {
  readonly type: string | null;
  readonly name: string;
  readonly conflict: string | null;
}

/** What applying several files would do, as one plan. */
export interface FolderPlan {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** The registry in a sentence, with its article. */
  readonly registry: string;
  readonly empty: boolean;
  readonly blocked: boolean;
  readonly unheld: readonly Unheld[];
  readonly files: readonly (Plan & { readonly path: string; readonly uri: string })[];
  readonly planned: string;
  /** In Markdown, where it was asked for. */
  readonly comment?: string;
}

/** The stacks that are registered as the files say. */
export interface FolderApplied {
  readonly done: readonly string[];
}

/** How two stacks differ by what they mean. */
export interface Difference {
  readonly one: string;
  readonly other: string;
  readonly same: boolean;
  readonly text: string;
}

/** For which ZenML version a document is. */
export interface DocumentVersion {
  readonly zenml_version: string;
  /** What says so. */
  readonly source: "file" | "setting" | "installed" | "project" | "newest";
  /** The file of the project that names it. */
  readonly where: string | null;
  /** The version whose flavors and rules are gone by. */
  readonly judged_by: string;
  readonly is_known: boolean;
}

/** A finding in a document; lines and columns from 1 on. */
export interface FindingRow extends StackFinding {
  readonly line: number;
  readonly column: number;
}

/** What a document would be for another version. */
export interface CheckedForVersion {
  readonly zenml_version: string;
  readonly findings: readonly FindingRow[];
  /** How many fixes make `text`, which is `null` where there are none. */
  readonly fixed: number;
  readonly text: string | null;
  /** What makes `text` of the document, line by line. */
  readonly edits: readonly TextEdit[];
  readonly left: readonly FindingRow[];
}
