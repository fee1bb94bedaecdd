/** The cloud steps of apply and destroy, by the product's own executor, on the emulated AWS and on moto_server. */
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { destroyMesh } from '#app/build/destroy.ts';
import type { Tools } from '#app/run/tools.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import { applyCloudSteps } from '../support/cloud-steps.ts';
import { hostlessTools } from '../support/hostless.ts';
import { moto, pretendAws, type Side } from './both.ts';
import { motoProgram } from './moto.ts';
import { meshFilter, newMember } from './place.ts';
import { outcome } from './scenario.ts';

const regions = ['us-east-1', 'us-east-2'] as const;

const sides = [
  { name: 'the emulated AWS', start: pretendAws, skip: false },
  { name: 'moto_server', start: () => moto(motoProgram ?? ''), skip: motoProgram === undefined },
];

for (const { name, start, skip } of sides) {
  describe.skipIf(skip)(`on ${name}${skip ? ' (skipped: moto_server is not on the PATH)' : ''}`, () => {
    let side: Side;
    let tools: Tools & { readonly close: () => void };
    let parsed: ParsedSpec;
    let ec2: Readonly<Record<string, EC2Client>>;

    beforeAll(async () => {
      side = await start();
      const { endpoint, credentials } = side;
      vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
      vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
      ec2 = Object.fromEntries(regions.map((region) => [region, new EC2Client({ endpoint, region, credentials })]));
      const vpcs = await Promise.all(
        regions.map((region, n) => newMember(ec2[region] ?? side.ec2, region, `10.${70 + n}`)),
      );
      const members = regions.map((region, n) => `  - {region: ${region}, vpc: ${vpcs[n]}}`);
      parsed = parseSpec(
        `mesh: contract\nmembers:\n${members.join('\n')}\nssh: {from: [192.0.2.7/32]}\nsecurityGroups: {services: [default]}\n`,
        'spec.yaml',
      );
      tools = standIns();
    }, 60_000);
    afterAll(async () => {
      tools?.close();
      vi.unstubAllEnvs();
      for (const client of Object.values(ec2 ?? {})) client.destroy();
      await side?.stop();
    });

    it('apply builds everything that is AWS, and then has nothing left to do', async () => {
      const { failed, left } = await applyCloudSteps(parsed, tools, { looking: false });
      expect(failed).toEqual([]);
      expect(left).toEqual([]);
      // Four rules of its own group, and ICMP from both members in the VPC's other one, which the spec names.
      const one = { instances: 1, groups: 1, rules: 6, interfaces: 1, addresses: 1, keys: 1 };
      expect(await owned(ec2)).toEqual({ 'us-east-1': one, 'us-east-2': one });
      expect(await routesTo(ec2, '10.71.0.0/16')).toBe(1);
      expect(await routesTo(ec2, '10.70.0.0/16')).toBe(1);
    }, 60_000);

    it('destroy leaves nothing of the mesh', async () => {
      const { reports } = await destroyMesh(parsed, tools, { deleteLogs: true });
      expect(reports.filter((one) => one.outcome !== 'done').map(({ step, error }) => [step.id, error])).toEqual([]);
      expect((await destroyMesh(parsed, tools, { deleteLogs: true })).plan.steps).toEqual([]);
      const none = { instances: 0, groups: 0, rules: 0, interfaces: 0, addresses: 0, keys: 0 };
      expect(await owned(ec2)).toEqual({ 'us-east-1': none, 'us-east-2': none });
      expect(await routesTo(ec2, '10.71.0.0/16')).toBe(0);
      expect(await routesTo(ec2, '10.70.0.0/16')).toBe(0);
      const gone = { RoleName: 'vpnmesh-contract', InstanceProfileName: 'vpnmesh-contract' };
      expect(await outcome(side.iam.send(new GetRoleCommand(gone)))).toBe('NoSuchEntity');
      expect(await outcome(side.iam.send(new GetInstanceProfileCommand(gone)))).toBe('NoSuchEntity');
    }, 60_000);
  });
}

function standIns(): Tools & { readonly close: () => void } {
  const cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
  return { ...hostlessTools(cloud), close: () => cloud.close() };
}

/** What of each kind carries the mesh's tag; terminated instances do not count. */
async function owned(ec2: Readonly<Record<string, EC2Client>>): Promise<unknown> {
  const Filters = meshFilter('contract');
  const counted = await Promise.all(
    Object.entries(ec2).map(async ([region, client]) => {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ Filters }));
      const instances = Reservations.flatMap((one) => one.Instances ?? []);
      const [groups, rules, nics, addresses, keys] = await Promise.all([
        client.send(new DescribeSecurityGroupsCommand({ Filters })),
        client.send(new DescribeSecurityGroupRulesCommand({ Filters })),
        client.send(new DescribeNetworkInterfacesCommand({ Filters })),
        client.send(new DescribeAddressesCommand({ Filters })),
        client.send(new DescribeKeyPairsCommand({ Filters })),
      ]);
      const count = {
        instances: instances.filter(({ State }) => State?.Name !== 'terminated').length,
        groups: groups.SecurityGroups?.length,
        rules: rules.SecurityGroupRules?.length,
        interfaces: nics.NetworkInterfaces?.length,
        addresses: addresses.Addresses?.length,
        keys: keys.KeyPairs?.length,
      };
      return [region, count] as const;
    }),
  );
  return Object.fromEntries(counted);
}

async function routesTo(ec2: Readonly<Record<string, EC2Client>>, destination: string): Promise<number> {
  const tables = await Promise.all(Object.values(ec2).map((client) => client.send(new DescribeRouteTablesCommand({}))));
  return tables
    .flatMap(({ RouteTables = [] }) => RouteTables.flatMap(({ Routes = [] }) => Routes))
    .filter((one) => one.DestinationCidrBlock === destination && one.GatewayId !== 'local').length;
}
