/** A spec in the making: what the operator has answered so far. */
import type { Spec } from './schema.ts';

export interface DraftMember {
  readonly region: string;
  /** Id, or the Name tag as a spec may have it. */
  readonly vpc: string;
  readonly name: string;
  /** Where its concentrator stands; empty: the first public subnet. */
  readonly subnet: string;
}

export interface Draft {
  readonly mesh: string;
  readonly members: readonly DraftMember[];
  readonly instanceType: string;
  readonly services: Spec['securityGroups']['services'];
  /** CIDRs, separated by commas or blanks as typed. */
  readonly sshFrom: string;
  readonly identity: string;
  readonly sshConfig: string;
  readonly logGroup: string;
  readonly retentionDays: number;
}

export const emptyDraft: Draft = {
  mesh: 'corp',
  members: [],
  instanceType: 't3.small',
  services: 'icmp',
  sshFrom: '',
  identity: '',
  sshConfig: '',
  logGroup: '',
  retentionDays: 90,
};

export function draftOf(spec: Spec): Draft {
  return {
    mesh: spec.mesh,
    members: spec.members.map(({ region, vpc, name, subnets }) => ({
      region,
      vpc,
      name: name ?? region,
      subnet: subnets?.[0] ?? '',
    })),
    instanceType: spec.concentrator.instanceType,
    services: spec.securityGroups.services,
    sshFrom: spec.ssh.from.join(', '),
    identity: spec.ssh.identity ?? '',
    sshConfig: spec.ssh.config ?? '',
    logGroup: spec.logs.group ?? '',
    retentionDays: spec.logs.retentionDays,
  };
}

/** Typed networks one by one; a bare address stands for itself alone. */
export function sshNetworks({ sshFrom }: Pick<Draft, 'sshFrom'>): readonly string[] {
  return sshFrom
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .map((each) => (each.includes('/') ? each : `${each}/32`));
}

/** With the VPC among the members, named after its region where that is free. */
export function withMember(draft: Draft, { region, vpc }: Pick<DraftMember, 'region' | 'vpc'>): Draft {
  const taken = new Set(draft.members.map(({ name }) => name));
  const names = [region, ...Array.from({ length: 100 }, (_, index) => `${region}-${index + 2}`)];
  const name = names.find((each) => !taken.has(each)) ?? vpc;
  return { ...draft, members: [...draft.members, { region, vpc, name, subnet: '' }] };
}

/** The member at the place, changed. */
export function changeMember(draft: Draft, index: number, change: Partial<DraftMember>): Draft {
  return { ...draft, members: draft.members.map((one, at) => (at === index ? { ...one, ...change } : one)) };
}
