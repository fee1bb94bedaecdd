/** What a security group rule allows, and from which source. */

import type { Concentrator, Facts } from '#checks/subjects.ts';
import { regionOf, topic } from '#checks/subjects.ts';
import { contains, isCidr } from '#mesh/cidr.ts';
import { allOf, derived, type Fact, unknown } from '#mesh/fact.ts';
import { ruleText } from '#mesh/ingress-rules.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';

/** The rules of all groups on a concentrator's interface, and of its own groups that are not attached. */
export function exposedOf(one: Concentrator, facts: Facts): Fact<readonly ExposedRule[]> {
  const region = regionOf(facts, one);
  const parts = allOf(region.exposed, one.standing, region.groups);
  if (!parts.ok) return parts;
  const [all, { groups, interface: nic }, seen] = parts.value;
  const ids = new Set([...groups.map(({ id }) => id), ...(nic?.groupIds ?? [])]);
  if (ids.size === 0) return unknown('absent', `${one.name} has no security group`, topic.host(one.name));
  const unread = [...ids].find((id) => !seen.some((group) => group.id === id));
  if (unread !== undefined) return unknown('absent', `could not read the rules of ${unread}, a group of ${one.name}`);
  return derived(parts, () => all.filter(({ groupId }) => ids.has(groupId)));
}

const numbers: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '50': 'esp', '51': 'ah' };

export function protocolOf({ protocol }: ExposedRule): string {
  return protocol === '-1' ? 'all' : (numbers[protocol] ?? protocol);
}

export function lets(rule: ExposedRule, protocol: string, port: number): boolean {
  const name = protocolOf(rule);
  if (name === 'all') return true;
  if (name !== protocol) return false;
  const { from = 0, to = 65_535 } = rule;
  return from === -1 || (from <= port && port <= to);
}

/**
 * The rules that allow one address. Most rules name a single address; testing containment for every pair of a hundred
 * peers and their rules would take half a minute.
 */
export function rulesFrom(rules: readonly ExposedRule[]): (address: string) => readonly ExposedRule[] {
  const exact = new Map<string, ExposedRule[]>();
  const wide: ExposedRule[] = [];
  for (const rule of rules) {
    if (!isCidr(rule.source)) continue;
    if (!rule.source.endsWith('/32')) wide.push(rule);
    else exact.set(rule.source, [...(exact.get(rule.source) ?? []), rule]);
  }
  return (address) => {
    const cidr = `${address}/32`;
    return [...(exact.get(cidr) ?? []), ...wide.filter(({ source }) => contains(source, cidr))];
  };
}

/** True when the rule's source is a CIDR inside one of these. */
export function isFrom({ source }: ExposedRule, cidrs: readonly string[]): boolean {
  if (cidrs.includes(source)) return true;
  return isCidr(source) && cidrs.some((cidr) => contains(cidr, source));
}

export function describeRule(rule: ExposedRule): string {
  const { protocol, from, to, source, groupId } = rule;
  return `${ruleText(protocol, from, to)} from ${source} (${groupId})`;
}
