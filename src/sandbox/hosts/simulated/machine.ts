/**
 * One instance's host over all its boots: disk, kernel, services, charon, shells. Longer than other files, because it is the
 * one place where the parts of a host meet: nearly every method hands one part to another.
 */
import type { HostSpec, NetworkInterface, RoleCredentials } from '#sandbox/hosts/backend.ts';
import { tick } from '#sandbox/hosts/simulated/charon/timers.ts';
import { Namespaces } from '#sandbox/hosts/simulated/kernel/namespaces.ts';
import type { KeyStock } from '#sandbox/hosts/simulated/keys/key-pool.ts';
import { nativesOf } from '#sandbox/hosts/simulated/systemd/builtin-daemons.ts';
import type { MetadataSubject } from '#sandbox/network/metadata-tree.ts';
import { Charon } from './charon/daemon.ts';
import type { Identity } from './disk/disk-file.ts';
import type { Disk } from './disk/empty-disk.ts';
import type { HostFs } from './disk/host-fs.ts';
import type { World } from './host-environment.ts';
import { layImage } from './image/debian.ts';
import { Ruleset } from './kernel/nft-ruleset.ts';
import { interfaceName, mountProc } from './kernel/proc.ts';
import { applySysctlFiles } from './kernel/sysctl-files.ts';
import { type Echo, type EchoHost, type EchoRequest, echo } from './network/echo.ts';
import { reach } from './network/ike-way.ts';
import { protocols } from './network/packet.ts';
import { Stack } from './network/stack.ts';
import type { HostCommand } from './shell/command.ts';
import { Locks } from './shell/locks.ts';
import { commandsWith } from './shell/registry.ts';
import { type Finished, Shell } from './shell/shell.ts';
import { Journal, type JournalEntry } from './systemd/journal.ts';
import { Systemd } from './systemd/manager.ts';

/** An address of the Internet that is no host's (RFC 2544). */
const somewhere = '198.18.0.1';

export class Machine implements EchoHost {
  readonly spec: HostSpec;
  readonly fs: HostFs;
  /** Version by name. */
  readonly packages: Map<string, string>;
  readonly identity: Identity;
  readonly shells = new Set<Shell>();
  readonly #world: World;
  journal = new Journal();
  nft = new Ruleset();
  namespaces = new Namespaces();
  charon: Charon;
  systemd: Systemd;
  stack: Stack;
  locks = new Locks();
  cloudInitDone: Promise<void> = Promise.resolve();
  #cloudInit: 'running' | 'done' = 'running';
  #bootedAt = 0;
  #pid = 1000;
  #running = false;

  constructor(spec: HostSpec, world: World, disk: Disk) {
    this.spec = spec;
    this.#world = world;
    this.fs = disk.fs;
    this.identity = disk.identity;
    this.packages = new Map(Object.entries(disk.packages));
    ({ charon: this.charon, systemd: this.systemd, stack: this.stack } = this.#parts());
  }

  get running(): boolean {
    return this.#running;
  }

  get instanceId(): string {
    return this.spec.instanceId;
  }

  get region(): string {
    return this.spec.region;
  }

  get hostname(): string {
    return `ip-${(this.nic()?.privateIp ?? '0.0.0.0').replaceAll('.', '-')}`;
  }

  get pace(): number {
    return this.#world.pace;
  }

  get keys(): KeyStock {
    return this.#world.keys;
  }

  get apiPort(): number {
    return this.#world.callbacks.apiPort;
  }

  /** Lays the image onto a new disk. */
  async layImage(hostPublicKey: string): Promise<void> {
    const privateIp = this.nic()?.privateIp ?? '';
    await layImage(this.fs, {
      host: this.spec,
      hostname: this.hostname,
      privateIp,
      hostPublicKey,
      machineId: this.identity.machineId,
    });
  }

  /** Boots: what nobody wrote down is as on the first day, and what is enabled starts. */
  async boot(): Promise<void> {
    this.journal = new Journal();
    this.nft = new Ruleset();
    this.namespaces = new Namespaces();
    this.locks = new Locks();
    ({ charon: this.charon, systemd: this.systemd, stack: this.stack } = this.#parts());
    this.#bootedAt = Date.now();
    this.#cloudInit = 'running';
    await mountProc(this.fs, { hostname: this.hostname, mac: this.nic()?.mac ?? '' });
    await applySysctlFiles(this.fs);
    this.#running = true;
    this.log('kernel', `Linux version ${this.fs.setting('kernel.osrelease')}`, 'kern');
    await this.systemd.boot();
    this.cloudInitDone = new Promise((resolve) => {
      setTimeout(() => {
        this.#cloudInit = 'done';
        resolve();
      }, 50).unref();
    });
  }

  /** @param orderly false: the power is cut */
  async halt(orderly: boolean): Promise<void> {
    if (!this.#running) return;
    await this.systemd.halt(orderly);
    if (this.charon.running) this.charon.stop(orderly);
    this.#running = false;
  }

  /** Time passes. */
  tick(now: number): void {
    if (this.#running) tick(this.charon, now);
  }

  nic(): NetworkInterface | undefined {
    return this.#world.wire.interfaceOf(this.spec.interfaceId);
  }

  /** The subnet's CIDR and its router's address. */
  subnet(): readonly [string, string] {
    const nic = this.nic();
    const cidr = (nic === undefined ? undefined : this.#world.subnetOf(nic)?.cidr) ?? '0.0.0.0/0';
    return [cidr, cidr.replace(/\.\d+\/\d+$/, '.1')];
  }

  setting(key: string): string | undefined {
    return this.fs.setting(key);
  }

  echo(request: EchoRequest): Echo {
    return echo(this, request, (id) => this.#world.hostOf(id));
  }

  /** Can it call out? Its own rules must let it, and its interface needs a public address and a route to the gateway. */
  reachesInternet(protocol: 'tcp' | 'udp', port: number): boolean {
    const nic = this.nic();
    if (nic === undefined) return false;
    const packet = {
      source: nic.privateIp,
      destination: somewhere,
      protocol: protocols[protocol],
      sourcePort: 40_000,
      destinationPort: port,
      size: 60,
      dontFragment: true,
      ttl: 64,
    };
    return (
      this.nft.passes('output', { packet, output: interfaceName, ipsec: false }) &&
      this.#world.wire.reachesInternet(nic)
    );
  }

  credentials(): RoleCredentials | undefined {
    return this.#world.callbacks.roleCredentials(this.spec.instanceId);
  }

  metadata(): MetadataSubject | undefined {
    const nic = this.nic();
    const subnet = nic === undefined ? undefined : this.#world.subnetOf(nic);
    if (nic === undefined || subnet === undefined) return undefined;
    const { httpTokens } = this.#world.callbacks.metadataOptions(this.spec.instanceId);
    return {
      host: this.spec,
      nic,
      subnetCidr: subnet.cidr,
      vpcCidrs: subnet.vpcCidrs,
      httpTokens,
      credentials: () => this.credentials(),
    };
  }

  cloudInit(): 'running' | 'done' {
    return this.#cloudInit;
  }

  /** Seconds since the boot. */
  uptime(): number {
    return (Date.now() - this.#bootedAt) / 1000;
  }

  nextPid(): number {
    this.#pid += 1;
    return this.#pid;
  }

  log(identifier: string, message: string, facility: JournalEntry['facility'] = 'daemon', unit?: string): void {
    this.journal.write({ identifier, message, facility, unit, pid: this.#pid });
  }

  /** Main programs of running services. */
  processes(): readonly { readonly pid: number; readonly command: string; readonly unit: string }[] {
    return [...nativesOf(this)].flatMap(([unit, { command }]) => {
      const { state, pid } = this.systemd.of(unit);
      return state === 'active' ? [{ pid, command, unit }] : [];
    });
  }

  async maySudo(user: string): Promise<boolean> {
    const { fs } = this;
    for (const name of await fs.names('/etc/sudoers.d')) {
      if (new RegExp(`^${user}\\s+ALL=.*NOPASSWD:\\s*ALL`, 'm').test(await fs.text(`/etc/sudoers.d/${name}`)))
        return true;
    }
    return false;
  }

  commands(): readonly (readonly [string, HostCommand])[] {
    return commandsWith(this.packages);
  }

  /** Packages came or went: shells that run learn of new commands. */
  changed(): void {
    for (const shell of this.shells) shell.learn(this.commands());
    this.#world.changed(this.spec.instanceId);
  }

  /** Runs a line as root, as a unit does: programs here are commands or scripts on the disk. */
  async run(line: string): Promise<Finished> {
    const [program = ''] = line.split(/\s+/);
    const text = await this.fs.readFile(program).catch(() => '');
    const shell = new Shell(this, { user: 'root', cwd: '/' });
    return /^#!\s*\/bin\/(ba|da)?sh/.test(text) && line.trim() === program ? shell.run(text) : shell.run(line);
  }

  /** Resolves when the disk is saved as it is now: what somebody was told is done stays done. */
  saved(): Promise<void> {
    return this.#world.saved(this.spec.instanceId);
  }

  reboots(): void {
    this.#world.rebooted(this.spec.instanceId);
  }

  powersOff(): void {
    this.#world.poweredOff(this.spec.instanceId);
  }

  #parts(): { readonly charon: Charon; readonly systemd: Systemd; readonly stack: Stack } {
    const { fs } = this;
    const charon = new Charon({
      fs,
      pace: this.pace,
      address: () => this.nic()?.privateIp ?? '0.0.0.0',
      reach: (destination, port, ask) =>
        reach(
          { instanceId: this.instanceId, stack: this.stack, address: this.nic()?.privateIp ?? '' },
          destination,
          port,
          {
            host: (id) => this.#world.hostOf(id),
            ask,
          },
        ),
      journal: (message) => this.log('charon-systemd', message, 'daemon', 'strongswan.service'),
    });
    this.charon = charon;
    const stack = new Stack({
      instanceId: this.spec.instanceId,
      fs,
      nft: this.nft,
      namespaces: this.namespaces,
      charon,
      wire: this.#world.wire,
      nic: () => this.nic(),
    });
    const systemd = new Systemd({
      fs,
      journal: this.journal,
      pace: this.pace,
      natives: nativesOf(this),
      run: async (line, unit) => {
        const { code, stderr } = await this.run(line);
        if (code !== 0 && stderr !== '')
          this.log(line.split(/\s+/)[0]?.split('/').at(-1) ?? 'sh', stderr.trim(), 'daemon', unit);
        return code;
      },
    });
    return { charon, systemd, stack };
  }
}
