/** `vpnmesh audit` through the built command line on a mesh of simulated hosts: waivers of the spec, and publishing. */
import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportSchema } from '#audit/report.ts';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';

const logGroupName = '/vpnmesh/corp';
const waiver = (change: object = {}): string =>
  JSON.stringify({
    waivers: [
      {
        check: 'logs.retention',
        resource: logGroupName,
        reason: 'trial',
        owner: 'ana',
        expires: '2999-01-31',
        ...change,
      },
    ],
  }).slice(1, -1);

let lab: Lab;
let spec: string;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
  logs = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: lab.env.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
  await vi.waitUntil(async () => (await audit('--check', 'logs.beacon', '-f', spec)).code === 0, {
    timeout: 60_000,
    interval: 500,
  });
}, 180_000);

afterAll(async () => {
  logs?.destroy();
  await lab?.down();
});

const audit = (...flags: readonly string[]) => lab.vpnmesh(['audit', '--host-facts', 'none', ...flags]);
const withWaiver = (name: string, change: object = {}): string =>
  lab.spec(name, 2, (text) => `${text}${waiver(change).replace('"waivers":', 'waivers: ')}\n`);

async function faults(list: readonly object[]): Promise<void> {
  const answer = await fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(list),
  });
  expect(answer.status).toBe(200);
}

async function published(): Promise<readonly Record<string, unknown>[]> {
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName: 'vpnmesh-audit', startFromHead: true }),
  );
  return events.map(({ message = '' }) => JSON.parse(message) as Record<string, unknown>);
}

describe('a waiver of the spec', () => {
  const outcome = async (file: string) => {
    const { code, stdout, stderr } = await audit('--json', '--check', 'logs.retention', '-f', file);
    const { results, unusedWaivers } = reportSchema.strict().parse(JSON.parse(stdout));
    return { code, stderr, unusedWaivers, of: results.filter(({ status }) => status !== 'pass') };
  };

  it('takes a failure out of the exit code while it holds', async () => {
    expect(await outcome(spec)).toMatchObject({ code: 20, of: [{ status: 'fail' }] });
    const file = withWaiver('waived.yaml');
    expect(await outcome(file)).toMatchObject({ code: 0, of: [{ status: 'waived', waiver: { owner: 'ana' } }] });
    expect((await audit('--check', 'logs.retention', '-f', file)).stdout).toContain('waived until 2999-01-31 by ana');
  });

  it('that ran out fails again, and says so', async () => {
    const file = withWaiver('over.yaml', { expires: '2020-01-31' });
    expect(await outcome(file)).toMatchObject({ code: 20, of: [{ status: 'fail', waiver: { expired: true } }] });
    expect((await audit('--check', 'logs.retention', '-f', file)).stdout).toContain('expired on 2020-01-31');
  });

  it('that nothing wants is told on stderr and in the document', async () => {
    const { code, stderr, unusedWaivers } = await outcome(withWaiver('elsewhere.yaml', { resource: '/vpnmesh/x' }));
    expect({ code, unusedWaivers }).toMatchObject({ code: 20, unusedWaivers: [{ resource: '/vpnmesh/x' }] });
    expect(stderr).toContain(
      'unused waiver: logs.retention of /vpnmesh/x (ana, until 2999-01-31): logs.retention has no resource',
    );
  });

  it('of a check that there is not is refused with its place; one of an own check is told', async () => {
    const file = withWaiver('misspelt.yaml', { check: 'logs.retension' });
    const { code, stderr } = await audit('--check', 'logs', '-f', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/misspelt\.yaml:\d+:\d+: waivers\.0\.check: unknown check "logs\.retension": did you mean/);
    const own = await outcome(withWaiver('own.yaml', { check: 'acme.thing' }));
    expect(own).toMatchObject({ code: 20, unusedWaivers: [{ check: 'acme.thing', why: 'no such check' }] });
  });
});

describe('progress', () => {
  it('is a line on stderr for each region and host, and stdout has none of it and no colour', async () => {
    const { stdout, stderr } = await lab.vpnmesh(['audit', '--open-ssh', '-f', spec]);
    for (const name of ['us-east-1', 'us-east-2']) {
      expect(stderr).toContain(`region ${name}: read\n`);
      expect(stderr).toContain(`host ${name}: read by SSH\n`);
    }
    expect(stdout).not.toMatch(/region us-east-1: read/);
    expect(stdout + stderr).not.toContain('\x1b');
    expect(stdout).toMatch(/\nmesh corp: 1\d\d of 1\d\d evaluated: 1 failed/);
  });

  it('says under a report for people what hosts last said of themselves, and how old that is', async () => {
    const reported = async () => expect((await lab.vpnmesh(['audit', '-f', spec])).code).not.toBe(21);
    await vi.waitFor(reported, { timeout: 60_000, interval: 500 });
    const asked = await lab.vpnmesh(['audit', '--open-ssh', '-f', spec]);
    expect(asked.stdout).not.toContain('last reported');
    const read = await lab.vpnmesh(['audit', '-f', spec]);
    expect(read.stdout).toMatch(
      /evaluated: .*\nfacts of us-east-1, us-east-2 from the beacon, up to [\d.]+ (ms|s|min) .*old; --open-ssh collects over SSH\n$/,
    );
  }, 90_000);

  it('tells what could not be read, and nothing with --quiet', async () => {
    await faults([{ service: 'ec2', action: 'DescribeVolumes', region: 'us-east-1', effect: { kind: 'deny' } }]);
    expect((await audit('-f', spec)).stderr).toContain('region us-east-1: read, except 1 of 20 answers\n');
    expect((await audit('--quiet', '-f', spec)).stderr).toBe('');
    await faults([]);
  });
});

describe('--publish', () => {
  it('writes an event a finding and a summary, and makes the stream', async () => {
    const { code, stderr } = await audit('--check', 'logs', '--publish', '--new-only', '-f', spec);
    expect(code).toBe(22);
    expect(stderr).toContain('events published to /vpnmesh/corp vpnmesh-audit in us-east-1');
    const events = await published();
    expect(events[0]).toMatchObject({
      schema: 'vpnmesh.finding/1',
      mesh: 'corp',
      check: 'logs.retention',
      status: 'fail',
      change: 'new',
      resource: { id: logGroupName, region: 'us-east-1' },
    });
    const { summary } = events.at(-1) as { summary: { fail: number; unknown: number } };
    expect(events.at(-1)).toMatchObject({ schema: 'vpnmesh.audit-summary/1', summary: { fail: 1 } });
    expect(events).toHaveLength(1 + summary.fail + summary.unknown);
    const again = await audit('--check', 'logs', '--publish', '--quiet', '-f', spec);
    expect(again.stderr).toBe('');
    expect(await published()).toHaveLength(2 * events.length);
  });

  it('that is refused hides no report, says so, and exits 1', async () => {
    await logs.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'vpnmesh-audit' }));
    await faults([{ service: 'logs', action: 'CreateLogStream', effect: { kind: 'deny' } }]);
    const { code, stdout, stderr } = await audit('--check', 'logs', '--publish', '--json', '-f', spec);
    await faults([]);
    expect(code).toBe(1);
    expect(reportSchema.strict().parse(JSON.parse(stdout)).summary.fail).toBe(1);
    expect(stderr).toMatch(/error .*logs:CreateLogStream.*\nnext: /);
  });

  it('into a group that is gone says who makes it', async () => {
    const file = lab.spec('elsewhere.yaml', 2, (text) =>
      text.replace('agentUrl: apt', 'agentUrl: apt\n  group: /gone'),
    );
    const { code, stderr } = await audit('--check', 'logs', '--publish', '-f', file);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error .*us-east-1 has no log group \/gone\nnext: create it with `vpnmesh apply/);
  });

  it('is nothing for a file of facts', async () => {
    const { code, stderr } = await audit('--publish', '--from', 'facts.json');
    expect(code).toBe(2);
    expect(stderr).toContain('--from judges a file and collects nothing');
  });
});
