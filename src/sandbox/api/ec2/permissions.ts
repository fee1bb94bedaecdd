/** Permissions of security groups as requests write them, read into single rules. */
import type { QueryCall } from '#sandbox/api/call.ts';
import type { RuleSource, SecurityGroupRule } from '#sandbox/api/store/network-model.ts';
import { ApiError, invalidValue, notInSandbox } from '#sandbox/api/wire/errors.ts';
import type { Params } from '#sandbox/api/wire/params.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { normalCidr } from './cidrs.ts';
import { need } from './kinds.ts';

/** One rule before it has an id and a group. */
export type Permission = Pick<SecurityGroupRule, 'protocol' | 'from' | 'to' | 'source' | 'description'>;

export const allTraffic = { protocol: '-1', from: -1, to: -1 } as const;

const byNumber: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp' };

/** The name EC2 stores: `tcp`, `udp`, `icmp`, `-1`, or the number. */
function protocolOf(text: string): string {
  const name = text.toLowerCase() === 'all' ? '-1' : (byNumber[text] ?? text.toLowerCase());
  if (['tcp', 'udp', 'icmp', '-1'].includes(name)) return name;
  if (name === 'icmpv6' || name === '58') throw notInSandbox('IPv6');
  if (/^\d{1,3}$/.test(name) && Number(name) <= 255) return name;
  throw invalidValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

function portsOf(protocol: string, params: Params): { readonly from: number; readonly to: number } {
  const from = params.int('FromPort');
  const to = params.int('ToPort');
  if (protocol === '-1') return { from: -1, to: -1 };
  if (protocol === 'icmp') return { from: from ?? -1, to: to ?? -1 };
  if (protocol !== 'tcp' && protocol !== 'udp') return { from: -1, to: -1 };
  if (from === undefined || to === undefined) {
    throw new ApiError(
      'InvalidParameterValue',
      `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
    );
  }
  if (from === -1 && to === -1) return { from: 0, to: 65_535 };
  if (from < 0 || to > 65_535 || from > to) {
    throw new ApiError('InvalidParameterValue', `Invalid value '${from}-${to}' for portRange.`);
  }
  return { from, to };
}

function describes(params: Params): { readonly description?: string } {
  const description = params.text('Description');
  if (description === undefined || description === '') return {};
  // EC2 API Reference, IpRange: up to 255 of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*
  if (!/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(description)) {
    throw invalidValue(
      `Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
    );
  }
  return { description };
}

function sourcesOf(call: QueryCall, params: Params): readonly Pick<Permission, 'source' | 'description'>[] {
  if (params.groups('Ipv6Ranges').length > 0) throw notInSandbox('IPv6');
  if (params.groups('PrefixListIds').length > 0) throw notInSandbox('A managed prefix list');
  const cidrs = params.groups('IpRanges').map((one) => ({
    source: { kind: 'cidr', cidr: normalCidr(one.need('CidrIp')) } satisfies RuleSource,
    ...describes(one),
  }));
  const groups = params.groups('Groups').map((one) => ({
    source: {
      kind: 'group',
      groupId: need(call.region, 'groups', one.need('GroupId'), call.now).id,
    } satisfies RuleSource,
    ...describes(one),
  }));
  return [...cidrs, ...groups];
}

/** All rules a request names, in its order: `IpPermissions.N`, or the older flat form. */
export function permissionsOf(call: QueryCall): readonly Permission[] {
  const { params } = call;
  const cidr = params.text('CidrIp');
  if (cidr !== undefined) {
    const protocol = protocolOf(params.need('IpProtocol'));
    return [{ protocol, ...portsOf(protocol, params), source: { kind: 'cidr', cidr: normalCidr(cidr) } }];
  }
  return params.groups('IpPermissions').flatMap((one) => {
    const protocol = protocolOf(one.need('IpProtocol'));
    const ports = portsOf(protocol, one);
    const sources = sourcesOf(call, one);
    if (sources.length === 0) {
      throw new ApiError(
        'MissingParameter',
        'Missing source specification: include source security group or CIDR information',
      );
    }
    return sources.map((source) => ({ protocol, ...ports, ...source }));
  });
}

/** Two rules that let the same packets in: what Duplicate is judged by. The description does not count. */
export const samePermission = (a: Permission, b: Permission): boolean =>
  a.protocol === b.protocol &&
  a.from === b.from &&
  a.to === b.to &&
  JSON.stringify(a.source) === JSON.stringify(b.source);

/** As error messages name a rule. */
export function describePermission({ protocol, from, to, source }: Permission): string {
  const peer = source.kind === 'cidr' ? source.cidr : source.groupId;
  const ports = protocol === '-1' ? 'ALL' : `${protocol.toUpperCase()}, from port: ${from}, to port: ${to}`;
  return `peer: ${peer}, ${ports}, ALLOW`;
}

/** IpPermissions as DescribeSecurityGroups shows them: one per protocol and ports. */
export function renderPermissions(rules: readonly SecurityGroupRule[], accountId: string): readonly XmlObject[] {
  const samePorts = (a: SecurityGroupRule, b: SecurityGroupRule): boolean =>
    a.protocol === b.protocol && a.from === b.from && a.to === b.to;
  const firsts = rules.filter((rule, index) => rules.findIndex((other) => samePorts(rule, other)) === index);
  return firsts.map((first) => {
    const same = rules.filter((rule) => samePorts(rule, first));
    const hasPorts = first.protocol !== '-1';
    return {
      ipProtocol: first.protocol,
      fromPort: hasPorts ? first.from : undefined,
      toPort: hasPorts ? first.to : undefined,
      groups: same.flatMap(({ source, description }) =>
        source.kind === 'group' ? [{ userId: accountId, groupId: source.groupId, description }] : [],
      ),
      ipRanges: same.flatMap(({ source, description }) =>
        source.kind === 'cidr' ? [{ cidrIp: source.cidr, description }] : [],
      ),
      ipv6Ranges: [],
      prefixListIds: [],
    };
  });
}
