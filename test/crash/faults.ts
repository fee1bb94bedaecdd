/** A mesh of a world that is faulty in several ways at once: in AWS, on its hosts, in who may log in. */
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { auditBreakages } from '../support/audit-breakages/index.ts';
import type { End, MeshUnderTest } from '../support/mesh-under-test.ts';
import type { Ended, World } from './world.ts';

const faults = [
  'HTTPS let in for a stranger',
  'source/dest check on at the initiator',
  'net.ipv4.tcp_syncookies set to 0',
  'passwords let in',
].map((name) => auditBreakages.find((one) => one.name === name));

/** The checks that fail then. */
export const broken: readonly string[] = faults.flatMap((one) => one?.fails ?? []).toSorted();

async function end(world: World, name: string): Promise<End> {
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }];
  const { NetworkInterfaces = [] } = await world.ec2(name).send(new DescribeNetworkInterfacesCommand({ Filters }));
  const [nic] = NetworkInterfaces;
  return {
    name,
    instanceId: nic?.Attachment?.InstanceId ?? '',
    interfaceId: nic?.NetworkInterfaceId ?? '',
    groupId: nic?.Groups?.[0]?.GroupId ?? '',
    privateIp: nic?.PrivateIpAddress ?? '',
    address: nic?.Association?.PublicIp ?? '',
  };
}

export async function breakAll(world: World): Promise<void> {
  const mesh = {
    ends: async () => ({ initiator: await end(world, 'us-east-1'), responder: await end(world, 'us-east-2') }),
    ec2: (region: string) => world.ec2(region),
    exec: (instanceId: string, ...argv: readonly string[]) => world.exec(instanceId, ...argv),
  } as MeshUnderTest;
  for (const one of faults) await one?.break(mesh);
}

/** What did not get done, in words. */
export const told = (undone: Ended['undone']): string =>
  undone.map(({ step, error }) => `${step.id}: ${error?.message}`).join('; ');
