/** What an audit asks of AWS and of its hosts: few calls, two rounds of them, one login and one script a host. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import type { RequestLine } from '#sandbox/api/request-log.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { inRounds } from '../support/rounds.ts';
import type { SimulatedMesh } from '../support/simulated-mesh.ts';

const regions = ['us-east-1', 'us-east-2'];
let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh({ regions, loginTimeoutMs: 10_000 });
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

const requests = (): readonly RequestLine[] =>
  readFileSync(pathsIn(mesh.stateDir).requests, 'utf8')
    .trim()
    .split('\n')
    .map((line): RequestLine => JSON.parse(line))
    // The hosts' agents ship logs at any moment.
    .filter(({ caller = '' }) => !caller.includes('assumed-role'));

/** What the hosts' own journals tell. */
async function heard(word: RegExp): Promise<readonly number[]> {
  const { initiator, responder } = await mesh.ends();
  return Promise.all(
    [initiator, responder].map(async ({ instanceId }) => {
      const { stdout } = await mesh.exec(instanceId, 'journalctl');
      return stdout.split('\n').filter((line) => word.test(line)).length;
    }),
  );
}

describe('an audit with SSH opened', () => {
  it('asks each region at most 16 Describe calls and one for each concentrator', async () => {
    const before = requests().length;
    await mesh.facts({ openSsh: true });
    const asked = requests().slice(before);
    for (const region of regions) {
      const ec2 = asked.filter((one) => one.region === region && one.service === 'ec2');
      const describes = ec2.filter(({ action }) => action.startsWith('Describe'));
      expect(describes.filter(({ action }) => action === 'DescribeInstanceAttribute')).toHaveLength(1);
      expect(describes.length).toBeLessThanOrEqual(16 + 1);
      // The door, and nothing else, is what it changes.
      expect(ec2.filter(({ mutating }) => mutating).map(({ action }) => action)).toEqual([
        'AuthorizeSecurityGroupIngress',
        'RevokeSecurityGroupIngress',
      ]);
    }
    expect(asked.filter(({ mutating, service }) => mutating && service !== 'ec2')).toEqual([]);
    // A host that has just come up has not reported by itself yet.
    expect(asked.filter(({ status, code }) => status >= 400 && code !== 'ResourceNotFoundException')).toEqual([]);
  });

  it('logs in once to each host, and becomes root there once', async () => {
    const before = { logins: await heard(/sshd.*Accepted publickey/), scripts: await heard(/sudo.*COMMAND=/) };
    await mesh.facts({ openSsh: true });
    const more = (now: readonly number[], then: readonly number[]) => now.map((count, at) => count - (then[at] ?? 0));
    expect(more(await heard(/sshd.*Accepted publickey/), before.logins)).toEqual([1, 1]);
    expect(more(await heard(/sudo.*COMMAND=/), before.scripts)).toEqual([1, 1]);
  });
});

describe('what AWS is asked', () => {
  it('comes in two rounds, all regions at once', async () => {
    const proxy = await inRounds(mesh.endpoint);
    const direct = process.env.AWS_ENDPOINT_URL;
    process.env.AWS_ENDPOINT_URL = proxy.url;
    const cloud = createAwsCloud({ regions });
    try {
      await mesh.facts({ openSsh: false, hosts: 'none', cloud });
    } finally {
      process.env.AWS_ENDPOINT_URL = direct;
      cloud.close();
      proxy.close();
    }
    const count = (round: readonly string[] | undefined, action: string) =>
      (round ?? []).filter((one) => one === action).length;
    const [first, second, ...more] = proxy.rounds;
    // A host's own report may fill more than one page of its stream.
    expect([...new Set(more.flat())].filter((action) => action !== 'GetLogEvents')).toEqual([]);
    expect(count(first, 'DescribeVpcs')).toBe(regions.length);
    expect(count(second, 'DescribeVolumes')).toBe(regions.length);
  });
});
