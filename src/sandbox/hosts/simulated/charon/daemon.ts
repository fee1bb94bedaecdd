/** One host's charon: its life, what it does with what it has loaded, and how it speaks to others. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { readConfig } from './config-file.ts';
import { Configuration, sameText } from './configuration.ts';
import type { ChildConfig, Connection } from './connection.ts';
import { initiate, type Say } from './initiate.ts';
import { type ChildSa, type IkeSa, rekeyAt } from './sa.ts';
import { SaTable } from './sa-table.ts';
import { close } from './sa-teardown.ts';

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

export class Charon {
  readonly #host: CharonHost;
  #generation = 0;
  #running = false;
  readonly #pauses = new Set<() => void>();
  configuration: Configuration;
  sas = new SaTable();
  /** IKE SAs on their way, by connection: who asks for the same waits for the same. */
  readonly connecting = new Map<string, Promise<boolean>>();
  retransmission = { tries: 5, timeout: 4, base: 1.8 };
  startedAt = 0;

  constructor(host: CharonHost) {
    this.#host = host;
    this.configuration = this.#empty();
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
    if (orderly) for (const sa of this.sas.all()) close(this, sa);
    this.#running = false;
    this.#generation += 1;
    this.sas = new SaTable();
    this.configuration = this.#empty();
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
    for (const old of this.sas.of(name)) {
      if (old === sa || old.state !== 'ESTABLISHED') continue;
      this.log('IKE', `destroying duplicate IKE_SA for peer '${remote.id}', received INITIAL_CONTACT`);
      this.sas.remove(old);
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
      const farSa = far.sas.find(sa.initiatorSpi, sa.responderSpi);
      if (farSa === undefined) return undefined;
      farSa.heardAt = Date.now();
      what(far, farSa);
      return true;
    });
    return heard === true;
  }

  /** Begins to bring up a child and does not wait for it. */
  begin(connection: Connection, child: ChildConfig): void {
    const current = this.configuration.connection(connection.name);
    if (!this.#running || current === undefined) return;
    const config = current.children.find(({ name }) => name === child.name) ?? child;
    initiate(this, current, config, (group, text) => this.log(group, text)).catch((error: unknown) =>
      this.log('IKE', String(error)),
    );
  }

  #empty(): Configuration {
    return new Configuration({
      fs: this.#host.fs,
      log: (group, text) => this.log(group, text),
      took: (connection, old) => this.#took(connection, old),
      dropped: (connection) => this.#undo(connection),
    });
  }

  /** Only children that differ are exchanged under the SAs that stand (vici_config.c, merge_config). */
  #took(connection: Connection, old: Connection | undefined): void {
    const updated = old !== undefined && sameText({ ...old, children: [] }, { ...connection, children: [] });
    const what = old === undefined ? 'added' : updated ? 'updated' : 'replaced';
    this.log('CFG', `${what} vici connection: ${connection.name}`);
    if (old !== undefined) this.#undo(old);
    if (updated) for (const sa of this.sas.of(connection.name)) sa.connection = connection;
    for (const child of connection.children) if (child.startAction === 'start') this.begin(connection, child);
  }

  /** What `start_action = start` began ends with the configuration that began it. */
  #undo({ name, children }: Connection): void {
    if (!children.some(({ startAction }) => startAction === 'start')) return;
    this.connecting.delete(name);
    for (const sa of this.sas.of(name)) close(this, sa);
  }
}
