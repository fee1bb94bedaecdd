import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkInterface, NetworkTopology, NetworkVpc } from '#sandbox/hosts/backend.ts';
import { buildInternet, publicRoute } from './internet.ts';
import { type Names, namesFor } from './names.ts';
import { deleteNamespace, ipBatch, listNamespaces } from './namespaces.ts';
import { createRouter, type Router } from './router.ts';

/** The emulated network of one sandbox. */
export interface Network {
  readonly names: Names;
  /** Makes the machine's namespaces carry this picture; what did not change is not touched. Calls are carried out one after the other. */
  reconcile(topology: NetworkTopology): Promise<void>;
  /** The namespace for a host that is about to boot, fresh, with its interface as `ens5`. @throws for an interface the picture lacks. */
  renewHost(interfaceId: string): Promise<string>;
  /** Takes a host's interface down until it boots again; one that is gone is fine. */
  silenceHost(interfaceId: string): Promise<void>;
  /** Whose address this is in a VPC; undefined for none. */
  interfaceAt(vpcId: string, privateIp: string): NetworkInterface | undefined;
  interfaces(): readonly NetworkInterface[];
  vpc(vpcId: string): NetworkVpc | undefined;
  /** Removes every namespace of this sandbox. */
  remove(): Promise<void>;
}

export interface NetworkOptions {
  readonly stateDir: string;
  /** Called when a VPC's router has come to be, for the services that listen in it. */
  readonly onRouter: (vpcId: string, namespace: string) => Promise<void>;
  readonly onRouterGone: (vpcId: string) => void;
}

/** Clears away what a killed sandbox of the same state folder left, and starts with an Internet that nobody is connected to. */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const names = namesFor(options.stateDir);
  const removeAll = async (): Promise<void> => {
    for (const name of await listNamespaces(`${names.prefix}-`)) await deleteNamespace(name);
  };
  await removeAll();
  await buildInternet(names);
  const routers = new Map<string, Router>();
  let picture: NetworkTopology = { vpcs: [], interfaces: [] };
  let publicRoutes: ReadonlyMap<string, string> = new Map();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const leadPublicAddresses = async (topology: NetworkTopology): Promise<void> => {
    const desired = new Map(
      topology.interfaces.flatMap(({ publicIp, vpcId }): [string, string][] =>
        publicIp === undefined ? [] : [[publicIp, publicRoute(publicIp, vpcId)]],
      ),
    );
    const gone = [...publicRoutes.keys()].filter((address) => !desired.has(address));
    await ipBatch(
      names.internet,
      gone.map((address) => `route del ${address}/32`),
      { force: true },
    );
    const fresh = [...desired].filter(([address, line]) => publicRoutes.get(address) !== line);
    await ipBatch(
      names.internet,
      fresh.map(([, line]) => line),
    );
    publicRoutes = desired;
  };

  const carryOut = async (topology: NetworkTopology): Promise<void> => {
    for (const vpc of topology.vpcs) {
      let router = routers.get(vpc.id);
      if (router === undefined) {
        router = await createRouter(names, vpc.id);
        routers.set(vpc.id, router);
        await options.onRouter(vpc.id, names.router(vpc.id));
      }
      await router.apply(
        vpc,
        topology.interfaces.filter((one) => one.vpcId === vpc.id),
      );
    }
    await leadPublicAddresses(topology);
    for (const [id, router] of routers) {
      if (topology.vpcs.some((vpc) => vpc.id === id)) continue;
      options.onRouterGone(id);
      await router.remove();
      routers.delete(id);
    }
    picture = topology;
    await writeWhereabouts(options.stateDir, names, topology);
  };

  return {
    names,
    reconcile: (topology) => inTurn(() => carryOut(topology)),
    renewHost: (interfaceId) =>
      inTurn(async () => {
        const one = picture.interfaces.find(({ id }) => id === interfaceId);
        const router = one && routers.get(one.vpcId);
        const subnet = picture.vpcs.flatMap((vpc) => vpc.subnets).find(({ id }) => id === one?.subnetId);
        if (one === undefined || router === undefined || subnet === undefined) {
          throw new Error(
            `The sandbox's network has no interface ${interfaceId}; it must be pictured before its host boots.`,
          );
        }
        await router.renewHost(one, subnet);
        return names.host(one.id);
      }),
    silenceHost: (interfaceId) =>
      inTurn(async () => {
        const one = picture.interfaces.find(({ id }) => id === interfaceId);
        if (one !== undefined) await routers.get(one.vpcId)?.silence(one);
      }),
    interfaceAt: (vpcId, privateIp) =>
      picture.interfaces.find((one) => one.vpcId === vpcId && one.privateIp === privateIp),
    interfaces: () => picture.interfaces,
    vpc: (vpcId) => picture.vpcs.find(({ id }) => id === vpcId),
    remove: () => inTurn(removeAll),
  };
}

/** Where an interface is to be found, for other processes: see flows.ts. */
export interface Whereabouts {
  readonly router: string;
  readonly privateIp: string;
}

export const whereaboutsFile = (stateDir: string): string => join(stateDir, 'interfaces.json');

async function writeWhereabouts(stateDir: string, names: Names, topology: NetworkTopology): Promise<void> {
  const file = whereaboutsFile(stateDir);
  const all = Object.fromEntries(
    topology.interfaces.map((one): [string, Whereabouts] => [
      one.id,
      { router: names.router(one.vpcId), privateIp: one.privateIp },
    ]),
  );
  await mkdir(stateDir, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(all));
  await rename(`${file}.new`, file);
}
