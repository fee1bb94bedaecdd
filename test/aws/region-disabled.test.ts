/** A region that is not enabled answers as if the credentials were wrong; the others know better. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import type { Cloud } from '#ports/cloud.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

let lab: CloudUnderTest;
let cloud: Cloud;
const regions = ['us-east-2', 'us-east-1'];
const query = { mesh: 'corp', vpcs: [], logGroup: '/vpnmesh/corp' };

beforeAll(async () => {
  lab = await startCloud(regions);
  cloud = createAwsCloud({ regions });
}, 20_000);
afterAll(async () => {
  cloud?.close();
  await lab?.end();
});
afterEach(() => lab.sandbox.post('/_sandbox/faults', []));

/** As AWS words it, service by service. */
const answers = [
  ['ec2', 'AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
  ['logs', 'UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
  ['sts', 'InvalidClientTokenId', 'The security token included in the request is invalid', 403],
  ['servicequotas', 'UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
] as const;

function shut(...names: readonly string[]) {
  const faults = names.flatMap((region) =>
    answers.map(([service, code, message, status]) => ({
      ...{ service, region, action: '*' },
      effect: { kind: 'error', code, message, status },
    })),
  );
  return lab.sandbox.post('/_sandbox/faults', faults);
}

describe('a region that is not enabled', () => {
  it('is unknown to an audit, which goes on with the others', async () => {
    await shut('us-east-2');
    const [dark, bright] = await Promise.all(regions.map((name) => cloud.region(name).inspect(query)));
    expect(bright?.vpcs.ok).toBe(true);
    for (const fact of [dark?.vpcs, dark?.groups, dark?.routeTables, dark?.instances, dark?.logGroup]) {
      expect(fact).toMatchObject({
        ok: false,
        reason: {
          kind: 'unreachable',
          detail: expect.stringMatching(
            /us-east-2 rejects .* other regions accept.*; .*aws account enable-region --reg/,
          ),
          topic: 'region us-east-2',
        },
      });
    }
  });

  it('is no fault of the credentials to a plan either, and says how it is enabled', async () => {
    await shut('us-east-2');
    await expect(cloud.region('us-east-2').observe(query)).rejects.toMatchObject({
      kind: 'region',
      next: expect.stringContaining('aws account enable-region --region-name us-east-2'),
    });
    await expect(cloud.region('us-east-2').survey()).rejects.toMatchObject({ kind: 'region' });
  });

  it('has the same said of it where AWS has a code for it', async () => {
    const effect = { kind: 'error', code: 'OptInRequired', message: 'You are not subscribed to this service.' };
    await lab.sandbox.post('/_sandbox/faults', [{ service: 'ec2', region: 'us-east-2', action: '*', effect }]);
    await expect(cloud.region('us-east-2').observe(query)).rejects.toMatchObject({ kind: 'region' });
  });

  it('is not what is wrong where no region takes the credentials', async () => {
    await shut('us-east-1', 'us-east-2');
    const fresh = createAwsCloud({ regions });
    await expect(fresh.region('us-east-2').inspect(query)).rejects.toMatchObject({ kind: 'credentials' });
    fresh.close();
  });

  it('is not what is wrong where the credentials have run out', async () => {
    const effect = { kind: 'error', code: 'ExpiredToken', message: 'The security token is expired', status: 403 };
    await lab.sandbox.post('/_sandbox/faults', [{ service: 'ec2', region: 'us-east-2', action: '*', effect }]);
    await expect(cloud.region('us-east-2').inspect(query)).rejects.toMatchObject({ kind: 'credentials' });
  });
});
