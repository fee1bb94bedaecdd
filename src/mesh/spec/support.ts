/** Valid values that this version cannot build yet: rejected by name, never replaced by another. */
import type { Position, SpecProblem } from '#mesh/errors.ts';
import { isSupportedImage, supportedImages } from './images.ts';
import type { Spec } from './schema.ts';

/** AWS's other partitions, by the prefix of their regions' names. */
const partitions: readonly (readonly [string, string])[] = [
  ['cn-', 'AWS China (partition aws-cn)'],
  ['us-gov-', 'AWS GovCloud (partition aws-us-gov)'],
  ['us-iso', 'an isolated AWS (a partition aws-iso…)'],
  ['eu-iso', 'an isolated AWS (a partition aws-iso…)'],
  ['eusc-', 'the AWS European Sovereign Cloud (partition aws-eusc)'],
];

export function unsupported(
  spec: Spec,
  locate: (path: readonly (string | number)[]) => Position,
): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const refuse = (path: readonly (string | number)[], value: string, instead: string): void => {
    problems.push({
      position: locate(path),
      message: `${path.join('.')}: ${value} is not yet supported`,
      hint: `use ${instead}`,
    });
  };
  const refuseImage = (path: readonly (string | number)[], image: string | undefined): void => {
    if (image !== undefined && !isSupportedImage(image)) refuse(path, image, supportedImages.join(' or '));
  };
  refuseImage(['concentrator', 'image'], spec.concentrator.image);
  if (spec.ipsec.config !== 'swanctl') refuse(['ipsec', 'config'], spec.ipsec.config, 'swanctl');
  if (spec.ipsec.keys !== 'rsa-4096') refuse(['ipsec', 'keys'], spec.ipsec.keys, 'rsa-4096');
  if (spec.securityGroups.peerRules !== 'lean') {
    refuse(['securityGroups', 'peerRules'], spec.securityGroups.peerRules, 'lean');
  }
  // No distribution that is built has dnf.
  if (spec.logs.agentUrl === 'dnf') refuse(['logs', 'agentUrl'], 'dnf', 'aws, apt or the https URL of a package');
  spec.members.forEach((member, index) => {
    const partition = partitions.find(([prefix]) => member.region.startsWith(prefix))?.[1];
    if (partition !== undefined) {
      problems.push({
        position: locate(['members', index, 'region']),
        message: `${member.region} is a region of ${partition}, which this version of vpnmesh does not support: its images, endpoints and services differ`,
        hint: "use regions of AWS's commercial partition, such as us-east-1",
      });
    }
    if (member.placement !== 'region') refuse(['members', index, 'placement'], member.placement, 'region');
    if (member.routeTables === 'split') refuse(['members', index, 'routeTables'], 'split', 'all, or a list of tables');
    refuseImage(['members', index, 'concentrator', 'image'], member.concentrator?.image);
  });
  if (spec.members.length > 20) refuse(['members'], `a mesh of ${spec.members.length} members`, 'at most 20');
  return problems;
}
