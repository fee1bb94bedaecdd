import type { BackendCallbacks, HostBackend, HostSpec } from '#sandbox/hosts/backend.ts';
import { operatorAddress } from '#sandbox/network/addresses.ts';
import { openAuthority } from '#sandbox/network/certificates.ts';
import type { CommandResult } from '#sandbox/network/command.ts';
import { namesFor } from '#sandbox/network/names.ts';
import { createNetwork } from '#sandbox/network/network.ts';
import { startServices } from '#sandbox/network/services.ts';
import { removeCgroups } from './cgroups.ts';
import { createDisk, deleteDisk, deleteDisks, hostNameOf, openDisk } from './disk.ts';
import { execInGuest, flushFlows } from './exec.ts';
import { readConsole, removePropagation } from './guest.ts';
import { prepareImages } from './image/prepare.ts';
import { roomForWatches } from './inotify.ts';
import { createMachine, type Machine } from './machine.ts';
import { requirements } from './requirements.ts';
import { bootTurns } from './turns.ts';

export interface RealBackendOptions {
  /** Disks and bookkeeping of this sandbox; it also tells its namespaces and cgroups from another's. */
  readonly stateDir: string;
  /** Images and packages, shared by all sandboxes of this machine. */
  readonly cacheDir: string;
  readonly callbacks: BackendCallbacks;
  readonly log: (line: string) => void;
}

/** Real hosts, with two things that only tests want. */
export interface RealBackend extends HostBackend {
  /** Runs a program on a host as root, not by way of its network. */
  exec(instanceId: string, argv: readonly string[], options?: { readonly input?: string }): Promise<CommandResult>;
  /** Makes an interface's security groups forget the flows they let through. */
  flushFlows(interfaceId: string): Promise<void>;
}

const bootsAtOnce = 4;

/**
 * Instances as Debian systems under systemd-nspawn, in a network of namespaces. Clears away what
 * a killed sandbox of the same state folder left running; disks are kept, and `start` finds them.
 * @throws when this is no machine for it (not Linux, not root, programs missing), naming what is missing.
 */
export async function createRealBackend(options: RealBackendOptions): Promise<RealBackend> {
  const { stateDir, callbacks, log } = options;
  await requirements();
  const images = new Map((await prepareImages(options)).map((each) => [each.image, each]));
  const { prefix } = namesFor(stateDir);
  await removeCgroups(prefix);
  await removePropagation(`${prefix}-`);
  const machines = new Map<string, Machine>();
  const specs = new Map<string, HostSpec>();
  const inTurn = bootTurns(bootsAtOnce);
  const watches = roomForWatches(log);
  const authority = await openAuthority(stateDir);
  const services = startServices({
    stateDir,
    callbacks,
    authority,
    hostAt: (id) => [...specs.values()].find((each) => each.interfaceId === id),
  });
  const network = await createNetwork({ stateDir, onRouter: services.openRouter, onRouterGone: services.closeRouter });
  try {
    await services.openInternet(network);
  } catch (error) {
    await services.close();
    await network.remove();
    throw error;
  }

  const machineOf = async (host: HostSpec, fresh: boolean): Promise<Machine> => {
    const image = images.get(host.image);
    if (image === undefined) {
      throw new Error(`Real hosts cannot be ${host.image}; they can be ${[...images.keys()].join(', ')}.`);
    }
    const nic = network.interfaces().find(({ id }) => id === host.interfaceId);
    if (nic === undefined)
      throw new Error(`Host ${host.instanceId} has no interface ${host.interfaceId} in the network.`);
    const disk = fresh
      ? await createDisk({ stateDir, rootfs: image.rootfs, authority: authority.certificate }, host, nic)
      : await openDisk(stateDir, host.instanceId);
    specs.set(host.instanceId, host);
    const machine = createMachine({
      guest: { instanceId: host.instanceId, hostName: hostNameOf(nic), disk, repository: image.repository, prefix },
      freshNamespace: () => network.renewHost(host.interfaceId),
      onEnded: () => network.silenceHost(host.interfaceId),
      inTurn,
      onStopped: () => callbacks.hostStopped(host.instanceId),
      log,
    });
    machines.set(host.instanceId, machine);
    await watches.fit(machines.size);
    return machine;
  };
  /** Machines that are being put together, so that a terminate that comes meanwhile waits for them. */
  const preparing = new Map<string, Promise<unknown>>();
  const boot = async (host: HostSpec, fresh: boolean): Promise<void> => {
    const made = machineOf(host, fresh);
    preparing.set(
      host.instanceId,
      made.catch(() => {}),
    );
    await (await made).start();
  };
  const known = (instanceId: string): Machine => {
    const machine = machines.get(instanceId);
    if (machine === undefined) throw new Error(`The sandbox runs no host ${instanceId}.`);
    return machine;
  };

  return {
    kind: 'real',
    operatorAddress,
    async reconcile(topology) {
      await network.reconcile(topology);
      await services.keepDoors(topology.interfaces.flatMap(({ publicIp }) => publicIp ?? []));
    },
    launch: (host) => boot(host, true),
    async start(host) {
      if (machines.get(host.instanceId)?.running) return;
      await boot(host, false);
    },
    stop: (instanceId) => known(instanceId).stop(),
    reboot: (instanceId) => known(instanceId).reboot(),
    async terminate(instanceId) {
      await preparing.get(instanceId);
      preparing.delete(instanceId);
      await machines.get(instanceId)?.kill();
      machines.delete(instanceId);
      specs.delete(instanceId);
      await deleteDisk(stateDir, instanceId);
    },
    consoleOutput: async (instanceId) => readConsole(await openDisk(stateDir, instanceId)),
    doors: () => services.doors(),
    async shutdown({ keepDisks }) {
      await Promise.all([...machines.values()].map((machine) => (keepDisks ? machine.stop() : machine.kill())));
      await removeCgroups(prefix);
      await services.close();
      await network.remove();
      await watches.restore();
      if (!keepDisks) await deleteDisks(stateDir);
      machines.clear();
    },
    exec: (instanceId, argv, input) => execInGuest(stateDir, instanceId, argv, input),
    flushFlows: (interfaceId) => flushFlows(stateDir, interfaceId),
    console: {
      exec: (instanceId, argv, input) => execInGuest(stateDir, instanceId, argv, input),
      flushFlows: (interfaceId) => flushFlows(stateDir, interfaceId),
    },
  };
}
