/** An unfinished spec: the operator's answers so far. */
import type { Spec } from './schema.ts';

export interface DraftMember {
  readonly region: string;
  /** VPC id, or its Name tag. */
  readonly vpc: string;
  readonly name: string;
  /** The concentrator's subnet; empty: the first public subnet. */
  readonly subnet: string;
}

export interface Draft {
  readonly mesh: string;
  readonly members: readonly DraftMember[];
  readonly instanceType: string;
  readonly services: Spec['securityGroups']['services'];
  /** CIDRs as typed, separated by commas or blanks. */
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

/** The typed networks; a bare address becomes a /32. */
export function sshNetworks({ sshFrom }: Pick<Draft, 'sshFrom'>): readonly string[] {
  return sshFrom
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .map((each) => (each.includes('/') ? each : `${each}/32`));
}

/** With the VPC as a member, named after its region if that name is free. */
export function withMember(draft: Draft, { region, vpc }: Pick<DraftMember, 'region' | 'vpc'>): Draft {
  const taken = new Set(draft.members.map(({ name }) => name));
  const names = [region, ...Array.from({ length: 100 }, (_, index) => `${region}-${index + 2}`)];
  const name = names.find((each) => !taken.has(each)) ?? vpc;
  return { ...draft, members: [...draft.members, { region, vpc, name, subnet: '' }] };
}

/** With one member changed. */
export function changeMember(draft: Draft, index: number, change: Partial<DraftMember>): Draft {
  return { ...draft, members: draft.members.map((one, at) => (at === index ? { ...one, ...change } : one)) };
}
