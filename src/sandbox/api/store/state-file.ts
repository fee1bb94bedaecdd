/** The world on disk: one JSON file, replaced whole, so that a crash leaves the old state or the new one. */
import { existsSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { World, type WorldRows } from './world.ts';

/** @throws Error that names the file when it is there and cannot be read */
export function loadWorld(path: string): World | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return new World(JSON.parse(readFileSync(path, 'utf8')) as WorldRows);
  } catch (cause) {
    throw new Error(`cannot read the sandbox state ${path}: run \`vpnmesh sandbox reset\` to begin anew`, { cause });
  }
}

/**
 * Writes the world; one write at a time, and everybody who comes while one is under way shares the next: with twenty
 * members at work at once, a write of all for each of their calls would be most of the sandbox's work.
 */
export class StateFile {
  readonly #path: string;
  readonly #world: World;
  #saved = -1;
  #next: Promise<void> | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(path: string, world: World) {
    this.#path = path;
    this.#world = world;
  }

  /** Resolves when everything that has changed until now is on disk. */
  save(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#world.revision === this.#saved) return Promise.resolve();
    const write = this.#tail.then(() => this.#write());
    this.#next = write;
    this.#tail = write.catch(() => undefined);
    return write;
  }

  async #write(): Promise<void> {
    // From here on a change is not in what is written: it needs a write of its own.
    this.#next = undefined;
    const { revision } = this.#world;
    if (revision === this.#saved) return;
    // Unknown until it is there: after a failure the next call tries again.
    this.#saved = -1;
    const file = await open(`${this.#path}.new`, 'w', 0o600);
    try {
      await file.writeFile(this.#world.json());
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(`${this.#path}.new`, this.#path);
    this.#saved = revision;
  }
}
