import { describe, expect, it } from 'vitest';
import { aclAnswer } from '#mesh/observed/acl.ts';
import type { ObservedAclEntry } from '#mesh/observed/observation.ts';

const entry = (number: number, allow: boolean, rest: Partial<ObservedAclEntry> = {}): ObservedAclEntry => ({
  number,
  egress: false,
  allow,
  protocol: '-1',
  cidr: '0.0.0.0/0',
  ...rest,
});
const last = entry(32_767, false);
const ike = { egress: false, protocol: 17, port: 500, cidr: '198.51.100.7/32' } as const;

describe('a network ACL', () => {
  it('lets all through that its first rule allows', () => {
    expect(aclAnswer([entry(100, true), last], ike)).toBe('allow');
  });

  it('goes by the number, not by the order it is listed in', () => {
    expect(aclAnswer([last, entry(200, true), entry(100, false, { protocol: '17' })], ike)).toBe('deny');
  });

  it('knows an address that only its own entry admits', () => {
    const entries = [entry(100, true, { protocol: '17', from: 500, to: 500, cidr: '198.51.100.7/32' }), last];
    expect(aclAnswer(entries, ike)).toBe('allow');
    expect(aclAnswer(entries, { ...ike, cidr: '198.51.100.8/32' })).toBe('deny');
    expect(aclAnswer(entries, { ...ike, port: 4500 })).toBe('deny');
    expect(aclAnswer(entries, { ...ike, cidr: '0.0.0.0/0' })).toBe('partly');
  });

  it('keeps directions apart', () => {
    expect(aclAnswer([entry(100, true), { ...last, egress: true }], { ...ike, egress: true })).toBe('deny');
  });

  it('does not take one kind of ICMP for all of it', () => {
    const echo = [entry(100, true, { protocol: '1', from: 8, to: -1 }), last];
    expect(aclAnswer(echo, { egress: false, protocol: 1, cidr: '10.0.0.0/8' })).toBe('partly');
    const all = [entry(100, true, { protocol: '1', from: -1, to: -1 }), last];
    expect(aclAnswer(all, { egress: false, protocol: 1, cidr: '10.0.0.0/8' })).toBe('allow');
  });

  it('denies what no entry speaks of', () => {
    expect(aclAnswer([], ike)).toBe('deny');
  });
});
