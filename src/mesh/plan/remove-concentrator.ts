/** Removing one concentrator, or its duplicates: routes first, the group last. */
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { type OwnedConcentrator, ownedRoutes } from '#mesh/observed/owned.ts';
import { routeDeletion } from './routes-and-services.ts';
import type { Step } from './steps.ts';

export interface Removal {
  readonly mesh: string;
  readonly one: OwnedConcentrator;
  readonly region: RegionObservation;
  /** Ids of steps to do before the host is removed. */
  readonly after: readonly string[];
  /** Further ids of steps to do before the group is deleted: a later run finds the concentrator by its group. */
  readonly beforeGroup?: readonly string[];
  /** The plan's other route steps: a route that gets another target is not deleted, only waited for. */
  readonly routes?: readonly Step[];
}

export function removal({ mesh, one, region, after, beforeGroup = [], routes = [] }: Removal): readonly Step[] {
  const base = { concentrator: one.name, region: one.region, change: 'delete', risk: 'disruptive' } as const;
  const nics = new Set(one.interfaces.map(({ id }) => id));
  const led = ownedRoutes(mesh, region).filter(({ interfaceId }) => nics.has(interfaceId));
  const replacement = (tableId: string, destination: string): Step | undefined =>
    routes.find(
      (step) => step.kind === 'route.replace' && step.tableId === tableId && step.destination === destination,
    );
  const replaced = led.flatMap(({ table, destination }) => replacement(table.id, destination)?.id ?? []);
  const away = led
    .filter(({ table, destination }) => replacement(table.id, destination) === undefined)
    .map(({ table, destination }) => routeDeletion(one, table.id, destination));
  const before = [...after, ...replaced, ...away.map(({ id }) => id)];
  const instances = one.instances.map(
    ({ id }): Step => ({
      ...base,
      id: `${one.name}/terminate/${id}`,
      kind: 'instance.terminate',
      instanceId: id,
      describe: `instance ${id}, after its termination protection is off`,
      dependsOn: before,
    }),
  );
  const addresses = one.addresses.map(
    ({ allocationId, ip }): Step => ({
      ...base,
      id: `${one.name}/release/${allocationId}`,
      kind: 'address.release',
      allocationId,
      ip,
      describe: `Elastic IP ${ip} (${allocationId})`,
      dependsOn: [...before, ...instances.map(({ id }) => id)],
    }),
  );
  const interfaces = one.interfaces.map(
    ({ id }): Step => ({
      ...base,
      id: `${one.name}/interface-away/${id}`,
      kind: 'interface.delete',
      interfaceId: id,
      describe: `network interface ${id}`,
      dependsOn: [...before, ...[...instances, ...addresses].map((step) => step.id)],
    }),
  );
  const groups = one.groups.map(
    ({ id, name }): Step => ({
      ...base,
      id: `${one.name}/group-away/${id}`,
      kind: 'group.delete',
      groupId: id,
      describe: `security group ${name} (${id})`,
      dependsOn: [...after, ...beforeGroup, ...[...instances, ...addresses, ...interfaces].map((step) => step.id)],
    }),
  );
  return [...away, ...instances, ...addresses, ...interfaces, ...groups];
}
