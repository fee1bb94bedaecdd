/**
 * A host's systemd: starts, stops, watches and restarts units, and lets timers elapse. Longer than other files, because the
 * states of a unit are one machine: what stops one half of it starts the other.
 */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { inIdleTime } from './idle-time.ts';
import type { Journal } from './journal.ts';
import { isMasked, lastOf, readUnit, seconds, type Unit, valuesOf, withSuffix } from './unit-file.ts';

/** A program of a unit that is more than a script here. */
export interface Native {
  /** As `ps` and `pkill -f` see it. */
  readonly command: string;
  /** False: it does not start. */
  start(): Promise<boolean>;
  /** @param orderly false: it was killed and has no chance to say goodbye */
  stop(orderly: boolean): Promise<void>;
  reload?(): Promise<void>;
}

export type ActiveState = 'active' | 'inactive' | 'failed' | 'activating';

interface Running {
  readonly state: ActiveState;
  readonly sub: string;
  readonly since: Date;
  readonly pid: number;
  readonly result: string;
}

export interface SystemdHost {
  readonly fs: HostFs;
  readonly journal: Journal;
  /** How many times faster than the clock timers run. */
  readonly pace: number;
  readonly natives: ReadonlyMap<string, Native>;
  /** Runs a line of a unit as root; the exit status. */
  run(command: string, unit: string): Promise<number>;
}

const idle: Running = { state: 'inactive', sub: 'dead', since: new Date(0), pid: 0, result: 'success' };

export class Systemd {
  readonly #host: SystemdHost;
  readonly #units = new Map<string, Running>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #transient = new Map<string, readonly string[]>();
  readonly #bootedAt = Date.now();
  #nextPid = 300;
  #halted = false;

  constructor(host: SystemdHost) {
    this.#host = host;
  }

  /** Starts what is enabled, as a boot does. */
  async boot(): Promise<void> {
    const { fs } = this.#host;
    const wanted = new Set<string>();
    for (const target of ['sysinit.target', 'multi-user.target', 'timers.target']) {
      for (const folder of ['/etc/systemd/system', '/lib/systemd/system']) {
        for (const name of (await fs.names(`${folder}/${target}.wants`)).toSorted()) wanted.add(name);
      }
    }
    for (const name of wanted) await this.start(name).catch(() => false);
  }

  /** Ends everything; with `orderly` units may say goodbye. */
  async halt(orderly: boolean): Promise<void> {
    this.#halted = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const [name, native] of this.#host.natives) {
      if (this.state(name) === 'active') await native.stop(orderly);
    }
    this.#units.clear();
  }

  of(name: string): Running {
    return this.#units.get(withSuffix(name)) ?? idle;
  }

  state(name: string): ActiveState {
    return this.of(name).state;
  }

  listed(): readonly (readonly [string, Running])[] {
    return [...this.#units].filter(([, { state }]) => state !== 'inactive');
  }

  exists(name: string): Promise<boolean> {
    if (this.#transient.has(withSuffix(name))) return Promise.resolve(true);
    return readUnit(this.#host.fs, name).then((unit) => unit !== undefined);
  }

  /** @returns false when it does not start */
  async start(given: string): Promise<boolean> {
    const unit = await this.#unit(given);
    if (unit === undefined || (await isMasked(this.#host.fs, unit.name))) return false;
    if (this.state(unit.name) === 'active') return true;
    if (unit.name.endsWith('.timer')) return this.#startTimer(unit);
    if (!unit.name.endsWith('.service')) {
      this.#set(unit.name, 'active', 'active');
      return true;
    }
    return this.#startService(unit);
  }

  async stop(given: string): Promise<void> {
    const unit = await this.#unit(given);
    const name = unit?.name ?? withSuffix(given);
    const timer = this.#timers.get(name);
    clearTimeout(timer);
    this.#timers.delete(name);
    if (this.#transient.delete(name)) this.#units.delete(name);
    if (unit === undefined || this.state(name) === 'inactive') return;
    const was = this.state(name);
    this.#set(name, 'inactive', 'dead');
    if (was === 'active') await this.#host.natives.get(name)?.stop(true);
    for (const line of [...valuesOf(unit, 'Service.ExecStop'), ...valuesOf(unit, 'Service.ExecStopPost')])
      await this.#line(line, name);
    this.#say(unit, `Stopped ${describe(unit)}.`);
  }

  async reload(given: string): Promise<boolean> {
    const unit = await this.#unit(given);
    if (unit === undefined || this.state(unit.name) !== 'active') return false;
    await this.#host.natives.get(unit.name)?.reload?.();
    for (const line of valuesOf(unit, 'Service.ExecReload'))
      if (!line.startsWith('/bin/kill')) await this.#line(line, unit.name);
    this.#say(unit, `Reloaded ${describe(unit)}.`);
    return true;
  }

  resetFailed(given: string): void {
    if (this.state(given) === 'failed') this.#units.delete(withSuffix(given));
  }

  /** A unit's main program was ended by a signal. */
  async killed(name: string, signal: 'KILL' | 'TERM'): Promise<void> {
    if (this.state(name) !== 'active') return;
    const unit = await this.#unit(name);
    if (unit === undefined) return;
    await this.#host.natives.get(unit.name)?.stop(signal === 'TERM');
    await this.#ended(unit, signal === 'KILL' ? 'signal' : 'success');
  }

  /** A transient timer and its service, as systemd-run makes them. */
  runLater(name: string, delayMs: number, command: string): void {
    this.#transient.set(`${name}.timer`, [command]);
    this.#set(`${name}.timer`, 'active', 'waiting');
    this.#after(`${name}.timer`, delayMs, async () => {
      this.#transient.delete(`${name}.timer`);
      this.#units.delete(`${name}.timer`);
      await this.#host.run(command, `${name}.service`);
    });
  }

  #unit(name: string): Promise<Unit | undefined> {
    return readUnit(this.#host.fs, name);
  }

  async #startService(unit: Unit): Promise<boolean> {
    const native = this.#host.natives.get(unit.name);
    const oneshot = lastOf(unit, 'Service.Type') === 'oneshot';
    this.#set(unit.name, 'activating', 'start');
    let good = native === undefined ? true : await native.start();
    if (native === undefined && oneshot) {
      const patient = lastOf(unit, 'Service.IOSchedulingClass') === 'idle';
      for (const line of valuesOf(unit, 'Service.ExecStart'))
        good &&= await (patient ? inIdleTime(() => this.#line(line, unit.name)) : this.#line(line, unit.name));
    }
    if (!good) {
      await this.#ended(unit, 'exit-code');
      return false;
    }
    if (oneshot && lastOf(unit, 'Service.RemainAfterExit') !== 'yes') this.#set(unit.name, 'inactive', 'dead');
    else this.#set(unit.name, 'active', oneshot ? 'exited' : 'running');
    if (!oneshot || lastOf(unit, 'Service.RemainAfterExit') === 'yes') this.#say(unit, `Started ${describe(unit)}.`);
    for (const line of valuesOf(unit, 'Service.ExecStartPost')) await this.#line(line, unit.name);
    return true;
  }

  /** The main program is gone: failed or finished, and started again where the unit says so. */
  async #ended(unit: Unit, result: 'signal' | 'success' | 'exit-code'): Promise<void> {
    const restart = lastOf(unit, 'Service.Restart') ?? 'no';
    const again =
      restart === 'always' ||
      (restart === 'on-failure' && result !== 'success') ||
      (restart === 'on-abnormal' && result === 'signal');
    this.#host.journal.write({
      unit: unit.name,
      identifier: 'systemd',
      pid: 1,
      facility: 'daemon',
      message: `${unit.name}: ${result === 'success' ? 'Deactivated successfully.' : `Failed with result '${result}'.`}`,
    });
    for (const line of valuesOf(unit, 'Service.ExecStopPost')) await this.#line(line, unit.name);
    if (!again) {
      this.#set(
        unit.name,
        result === 'success' ? 'inactive' : 'failed',
        result === 'success' ? 'dead' : 'failed',
        result,
      );
      return;
    }
    this.#set(unit.name, 'activating', 'auto-restart', result);
    this.#after(unit.name, (seconds(lastOf(unit, 'Service.RestartSec')) ?? 0.1) * 1000, async () => {
      if (this.state(unit.name) !== 'activating') return;
      this.#units.delete(unit.name);
      await this.start(unit.name);
    });
  }

  #startTimer(unit: Unit): boolean {
    this.#set(unit.name, 'active', 'waiting');
    const service = lastOf(unit, 'Timer.Unit') ?? unit.name.replace(/\.timer$/, '.service');
    const onBoot = seconds(lastOf(unit, 'Timer.OnBootSec'));
    const onActive = seconds(lastOf(unit, 'Timer.OnActiveSec'));
    const again = seconds(lastOf(unit, 'Timer.OnUnitInactiveSec') ?? lastOf(unit, 'Timer.OnUnitActiveSec'));
    const elapse = async (): Promise<void> => {
      await this.start(service);
      if (again !== undefined && this.state(unit.name) === 'active') this.#after(unit.name, again * 1000, elapse);
    };
    const first = onBoot === undefined ? onActive : Math.max(0, onBoot - (Date.now() - this.#bootedAt) / 1000);
    if (first !== undefined) this.#after(unit.name, first * 1000, elapse);
    this.#say(unit, `Started ${describe(unit)}.`);
    return true;
  }

  #after(name: string, ms: number, work: () => Promise<unknown>): void {
    if (this.#halted) return;
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      if (!this.#halted) work().catch(() => undefined);
    }, ms / this.#host.pace);
    timer.unref();
    this.#timers.set(name, timer);
  }

  async #line(line: string, unit: string): Promise<boolean> {
    const lenient = line.startsWith('-');
    const code = await this.#host.run(line.replace(/^[-+!@:]+/, ''), unit);
    return code === 0 || lenient;
  }

  #set(name: string, state: ActiveState, sub: string, result = 'success'): void {
    if (this.#halted) return;
    this.#nextPid += state === 'active' ? 7 : 0;
    this.#units.set(name, { state, sub, result, since: new Date(), pid: state === 'active' ? this.#nextPid : 0 });
  }

  #say(unit: Unit, message: string): void {
    this.#host.journal.write({ unit: unit.name, identifier: 'systemd', pid: 1, facility: 'daemon', message });
  }
}

const describe = (unit: Unit): string => `${unit.name} - ${lastOf(unit, 'Unit.Description') ?? unit.name}`;
