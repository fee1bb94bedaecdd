/** A mesh of two regions on real hosts, with the face that the table of breakages works on. */
import { flushFlows } from '#sandbox/hosts/real/exec.ts';
import type { Lab } from '../../support/lab.ts';
import type { End, MeshUnderTest, TunnelSeen } from '../../support/mesh-under-test.ts';
import { concentratorInterface, regions, workload } from './aws.ts';
import { on, pings } from './guests.ts';

export function realMesh(lab: Lab, spec: string): MeshUnderTest {
  const [first, second] = regions;
  const endOf = async (region: string): Promise<End> => ({
    name: region,
    ...endFields(await concentratorInterface(lab, region)),
  });
  return {
    ends: async () => ({ initiator: await endOf(first), responder: await endOf(second) }),
    ec2: (region) => lab.ec2(region),
    exec: (instanceId, ...argv) => on(lab, instanceId, ...argv),
    flushFlows: (interfaceId) => flushFlows(lab.state, interfaceId),
    apply: async () => {
      const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
      if (code !== 0) throw new Error(`apply ended with ${code}:\n${stderr}`);
    },
    tunnel: async () => {
      const { tunnels } = await lab.json<{ readonly tunnels: readonly TunnelSeen[] }>([
        ...['status', '--open-ssh', '--timeout', '4', '-f', spec],
      ]);
      const [one] = tunnels;
      if (one === undefined) throw new Error('status tells of no tunnel');
      return one;
    },
    verified: async () => {
      const { pairs } = await lab.json<{ readonly pairs: readonly { readonly ok: boolean }[] }>([
        ...['verify', '--open-ssh', '--timeout', '4', '-f', spec],
      ]);
      return pairs.every(({ ok }) => ok);
    },
    across: async () => {
      const [home, away] = await Promise.all([workload(lab, first), workload(lab, second)]);
      return pings(lab, home.instanceId, away.privateIp);
    },
  };
}

function endFields({ id, groupId, privateIp, instanceId, address }: Awaited<ReturnType<typeof concentratorInterface>>) {
  return { interfaceId: id, groupId, privateIp, instanceId, address };
}
