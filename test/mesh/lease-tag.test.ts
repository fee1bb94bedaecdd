import { expect, it } from 'vitest';
import { leaseMs, leaseTag, readLease, tagText } from '#mesh/lease-tag.ts';

const now = new Date('2026-11-25T10:00:00Z');

it('a lease reads back as it was written', () => {
  const owner = 'ana@laptop pid 4711 of 1a2b3c4d since 2026-11-25T09:59:00.000Z';
  expect(readLease(leaseTag(owner, now))).toEqual({ owner, until: new Date(now.getTime() + leaseMs) });
});

it('fits into a tag, whatever a user or a machine is called', () => {
  const tag = leaseTag(tagText(`${'ü'.repeat(300)}|<>"@\n`), now);
  expect(tag.length).toBeLessThanOrEqual(256);
  expect(tag).toMatch(/^[\p{L}\p{N} +\-=._:/@]+$/u);
});

it('is nothing where no run of ours wrote it', () => {
  expect(readLease(undefined)).toBeUndefined();
  expect(readLease('whoever until tomorrow')).toBeUndefined();
});
