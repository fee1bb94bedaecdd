/** The Cloud port over the AWS SDK. */

import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Cloud, RegionCloud } from '#ports/cloud.ts';
import { addressCalls } from './addresses.ts';
import { type ClientOptions, globalClients, plainSts, type RegionClients, regionClients } from './clients.ts';
import { observeRegion, ownGroups } from './describe.ts';
import { regionErrors } from './disabled-regions.ts';
import { permissionCalls } from './dry-run.ts';
import { readEbsKey } from './ebs-key.ts';
import { groupCalls } from './groups.ts';
import { iamCalls } from './iam.ts';
import { imageCalls } from './images.ts';
import { inspectRegion } from './inspect.ts';
import { instanceCalls } from './instances.ts';
import { logGroupCalls } from './log-groups.ts';
import { readQuotas } from './quotas.ts';
import { remedyCalls } from './remedies.ts';
import { routeCalls } from './routes.ts';
import { surveyRegion } from './survey.ts';
import { need } from './translate.ts';
import { readVcpus } from './vcpus.ts';

/** Regions for calls that any region can answer: the operator's own first. */
export interface CloudOptions extends ClientOptions {
  readonly regions: readonly string[];
}

/** Where IAM is asked, by the partition that a region's name begins with. */
function partitionHome(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1';
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1';
}

/**
 * The answer of the first region, or else of any other: one may be misspelt, switched off or denied by the organisation.
 * @throws the first region's error when all fail
 */
async function anywhere<T>(
  [first = '', ...others]: readonly string[],
  ask: (region: string) => Promise<T>,
): Promise<T> {
  try {
    return await ask(first);
  } catch (error) {
    return Promise.any(others.map(ask)).catch(() => {
      throw error;
    });
  }
}

export function createAwsCloud(options: CloudOptions): Cloud {
  const home = partitionHome(options.regions[0] ?? '');
  const global = globalClients(home, options);
  const asked = [...new Set([...options.regions, home])].slice(0, 3);
  const ofTheRegion = regionErrors([home, ...asked.filter((one) => one !== home)], (name) =>
    plainSts(name, options, global.common),
  );
  const made = new Map<string, { readonly clients: RegionClients; readonly cloud: RegionCloud }>();
  const region = (name: string) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const clients = regionClients(name, options, global.common, ofTheRegion);
    const one = { clients, cloud: regionCloud(clients) };
    made.set(name, one);
    return one;
  };
  return {
    identity: async () => {
      const { Account, Arn } = await anywhere(asked, (name) =>
        region(name).clients.sts.send(new GetCallerIdentityCommand({})),
      );
      const arn = need(Arn, "the caller's ARN");
      return { account: need(Account, 'the account'), arn, partition: arn.split(':')[1] ?? 'aws' };
    },
    enabledRegions: async () => {
      const { Regions } = await anywhere(asked, (name) =>
        region(name).clients.ec2.send(new DescribeRegionsCommand({})),
      );
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

function regionCloud(clients: RegionClients): RegionCloud {
  return {
    ownGroups: (mesh) => ownGroups(clients, mesh),
    observe: (query) => observeRegion(clients, query),
    survey: () => surveyRegion(clients),
    inspect: (query) => inspectRegion(clients, query),
    quotas: () => readQuotas(clients),
    ebsKey: () => readEbsKey(clients.ec2),
    vcpus: (instanceTypes) => readVcpus(clients, instanceTypes),
    ...groupCalls(clients),
    ...addressCalls(clients),
    ...imageCalls(clients),
    ...instanceCalls(clients),
    ...routeCalls(clients),
    ...logGroupCalls(clients),
    ...permissionCalls(clients),
    remedies: remedyCalls(clients),
  };
}
