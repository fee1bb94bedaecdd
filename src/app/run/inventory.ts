/** What a run knows of each concentrator: from the observation, then from the steps. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { OperatorError } from '#mesh/errors.ts';
import { tagKeys } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { inUse, ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';

export interface InventoryEntry {
  readonly groupIds: Readonly<Record<string, string>>;
  readonly interfaceId?: string;
  readonly privateIp?: string;
  readonly allocationId?: string;
  readonly address?: string;
  readonly instanceId?: string;
  readonly hostKey?: string;
  /** Digest of the state that an earlier run applied: the host is in service. */
  readonly applied?: string;
  /** When its last change finished, by its tag. */
  readonly changed?: string;
  /** PEM of the host's IPsec public key. */
  readonly publicKey?: string;
}

export interface Inventory {
  get(concentrator: string): InventoryEntry;
  learn(concentrator: string, news: Partial<InventoryEntry>): void;
  /** @throws OperatorError if it is not known: a step ran too early, or the resource has gone since the plan. */
  demand<K extends keyof InventoryEntry>(concentrator: string, what: K): NonNullable<InventoryEntry[K]>;
}

export function inventoryFrom(mesh: DesiredMesh, observation: MeshObservation): Inventory {
  const all = new Map<string, InventoryEntry>();
  const owned = ownedConcentrators(mesh.name, observation);
  for (const place of mesh.concentrators) {
    const { name } = place;
    const { groups, interface: nic, address, instance } = inUse(ownedAt(place, owned), place.subnetId);
    const hostKey = instance?.tags[tagKeys.hostKey];
    const applied = instance?.tags[tagKeys.applied];
    const changed = instance?.tags[tagKeys.changed];
    all.set(name, {
      groupIds: Object.fromEntries(groups.map((group) => [group.name, group.id])),
      ...(nic === undefined ? {} : { interfaceId: nic.id, privateIp: nic.privateIp }),
      ...(address === undefined ? {} : { allocationId: address.allocationId, address: address.ip }),
      ...(instance === undefined ? {} : { instanceId: instance.id }),
      ...(hostKey === undefined ? {} : { hostKey }),
      ...(applied === undefined ? {} : { applied }),
      ...(changed === undefined ? {} : { changed }),
    });
  }
  const get = (name: string): InventoryEntry => all.get(name) ?? { groupIds: {} };
  return {
    get,
    learn: (name, news) => {
      const before = get(name);
      all.set(name, { ...before, ...news, groupIds: { ...before.groupIds, ...news.groupIds } });
    },
    demand: (name, what) => {
      const value = get(name)[what];
      if (value === undefined) {
        throw new OperatorError(
          `${name}: ${words[what]} unknown`,
          'run the same command again: it observes the mesh anew and resumes',
        );
      }
      return value as NonNullable<typeof value>;
    },
  };
}

const words: Readonly<Record<keyof InventoryEntry, string>> = {
  groupIds: 'security groups',
  interfaceId: 'network interface',
  privateIp: 'private address',
  allocationId: 'Elastic IP',
  address: 'Elastic IP',
  instanceId: 'instance',
  hostKey: 'SSH host key',
  applied: 'applied state',
  changed: 'last change',
  publicKey: 'IPsec public key',
};
