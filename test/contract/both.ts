/** The two sides, each with real AWS clients. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startMoto } from './moto.ts';
import type { Aws } from './scenario.ts';

export interface Side extends Aws {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

function side(endpoint: string, credentials: Side['credentials'], stop: () => Promise<void>): Side {
  const config = { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 };
  const clients = {
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
  };
  return {
    ...clients,
    endpoint,
    credentials,
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await stop();
    },
  };
}

/** Quotas are lifted: a scenario makes a VPC and addresses of its own, and there are twenty of them. */
export async function pretendAws(): Promise<Side> {
  const quotas = {
    rulesPerGroup: 60,
    groupsPerInterface: 5,
    addresses: 50,
    routesPerTable: 50,
    vpcs: 50,
    groups: 500,
    vcpus: 64,
  };
  const sandbox = await startSandbox({ regions: [], settings: { quotas } });
  return side(sandbox.endpoint, sandbox.credentials, sandbox.stop);
}

export async function moto(program: string): Promise<Side> {
  const { endpoint, stop } = await startMoto(program);
  return side(endpoint, { accessKeyId: 'testing', secretAccessKey: 'testing' }, stop);
}
