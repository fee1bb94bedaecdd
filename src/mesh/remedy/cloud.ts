/** Steps of a fix in AWS that apply does not have. */

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
    const describe = `${region}: release ${allocationId}, which serves nobody`;
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
        describe: `${name}: ${counted(rules.length, 'rule')} of ${groupId} revoked`,
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
          describe: `${name}: the metadata service wants tokens, one hop`,
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
          describe: `${name}: ${remedy.instanceId} protected from termination`,
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
          describe: `${name}: tags of ${remedy.resourceId}`,
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

/** Two checks may want the same; rules of one group are withdrawn together. */
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
      describe: `${there.concentrator}: ${counted(rules.length, 'rule')} of ${there.groupId} revoked`,
    });
  }
  return [...byId.values()];
}

function byGroup(rules: readonly ExposedRule[]): readonly (readonly [string, readonly ExposedRule[]])[] {
  const ids = [...new Set(rules.map(({ groupId }) => groupId))];
  return ids.map((id) => [id, rules.filter(({ groupId }) => groupId === id)]);
}
