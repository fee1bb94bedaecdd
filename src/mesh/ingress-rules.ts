/** The ingress rules that the mesh needs, compared with the existing ones. */
import type { IngressRule } from '#mesh/observed/observation.ts';

export interface ConcentratorRules {
  /** The VPC's own CIDRs: its machines send through the concentrator, and a group cannot tell that from traffic to it. */
  readonly ownCidrs: readonly string[];
  /** Elastic IPs of the peers. */
  readonly peers: readonly string[];
}

/** The permanent rules of a concentrator in the lean form: 1 per CIDR and 3 per peer. SSH rules are separate and temporary. */
export function leanRules({ ownCidrs, peers }: ConcentratorRules): readonly IngressRule[] {
  return [
    ...ownCidrs.map((cidr): IngressRule => ({ protocol: 'all', cidr })),
    ...peers.flatMap((address): IngressRule[] => [
      { protocol: 'udp', from: 500, to: 500, cidr: `${address}/32` },
      { protocol: 'udp', from: 4500, to: 4500, cidr: `${address}/32` },
      { protocol: 'icmp', from: -1, to: -1, cidr: `${address}/32` },
    ]),
  ];
}

/** What the VPC's other groups must allow from every network of the mesh. */
export function serviceRules(services: 'icmp' | 'all' | 'none', meshCidrs: readonly string[]): readonly IngressRule[] {
  switch (services) {
    case 'none':
      return [];
    case 'all':
      return meshCidrs.map((cidr): IngressRule => ({ protocol: 'all', cidr }));
    case 'icmp':
      return meshCidrs.map((cidr): IngressRule => ({ protocol: 'icmp', from: -1, to: -1, cidr }));
  }
}

/** SSH for the operator's networks. */
export function sshRules(from: readonly string[]): readonly IngressRule[] {
  return from.map((cidr): IngressRule => ({ protocol: 'tcp', from: 22, to: 22, cidr }));
}

/** Rules with the same key are duplicates to AWS. */
export function ruleKey(rule: IngressRule): string {
  return rule.protocol === 'all' ? `all ${rule.cidr}` : `${rule.protocol} ${rule.from}-${rule.to} ${rule.cidr}`;
}

const protocolNumbers: Readonly<Record<string, string>> = {
  '1': 'ICMP',
  '6': 'TCP',
  '17': 'UDP',
  '50': 'ESP',
  '51': 'AH',
};

/**
 * A rule's protocol and ports as people write them: `all traffic`, `all ICMP`, `ICMP type 3`, `UDP 500`, `TCP 80-90`.
 * @param protocol a name or number as in the API; `all` or `-1` for all
 */
export function ruleText(protocol: string, from?: number, to?: number): string {
  if (protocol === 'all' || protocol === '-1') return 'all traffic';
  const numbered = /^\d+$/.test(protocol) ? `protocol ${protocol}` : protocol.toUpperCase();
  const name = protocolNumbers[protocol] ?? numbered;
  if (name === 'ESP' || name === 'AH') return name;
  if (from === undefined || from === -1 || (from === 0 && to === 65_535)) return `all ${name}`;
  if (name === 'ICMP') return `ICMP type ${from}`;
  return `${name} ${from === to ? from : `${from}-${to}`}`;
}

/** `UDP 500 from 203.0.113.7/32` */
export function describeIngress({ protocol, from, to, cidr }: IngressRule): string {
  return `${ruleText(protocol, from, to)} from ${cidr}`;
}

/** The rules of `wanted` that `present` lacks. */
export function missingRules(wanted: readonly IngressRule[], present: readonly IngressRule[]): readonly IngressRule[] {
  const keys = new Set(present.map(ruleKey));
  return wanted.filter((rule) => !keys.has(ruleKey(rule)));
}

/**
 * Distributes the rules over as many groups as the quota needs, in order. `reserved` places stay free in the first
 * group, for temporary SSH rules.
 */
export function spreadRules(
  rules: readonly IngressRule[],
  quota: { readonly perGroup: number; readonly reserved: number },
): readonly (readonly IngressRule[])[] {
  const first = Math.max(0, quota.perGroup - quota.reserved);
  const groups = [rules.slice(0, first)];
  for (let at = first; at < rules.length; at += quota.perGroup) groups.push(rules.slice(at, at + quota.perGroup));
  return groups;
}

/** AWS's default for rules per security group and direction; the live value is read before building. */
export const defaultRulesPerGroup = 60;

/**
 * The permanent rules of each of a concentrator's groups.
 * @param peers addresses; their number alone decides how many groups there are
 */
export function concentratorGroups(
  { from, closeAfterSetup }: { readonly from: readonly string[]; readonly closeAfterSetup: boolean },
  { ownCidrs, peers }: { readonly ownCidrs: readonly string[]; readonly peers: readonly string[] },
): readonly (readonly IngressRule[])[] {
  // SSH that stays open is a rule like any other; otherwise places stay reserved for temporary rules.
  const ssh = closeAfterSetup ? [] : sshRules(from);
  const quota = { perGroup: defaultRulesPerGroup, reserved: from.length - ssh.length };
  return spreadRules([...ssh, ...leanRules({ ownCidrs, peers })], quota);
}

/** Who opened SSH: a run that changes the mesh, one that only reads, or the operator. The first two close it when they end. */
export type OpenedBy = 'run' | 'look' | 'operator';

/** The description of a temporary SSH rule, in characters that AWS allows. */
export function temporaryDescription(by: OpenedBy, until: Date): string {
  return `vpnmesh SSH opened by ${by} until ${until.toISOString()}`;
}

/** Who opened the rule and when it expires; undefined for any rule that is not one of our temporary ones. */
export function temporaryRule(description: string): { readonly by: OpenedBy; readonly until: Date } | undefined {
  const found = /^vpnmesh SSH opened by (run|look|operator) until (\S+)$/.exec(description);
  if (found === null) return undefined;
  const until = new Date(found[2] ?? '');
  return { by: found[1] as OpenedBy, until };
}

/** An expired temporary rule of ours; an unreadable time counts as expired. */
export function isOverdue(description: string, now: Date): boolean {
  const rule = temporaryRule(description);
  return rule !== undefined && !(rule.until > now);
}

/** A rule that a killed run left (only one run changes a mesh at a time), or that has expired. */
export function isLeftOver(description: string, now: Date): boolean {
  return temporaryRule(description)?.by === 'run' || isOverdue(description, now);
}
