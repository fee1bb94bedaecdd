/** The world on disk: one JSON file, replaced whole, so that a crash leaves the old state or the new one. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { World, type WorldRows } from './world.ts';

export class StateFile {
  readonly #path: string;
  #saved = -1;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws Error that names the file when it is there and cannot be read */
  load(): World | undefined {
    if (!existsSync(this.#path)) return undefined;
    try {
      return new World(JSON.parse(readFileSync(this.#path, 'utf8')) as WorldRows);
    } catch (cause) {
      throw new Error(`cannot read the sandbox state ${this.#path}: run \`vpnmesh sandbox reset\` to begin anew`, {
        cause,
      });
    }
  }

  /** Writes what has changed since the last save; returns only when it is on disk. */
  save(world: World): void {
    if (world.revision === this.#saved) return;
    const revision = world.revision;
    const file = openSync(`${this.#path}.new`, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(world.rows()));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${this.#path}.new`, this.#path);
    this.#saved = revision;
  }
}
