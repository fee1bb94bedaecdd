/** AWS steps that only `fix` has. */

import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { Risk, Step } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { PlacedRemedy, RemedyAction } from './remedy.ts';

export function cloudRemedySteps({ concentrator, region, actions }: PlacedRemedy, risk: Risk): readonly Step[] {
  return actions.flatMap((remedy) => stepsOf(remedy, concentrator, { region, risk, dependsOn: [] }));
}

function stepsOf(
  remedy: RemedyAction,
  name: string | undefined,
  where: { readonly region: string; readonly risk: Risk; readonly dependsOn: readonly string[] },
): readonly Step[] {
  const { region } = where;
  if (remedy.action === 'release') {
    const { allocationId } = remedy;
    const describe = `${region}: release the unused ${allocationId}`;
    return [
      {
        ...where,
        id: `${region}/release/${allocationId}`,
        kind: 'address.release',
        concentrator: name ?? '',
        change: 'delete',
        describe,
        allocationId,
        ip: allocationId,
      },
    ];
  }
  if (name === undefined) return [];
  const at = { ...where, concentrator: name } as const;
  switch (remedy.action) {
    case 'withdraw':
      return byGroup(remedy.rules).map(([groupId, rules]) => ({
        ...at,
        id: `${name}/withdraw/${groupId}`,
        kind: 'rules.withdraw' as const,
        change: 'delete' as const,
        describe: `${name}: revoke ${counted(rules.length, 'rule')} of ${groupId}`,
        groupId,
        rules,
      }));
    case 'metadata':
      return [
        {
          ...at,
          id: `${name}/metadata`,
          kind: 'instance.metadata',
          change: 'update',
          describe: `${name}: require IMDSv2, hop limit 1`,
          instanceId: remedy.instanceId,
        },
      ];
    case 'protect':
      return [
        {
          ...at,
          id: `${name}/protect`,
          kind: 'instance.protect',
          change: 'update',
          describe: `${name}: termination protection of ${remedy.instanceId} on`,
          instanceId: remedy.instanceId,
        },
      ];
    case 'tags':
      return [
        {
          ...at,
          id: `${name}/tags/${remedy.resourceId}`,
          kind: 'tags.set',
          change: 'update',
          describe: `${name}: set the tags of ${remedy.resourceId}`,
          resourceId: remedy.resourceId,
          tags: remedy.tags,
        },
      ];
    // On hosts, or steps of apply's own plan.
    case 'plan':
    case 'parts':
    case 'connections':
    case 'new-key':
    case 'agent':
    case 'host':
    case 'reboot':
      return [];
  }
}

/** Two checks may need the same step; rules of one group are revoked together. */
export function joined(steps: readonly Step[]): readonly Step[] {
  const byId = new Map<string, Step>();
  for (const step of steps) {
    const there = byId.get(step.id);
    if (there?.kind !== 'rules.withdraw' || step.kind !== 'rules.withdraw') {
      byId.set(step.id, step);
      continue;
    }
    const key = (rule: object): string => JSON.stringify(rule);
    const known = new Set(there.rules.map(key));
    const rules = [...there.rules, ...step.rules.filter((rule) => !known.has(key(rule)))];
    byId.set(step.id, {
      ...there,
      rules,
      describe: `${there.concentrator}: revoke ${counted(rules.length, 'rule')} of ${there.groupId}`,
    });
  }
  return [...byId.values()];
}

function byGroup(rules: readonly ExposedRule[]): readonly (readonly [string, readonly ExposedRule[]])[] {
  const ids = [...new Set(rules.map(({ groupId }) => groupId))];
  return ids.map((id) => [id, rules.filter(({ groupId }) => groupId === id)]);
}
