/** One host's charon: what it has loaded, the SAs it has, and how it speaks to others. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { inAny } from '#sandbox/hosts/simulated/network/cidr.ts';
import type { Packet } from '#sandbox/hosts/simulated/network/packet.ts';
import { ConfigError, readConfig } from './config-file.ts';
import { type ChildConfig, type Connection, readConnection } from './connection.ts';
import { initiate, type Say } from './initiate.ts';
import { type ChildSa, type IkeSa, rekeyAt, sameIke } from './sa.ts';

export interface CharonHost {
  readonly fs: HostFs;
  /** How many times faster than the clock time passes. */
  readonly pace: number;
  /** The interface's own address: all that an EC2 instance sees of itself. */
  address(): string;
  /** A request over UDP and its answer; undefined when either is lost, or when nobody answers. */
  reach<T>(destination: string, port: number, far: (charon: Charon, source: string) => T | undefined): T | undefined;
  journal(message: string): void;
}

/** What `swanctl --load-…` prints, and whether it was all taken. */
export interface Loaded {
  readonly output: string;
  readonly ok: boolean;
}

export class Charon {
  readonly #host: CharonHost;
  #generation = 0;
  #running = false;
  #connections = new Map<string, Connection>();
  #keys = new Map<string, string>();
  #sas: IkeSa[] = [];
  #ikeIds = 0;
  #childIds = 0;
  #reqids = new Map<string, number>();
  readonly #pauses = new Set<() => void>();
  /** IKE SAs on their way, by connection: who asks for the same waits for the same. */
  readonly connecting = new Map<string, Promise<boolean>>();
  retransmission = { tries: 5, timeout: 4, base: 1.8 };
  startedAt = 0;

  constructor(host: CharonHost) {
    this.#host = host;
  }

  get running(): boolean {
    return this.#running;
  }

  get pace(): number {
    return this.#host.pace;
  }

  address(): string {
    return this.#host.address();
  }

  reach<T>(destination: string, port: number, far: (charon: Charon, source: string) => T | undefined): T | undefined {
    return this.#host.reach(destination, port, far);
  }

  /** As charon's threads write it: `09[IKE] …`. */
  log(group: string, text: string): void {
    this.#host.journal(`${String(5 + (text.length % 11)).padStart(2, '0')}[${group}] ${text}`);
  }

  async start(): Promise<boolean> {
    const config = await readConfig(this.#host.fs, '/etc/strongswan.conf').catch(() => undefined);
    const own = config?.sections.get('charon')?.values;
    const number = (key: string, fallback: number): number => Number(own?.get(key) ?? fallback);
    this.retransmission = {
      tries: number('retransmit_tries', 5),
      timeout: number('retransmit_timeout', 4),
      base: number('retransmit_base', 1.8),
    };
    this.#generation += 1;
    this.#running = true;
    this.startedAt = Date.now();
    this.log('DMN', 'Starting IKE charon-systemd (strongSwan 5.9.8, Linux 6.1.0-28-cloud-amd64, x86_64)');
    return true;
  }

  /** @param orderly peers are told that their SAs are gone */
  stop(orderly: boolean): void {
    if (!this.#running) return;
    if (orderly) for (const sa of [...this.#sas]) this.close(sa);
    this.#running = false;
    this.#generation += 1;
    this.#sas = [];
    this.#connections = new Map();
    this.#keys = new Map();
    this.#ikeIds = 0;
    this.#childIds = 0;
    this.#reqids = new Map();
    this.connecting.clear();
    for (const wake of this.#pauses) wake();
  }

  /** Tells whether charon is still the one that was asked. */
  lifetime(): () => boolean {
    const generation = this.#generation;
    return () => this.#running && this.#generation === generation;
  }

  /** Waits; ends early when charon stops. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#pauses.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms / this.#host.pace);
      timer.unref();
      this.#pauses.add(wake);
    });
  }

  connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  sas(): readonly IkeSa[] {
    return this.#sas;
  }

  find(initiatorSpi: string, responderSpi: string): IkeSa | undefined {
    return this.#sas.find((sa) => sa.initiatorSpi === initiatorSpi && sa.responderSpi === responderSpi);
  }

  nextIkeId(): number {
    this.#ikeIds += 1;
    return this.#ikeIds;
  }

  nextChildId(): number {
    this.#childIds += 1;
    return this.#childIds;
  }

  peekChildId(): number {
    return this.#childIds + 1;
  }

  /** The same for all children of a configuration (kernel policies refer to it). */
  reqidOf({ name }: ChildConfig): number {
    const known = this.#reqids.get(name) ?? this.#reqids.size + 1;
    this.#reqids.set(name, known);
    return known;
  }

  /** Public half of the private key that the connection asks for; undefined when that key is not loaded. */
  privateKeyFor({ local }: Connection): string | undefined {
    return local.keys.find((key) => [...this.#keys.values()].includes(key));
  }

  add(sa: IkeSa): void {
    this.#sas.push(sa);
  }

  remove(sa: IkeSa): void {
    this.#sas = this.#sas.filter((each) => each !== sa && !(sameIke(each, sa) && each.uniqueId === sa.uniqueId));
  }

  established(sa: IkeSa, say: Say = (group, text) => this.log(group, text)): void {
    sa.state = 'ESTABLISHED';
    sa.establishedAt = Date.now();
    sa.heardAt = Date.now();
    sa.rekeyAt = rekeyAt(Date.now(), sa.connection.rekeyTime);
    const { name, local, remote, unique } = sa.connection;
    say(
      'IKE',
      `IKE_SA ${name}[${sa.uniqueId}] established between ${this.address()}[${local.id}]...${sa.remoteHost}[${remote.id}]`,
    );
    if (unique === 'never' || unique === 'no') return;
    for (const old of this.#sas.filter(
      (each) => each !== sa && each.connection.name === name && each.state === 'ESTABLISHED',
    )) {
      this.log('IKE', `destroying duplicate IKE_SA for peer '${remote.id}', received INITIAL_CONTACT`);
      this.remove(old);
    }
  }

  install(sa: IkeSa, child: ChildSa, say: Say = (group, text) => this.log(group, text)): void {
    sa.children.push(child);
    say(
      'IKE',
      `CHILD_SA ${child.config.name}{${child.uniqueId}} established with SPIs ${child.spiIn}_i ${child.spiOut}_o and TS ${child.localTs.join(' ')} === ${child.remoteTs.join(' ')}`,
    );
  }

  /** A child that another one has replaced: listed for some seconds yet (charon.delete_rekeyed_delay). */
  retire(child: ChildSa): void {
    child.state = 'DELETED';
    child.goneAt = Date.now() + 5000;
  }

  /** Says something about an SA to the far end, which may not hear it. */
  tell(sa: IkeSa, what: (far: Charon, farSa: IkeSa) => void): boolean {
    const heard = this.reach(sa.remoteHost, 4500, (far) => {
      const farSa = far.find(sa.initiatorSpi, sa.responderSpi);
      if (farSa === undefined) return undefined;
      farSa.heardAt = Date.now();
      what(far, farSa);
      return true;
    });
    return heard === true;
  }

  /** Ends an SA and tells the far end. */
  close(sa: IkeSa): void {
    this.log(
      'IKE',
      `deleting IKE_SA ${sa.connection.name}[${sa.uniqueId}] between ${this.address()}[${sa.connection.local.id}]...${sa.remoteHost}[${sa.connection.remote.id}]`,
    );
    this.remove(sa);
    if (sa.state === 'ESTABLISHED') this.tell(sa, (far, farSa) => far.#deleted(farSa));
  }

  /** Ends one child and tells the far end. */
  closeChild(sa: IkeSa, child: ChildSa): void {
    sa.children.splice(sa.children.indexOf(child), 1);
    this.log(
      'IKE',
      `closing CHILD_SA ${child.config.name}{${child.uniqueId}} with SPIs ${child.spiIn}_i (${child.bytesIn} bytes) ${child.spiOut}_o (${child.bytesOut} bytes) and TS ${child.localTs.join(' ')} === ${child.remoteTs.join(' ')}`,
    );
    this.tell(sa, (far, farSa) => {
      const farChild = farSa.children.find(({ spiIn }) => spiIn === child.spiOut);
      if (farChild === undefined) return;
      farSa.children.splice(farSa.children.indexOf(farChild), 1);
      far.log('IKE', `received DELETE for ESP CHILD_SA with SPI ${child.spiIn}`);
      if (farChild.config.closeAction === 'start') far.begin(farSa.connection, farChild.config);
    });
  }

  /** The far end is gone: what dead peer detection does at its end (`dpd_action`). */
  lost(sa: IkeSa): void {
    this.remove(sa);
    for (const { config } of sa.children)
      if (config.dpdAction === 'restart' || config.dpdAction === 'start') this.begin(sa.connection, config);
  }

  /** Begins to bring up a child and does not wait for it. */
  begin(connection: Connection, child: ChildConfig): void {
    if (!this.#running || this.#connections.get(connection.name) === undefined) return;
    const current = this.#connections.get(connection.name) ?? connection;
    const config = current.children.find(({ name }) => name === child.name) ?? child;
    initiate(this, current, config, (group, text) => this.log(group, text)).catch((error: unknown) =>
      this.log('IKE', String(error)),
    );
  }

  #deleted(sa: IkeSa): void {
    const { name } = sa.connection;
    this.log('IKE', `received DELETE for IKE_SA ${name}[${sa.uniqueId}]`);
    this.remove(sa);
    for (const { config, state } of sa.children) {
      if (state !== 'DELETED' && config.closeAction === 'start') this.begin(sa.connection, config);
    }
  }

  /** `--load-creds`: keys whose file is gone are forgotten, as swanctl does it. */
  async loadCreds(clear: boolean): Promise<Loaded> {
    const lines: string[] = [];
    let ok = true;
    const keys = new Map<string, string>();
    for (const folder of ['private', 'rsa', 'pkcs8']) {
      for (const name of (await this.#host.fs.names(`/etc/swanctl/${folder}`)).toSorted()) {
        const path = `/etc/swanctl/${folder}/${name}`;
        const key = publicHalf(await this.#host.fs.text(path));
        if (name.startsWith('.')) continue;
        if (key === undefined) {
          ok = false;
          lines.push(`loading '${path}' failed: parsing private key failed`);
        } else {
          keys.set(path, key);
          lines.push(`loaded private key from '${path}'`);
          if (!this.#keys.has(path)) this.log('CFG', 'loaded RSA private key');
        }
      }
    }
    this.#keys = clear ? keys : new Map(keys);
    return { output: lines.map((line) => `${line}\n`).join(''), ok };
  }

  /** `--load-conns`: what did not change keeps its SAs; what changed or went is undone if it was started here. */
  async loadConns(file = '/etc/swanctl/swanctl.conf'): Promise<Loaded> {
    let sections: Awaited<ReturnType<typeof readConfig>>;
    try {
      sections = await readConfig(this.#host.fs, file);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return { output: `${error.message}\nparsing '${file}' failed: invalid config\n`, ok: false };
    }
    const lines: string[] = [];
    let failed = 0;
    const wanted = sections.sections.get('connections')?.sections ?? new Map();
    const before = this.#connections;
    const unloaded = [...before.keys()].filter((name) => !wanted.has(name));
    for (const name of unloaded) {
      this.#connections.delete(name);
      this.#undo(before.get(name));
    }
    for (const [name, section] of wanted) {
      const result = await readConnection(this.#host.fs, name, section);
      if (!result.ok) {
        failed += 1;
        lines.push(
          result.why.startsWith('opening')
            ? `${result.why}\nloading connection '${name}' failed`
            : `loading connection '${name}' failed: ${result.why}`,
        );
        continue;
      }
      lines.push(`loaded connection '${name}'`);
      const old = before.get(name);
      if (old !== undefined && sameText(old, result.connection)) continue;
      this.#take(old, result.connection);
    }
    const count = wanted.size - failed;
    if (wanted.size === 0) lines.push('no connections found, 0 unloaded');
    else if (failed > 0)
      lines.push(
        `loaded ${count} of ${wanted.size} connections, ${failed} failed to load, ${unloaded.length} unloaded`,
      );
    else lines.push(`successfully loaded ${count} connections, ${unloaded.length} unloaded`);
    return { output: lines.map((line) => `${line}\n`).join(''), ok: failed === 0 };
  }

  /** Only children that differ are exchanged under the SAs that stand (vici_config.c, merge_config). */
  #take(old: Connection | undefined, connection: Connection): void {
    const { name } = connection;
    const updated = old !== undefined && sameText({ ...old, children: [] }, { ...connection, children: [] });
    this.log('CFG', `${old === undefined ? 'added' : updated ? 'updated' : 'replaced'} vici connection: ${name}`);
    this.#connections.set(name, connection);
    if (old !== undefined) this.#undo(old);
    if (updated) for (const sa of this.#sas) if (sa.connection.name === name) sa.connection = connection;
    for (const child of connection.children) if (child.startAction === 'start') this.begin(connection, child);
  }

  /** What `start_action = start` began ends with the configuration that began it. */
  #undo(connection: Connection | undefined): void {
    if (connection === undefined || !connection.children.some(({ startAction }) => startAction === 'start')) return;
    this.connecting.delete(connection.name);
    for (const sa of this.#sas.filter((each) => each.connection.name === connection.name)) this.close(sa);
  }

  /** The child whose selectors hold a packet on its way out; undefined when no tunnel is for it. */
  outbound(packet: Packet): { readonly sa: IkeSa; readonly child: ChildSa } | undefined {
    let best: { readonly sa: IkeSa; readonly child: ChildSa } | undefined;
    for (const sa of this.#sas) {
      for (const child of sa.children) {
        if (child.state !== 'INSTALLED' && child.state !== 'REKEYING') continue;
        if (!inAny(child.localTs, packet.source) || !inAny(child.remoteTs, packet.destination)) continue;
        if (best === undefined || child.uniqueId > best.child.uniqueId) best = { sa, child };
      }
    }
    return best;
  }

  inbound(spi: string): { readonly sa: IkeSa; readonly child: ChildSa } | undefined {
    for (const sa of this.#sas) {
      const child = sa.children.find(({ spiIn }) => spiIn === spi);
      if (child !== undefined) return { sa, child };
    }
    return undefined;
  }
}

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function publicHalf(pem: string): string | undefined {
  try {
    return createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}
