/** A run that failed for want of the operator's key, and the next one, on an AWS that takes its time to know what was made. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { StepReport } from '#mesh/events.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { newMember } from '../contract/place.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';
import { cloudContext, executeInCloud } from '../support/cloud-steps.ts';
import { hostlessTools, nobodysKey } from '../support/hostless.ts';

const regions = ['us-east-1', 'us-east-2'] as const;

let sandbox: TestSandbox;
let cloud: Cloud;
let parsed: ParsedSpec;

beforeAll(async () => {
  sandbox = await startSandbox({ regions: [], settings: { profileDelayMs: 2_000 } });
  const { endpoint, credentials } = sandbox;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const members = await Promise.all(
    regions.map(async (region, n) => {
      const ec2 = new EC2Client({ endpoint, region, credentials });
      const vpc = await newMember(ec2, region, `10.${70 + n}`);
      ec2.destroy();
      return `  - {region: ${region}, vpc: ${vpc}}`;
    }),
  );
  parsed = parseSpec(`mesh: resumed\nmembers:\n${members.join('\n')}\nssh: {from: [192.0.2.7/32]}\n`, 'spec.yaml');
  await sandbox.post('/_sandbox/settings', { consistencyMs: 1_500 });
  cloud = createAwsCloud({ regions });
});
afterAll(async () => {
  cloud?.close();
  vi.unstubAllEnvs();
  await sandbox?.stop();
});

/** The steps in AWS, carried out. */
async function run(operatorKey: () => Promise<string>): Promise<readonly StepReport[]> {
  const tools = hostlessTools(cloud, { operatorKey });
  const planned = await planMesh(parsed, tools);
  return executeInCloud(cloudContext(planned, tools), planned.plan.steps);
}

it('a run that had the wrong key path is resumed with the right one, though EC2 finds the key pair only later', async () => {
  const first = await run(() => Promise.reject(new OperatorError('no file ~/.ssh/typo', 'correct the path')));
  const failed = first.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step.kind);
  expect(new Set(failed)).toEqual(new Set(['key.import']));
  const second = await run(() => Promise.resolve(nobodysKey));
  expect(second.map(({ step }) => step.kind)).toContain('instance.run');
  expect(second.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => [step.id, error])).toEqual([]);
  const launches = sandbox.requests().filter(({ action, dryRun }) => action === 'RunInstances' && !dryRun);
  expect(launches.some(({ code }) => code === 'InvalidKeyPair.NotFound')).toBe(true);
}, 60_000);
