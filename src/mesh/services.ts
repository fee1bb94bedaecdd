/** Which of a VPC's other groups allow the mesh, and what: the spec's `securityGroups.services`. */

import type { ObservedGroup } from '#mesh/observed/observation.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { serviceRules } from './ingress-rules.ts';
import { tagKeys } from './names.ts';

type Services = Spec['securityGroups']['services'];

/** The rules that each of these groups gets. */
export const wantedServiceRules = (services: Services, meshCidrs: readonly string[]) =>
  serviceRules(typeof services === 'string' ? services : 'icmp', meshCidrs);

/**
 * Groups named in the spec get the rules. Otherwise all groups of the VPC do, except a mesh's own, `default` (which
 * security audits want empty), and groups that a controller manages.
 */
export function isServed(services: Services, group: ObservedGroup): boolean {
  if (group.tags[tagKeys.mesh] !== undefined) return false;
  if (typeof services !== 'string') return services.some((named) => named === group.id || named === group.name);
  return services !== 'none' && group.name !== 'default' && groupManager(group) === undefined;
}

/** Tags by which a controller recognises its group, whose rules it reverts. */
const keepers: readonly (readonly [tag: RegExp, who: string])[] = [
  [/^(aws:eks:|eks:|kubernetes\.io\/cluster\/)/, 'Amazon EKS'],
  [/^(elbv2\.k8s\.aws\/|ingress\.k8s\.aws\/|service\.k8s\.aws\/)/, 'the AWS Load Balancer Controller'],
  [/^elasticbeanstalk:/, 'Elastic Beanstalk'],
  [/^aws:elasticmapreduce:/, 'Amazon EMR'],
  [/^aws:servicecatalog:/, 'Service Catalog'],
];

/** The controller that manages a group, undefined for the operator's own. */
export function groupManager({ name, tags }: ObservedGroup): string | undefined {
  const byTag = keepers.find(([tag]) => Object.keys(tags).some((key) => tag.test(key)))?.[1];
  if (byTag !== undefined) return byTag;
  if (name.startsWith('eks-cluster-sg-')) return 'Amazon EKS';
  return /^d-[0-9a-f]{10}_controllers$/.test(name) ? 'AWS Directory Service' : undefined;
}
