/** The rules of the concentrators' own security groups. */

import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { concentratorGroups, missingRules, ruleKey, temporaryRule } from '#mesh/ingress-rules.ts';
import { counted } from '#mesh/plural.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** Step id of the n-th group. */
export function groupId(concentrator: string, index: number): string {
  return `${concentrator}/group${index === 0 ? '' : `-${index + 1}`}`;
}

export function ruleSteps(planning: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region } = one;
  const peers = one.peers.map((peer) => planning.standing(peer).address?.ip);
  const wanted = wantedGroups(
    planning,
    one,
    peers.map((ip) => ip ?? 'unknown'),
  );
  return one.groupNames.flatMap((groupName, index): Step[] => {
    const group = planning.standing(name).groups.find((each) => each.name === groupName);
    const rules = wanted[index] ?? [];
    const missing = missingRules(rules, group?.ingress ?? []).length;
    const keys = new Set(rules.map(ruleKey));
    const stale = planning
      .region(region)
      .rules.filter(
        (rule) =>
          rule.groupId === group?.id && !keys.has(ruleKey(rule)) && temporaryRule(rule.description) === undefined,
      ).length;
    if (missing === 0 && stale === 0) return [];
    const what = [missing > 0 ? `${counted(missing, 'rule')} to add` : '', stale > 0 ? `${stale} to remove` : '']
      .filter(Boolean)
      .join(', ');
    return [
      {
        concentrator: name,
        region,
        risk: 'safe',
        id: `${groupId(name, index)}-rules`,
        kind: 'group.rules',
        change: 'update',
        groupName,
        describe: `security group ${groupName}: ${what} (UDP 500, UDP 4500 and ICMP from each peer, all traffic from ${one.vpcCidrs.join(', ')})`,
        dependsOn: [groupId(name, index), ...one.peers.map((peer) => `${peer}/address`)],
      },
    ];
  });
}

/** The permanent rules of each of a concentrator's groups, given its peers' addresses in the order of `peers`. */
export const wantedGroups = (
  { mesh }: Pick<Planning, 'mesh'>,
  one: DesiredConcentrator,
  addresses: readonly string[],
): ReturnType<typeof concentratorGroups> =>
  concentratorGroups(mesh.spec.ssh, { ownCidrs: one.vpcCidrs, peers: addresses });
