/** Each fact made unreadable in turn: what needs it is unknown for that very reason, and nothing else changes. */
import { describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { healthy, judged } from './healthy.ts';

type Node = Record<string, unknown>;

/** Paths of all facts, those inside the values of others included. */
function factPaths(node: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'ok' in node && ('value' in node || 'reason' in node) ? [path] : [];
  return [...own, ...Object.entries(node).flatMap(([key, value]) => factPaths(value, [...path, key]))];
}

function replaced(path: readonly string[], detail: string): ReturnType<typeof healthy> {
  const facts = healthy();
  let node = facts as unknown as Node;
  for (const key of path.slice(0, -1)) node = node[key] as Node;
  node[path.at(-1) ?? ''] = { ok: false, reason: { kind: 'denied', detail } };
  return facts;
}

const fingerprint = ({ check, resource }: Result): string =>
  `${check} ${resource.type} ${resource.id} ${resource.region}`;
const before = new Map(judged(healthy()).results.map((one) => [fingerprint(one), one]));

/** Collected for the plan's picture, from which what is desired and what stands there are worked out. */
const forThePicture = /^regions\.\d+\.(groups|rules|interfaces|instances|keyPairs|subnets)$/;
const sole = /^concentrators\.\d+\.host\.system$/;

describe.each(factPaths(healthy()).map((path) => [path.join('.'), path] as const))('without %s', (name, path) => {
  const detail = `no ${name}`;
  const { results } = judged(replaced(path, detail));
  const changed = results.filter((one) => one.status !== before.get(fingerprint(one))?.status);

  it('what needs it is unknown, for that reason, and nothing passes that did not pass before', () => {
    for (const one of changed)
      expect([one.check, one.status, one.reason?.detail]).toEqual([one.check, 'unknown', detail]);
    if (!forThePicture.test(name) && !sole.test(name)) expect(changed).not.toEqual([]);
  });
});
