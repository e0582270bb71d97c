/** Where the next line begins after Enter, by what stands before the cursor: VS Code's own YAML keeps the indentation. */

export interface EnterRule {
  readonly before: RegExp;
  /** What is added to the indentation of the line. */
  readonly added: string;
}

const LEVEL = "  ";

export const ENTER_RULES: readonly EnterRule[] = [
  // a key without a value, or with a block of text to come: what belongs to it
  { before: /^\s*[\w.-]+:(?:\s*| [|>][+-]?)$/, added: LEVEL },
  // the same at the beginning of an item
  { before: /^\s*- +[\w.-]+:(?:\s*| [|>][+-]?)$/, added: LEVEL + LEVEL },
  // the first key of an item: the next one
  { before: /^\s*- +[\w.-]+: +\S.*$/, added: LEVEL },
];
