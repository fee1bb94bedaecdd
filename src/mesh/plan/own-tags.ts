/** The operator's own tags on resources that already exist. */
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { temporaryRule } from '#mesh/ingress-rules.ts';
import { meshResourceName, type Tags, tagKeys } from '#mesh/names.ts';
import { missingOwn } from '#mesh/own-tags.ts';
import { counted } from '#mesh/plural.ts';
import { regionsOf } from './account.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

const safe = { change: 'update', risk: 'safe' } as const;

/**
 * By resource, the spec's tags that are missing or differ. A tag that left the spec stays: it may be someone else's.
 * @param work the plan's other steps: what they revoke gets no tags
 */
export function ownTagSteps(planning: Planning, work: readonly Step[]): readonly Step[] {
  const { mesh } = planning;
  if (Object.keys(mesh.spec.tags).length === 0) return [];
  return [
    ...mesh.concentrators.flatMap((one) => [...partSteps(planning, one), ...ruleTagSteps(planning, one, work)]),
    ...regionsOf(mesh).flatMap((region) => regionTagSteps(planning, region)),
    ...roleTagSteps(planning),
  ];
}

/** The concentrator's groups, interface, address, instance and volumes. */
function partSteps({ mesh, region: regionNamed, standing }: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region, groupNames } = one;
  const { groups, interface: nic, address, instance } = standing(name);
  const { volumes = [] } = regionNamed(region);
  const parts = [
    ...groups.filter((group) => groupNames.includes(group.name)),
    ...(nic === undefined ? [] : [nic]),
    ...(address === undefined ? [] : [{ id: address.allocationId, tags: address.tags }]),
    ...(instance === undefined ? [] : [instance]),
    ...volumes.filter(({ instanceId }) => instance !== undefined && instanceId === instance.id),
  ];
  return parts.flatMap(({ id, tags: there }): readonly Step[] => {
    const tags = missingOwn(mesh.spec.tags, there);
    if (isEmpty(tags)) return [];
    const describe = `${name}: tag ${id} with ${keysOf(tags)}`;
    const of = { concentrator: name, region, dependsOn: [] };
    return [{ ...safe, ...of, id: `${name}/own-tags/${id}`, kind: 'tags.set', describe, resourceId: id, tags }];
  });
}

/** The mesh's permanent rules in the concentrator's groups and in others of its VPC, one step per group. */
function ruleTagSteps(
  { mesh, region: regionNamed }: Planning,
  { name, region, vpcId }: DesiredConcentrator,
  work: readonly Step[],
): readonly Step[] {
  const revoked = new Set(work.flatMap((step) => (step.kind === 'rules.revoke' ? step.ruleIds : [])));
  const { groups, rules } = regionNamed(region);
  const own = rules.filter(
    ({ id, tags, description }) =>
      tags?.[tagKeys.concentrator] === name && temporaryRule(description) === undefined && !revoked.has(id),
  );
  return groups
    .filter((group) => group.vpcId === vpcId)
    .flatMap(({ id: groupId, name: groupName }): readonly Step[] => {
      const missing = own
        .filter((rule) => rule.groupId === groupId)
        .map(({ id, tags }) => ({ id, tags: missingOwn(mesh.spec.tags, tags ?? {}) }))
        .filter(({ tags }) => !isEmpty(tags));
      if (missing.length === 0) return [];
      const tags: Tags = Object.assign({}, ...missing.map((one) => one.tags));
      const changing = work.filter(
        (step) =>
          (step.kind === 'group.rules' && step.concentrator === name && step.groupName === groupName) ||
          (step.kind === 'services.rules' && step.groupId === groupId),
      );
      return [
        {
          ...safe,
          id: `${name}/own-tags/${groupId}/rules`,
          kind: 'rules.tags',
          concentrator: name,
          region,
          groupId,
          ruleIds: missing.map(({ id }) => id),
          tags,
          describe: `${name}: tag ${counted(missing.length, 'rule')} of ${groupId} with ${keysOf(tags)}`,
          dependsOn: changing.map(({ id }) => id),
        },
      ];
    });
}

/** The region's key pair, and its log group if that is the mesh's. */
function regionTagSteps({ mesh, region: regionNamed }: Planning, region: string): readonly Step[] {
  const { keyPairs, logGroup } = regionNamed(region);
  const of = { ...safe, concentrator: null, region, dependsOn: [] };
  const keys = keyPairs.flatMap(({ id, name, tags: there }): readonly Step[] => {
    const tags = missingOwn(mesh.spec.tags, there);
    if (there[tagKeys.mesh] !== mesh.name || isEmpty(tags)) return [];
    const describe = `tag key pair ${name} in ${region} with ${keysOf(tags)}`;
    return [{ ...of, id: `${region}/own-tags/${id}`, kind: 'tags.set', describe, resourceId: id, tags }];
  });
  if (logGroup?.tags?.[tagKeys.mesh] !== mesh.name) return keys;
  const tags = missingOwn(mesh.spec.tags, logGroup.tags);
  if (isEmpty(tags)) return keys;
  const describe = `tag log group ${logGroup.name} in ${region} with ${keysOf(tags)}`;
  return [...keys, { ...of, id: `${region}/own-tags/logs`, kind: 'logs.tags', describe, tags }];
}

/** The concentrators' role and its instance profile. */
function roleTagSteps({ mesh, observation: { iam } }: Planning): readonly Step[] {
  const name = meshResourceName(mesh.name);
  const of = { ...safe, concentrator: null, region: null, dependsOn: [] };
  const parts = [
    { id: 'own-tags/role', kind: 'role.tags', what: 'role', there: iam.role?.tags },
    { id: 'own-tags/profile', kind: 'profile.tags', what: 'instance profile', there: iam.profile?.tags },
  ] as const;
  return parts.flatMap(({ id, kind, what, there }): readonly Step[] => {
    const tags = there === undefined ? {} : missingOwn(mesh.spec.tags, there);
    return isEmpty(tags) ? [] : [{ ...of, id, kind, describe: `tag ${what} ${name} with ${keysOf(tags)}`, tags }];
  });
}

const isEmpty = (tags: Tags): boolean => Object.keys(tags).length === 0;
const keysOf = (tags: Tags): string => Object.keys(tags).join(', ');
