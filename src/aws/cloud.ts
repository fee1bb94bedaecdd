/** The Cloud port over the AWS SDK. */
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Cloud, RegionCloud } from '#ports/cloud.ts';
import { addressCalls } from './addresses.ts';
import { type ClientOptions, globalClients, homeRegion, type RegionClients, regionClients } from './clients.ts';
import { observeRegion, traces } from './describe.ts';
import { groupCalls } from './groups.ts';
import { iamCalls } from './iam.ts';
import { imageCalls } from './images.ts';
import { instanceCalls } from './instances.ts';
import { logGroupCalls } from './log-groups.ts';
import { permissionCalls, readQuotas } from './quotas.ts';
import { routeCalls } from './routes.ts';
import { need } from './translate.ts';

export function createAwsCloud(options: ClientOptions): Cloud {
  const global = globalClients(options);
  const made = new Map<string, { readonly clients: RegionClients; readonly cloud: RegionCloud }>();
  const region = (name: string) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const clients = regionClients(name, options, global.common);
    const one = { clients, cloud: regionCloud(clients, options) };
    made.set(name, one);
    return one;
  };
  return {
    identity: async () => {
      const { Account, Arn } = await global.sts.send(new GetCallerIdentityCommand({}));
      const arn = need(Arn, "the caller's ARN");
      return { account: need(Account, 'the account'), arn, partition: arn.split(':')[1] ?? 'aws' };
    },
    enabledRegions: async () => {
      const { Regions } = await region(homeRegion).clients.ec2.send(new DescribeRegionsCommand({}));
      return (Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []).toSorted();
    },
    region: (name) => region(name).cloud,
    iam: iamCalls(global),
    close: () => {
      global.destroy();
      for (const { clients } of made.values()) clients.destroy();
    },
  };
}

function regionCloud(clients: RegionClients, options: ClientOptions): RegionCloud {
  return {
    traces: (mesh) => traces(clients, mesh),
    observe: (query) => observeRegion(clients, query),
    quotas: () => readQuotas(clients.region, options),
    ...groupCalls(clients),
    ...addressCalls(clients),
    ...imageCalls(clients),
    ...instanceCalls(clients),
    ...routeCalls(clients),
    ...logGroupCalls(clients),
    ...permissionCalls(clients),
  };
}
