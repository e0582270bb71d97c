/**
 * A registered stack, written the way a file writes it.
 *
 * A store exports a stack in an order of its own. Beside a file that says the same in another order, with
 * comments and other quotes, a diff of the two shows everything and nothing. So the file itself is taken
 * and only what is registered differently is changed in it: what the diff then shows are real differences.
 */

import { isMap, isScalar, isSeq, parse, parseDocument, type Document, type Pair, type YAMLMap } from "yaml";

type Data = Readonly<Record<string, unknown>>;

/** Falls back to the registered text as it is, where the file cannot be read. */
export function registeredLikeFile(fileText: string, registeredText: string): string {
  let document: Document;
  let registered: unknown;
  try {
    document = parseDocument(fileText, { version: "1.1", keepSourceTokens: false });
    registered = parse(registeredText, { version: "1.1" });
  } catch {
    return registeredText;
  }
  const components = document.get("components");
  if (document.errors.length > 0 || !isData(registered) || !isMap(components) || !isData(registered.components)) {
    return registeredText;
  }
  const changes = new Changes(document);
  changes.components(components, registered.components);
  if (changes.count === 0) {
    return fileText;
  }
  return document.toString({ lineWidth: 0, indentSeq: indentsLists(fileText), flowCollectionPadding: /\{ \S/.test(fileText) });
}

class Changes {
  count = 0;

  constructor(private readonly document: Document) {}

  components(node: YAMLMap, registered: Data): void {
    for (const pair of [...node.items]) {
      const type = keyOf(pair);
      const there = listed(registered[type]);
      if (there.length === 0) {
        this.remove(node, pair);
      } else {
        this.componentsOf(node, pair, type, there);
      }
    }
    for (const [type, value] of Object.entries(registered)) {
      if (!node.has(type)) {
        this.set(node, type, value);
      }
    }
  }

  private componentsOf(node: YAMLMap, pair: Pair, type: string, there: readonly Data[]): void {
    const value = pair.value;
    if (isMap(value) && there.length === 1 && value.get("name") === there[0]?.name) {
      this.component(value, there[0] ?? {});
      return;
    }
    if (!isSeq(value)) {
      this.set(node, type, there);
      return;
    }
    const found = new Set<Data>();
    for (const item of [...value.items]) {
      const same = isMap(item) ? there.find((one) => one.name === item.get("name")) : undefined;
      if (isMap(item) && same !== undefined) {
        found.add(same);
        this.component(item, same);
      } else {
        value.items.splice(value.items.indexOf(item), 1);
        this.count++;
      }
    }
    for (const one of there.filter((candidate) => !found.has(candidate))) {
      value.add(this.document.createNode(one));
      this.count++;
    }
  }

  private component(node: YAMLMap, registered: Data): void {
    if (node.get("flavor") !== registered.flavor) {
      this.set(node, "flavor", registered.flavor);
    }
    const configuration = node.get("configuration", true);
    const wanted = registered.configuration ?? {};
    if (isMap(configuration) && isData(wanted)) {
      this.mapping(configuration, wanted);
    } else if (!this.isSame(configuration, wanted)) {
      this.set(node, "configuration", wanted);
    }
  }

  /** Makes the values of a mapping those of `wanted`, leaving alone what says the same already. */
  private mapping(node: YAMLMap, wanted: Data): void {
    if (this.isSame(node, wanted)) {
      return;
    }
    for (const pair of [...node.items]) {
      const key = keyOf(pair);
      if (!(key in wanted)) {
        this.remove(node, pair);
        continue;
      }
      const value = wanted[key];
      if (this.isSame(pair.value, value)) {
        continue;
      }
      if (isMap(pair.value) && isData(value)) {
        this.mapping(pair.value, value);
      } else {
        this.set(node, key, value);
      }
    }
    for (const [key, value] of Object.entries(wanted)) {
      if (!node.has(key)) {
        this.set(node, key, value);
      }
    }
  }

  private isSame(node: unknown, wanted: unknown): boolean {
    const holds = isNodeLike(node) ? node.toJS(this.document) : node;
    return canonical(holds) === canonical(wanted);
  }

  private set(node: YAMLMap, key: string, value: unknown): void {
    const old = node.get(key, true);
    if (isScalar(old) && (typeof value !== "object" || value === null)) {
      old.value = value;
    } else {
      node.set(key, this.document.createNode(value));
    }
    this.count++;
  }

  private remove(node: YAMLMap, pair: Pair): void {
    node.items.splice(node.items.indexOf(pair), 1);
    this.count++;
  }
}

function isNodeLike(value: unknown): value is { toJS(document: Document): unknown } {
  return typeof value === "object" && value !== null && "toJS" in value;
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listed(value: unknown): Data[] {
  return (Array.isArray(value) ? value : [value]).filter(isData);
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

/** Text that is equal for equal data, whatever the order of its keys. Numbers of either form are the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (isData(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Whether the lists of a file stand further in than the keys that hold them. */
function indentsLists(text: string): boolean {
  const match = /^( *)[\w-]+:[ \t]*(?:#.*)?\r?\n( *)- /m.exec(text);
  return match === null || (match[2] ?? "").length > (match[1] ?? "").length;
}
