/** Instances as AWS gives them: disks as large as their images, and what AWS says of one that does not live. */
import { DescribeVolumesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { officialImage } from '#linux/distributions.ts';
import { imageNames } from '#mesh/spec/images.ts';
import type { ImageChoice } from '#ports/images.ts';
import { type CloudUnderTest, startCloud } from './cloud.ts';

let lab: CloudUnderTest;
let groupId: string;

beforeAll(async () => {
  lab = await startCloud();
  const region = lab.cloud.region('us-east-1');
  groupId = await region.createGroup({ name: 'launch', vpcId: lab.vpcId, description: 'launch', tags: {} });
  await region.importKey({ name: 'launch', publicKey: sampleKey, tags: {} });
  const names = { name: 'launch', policyName: 'launch' };
  await lab.cloud.iam.createRole({ ...names, policy: '{"Version":"2012-10-17","Statement":[]}', tags: {}, record: {} });
  await lab.cloud.iam.createProfile({ name: 'launch', roleName: 'launch', tags: {} });
}, 30_000);
afterAll(async () => {
  await lab.end();
});

const sampleKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtUZGVtb25zdHJhdGlvbmtleW5vdGhpbmdlbHNlMTIzNDU2 launch';

async function imageOf(name: string): Promise<ImageChoice> {
  const { owner, namePattern } = officialImage(name);
  const asked = { owner, namePattern: namePattern.x86_64, architecture: 'x86_64' };
  return lab.cloud.region('us-east-1').latestImage(asked);
}

let count = 0;

async function launch(image: ImageChoice) {
  const region = lab.cloud.region('us-east-1');
  count += 1;
  const name = `launch ${count}`;
  const nic = await region.createInterface({
    subnetId: lab.subnetId,
    groupIds: [groupId],
    token: (attempt) => `${name} ${attempt}`.replaceAll(' ', '-'),
    description: name,
    tags: {},
  });
  return region.runInstance({
    imageId: image.id,
    root: image.root,
    instanceType: 't3.small',
    interfaceId: nic.id,
    keyName: 'launch',
    profileName: 'launch',
    token: (attempt) => `run ${name} ${attempt}`.replaceAll(' ', '-'),
    tags: { Name: name },
    volumeTags: { Name: name },
  });
}

describe('an instance that ends instead of starting', () => {
  afterEach(() => lab.sandbox.post('/_sandbox/faults', []));

  it.each([
    ['Client.VolumeLimitExceeded', 'Volume limit exceeded', /raise the quota of EBS storage .* in us-east-1/],
    [
      'Client.InternalError',
      'Client error on launch',
      /KMS key .*aws ec2 get-ebs-default-kms-key-id --region us-east-1/,
    ],
    ['Server.InsufficientInstanceCapacity', 'Insufficient capacity.', /another zone or another instanceType/],
    ['Server.InternalError', 'Internal error on launch', /run the same command again/],
    ['Client.SomethingNew', 'Nobody knows it', /aws ec2 describe-instances/],
  ])('for %s says so, and what to do', async (code, message, next) => {
    const effect = { kind: 'error', code, message };
    await lab.sandbox.post('/_sandbox/faults', [{ service: 'ec2', action: 'boot', effect }]);
    await expect(launch(await imageOf('debian-12'))).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`i-\\w+ in us-east-1 terminated instead of starting: ${message} \\(${code}\\)`),
      ),
      next: expect.stringMatching(next),
    });
  });

  it('says so too of one that was stopped and is started again', async () => {
    const region = lab.cloud.region('us-east-1');
    const { id } = await launch(await imageOf('debian-12'));
    const ec2 = lab.sandbox.ec2('us-east-1');
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await lab.sandbox.idle();
    const effect = { kind: 'error', code: 'Client.InternalError', message: 'Client error on launch' };
    await lab.sandbox.post('/_sandbox/faults', [{ service: 'ec2', action: 'boot', effect }]);
    await expect(region.startInstance(id)).rejects.toMatchObject({
      message: expect.stringContaining('Client error on launch (Client.InternalError)'),
    });
  });
});

describe('the disk of an instance', () => {
  it.each(imageNames)(
    'of %s is encrypted, alone, and as large as its image wants it',
    async (name) => {
      const instance = await launch(await imageOf(name));
      const Filters = [{ Name: 'attachment.instance-id', Values: [instance.id] }];
      const { Volumes = [] } = await lab.sandbox.ec2('us-east-1').send(new DescribeVolumesCommand({ Filters }));
      expect(Volumes).toMatchObject([{ Encrypted: true, VolumeType: 'gp3' }]);
      expect(Volumes[0]?.Size).toBeGreaterThanOrEqual(8);
    },
    20_000,
  );
});
