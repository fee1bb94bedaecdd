/** Clients of the mesh's endpoint for other services than EC2, each for one call or two. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import type { MeshUnderTest } from '../mesh-under-test.ts';

async function configOf(mesh: MeshUnderTest, region: string) {
  const { endpoint, credentials } = mesh.ec2(region).config;
  const url = await endpoint?.();
  return {
    region,
    credentials,
    ...(url === undefined ? {} : { endpoint: `${url.protocol}//${url.hostname}:${url.port}` }),
  };
}

export async function logs(
  mesh: MeshUnderTest,
  region: string,
  send: (client: CloudWatchLogsClient) => Promise<unknown>,
): Promise<void> {
  const client = new CloudWatchLogsClient(await configOf(mesh, region));
  await send(client).finally(() => client.destroy());
}

export async function iam(mesh: MeshUnderTest, send: (client: IAMClient) => Promise<unknown>): Promise<void> {
  const client = new IAMClient(await configOf(mesh, 'us-east-1'));
  await send(client).finally(() => client.destroy());
}
