/** apply dies before and after each call by which the spec's own tags come to what exists; the next one finishes it. */
import { CloudWatchLogsClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { told } from './faults.ts';
import { momentName, momentsOf, samplingMoments } from './moments.ts';
import { startAppliedWorld, type World } from './world.ts';

const sample = samplingMoments();
/** Moments that are tried unless all are. */
const tried = 2;
const regions = ['us-east-1', 'us-east-2'];

let world: World;
beforeAll(async () => {
  world = await startAppliedWorld();
}, 120_000);
afterAll(async () => {
  await world?.stop();
});

/** How many things carry each team: in EC2, IAM and CloudWatch Logs. */
async function teams(): Promise<Readonly<Record<string, number>>> {
  const { AWS_ENDPOINT_URL: endpoint = '' } = world.env;
  const found: string[] = [];
  for (const region of regions) {
    const Filters = [{ Name: 'key', Values: ['team'] }];
    const { Tags = [] } = await world.ec2(region).send(new DescribeTagsCommand({ Filters }));
    found.push(...Tags.map(({ Value = '' }) => Value));
    const logs = new CloudWatchLogsClient({ region, endpoint });
    const resourceArn = `arn:aws:logs:${region}:111122223333:log-group:/vpnmesh/corp`;
    const { tags = {} } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
    found.push(...Object.entries(tags).flatMap(([key, value]) => (key === 'team' ? value : [])));
    logs.destroy();
  }
  const iam = new IAMClient({ region: 'us-east-1', endpoint });
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'vpnmesh-corp' }));
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'vpnmesh-corp' }));
  iam.destroy();
  for (const { Key, Value = '' } of [...(Role?.Tags ?? []), ...(InstanceProfile?.Tags ?? [])])
    if (Key === 'team') found.push(Value);
  const counts: Record<string, number> = {};
  for (const team of found) counts[team] = (counts[team] ?? 0) + 1;
  return counts;
}

it('own tags come to everything, whenever the run before was killed', { timeout: 1_200_000 }, async () => {
  const { calls, undone } = await world.apply(undefined, undefined, 'first');
  expect(undone).toEqual([]);
  const what = calls.map((call) => call.what);
  expect(what).toEqual(expect.arrayContaining(['CreateTags', 'TagResource', 'TagRole', 'TagInstanceProfile']));
  const { first: all = 0, ...others } = await teams();
  expect([all > 20, others]).toEqual([true, {}]);
  // The judge can fail: a run that dies halfway has not tagged everything.
  await world.apply({ at: calls.length >> 1, when: 'before' }, undefined, 'half');
  expect(Object.keys(await teams())).toHaveLength(2);
  const wrong: string[] = [];
  for (const [turn, moment] of sample.some(momentsOf(calls.length), tried, momentName).entries()) {
    const team = `team-${turn}`;
    const first = await world.apply(moment, undefined, team);
    const second = await world.apply(undefined, undefined, team);
    const third = await world.apply(undefined, undefined, team);
    const where = `${momentName(moment)} of ${calls.length} (${first.calls.at(-1)?.what})`;
    const now = JSON.stringify(await teams());
    if (second.undone.length > 0) wrong.push(`${where}: ${told(second.undone)}`);
    if (third.calls.length > 0) wrong.push(`${where}: a third run still does ${third.calls.map((call) => call.what)}`);
    if (now !== JSON.stringify({ [team]: all })) wrong.push(`${where}: then ${now}`);
    if (wrong.length > 3) break;
  }
  expect(wrong).toEqual([]);
});
