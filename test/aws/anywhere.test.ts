import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

let lab: CloudUnderTest;
beforeAll(async () => {
  lab = await startCloud(['us-east-2', 'us-east-1']);
}, 20_000);
afterAll(async () => {
  await lab.end();
});

describe('an account that works outside us-east-1', () => {
  it('is asked for its identity and its regions in the regions of its members', async () => {
    const before = lab.sandbox.requests().length;
    await lab.cloud.identity();
    await lab.cloud.enabledRegions();
    const asked = lab.sandbox
      .requests()
      .slice(before)
      .filter(({ region }) => region === 'us-east-2');
    expect(asked.map(({ action }) => action)).toEqual(expect.arrayContaining(['GetCallerIdentity', 'DescribeRegions']));
  });

  it('gets an answer although one of the regions does not exist', async () => {
    const cloud = createAwsCloud({ regions: ['us-east-9', 'us-east-2'] });
    expect(await cloud.enabledRegions()).toContain('us-east-2');
    cloud.close();
  });

  it('is told of the first region when none answers', async () => {
    const cloud = createAwsCloud({ regions: ['cn-nowhere-1'] });
    await expect(cloud.enabledRegions()).rejects.toBeInstanceOf(CloudError);
    cloud.close();
  });
});
