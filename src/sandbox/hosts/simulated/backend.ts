/** Simulated hosts: instances that behave as Debian with strongSwan does, in this process, for anybody, on any system. */
import ssh2 from 'ssh2';
import type { BackendCallbacks, HostBackend, HostSpec, NetworkTopology } from '#sandbox/hosts/backend.ts';
import { KeyStock } from '#sandbox/hosts/simulated/keys/key-pool.ts';
import { type Admission, Doors } from '#sandbox/hosts/simulated/ssh/port-forwards.ts';
import { operatorAddress } from '#sandbox/network/addresses.ts';
import { makeKeyPair } from '#sandbox/ssh-key.ts';
import { consoleText } from './console.ts';
import { deleteDisk, deleteDisks, loadDisk, saveDisk } from './disk/disk-file.ts';
import { emptyDisk } from './disk/empty-disk.ts';
import { HostFs } from './disk/host-fs.ts';
import { Saver } from './disk-writer.ts';
import type { World } from './host-environment.ts';
import { Machine } from './machine.ts';
import { protocols } from './network/packet.ts';
import { Wire } from './network/wire.ts';
import { plain, quote } from './shell/command.ts';
import { Shell } from './shell/shell.ts';
import { createSshServer, type SshServer } from './ssh/server.ts';

export interface SimulatedBackendOptions {
  readonly stateDir: string;
  readonly callbacks: BackendCallbacks;
  readonly log: (line: string) => void;
  /** How many times faster than the clock timers, retransmissions and sleeps run: tests have no hour. */
  readonly pace: number;
}

interface Slot {
  readonly machine: Machine;
  readonly sshd: SshServer;
  /** Set for good when the instance is terminated. */
  gone: boolean;
}

/** How often time passes for charons, milliseconds. */
const tickMs = 1000;

export async function createSimulatedBackend({
  stateDir,
  callbacks,
  log,
  pace,
}: SimulatedBackendOptions): Promise<HostBackend> {
  const slots = new Map<string, Slot>();
  const consoles = new Map<string, string>();
  const keys = new KeyStock();
  let topology: NetworkTopology = { vpcs: [], interfaces: [] };

  const running = (instanceId: string): Machine | undefined => {
    const machine = slots.get(instanceId)?.machine;
    return machine?.running === true ? machine : undefined;
  };
  const wire = new Wire((instanceId) => running(instanceId)?.stack);
  const saver = new Saver(async (instanceId) => {
    const slot = slots.get(instanceId);
    if (slot === undefined || slot.gone) return;
    const { machine } = slot;
    await saveDisk(stateDir, instanceId, machine.fs, {
      identity: { ...machine.identity, booted: true },
      packages: Object.fromEntries(machine.packages),
    });
  }, log);
  const reboot = async (instanceId: string): Promise<void> => {
    const slot = slots.get(instanceId);
    if (slot === undefined) throw new Error(`The sandbox runs no host ${instanceId}.`);
    await slot.machine.halt(true);
    slot.sshd.close();
    await slot.machine.boot();
    consoles.set(instanceId, consoleText(slot.machine.spec, slot.machine.hostname, undefined));
  };
  const world: World = {
    wire,
    keys,
    callbacks,
    log,
    pace,
    hostOf: running,
    subnetOf: (nic) => {
      const vpc = topology.vpcs.find(({ id }) => id === nic.vpcId);
      const subnet = vpc?.subnets.find(({ id }) => id === nic.subnetId);
      return vpc === undefined || subnet === undefined ? undefined : { cidr: subnet.cidr, vpcCidrs: vpc.cidrs };
    },
    changed: (instanceId) => saver.changed(instanceId),
    saved: (instanceId) => saver.settled(instanceId),
    rebooted: (instanceId) => {
      reboot(instanceId).catch((error: unknown) => log(`${instanceId}: ${String(error)}`));
    },
    poweredOff: (instanceId) => {
      stop(instanceId).then(
        () => callbacks.hostStopped(instanceId),
        (error: unknown) => log(`${instanceId}: ${String(error)}`),
      );
    },
  };
  const stop = async (instanceId: string): Promise<void> => {
    const slot = slots.get(instanceId);
    if (slot === undefined) return;
    await slot.machine.halt(true);
    slot.sshd.close();
    await saver.now(instanceId);
  };
  // A connection of its own each time: a flow that is tracked lives on without its rule, a new one does not.
  let port = 32_767;
  const nextPort = (): number => {
    port = port < 60_999 ? port + 1 : 32_768;
    return port;
  };
  const admit = (publicIp: string): Admission => {
    const fate = wire.fromInternet({
      source: operatorAddress,
      destination: publicIp,
      protocol: protocols.tcp,
      sourcePort: nextPort(),
      destinationPort: 22,
      size: 60,
      dontFragment: true,
      ttl: 64,
    });
    if (fate.kind !== 'delivered') return { kind: 'dropped' };
    const slot = slots.get(fate.instanceId);
    if (slot === undefined || slot.machine.systemd.state('ssh') !== 'active') return { kind: 'refused' };
    return { kind: 'open', take: (socket) => slot.sshd.take(socket) };
  };
  const doors = new Doors(stateDir, admit);

  const boot = async (host: HostSpec): Promise<void> => {
    const { instanceId } = host;
    const change = (): void => saver.changed(instanceId);
    const before = slots.get(instanceId);
    if (before?.machine.running === true) return;
    const fs = new HostFs(change);
    const saved = before === undefined ? await loadDisk(stateDir, instanceId, fs) : undefined;
    const disk = saved === undefined ? emptyDisk(change, makeKeyPair(`root@${instanceId}`).private) : { fs, ...saved };
    const machine = before?.machine ?? new Machine(host, world, disk);
    const fresh = before === undefined && saved === undefined;
    const publicLine = publicKeyOf(machine);
    slots.set(instanceId, before ?? { machine, sshd: createSshServer(machine), gone: false });
    if (fresh) await machine.layImage(publicLine);
    await machine.boot();
    consoles.set(instanceId, consoleText(host, machine.hostname, fresh ? publicLine : undefined));
    if (fresh && machine.nic()?.publicIp !== undefined) keys.expect();
    await saver.now(instanceId);
  };

  const clock = setInterval(() => {
    const now = Date.now();
    for (const { machine } of slots.values()) machine.tick(now);
  }, tickMs / pace);
  clock.unref();

  return {
    kind: 'simulated',
    operatorAddress,
    async reconcile(next) {
      topology = next;
      wire.reconcile(next);
      await doors.keep(next.interfaces.flatMap(({ publicIp }) => publicIp ?? []));
    },
    launch: boot,
    start: boot,
    stop,
    reboot,
    async terminate(instanceId) {
      const slot = slots.get(instanceId);
      if (slot !== undefined) {
        slot.gone = true;
        await slot.machine.halt(false);
        slot.sshd.close();
      }
      saver.forget(instanceId);
      await saver.idle();
      slots.delete(instanceId);
      consoles.delete(instanceId);
      deleteDisk(stateDir, instanceId);
    },
    consoleOutput: async (instanceId) => consoles.get(instanceId) ?? '',
    doors: () => doors.list(),
    async shutdown({ keepDisks }) {
      clearInterval(clock);
      doors.close();
      await Promise.all([...slots.keys()].map(stop));
      await saver.idle();
      if (!keepDisks) deleteDisks(stateDir);
      slots.clear();
    },
    console: {
      async exec(instanceId, argv, options = {}) {
        const machine = running(instanceId);
        if (machine === undefined) throw new Error(`The sandbox runs no host ${instanceId}.`);
        const { code, stdout, stderr } = await new Shell(machine, { user: 'root' }).run(
          plain(argv).map(quote).join(' '),
          options.input ?? '',
        );
        await machine.saved();
        return { code, stdout, stderr };
      },
      async flushFlows(interfaceId) {
        wire.groups.flush(interfaceId);
      },
    },
  };
}

function publicKeyOf(machine: Machine): string {
  const key = ssh2.utils.parseKey(machine.identity.hostKey);
  if (key instanceof Error) throw key;
  return `ssh-ed25519 ${key.getPublicSSH().toString('base64')} root@${machine.hostname}`;
}
