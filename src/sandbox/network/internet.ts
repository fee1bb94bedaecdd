import { mtu, operatorAddress, servicesAddress, transfer } from './addresses.ts';
import { linkName, type Names } from './names.ts';
import { addNamespace, forwardingParameters, ipBatch, setParameters } from './namespaces.ts';

/** Makes the namespace that plays the Internet: the operator and AWS's endpoints live in it, VPCs' edges hang on it. */
export async function buildInternet(names: Names): Promise<void> {
  await addNamespace(names.internet);
  await setParameters(names.internet, forwardingParameters);
  await ipBatch(names.internet, [
    'link set lo up',
    `address add ${operatorAddress}/32 dev lo`,
    `address add ${servicesAddress}/32 dev lo`,
    // Packets to an address that nobody has are lost without a word.
    'route add blackhole default',
  ]);
}

/** Connects a VPC's router to the Internet by a link named `edge` on the router's side. */
export async function connectRouter(names: Names, vpcId: string): Promise<void> {
  const router = names.router(vpcId);
  const link = linkName('v', vpcId);
  await ipBatch(router, [
    `link add edge mtu ${mtu.internet} type veth peer name ${link} mtu ${mtu.internet} netns ${names.internet}`,
    `address add ${transfer.router}/32 dev edge`,
    'link set edge up',
  ]);
  await ipBatch(names.internet, [`address add ${transfer.internet}/32 dev ${link}`, `link set ${link} up`]);
}

/** The line that leads a public address to its VPC, for `ip -batch` in the Internet's namespace. */
export function publicRoute(publicIp: string, vpcId: string): string {
  return `route replace ${publicIp}/32 via ${transfer.router} dev ${linkName('v', vpcId)} onlink src ${operatorAddress}`;
}
