/**
 * Parameters of the AWS Query protocols: flat form fields with dotted names, lists
 * numbered from 1 (EC2: `Filter.1.Value.2`; IAM and STS: `Tags.member.1.Key`).
 */
import { invalidValue, missingParameter } from './errors.ts';

interface Node {
  value: string | undefined;
  readonly children: Map<string, Node>;
}

const emptyNode = (): Node => ({ value: undefined, children: new Map() });

/** A read-only view of one level of the parameters. Names may be dotted: `text('Ebs.VolumeSize')`. */
export class Params {
  readonly #node: Node;
  readonly #path: string;

  private constructor(node: Node, path: string) {
    this.#node = node;
    this.#path = path;
  }

  /** Reads a form-encoded body. */
  static parse(body: string): Params {
    const root = emptyNode();
    for (const [key, value] of new URLSearchParams(body)) {
      let node = root;
      for (const part of key.split('.')) {
        const next = node.children.get(part) ?? emptyNode();
        node.children.set(part, next);
        node = next;
      }
      node.value = value;
    }
    return new Params(root, '');
  }

  #find(name: string): Node | undefined {
    let node: Node | undefined = this.#node;
    for (const part of name.split('.')) node = node?.children.get(part);
    return node;
  }

  #items(name: string): readonly [string, Node][] {
    const found = this.#find(name);
    const list = found?.children.get('member') ?? found;
    return [...(list?.children ?? [])]
      .filter(([key]) => /^\d+$/.test(key))
      .toSorted(([a], [b]) => Number(a) - Number(b));
  }

  text(name: string): string | undefined {
    return this.#find(name)?.value;
  }

  /** @throws ApiError MissingParameter when absent or empty */
  need(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingParameter(`${this.#path}${name}`);
    return value;
  }

  /** @throws ApiError InvalidParameterValue when no whole number */
  int(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (!/^-?\d+$/.test(value)) throw invalidValue(`Value (${value}) for parameter ${this.#path}${name} is invalid.`);
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined || value === '') return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalidValue(`Value (${value}) for parameter ${this.#path}${name} is invalid. Must be true or false.`);
    }
    return value === 'true';
  }

  /** A list of plain values; empty when absent. */
  texts(name: string): readonly string[] {
    return this.#items(name).map(([, node]) => node.value ?? '');
  }

  /** A nested structure, undefined when none of its fields was sent. */
  group(name: string): Params | undefined {
    const node = this.#find(name);
    return node === undefined ? undefined : new Params(node, `${this.#path}${name}.`);
  }

  /** A list of structures; empty when absent. */
  groups(name: string): readonly Params[] {
    return this.#items(name).map(([key, node]) => new Params(node, `${this.#path}${name}.${key}.`));
  }

  /** Everything but the named fields as one stable text: what a ClientToken is compared by. */
  fingerprint(except: readonly string[]): string {
    const lines: string[] = [];
    const walk = (node: Node, path: string): void => {
      if (except.includes(path)) return;
      if (node.value !== undefined) lines.push(`${path}=${node.value}`);
      for (const [key, child] of node.children) walk(child, path === '' ? key : `${path}.${key}`);
    };
    walk(this.#node, '');
    return lines.toSorted().join('\n');
  }
}
