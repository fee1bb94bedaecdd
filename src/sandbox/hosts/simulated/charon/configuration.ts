/** What swanctl has loaded into one charon: private keys and connections. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { ConfigError, readConfig } from './config-file.ts';
import { type Connection, readConnection } from './connection.ts';

/** What `swanctl --load-…` prints, and whether it was all taken. */
export interface Loaded {
  readonly output: string;
  readonly ok: boolean;
}

export interface ConfigurationUser {
  readonly fs: HostFs;
  log(group: string, text: string): void;
  /** A connection came, or is another than it was. */
  took(connection: Connection, old: Connection | undefined): void;
  dropped(connection: Connection): void;
}

export class Configuration {
  readonly #user: ConfigurationUser;
  readonly #connections = new Map<string, Connection>();
  #keys: ReadonlyMap<string, string> = new Map();

  constructor(user: ConfigurationUser) {
    this.#user = user;
  }

  connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  connection(name: string): Connection | undefined {
    return this.#connections.get(name);
  }

  /** Public half of the private key that the connection asks for; undefined when that key is not loaded. */
  privateKeyFor({ local }: Connection): string | undefined {
    const loaded = new Set(this.#keys.values());
    return local.keys.find((key) => loaded.has(key));
  }

  /** `--load-creds`: keys whose file is gone are forgotten, as swanctl does it. */
  async loadCreds(): Promise<Loaded> {
    const lines: string[] = [];
    let ok = true;
    const keys = new Map<string, string>();
    for (const folder of ['private', 'rsa', 'pkcs8']) {
      for (const name of (await this.#user.fs.names(`/etc/swanctl/${folder}`)).toSorted()) {
        const path = `/etc/swanctl/${folder}/${name}`;
        const key = publicHalf(await this.#user.fs.text(path));
        if (name.startsWith('.')) continue;
        if (key === undefined) {
          ok = false;
          lines.push(`loading '${path}' failed: parsing private key failed`);
        } else {
          keys.set(path, key);
          lines.push(`loaded private key from '${path}'`);
          if (!this.#keys.has(path)) this.#user.log('CFG', 'loaded RSA private key');
        }
      }
    }
    this.#keys = keys;
    return { output: lines.map((line) => `${line}\n`).join(''), ok };
  }

  /** `--load-conns`: what did not change keeps its SAs. */
  async loadConns(file = '/etc/swanctl/swanctl.conf'): Promise<Loaded> {
    let sections: Awaited<ReturnType<typeof readConfig>>;
    try {
      sections = await readConfig(this.#user.fs, file);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return { output: `${error.message}\nparsing '${file}' failed: invalid config\n`, ok: false };
    }
    const wanted = sections.sections.get('connections')?.sections ?? new Map();
    const unloaded = this.connections().filter(({ name }) => !wanted.has(name));
    for (const connection of unloaded) {
      this.#connections.delete(connection.name);
      this.#user.dropped(connection);
    }
    const lines: string[] = [];
    let failed = 0;
    for (const [name, section] of wanted) {
      const result = await readConnection(this.#user.fs, name, section);
      if (result.ok) {
        lines.push(`loaded connection '${name}'`);
        this.#take(result.connection);
      } else {
        failed += 1;
        const failure = `loading connection '${name}' failed`;
        lines.push(result.why.startsWith('opening') ? `${result.why}\n${failure}` : `${failure}: ${result.why}`);
      }
    }
    lines.push(summary(wanted.size, failed, unloaded.length));
    return { output: lines.map((line) => `${line}\n`).join(''), ok: failed === 0 };
  }

  #take(connection: Connection): void {
    const old = this.#connections.get(connection.name);
    if (old !== undefined && sameText(old, connection)) return;
    this.#connections.set(connection.name, connection);
    this.#user.took(connection, old);
  }
}

function summary(wanted: number, failed: number, unloaded: number): string {
  if (wanted === 0) return 'no connections found, 0 unloaded';
  return failed > 0
    ? `loaded ${wanted - failed} of ${wanted} connections, ${failed} failed to load, ${unloaded} unloaded`
    : `successfully loaded ${wanted} connections, ${unloaded} unloaded`;
}

export const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function publicHalf(pem: string): string | undefined {
  try {
    return createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}
