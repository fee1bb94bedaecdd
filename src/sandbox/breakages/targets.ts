/** Who can be broken: the concentrators of meshes on the emulated AWS, found by what their tags say to anybody. */
import type { Region } from '#sandbox/api/store/region.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type { Victim, View } from './breakage.ts';

const role = 'vpnmesh:role';
const concentrator = 'vpnmesh:concentrator';

/** Concentrators whose host runs. */
export function victims(world: World): readonly Victim[] {
  const found = world.regions().flatMap(([regionName, region]) =>
    region.interfaces.all().flatMap((nic): Omit<Victim, 'peers'>[] => {
      const instance = region.instances.get(nic.attachment?.instanceId ?? '');
      const address = region.addresses.all().find((one) => one.association?.interfaceId === nic.id);
      if (nic.tags[role] !== 'interface' || instance?.state !== 'running') return [];
      return [
        {
          name: nic.tags[concentrator] ?? regionName,
          region: regionName,
          vpcId: nic.vpcId,
          instanceId: instance.id,
          interfaceId: nic.id,
          groupIds: nic.groupIds,
          ...(address === undefined ? {} : { address: { ip: address.publicIp, allocationId: address.id } }),
        },
      ];
    }),
  );
  const names = found.map(({ name }) => name);
  return found.map((one) => ({ ...one, peers: names.filter((name) => name !== one.name) }));
}

export function viewOf(region: Region, victim: Victim): View {
  const groups = new Set(
    region.groups
      .all()
      .filter(({ vpcId }) => vpcId === victim.vpcId)
      .map(({ id }) => id),
  );
  return {
    sourceDestCheck: region.interfaces.get(victim.interfaceId)?.sourceDestCheck ?? true,
    routes: region.routeTables
      .all()
      .filter(({ vpcId }) => vpcId === victim.vpcId)
      .flatMap(({ id, routes }) =>
        routes
          .filter(({ target }) => target.kind === 'interface' && target.id === victim.interfaceId)
          .map(({ destination }) => ({ tableId: id, destination })),
      ),
    rules: region.rules
      .all()
      .flatMap(({ id, groupId, egress, protocol, from, to, source, tags }) =>
        egress || source.kind !== 'cidr' || !groups.has(groupId)
          ? []
          : [{ id, groupId, protocol, from, to, cidr: source.cidr, tags }],
      ),
  };
}
