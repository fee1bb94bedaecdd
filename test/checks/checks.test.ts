/** Every check over healthy facts, over facts made ill, and over facts that could not be read. */
import { describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { healthy, ill, judged, read } from './healthy.ts';
import { illnesses, madeBefore } from './illnesses.ts';

const failing = (results: readonly Result[]): readonly string[] => [
  ...new Set(results.filter(({ status }) => status === 'fail').map(({ check }) => check)),
];

describe('healthy facts', () => {
  const { results, summary } = judged(healthy());

  it('pass every check, or it does not apply', () => {
    expect(results.filter(({ status }) => status !== 'pass' && status !== 'not-applicable')).toEqual([]);
    expect(summary).toMatchObject({ fail: 0, unknown: 0, worst: null });
  });

  for (const { id } of checks) {
    it(`have a result of ${id}, with a message`, () => {
      const own = results.filter(({ check }) => check === id);
      expect(own.length).toBeGreaterThan(0);
      for (const { message } of own) expect(message).not.toBe('');
    });
  }
});

describe('every check', () => {
  it('has an id of its own', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('can fail, but for the one that only knows or does not', () => {
    expect(checks.map(({ id }) => id).filter((id) => illnesses[id] === undefined)).toEqual(['host.reachable']);
  });
});

describe.each(Object.entries(illnesses))('%s', (id, cases) => {
  it.each(Object.entries(cases))('fails for %s, and no other check does', (_, change) => {
    const { results } = judged(ill(change));
    expect(failing(results)).toEqual([id]);
    for (const one of results.filter((each) => each.status === 'fail')) {
      expect(one.message).not.toBe('');
      expect(one).toHaveProperty('expected');
      expect(one).toHaveProperty('actual');
    }
    expect(results.filter(({ status }) => status === 'unknown')).toEqual([]);
  });
});

describe('what does not apply', () => {
  const status = (facts: ReturnType<typeof ill>, id: string): readonly string[] =>
    judged(facts)
      .results.filter(({ check }) => check === id)
      .map((one) => one.status);

  it('is said of groups that the spec leaves alone', () => {
    const facts = ill(({ facts: all }) => {
      all.spec.securityGroups.services = 'none';
    });
    expect(new Set(status(facts, 'aws.service-icmp'))).toEqual(new Set(['not-applicable']));
  });

  it('is said of SSH from the mesh where the spec allows it', () => {
    const facts = ill(({ facts: all }) => {
      all.spec.ssh.fromMesh = true;
    });
    expect(new Set(status(facts, 'net.ssh-from-mesh'))).toEqual(new Set(['not-applicable']));
  });

  it('is said of what the mesh has none of', () => {
    const facts = ill(({ facts: all }) => {
      for (const region of all.regions) region.volumes = { ok: true, value: [], at: '' };
    });
    expect(status(facts, 'aws.ebs-encrypted')).toEqual(['not-applicable']);
  });
});

it('an exchange that has only begun is no connection that nobody called for', () => {
  const facts = ill(({ east }) => {
    const [first] = read(east.host.sas);
    if (first !== undefined)
      read(east.host.sas).push({ ...first, name: '(unnamed)', state: 'CONNECTING', children: [] });
  });
  const found = judged(facts).results.filter(({ check }) => check === 'ipsec.unexpected-connection');
  expect(found.map(({ status }) => status)).toEqual(['pass', 'pass']);
});

describe('a file that was quiet for an hour and written a moment ago', () => {
  it('trails nothing: the audit’s own login is such a line', () => {
    const facts = ill(({ east, region, facts: all }) => {
      for (const log of read(east.host.logs)) Object.assign(log, { age: 0, lineAges: [3600, 0] });
      const lastEvent = new Date(Date.parse(all.startedAt) - 3_590_000).toISOString();
      for (const stream of read(region.streams)) stream.lastEvent = { ok: true, value: lastEvent, at: '' };
    });
    expect(failing(judged(facts).results)).toEqual([]);
  });
});

describe('a log group that was made two minutes ago, in place of another', () => {
  it('lacks no report yet, and nothing of what was shipped to the one before', () => {
    const facts = ill(({ east, region, facts: all }) => {
      east.reported = { ok: true, value: null, at: '' };
      for (const log of read(east.host.logs)) log.lineAges = [1800, 0];
      for (const unit of Object.values(read(east.host.units))) if (unit !== undefined) unit.activeFor = 3600;
      region.streams = { ok: true, value: [], at: '' };
      madeBefore(region, all.startedAt, 120);
    });
    const { results } = judged(facts);
    const of = (id: string): readonly string[] =>
      results.filter(({ check }) => check === id).map(({ status }) => status);
    expect(of('logs.beacon')).toContain('not-applicable');
    expect(of('logs.beacon')).not.toContain('fail');
    expect(of('logs.recent-events')).not.toContain('fail');
  });
});
