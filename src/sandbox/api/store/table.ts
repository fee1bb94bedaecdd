/** Rows by id. Rows are immutable: a change is a new row put under the same id. */

export interface Identified {
  readonly id: string;
}

/** What every EC2 resource has. */
export interface Resource extends Identified {
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds until which the resource is not found: AWS is eventually consistent after a create. */
  readonly visibleAt: number;
}

export class Table<T extends Identified> {
  readonly #rows = new Map<string, T>();
  readonly #changed: () => void;
  /** Rows as JSON, each made once, and all of them together since the last change. */
  readonly #texts = new WeakMap<T, string>();
  #text: string | undefined;

  constructor(rows: readonly T[], changed: () => void) {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#changed = () => {
      this.#text = undefined;
      changed();
    };
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  all(): readonly T[] {
    return [...this.#rows.values()];
  }

  /** All rows as a JSON array. */
  json(): string {
    this.#text ??= `[${[...this.#rows.values()].map((row) => this.#textOf(row)).join()}]`;
    return this.#text;
  }

  /** Adds the row, or replaces the one with its id. */
  put(row: T): T {
    this.#rows.set(row.id, row);
    this.#changed();
    return row;
  }

  delete(id: string): void {
    if (this.#rows.delete(id)) this.#changed();
  }

  #textOf(row: T): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const text = JSON.stringify(row);
    this.#texts.set(row, text);
    return text;
  }
}
