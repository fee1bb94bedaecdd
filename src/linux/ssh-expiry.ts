/** What a host looks for to close SSH by itself: rules of its own concentrator that were opened for a while. */
import { ownershipTags, tagKeys } from '#mesh/names.ts';
import type { HostInput } from './host-input.ts';
import { settingLine } from './input.ts';

/** The file that `ssh-expiry.sh` reads: the call that lists the rules, as a form of EC2's query API. */
export function renderExpiryInput(header: string, { mesh, concentrator }: HostInput): string {
  const tags = ownershipTags(mesh, 'rule', concentrator);
  const filters = [tagKeys.mesh, tagKeys.concentrator, tagKeys.role].flatMap((key, index): [string, string][] => [
    [`Filter.${index + 1}.Name`, `tag:${key}`],
    [`Filter.${index + 1}.Value.1`, tags[key] ?? ''],
  ]);
  const form = new URLSearchParams([['Action', 'DescribeSecurityGroupRules'], ['Version', '2016-11-15'], ...filters]);
  return [header, settingLine('describe', form.toString()), ''].join('\n');
}
