/** What is put right in AWS. */
import { exposedOf } from '#checks/aws/exposure.ts';
import { openToStrangers } from '#checks/aws/ike-exposure.ts';
import { leftOpen } from '#checks/aws/ssh-closed.ts';
import { openToTheWorld } from '#checks/aws/ssh-open-world.ts';
import { missingTags } from '#checks/aws/tags.ts';
import { notCalledFor } from '#checks/aws/unexpected-ingress.ts';
import { addressesOf, type Concentrator, concentratorNamed, type Facts } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired.ts';
import { tagKeys } from '#mesh/names.ts';
import type { Standing } from '#mesh/observed/owned.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { always, at, type MendsOf } from './where.ts';

interface Exposed {
  readonly rules: readonly ExposedRule[];
  readonly desired: DesiredConcentrator;
  /** Elastic IPs. */
  readonly peers: readonly string[];
}

/** The rules at fault, found as the check finds them. */
const withdraw =
  (choose: (exposed: Exposed, facts: Facts) => readonly ExposedRule[]): MendsOf =>
  ({ resource }, facts) => {
    const one = concentratorNamed(facts, resource.concentrator ?? '');
    const rules = exposedOf(one, facts);
    const addresses = addressesOf(facts);
    if (!rules.ok || !one.desired.ok) return [];
    const desired = one.desired.value;
    const peers = addresses.ok ? desired.peers.flatMap((peer) => addresses.value[peer] ?? []) : [];
    const chosen = choose({ rules: rules.value, desired, peers }, facts);
    return at(facts, one.name, one.region, chosen.length === 0 ? [] : [{ mend: 'withdraw', rules: chosen }]);
  };

const ofStanding =
  (mends: (standing: Standing, one: Concentrator, facts: Facts) => Parameters<typeof at>[3]): MendsOf =>
  ({ resource }, facts) => {
    const one = facts.concentrators.find(({ name }) => name === resource.concentrator);
    return one?.standing.ok === true ? at(facts, one.name, one.region, mends(one.standing.value, one, facts)) : [];
  };

const groupRules = always({ mend: 'plan', kinds: ['group.rules'] });
const routes = always({ mend: 'plan', kinds: ['route.create', 'route.replace'] });

export const awsMends: Readonly<Record<string, MendsOf>> = {
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
  'aws.service-icmp': always({ mend: 'plan', kinds: ['services.rules'] }),
  'aws.eip-attached': ({ resource }, facts) =>
    resource.concentrator === undefined
      ? at(facts, undefined, resource.region, [{ mend: 'release', allocationId: resource.id }])
      : at(facts, resource.concentrator, resource.region, [
          { mend: 'plan', kinds: ['address.allocate', 'address.associate'] },
        ]),
  'aws.source-dest-check': always({ mend: 'plan', kinds: ['interface.check'] }),
  'aws.routes': routes,
  'aws.route-blackhole': routes,
  'aws.imdsv2': ofStanding(({ instance }) =>
    instance === undefined ? [] : [{ mend: 'metadata', instanceId: instance.id }],
  ),
  'aws.termination-protection': ofStanding(({ instance }) =>
    instance === undefined ? [] : [{ mend: 'protect', instanceId: instance.id }],
  ),
  'aws.tags': ofStanding((standing, { name }, { mesh }) => {
    const { instance } = standing;
    const unmarked =
      instance !== undefined && [tagKeys.hostKey, tagKeys.applied].some((key) => instance.tags[key] === undefined);
    return [
      ...missingTags(standing, mesh, name).map(({ id, tags }) => ({ mend: 'tags' as const, resourceId: id, tags })),
      ...(unmarked ? [{ mend: 'plan' as const, kinds: ['host.pin' as const, 'host.applied' as const] }] : []),
    ];
  }),
  'aws.instance-health': always({ mend: 'plan', kinds: ['instance.start', 'instance.run'] }),
  'logs.group-exists': always({ mend: 'plan', kinds: ['logs.create', 'logs.retention'] }),
  'logs.retention': always({ mend: 'plan', kinds: ['logs.retention'] }),
};
