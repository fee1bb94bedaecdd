/** Hosts of a sandbox that was taken up again: what their timers do within a minute of a boot, done at once. */
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Said } from './mesh-under-test.ts';

export interface Woken {
  readonly regions: readonly string[];
  ec2(region: string): EC2Client;
  exec(instanceId: string, ...argv: readonly string[]): Promise<Said>;
}

/** Ends when each concentrator has its tunnels to all others up, and has reported so. @throws Error with what a host says */
export async function wakeHosts(mesh: Woken): Promise<void> {
  const hosts = (await Promise.all(mesh.regions.map((region) => concentratorsIn(mesh.ec2(region))))).flat();
  const all = (script: string) => Promise.all(hosts.map((id) => onHost(mesh, id, script)));
  const tunnels = String(hosts.length - 1);
  const deadline = Date.now() + 60_000;
  // An end that was asked before the other one listened asks again.
  for (;;) {
    await all('systemctl start vpnmesh-watchdog');
    const counts = await all('swanctl --list-sas | grep -c INSTALLED || :');
    if (counts.every((count) => count.trim() === tunnels)) break;
    if (Date.now() > deadline) throw new Error(`tunnels did not come up again: ${counts.join()} of ${tunnels}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await all('systemctl start vpnmesh-facts');
}

async function concentratorsIn(ec2: EC2Client): Promise<readonly string[]> {
  const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['concentrator'] }];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? []));
}

async function onHost({ exec }: Woken, id: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await exec(id, 'sh', '-c', script);
  if (code !== 0) throw new Error(`${script} on ${id} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
