/** The trials before a build, on an endpoint that carries out some of what it is asked to try: moto_server does. */
import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { observeAndPlan } from '#app/build/apply.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { moto, type Side } from './both.ts';
import { motoProgram } from './moto.ts';
import { newMember } from './place.ts';

const regions = ['us-east-1', 'us-east-2'] as const;

describe.skipIf(motoProgram === undefined)('where DryRun is not heeded', () => {
  let side: Side;
  let cloud: Cloud;
  let parsed: ParsedSpec;
  let ec2: readonly EC2Client[];

  beforeAll(async () => {
    side = await moto(motoProgram ?? '');
    const { endpoint, credentials } = side;
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    ec2 = regions.map((region) => new EC2Client({ endpoint, region, credentials }));
    const vpcs = await Promise.all(ec2.map((client, n) => newMember(client, regions[n] ?? '', `10.${70 + n}`)));
    const members = regions.map((region, n) => `  - {region: ${region}, vpc: ${vpcs[n]}}`);
    parsed = parseSpec(`mesh: trial\nmembers:\n${members.join('\n')}\nssh: {from: [192.0.2.7/32]}\n`, 'spec.yaml');
    cloud = createAwsCloud({ regions });
  }, 60_000);
  afterAll(async () => {
    cloud?.close();
    vi.unstubAllEnvs();
    for (const client of ec2 ?? []) client.destroy();
    await side?.stop();
  });

  const preflight = async () => {
    const { mesh, observation, plan } = await observeAndPlan(parsed, { cloud, clock }, false);
    return accountPreflight(cloud, mesh, observation, plan);
  };
  const state = () =>
    Promise.all(
      ec2.map(async (client) => {
        const [addresses, tables, groups] = await Promise.all([
          client.send(new DescribeAddressesCommand({})),
          client.send(new DescribeRouteTablesCommand({})),
          client.send(new DescribeSecurityGroupsCommand({})),
        ]);
        return [addresses.Addresses, tables.RouteTables?.map(({ Routes }) => Routes), groups.SecurityGroups];
      }),
    );

  it('is everything as it was after the trials, and what happened is said', async () => {
    await ec2[0]?.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    const before = await state();
    const { notes } = await preflight();
    expect(await state()).toEqual(before);
    expect(notes.filter((note) => note.includes('DryRun'))).toEqual([
      expect.stringMatching(/^us-east-1: the endpoint .*ec2:CreateRoute.*removed again/),
      expect.stringMatching(/^us-east-2: the endpoint .*ec2:CreateRoute.*removed again/),
    ]);
  }, 30_000);

  it('is nothing tried there again', async () => {
    const before = await state();
    const { notes } = await preflight();
    expect(await state()).toEqual(before);
    expect(notes.filter((note) => note.includes('DryRun'))).toEqual([
      expect.stringContaining('us-east-1: permissions were not tested'),
      expect.stringContaining('us-east-2: permissions were not tested'),
    ]);
  }, 30_000);
});

const clock = { now: () => new Date(), pause: () => Promise.resolve() };
