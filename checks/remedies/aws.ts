/** Fixes in AWS. */
import { exposedOf } from '#checks/aws/exposure.ts';
import { openToStrangers } from '#checks/aws/ike-exposure.ts';
import { leftOpen } from '#checks/aws/ssh-closed.ts';
import { openToTheWorld } from '#checks/aws/ssh-open-world.ts';
import { missingTags } from '#checks/aws/tags.ts';
import { notCalledFor } from '#checks/aws/unexpected-ingress.ts';
import { addressesOf, type Concentrator, concentratorNamed, type Facts } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { tagKeys } from '#mesh/names.ts';
import type { ConcentratorInUse } from '#mesh/observed/owned.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { always, at, type RemediesOf } from './where.ts';

interface Exposed {
  readonly rules: readonly ExposedRule[];
  readonly desired: DesiredConcentrator;
  /** Elastic IPs. */
  readonly peers: readonly string[];
}

/** The offending rules, found as the check finds them. */
const withdraw =
  (choose: (exposed: Exposed, facts: Facts) => readonly ExposedRule[]): RemediesOf =>
  ({ resource }, facts) => {
    const one = concentratorNamed(facts, resource.concentrator ?? '');
    const rules = exposedOf(one, facts);
    const addresses = addressesOf(facts);
    if (!rules.ok || !one.desired.ok) return [];
    const desired = one.desired.value;
    const peers = addresses.ok ? desired.peers.flatMap((peer) => addresses.value[peer] ?? []) : [];
    const chosen = choose({ rules: rules.value, desired, peers }, facts);
    return at(facts, one.name, one.region, chosen.length === 0 ? [] : [{ action: 'withdraw', rules: chosen }]);
  };

const ofStanding =
  (actions: (standing: ConcentratorInUse, one: Concentrator, facts: Facts) => Parameters<typeof at>[3]): RemediesOf =>
  ({ resource }, facts) => {
    const one = facts.concentrators.find(({ name }) => name === resource.concentrator);
    return one?.standing.ok === true ? at(facts, one.name, one.region, actions(one.standing.value, one, facts)) : [];
  };

const groupRules = always({ action: 'plan', kinds: ['group.rules'] });
const routes = always({ action: 'plan', kinds: ['route.create', 'route.replace'] });

export const awsRemedies: Readonly<Record<string, RemediesOf>> = {
  'aws.ssh-open-world': withdraw(({ rules, desired }) => openToTheWorld(rules, desired)),
  'aws.ssh-closed': withdraw(({ rules, desired }, { spec, startedAt }) =>
    leftOpen(rules, desired, spec, new Date(startedAt)),
  ),
  'aws.ike-ingress': groupRules,
  'aws.forwarding-ingress': groupRules,
  'aws.pmtu-ingress': groupRules,
  'aws.ike-exposure': withdraw(({ rules, desired, peers }) =>
    openToStrangers(
      rules,
      desired,
      peers.map((address) => `${address}/32`),
    ),
  ),
  'aws.unexpected-ingress': withdraw(({ rules, desired, peers }, { spec }) =>
    notCalledFor(rules, desired, peers, spec),
  ),
  'aws.service-icmp': always({ action: 'plan', kinds: ['services.rules'] }),
  'aws.eip-attached': ({ resource }, facts) =>
    resource.concentrator === undefined
      ? at(facts, undefined, resource.region, [{ action: 'release', allocationId: resource.id }])
      : at(facts, resource.concentrator, resource.region, [
          { action: 'plan', kinds: ['address.allocate', 'address.associate'] },
        ]),
  'aws.source-dest-check': always({ action: 'plan', kinds: ['interface.check'] }),
  'aws.routes': routes,
  'aws.route-blackhole': routes,
  'aws.imdsv2': ofStanding(({ instance }) =>
    instance === undefined ? [] : [{ action: 'metadata', instanceId: instance.id }],
  ),
  'aws.termination-protection': ofStanding(({ instance }) =>
    instance === undefined ? [] : [{ action: 'protect', instanceId: instance.id }],
  ),
  'aws.tags': ofStanding((standing, { name }, { mesh }) => {
    const { instance } = standing;
    const unmarked =
      instance !== undefined && [tagKeys.hostKey, tagKeys.applied].some((key) => instance.tags[key] === undefined);
    return [
      ...missingTags(standing, mesh, name).map(({ id, tags }) => ({ action: 'tags' as const, resourceId: id, tags })),
      ...(unmarked ? [{ action: 'plan' as const, kinds: ['host.pin' as const, 'host.applied' as const] }] : []),
    ];
  }),
  'aws.instance-health': always({ action: 'plan', kinds: ['instance.start', 'instance.run'] }),
  'logs.group-exists': always({ action: 'plan', kinds: ['logs.create', 'logs.retention'] }),
  'logs.retention': always({ action: 'plan', kinds: ['logs.retention'] }),
};
